#!/bin/sh
# The rows of src/kong/schema say what Kong 3.9.1 and 2.8.1 say of themselves.
set -u
cd "$(dirname "$0")/../.." || exit 2
dumps=../shared/kong-schema
test -d "$dumps" || {
	echo "tests/schema: no $dumps here"
	exit 77
}
"${PYTHON:-/usr/bin/python3}" tests/schema/compare.py "$dumps"
