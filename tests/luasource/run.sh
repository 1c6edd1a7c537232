#!/bin/sh
# src/lua by the real LuaJIT, and that a wrong answer is seen.
set -u
cd "$(dirname "$0")" || exit 2
BUILD=${BUILD:-$PWD/../../build}
command -v luajit >/dev/null || {
	echo 'luajit is not here'
	exit 77
}
tmp=$(mktemp -d) || exit 2
trap 'rm -rf "$tmp"' EXIT

# A program that gets one thing wrong: each must fail.
lie() { # WHAT SED-SCRIPT
	printf '#!/bin/sh\n"%s" | sed "%s"\n' "$spans" "$2" >"$tmp/liar"
	chmod +x "$tmp/liar"
	if luajit judge.lua "$tmp/liar" "$tmp/records" >"$tmp/out" 2>&1; then
		failed=$((failed + 1))
		echo "not ok: $1 is not seen"
	else
		passed=$((passed + 1))
	fi
}

spans=$BUILD/tests/luasource/spans
passed=0 failed=0
lie 'a quote that is not escaped' 's/^5c22\$/22/'
lie 'an invalid escape that is taken' 's/^invalid\$/61/'
lie 'an unclosed piece' 's/ 1 \$/ 0 /'
lie 'a comment taken for a string' 's/comment/string/'
lie 'a string taken for a comment' 's/string/comment/'
lie 'a piece that begins a byte late' 's/^code 0 8 /code 0 9 /; s/ 8 / 9 /'

luajit judge.lua "$spans" "$tmp/records" >"$tmp/out" 2>&1
status=$?
grep '^not ok' "$tmp/out" | head -20
n=$(sed -n 's/ passed, .* failed$//p' "$tmp/out")
f=$(sed -n 's/.* passed, \(.*\) failed$/\1/p' "$tmp/out")
test -n "$n" || cat "$tmp/out"
test "$status" = 0 || test "${f:-0}" -gt 0 || f=1
passed=$((passed + ${n:-0})) failed=$((failed + ${f:-1}))
echo "$passed passed, $failed failed"
test "$failed" = 0
