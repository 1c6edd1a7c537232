#!/bin/sh
# Golden cases: see golden.py. "run.sh --write CASE..." makes the wanted files
# of cases what the program says now: read the difference before committing.
. "$(dirname "$0")/../suite.sh"
"$PYTHON" tests/golden/golden.py "$@"
