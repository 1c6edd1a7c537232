#!/bin/sh
# src/lua by the real LuaJIT, and that a wrong answer is seen.
. "$(dirname "$0")/../suite.sh"
cd tests/luasource || exit 2
need luajit

# A program that gets one thing wrong: each must fail.
lie() { # WHAT SED-SCRIPT
	printf '#!/bin/sh\n"%s" | sed "%s"\n' "$spans" "$2" >"$tmp/liar"
	chmod +x "$tmp/liar"
	! luajit judge.lua "$tmp/liar" "$tmp/records" >"$tmp/said" 2>&1
	ok $? "$1 is not seen"
}

spans=$BUILD/tests/luasource/spans
lie 'a quote that is not escaped' 's/^5c22\$/22/'
lie 'an invalid escape that is taken' 's/^invalid\$/61/'
lie 'an unclosed piece' 's/ 1 \$/ 0 /'
lie 'a comment taken for a string' 's/comment/string/'
lie 'a string taken for a comment' 's/string/comment/'
lie 'a piece that begins a byte late' 's/^code 0 8 /code 0 9 /; s/ 8 / 9 /'

luajit judge.lua "$spans" "$tmp/records" >"$tmp/out" 2>&1
add_totals "$tmp/out" $?
grep '^not ok' "$tmp/out" | head -n 20
totals
