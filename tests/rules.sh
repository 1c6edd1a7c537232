#!/bin/sh
# What templates/README.md says of the rules is what the program says.
# "rules.sh --write" makes it so: everything between the two comments is
# replaced.
set -u
cd "$(dirname "$0")/.." || exit 2
KONGRENDER=${KONGRENDER:-$PWD/build/kongrender}
export KONGRENDER
document=templates/README.md
begin='<!-- rules: tests/rules.sh --write -->' end='<!-- end of rules -->'
work=$(mktemp -d) || exit 2
trap 'rm -rf "$work"' EXIT

"${PYTHON:-/usr/bin/python3}" -B tests/rules.py >"$work/pages" || exit 2
awk -v begin="$begin" -v end="$end" -v pages="$work/pages" '
	$0 == end { skip = 0 }
	!skip { print }
	$0 == begin {
		while ((getline line <pages) > 0)
			print line
		skip = 1
	}' "$document" >"$work/wanted"
if test "${1-}" = --write; then
	cat "$work/wanted" >"$document"
	exit
fi

rules=$("$KONGRENDER" lint --list-rules | wc -l)
found=$(grep -c '^### ' "$work/pages")
if test "$rules" -lt 50 || test "$found" != "$rules"; then
	echo "FAILED $rules rules have $found pages"
elif ! cmp -s "$document" "$work/wanted"; then
	echo "FAILED $document: run tests/rules.sh --write"
	diff "$document" "$work/wanted"
else
	echo "$rules passed, 0 failed"
	exit 0
fi
echo '0 passed, 1 failed'
exit 1
