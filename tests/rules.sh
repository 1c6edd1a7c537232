#!/bin/sh
# README's table of rules says what the program says. "rules.sh --write" makes
# it so: everything between the two comments is replaced.
set -u
cd "$(dirname "$0")/.." || exit 2
KONGRENDER=${KONGRENDER:-$PWD/build/kongrender}
begin='<!-- rules: tests/rules.sh --write -->' end='<!-- end of rules -->'
work=$(mktemp -d) || exit 2
trap 'rm -rf "$work"' EXIT

# The ids are what SARIF's helpUri leads to.
"$KONGRENDER" lint --list-rules >"$work/list" || exit 2
{
	echo "$begin"
	echo '| Rule | Level | What it finds |'
	echo '|---|---|---|'
	while read -r id level summary; do
		# shellcheck disable=SC2016 # backquotes of Markdown
		printf '| <a id="%s"></a>`%s` | %s | %s |\n' "$id" "$id" \
			"$level" "$(printf %s "$summary" |
				sed 's/[|<>*_$]/\\&/g')"
	done <"$work/list"
	echo "$end"
} >"$work/wanted"

if test "${1-}" = --write; then
	awk -v begin="$begin" -v end="$end" -v table="$work/wanted" '
	$0 == begin { while ((getline line <table) > 0) print line; skip = 1 }
	!skip { print }
	$0 == end { skip = 0 }' README.md >"$work/readme" &&
		cat "$work/readme" >README.md
	exit
fi
test -f README.md || {
	echo 'rules: there is no README.md yet'
	exit 77
}
awk -v begin="$begin" -v end="$end" '
	$0 == begin { on = 1 }
	on { print }
	$0 == end { on = 0 }' README.md >"$work/got"
if cmp -s "$work/got" "$work/wanted"; then
	echo "$(wc -l <"$work/list") passed, 0 failed"
	exit 0
fi
echo 'FAILED README.md lists other rules than the program: run' \
	'tests/rules.sh --write'
diff "$work/got" "$work/wanted"
echo '0 passed, 1 failed'
exit 1
