#!/bin/sh
# What --explain says of who finds a rule, compared with what can raise it and
# with what the golden cases print: see raises.py. One more build, without
# optimisation: in it every function stays what it is in the source.
set -u
cd "$(dirname "$0")/../.." || exit 2
KONGRENDER=${KONGRENDER:-$PWD/build/kongrender}
export KONGRENDER
command -v readelf >/dev/null || {
	echo 'readelf is missing'
	exit 77
}
objects=${BUILD:-$PWD/build}/raises
# not as a part of the make that runs this
unset MAKEFLAGS MFLAGS MAKELEVEL
if ! make -j"${JOBS:-2}" BUILD="$objects" OPTIM=-O0 HARDEN= LINK= \
	"$objects/libkongrender.a" >"$objects.log" 2>&1; then
	cat "$objects.log"
	echo '0 passed, 1 failed'
	exit 1
fi
exec "${PYTHON:-/usr/bin/python3}" -B tests/raises/raises.py "$objects"
