#!/bin/sh
# What both Kongs said to some thousand small files, and what lint says: no
# file that Kong refuses passes, and none that it starts with is refused but
# for those that tests/kong-whole/deliberate.txt names, with the reason.
set -u
cd "$(dirname "$0")/../.." || exit 2
cases=../shared/kong-cases-whole
test -d "$cases" || {
	echo "tests/kong-whole: no $cases here"
	exit 77
}
KONGRENDER=${KONGRENDER:-$PWD/build/kongrender} \
	"${PYTHON:-/usr/bin/python3}" tests/kong-whole/measure.py "$cases" "$@"
