#!/bin/bash
# Every path is linear in its input: twice of what is repeated takes at most 2.6
# times the instructions. Each row is a file that once took a walk from its
# front for every element, or that would if one came back.
# shellcheck disable=SC2154 # measure.sh sets tmp
set -u
cd "$(dirname "$0")/bench" || exit 2
command -v valgrind >/dev/null || {
	echo 'valgrind is missing'
	exit 77
}
. ./measure.sh

MOST=26 # tenths
passed=0 failed=0
# What the templates refer to.
export A=v COLON='a: b' EMPTY='' SERVICE_ROLE_KEY=abcdefghij

# repeat N TEXT: N times, % becomes the number.
repeat() { awk -v n="$1" -v s="$2" 'BEGIN {
	k = split(s, part, "%")
	for (i = 0; i < n; i++) {
		out = part[1]
		for (p = 2; p <= k; p++)
			out = out i part[p]
		printf "%s", out
	}
}'; }
# file N BEFORE TEXT AFTER: a Kong file with N times TEXT between the others.
file() {
	printf '_format_version: "3.0"\n%b' "$2"
	repeat "$1" "$3"
	printf '%b' "$4"
}
manifest() {
	printf 'apiVersion: v1\nkind: ConfigMap\n%b' "$2"
	repeat "$1" "$3"
	printf '%b' "$4"
}

one_value_of_many_keys() {
	manifest "$1" 'data:\n  kong.yml: &x |\n    _format_version: "3.0"\n' \
		'    x: 1\n' ''
	repeat "$1" '  k%: *x\n'
}
values_in_reverse() {
	manifest "$1" 'metadata:\n' '  m%: &m% "_format_version: x"\n' 'data:\n'
	repeat "$1" '  k%: *m%\n' | tac
}
actions_on_one_line() {
	printf 'x: "%s"\ny: [\n' "$(repeat $(($1 * 10)) '{{ ')"
}
sensitive_fields() { file "$1" '_ignore:\n  -\n' '    secret%: $A\n' ''; }
mappings_with_the_same_key() { file "$1" '_ignore:\n' '  - {a: 1, a: 1}\n' ''; }
keys_that_render_to_the_same() {
	file "$1" '_ignore:\n' '  - {$A: 1, $A: 1}\n' ''
}
usernames_of_many() { file "$1" 'consumers:\n' '  - username: a\n' ''; }
swapped_credentials() {
	file "$1" 'consumers:\n- username: anon\n' '  f%: 1\n' \
		'  keyauth_credentials:\n'
	repeat "$1" '  - key: $SERVICE_ROLE_KEY\n'
}
fields_of_a_consumer() {
	file "$(($1 * 8))" 'consumers:\n- username: anon\n' '  f%: 1\n' ''
}
words_of_one_comment() {
	file "$(($1 * 4))" '# kongrender ignore=' 'a,' 'a\n'
}
rules_of_one_comment() {
	file "$1" '_ignore: [' '{a: 1, a: 1}, ' '] # kongrender ignore='
	repeat "$1" 'hardcoded-secret, '
	printf 'bad-regex -- x\n'
}
comments_of_one_line() {
	file "$1" '' '# kongrender ignore=hardcoded-secret -- x\n' '_ignore: ['
	repeat "$1" '{a: 1, a: 1}, '
	printf ']\n'
}
comments_between_carriage_returns() {
	file "$1" '_ignore: [] ' '# kongrender ignore=hardcoded-secret -- x\r' ''
}
comments_before_keys() {
	printf '%s\n' '_ignore: &x'
	repeat "$1" '  # c\n'
	repeat "$1" '  ? k$COLON%\n'
}
anchors() { file "$1" '_ignore:\n' '- &a% b\n- *a%\n' ''; }
# The text has one length: its aliases alone are twice as many.
long_value_of_many_aliases() {
	file 100 'consumers:\n- username: &x "' 'ssssssssss' \
		'"\n  keyauth_credentials:\n'
	repeat "$1" '  - key: *x\n'
}
one_long_mapping() { file "$1" '_ignore: &x {' 'k%: 1, ' '}\n'; }
merges() { file "$1" '_ignore: &b {a: 1}\nconsumers:\n' '- {username: u%, <<: *b}\n' ''; }
quoted_merges() {
	file "$1" '_ignore: &b {a: 1}\nconsumers:\n' \
		'- {username: u%, "<<": *b}\n' ''
}
merge_list() {
	file "$1" '_ignore: &b {a: 1}\nconsumers:\n- username: a\n  <<: [' \
		'*b, ' ']\n'
}
flattened_credentials() {
	file "$1" 'consumers:\n' '- username: u%\n' 'keyauth_credentials:\n'
	repeat "$1" '- {consumer: u%, key: k%}\n'
}
credentials_left_out() {
	file "$1" 'consumers:\n- username: a\n  keyauth_credentials:\n' \
		'  - key: $EMPTY\n' '  - key: aaa\n'
}
unset_variables() { file "$1" '_ignore: ["\\x41' '$NOPE ' '"]\n'; }
kept_names() { file "$(($1 * 4))" '_ignore:\n' '- $KEPT%\n' ''; }
memberships() {
	file "$1" 'consumers:\n- username: a\n  acls:\n' '  - group: g\n' ''
}
routes() {
	file "$1" 'services:\n- name: s\n  url: http://a\n  routes:\n' \
		'  - {name: r%, paths: [/a]}\n' ''
}
services() { file "$1" 'services:\n' '- {name: s%, url: http://a}\n' ''; }
targets() {
	file "$1" 'upstreams:\n- name: u\n  targets:\n' '  - {target: "a%:80"}\n' ''
}
nested_credentials() {
	file "$1" 'consumers:\n' '- {username: u%, keyauth_credentials: [{key: a%}, {key: b%}, {key: c%}]}\n' ''
}
plugins() { file "$1" 'plugins:\n' '- {name: cors}\n' ''; }
values_of_one_plugin() {
	file "$1" 'plugins:\n- name: cors\n  config:\n    origins: [' \
		'"http://a%", ' ']\n'
}
unknown_fields() {
	file "$1" 'services:\n- name: s\n  url: http://a\n' '  f%: 1\n' ''
}
routes_of_envoy() {
	printf 'resources:\n- "@type": type.googleapis.com/envoy.x\n  routes:\n'
	# shellcheck disable=SC2016 # references
	repeat "$1" '  - match: {prefix: /a%, headers: [{name: apikey, string_match: {exact: "${SERVICE_ROLE_KEY}"}}]}\n'
}
clusters_of_envoy() {
	printf 'resources:\n'
	repeat "$1" '- {"@type": type.googleapis.com/envoy.x, name: c%, name: d}\n'
}
references_in_a_program() {
	printf 'resources: [{"@type": /envoy.x}]\ninline_code: |\n'
	# shellcheck disable=SC2016 # a reference
	repeat $(($1 * 4)) '  a = ${A} + 1\n'
}
documents() { file "$1" '' -- '' | tr -d '\n' | sed 's/--/---\n/g'; }

# count COMMAND FILE: the instructions, of a run that ended by itself.
count() {
	case $1 in
	lint) instructions "$COUNTED" lint "$2" ;;
	json) instructions "$COUNTED" lint --rendered --format json "$2" ;;
	render) instructions "$COUNTED" render -t "$2" -o "$tmp/out" \
		--termination-log none ;;
	keep) instructions "$COUNTED" render -t "$2" -o "$tmp/out" \
		--termination-log none \
		--keep "$(grep -o 'KEPT[0-9]*' "$2" | paste -sd,)" ;;
	keys) instructions "$COUNTED" keys check "$2" ;;
	envoy) instructions "$COUNTED" render -k envoy -t "$2" -o "$tmp/out" \
		--termination-log none ;;
	esac
}

# grows COMMAND ROW N: prints instructions at N and at twice N.
grows() {
	"$2" "$3" >"$tmp/n"
	"$2" $(($3 * 2)) >"$tmp/2n"
	echo "$(count "$1" "$tmp/n") $(count "$1" "$tmp/2n")"
}

is_linear() { test "${1:-0}" -gt 0 && test $(($2 * 10)) -le $(($1 * MOST)); }

row() {
	read -r small large < <(grows "$@")
	if is_linear "${small:-0}" "${large:-0}"; then
		passed=$((passed + 1))
	else
		failed=$((failed + 1))
		echo "not ok: $1 of $2, $3 and twice that: ${small:-none}" \
			"and ${large:-none} instructions, over 2.6 times"
	fi
	test -z "${SHOW:-}" || echo "$1 $2 $small $large"
}

n=${LINEAR_N:-250}
test -z "${EXHAUSTIVE:-}" || n=$((n * 3))
while read -r name commands; do
	for command in $commands; do
		row "$command" "$name" "$n"
	done
done <<'END'
one_value_of_many_keys lint json
values_in_reverse lint json
actions_on_one_line lint
sensitive_fields lint render
mappings_with_the_same_key lint
keys_that_render_to_the_same render
usernames_of_many lint
swapped_credentials lint
fields_of_a_consumer lint
words_of_one_comment lint
rules_of_one_comment lint
comments_of_one_line lint
comments_between_carriage_returns lint
comments_before_keys render
anchors lint
long_value_of_many_aliases json
one_long_mapping lint
merges lint
quoted_merges lint render
merge_list lint
nested_credentials lint render keys
flattened_credentials lint
credentials_left_out render
unset_variables render
kept_names keep
memberships lint
routes lint
services lint
targets lint
plugins lint
values_of_one_plugin lint
unknown_fields lint
routes_of_envoy lint envoy keys
clusters_of_envoy lint
references_in_a_program lint json envoy
documents lint
END

# A row can fail.
if is_linear 100 261 || is_linear 0 0 || ! is_linear 100 260; then
	failed=$((failed + 1))
	echo 'not ok: any growth is linear'
else
	passed=$((passed + 1))
fi

echo "$passed passed, $failed failed"
test "$failed" = 0
