#!/bin/bash
# The budgets that do not depend on the machine's speed: instructions against
# two bare parses, growth with the input, and memory. bench.sh has the times.
set -u
cd "$(dirname "$0")" || exit 2
command -v valgrind >/dev/null || {
	echo 'valgrind is missing'
	exit 77
}
. ./measure.sh

# Percent of parse(template) + parse(output), validation and key checks
# included. Another processor's memcpy may move it by one or two. Our own
# template has more keys for its length.
MAX_RATIO=116
MAX_SHIPPED=124
passed=0 failed=0

# within WHAT GOT MOST: GOT is a number, not 0, and at most MOST.
within() { test "${2:-0}" -gt 0 && test "$2" -le "$3"; }
expect() {
	if within "$@"; then
		passed=$((passed + 1))
	else
		failed=$((failed + 1))
		echo "not ok: $1: ${2:-nothing}, at most $3"
	fi
}

for template in "$SHIPPED" "$OFFICIAL"; do
	most=$MAX_RATIO
	test "$template" = "$OFFICIAL" || most=$MAX_SHIPPED
	test -f "$template" || {
		echo "note: without $template"
		continue
	}
	for keys in legacy newest; do
		read -r ours least < <(against_two_parses "$keys" "$template")
		expect "percent of two parses, $keys, ${template##*/}" \
			$(((ours * 100 + least - 1) / (least + 1))) "$most"
	done
done

# Ten times the input, ten times the work.
read -r small _ < <(against_two_parses newest "$(generate 100000)")
read -r large _ < <(against_two_parses newest "$(generate 1000000)")
expect 'ten times the input' "$large" $((small * 105 / 10))

for template in "$SHIPPED" "$(generate 1000000)" "$(generate 10000000)"; do
	expect "KiB for ${template##*/}" "$(peak newest "$template")" \
		$(($(wc -c <"$template") * 9 / 1024 + 2048))
done

# Keys of every kind: two signatures of ES256 verified once each, and one pair
# of keys checked, with the curve's tables computed once for a key.
expect 'instructions of keys check' \
	"$(instructions "$KONGRENDER" keys check -e "$(key_set)")" 40000000

# The budgets can be missed.
if within '' $((MAX_RATIO + 1)) "$MAX_RATIO" || within '' 0 1 || within '' '' 1; then
	failed=$((failed + 1))
	echo 'not ok: any number is within a budget'
else
	passed=$((passed + 1))
fi

echo "$passed passed, $failed failed"
test "$failed" = 0
