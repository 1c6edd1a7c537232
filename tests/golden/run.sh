#!/bin/sh
# Golden cases: see golden.py. "run.sh --write CASE..." makes the wanted files
# of cases what the program says now: read the difference before committing.
cd "$(dirname "$0")/../.." || exit 2
KONGRENDER=${KONGRENDER:-$PWD/build/kongrender}
export KONGRENDER
exec "${PYTHON:-/usr/bin/python3}" tests/golden/golden.py "$@"
