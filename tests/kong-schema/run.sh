#!/bin/sh
# The tables of src/kong/schema against Kong's own schemas as the Admin API
# prints them: every field with good and bad values, in both versions. A
# quarter of the values, the same in each run; all with EXHAUSTIVE=1.
. "$(dirname "$0")/../suite.sh"
dumps=../shared/kong-schema
test -d "$dumps" || skip "tests/kong-schema: no $dumps here"
"$PYTHON" tests/kong-schema/measure.py "$dumps" "$@"
