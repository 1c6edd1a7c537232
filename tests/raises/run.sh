#!/bin/sh
# What --explain says of who finds a rule, compared with what can raise it and
# with what the golden cases print: see raises.py. One more build, without
# optimisation: in it every function stays what it is in the source.
. "$(dirname "$0")/../suite.sh"
need readelf
# A target of make has no blanks, as the path to the project may have.
objects=${BUILD#"$root"/}/raises
# not as a part of the make that runs this
unset MAKEFLAGS MFLAGS MAKELEVEL
if ! make -j"${JOBS:-2}" BUILD="$objects" OPTIM=-O0 HARDEN= LINK= \
	"$objects/libkongrender.a" >"$objects.log" 2>&1; then
	cat "$objects.log"
	echo '0 passed, 1 failed'
	exit 1
fi
"$PYTHON" tests/raises/raises.py "$objects"
