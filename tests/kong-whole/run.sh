#!/bin/sh
# What both Kongs said to small files, and what lint says: no file that Kong
# refuses passes, and none that it starts with is refused but for those that
# deliberate.txt names, with the reason. Some hundred are here; the other
# thousands are tried where they are.
set -u
cd "$(dirname "$0")/../.." || exit 2
KONGRENDER=${KONGRENDER:-$PWD/build/kongrender}
export KONGRENDER PYTHONDONTWRITEBYTECODE=1
all=../shared/kong-cases-whole
if test -d "$all"; then
	exec "${PYTHON:-/usr/bin/python3}" tests/kong-whole/measure.py "$all" "$@"
fi
echo "note: only the cases of tests/kong-whole/cases"
"${PYTHON:-/usr/bin/python3}" tests/kong-whole/measure.py \
	tests/kong-whole/cases "$@"
