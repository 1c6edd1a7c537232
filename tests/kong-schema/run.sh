#!/bin/sh
# The tables of src/kong/schema against Kong's own schemas as the Admin API
# prints them: every field with good and bad values, in both versions. A
# quarter of the values, the same in each run; all with EXHAUSTIVE=1.
set -u
cd "$(dirname "$0")/../.." || exit 2
dumps=../shared/kong-schema
test -d "$dumps" || {
	echo "tests/kong-schema: no $dumps here"
	exit 77
}
KONGRENDER=${KONGRENDER:-$PWD/build/kongrender} PYTHONDONTWRITEBYTECODE=1 \
	"${PYTHON:-/usr/bin/python3}" tests/kong-schema/measure.py "$dumps" "$@"
