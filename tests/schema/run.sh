#!/bin/sh
# The rows of src/kong/schema say what Kong 3.9.1 and 2.8.1 say of themselves.
. "$(dirname "$0")/../suite.sh"
dumps=../shared/kong-schema
test -d "$dumps" || skip "tests/schema: no $dumps here"
"$PYTHON" tests/schema/compare.py "$dumps"
