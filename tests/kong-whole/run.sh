#!/bin/sh
# What both Kongs said to small files, and what lint says: no file that Kong
# refuses passes, and none that it starts with is refused but for those that
# deliberate.txt names, with the reason. Some hundred are here; the other
# thousands are tried where they are.
. "$(dirname "$0")/../suite.sh"
cases=../shared/kong-cases-whole
test -d "$cases" || {
	cases=tests/kong-whole/cases
	echo "note: only the cases of $cases"
}
"$PYTHON" tests/kong-whole/measure.py "$cases" "$@"
