#!/bin/sh
# What templates/README.md says of the rules is what the program says.
# "rules.sh --write" makes it so: everything between the two comments is
# replaced.
. "$(dirname "$0")/suite.sh"
document=templates/README.md
begin='<!-- rules: tests/rules.sh --write -->' end='<!-- end of rules -->'

"$PYTHON" tests/rules.py >"$tmp/pages" || exit 2
awk -v begin="$begin" -v end="$end" -v pages="$tmp/pages" '
	$0 == end { skip = 0 }
	!skip { print }
	$0 == begin {
		while ((getline line <pages) > 0)
			print line
		skip = 1
	}' "$document" >"$tmp/wanted"
if test "${1-}" = --write; then
	cat "$tmp/wanted" >"$document"
	exit
fi

rules=$("$KONGRENDER" lint --list-rules | wc -l)
found=$(grep -c '^### ' "$tmp/pages")
test "$rules" -ge 50
ok $? "$rules rules"
same 'each rule has a page' "$found" "$rules"
diff "$document" "$tmp/wanted" >"$tmp/out"
ok $? "$document: run tests/rules.sh --write"
totals
