#!/bin/sh
# The man pages: there is one for each command, mandoc has nothing to say of
# them, and they say what --help says.
set -u
command -v mandoc >/dev/null || {
	echo 'mandoc is missing'
	exit 77
}
work=$(mktemp -d) || exit 2
trap 'rm -rf "$work"' EXIT
passed=0 failed=0

ok()
{
	if test "$1" = 0; then
		passed=$((passed + 1))
	else
		failed=$((failed + 1))
		echo "FAILED $2"
		cat "$work/out"
	fi
}

# lint FILE: what mandoc says of it, nothing when all is well. The other pages
# are not installed here.
lint()
{
	mandoc -Tlint "$1" | grep -v 'referenced manual not found'
}

"$KONGRENDER" man --list >"$work/pages" 2>"$work/out"
ok $? 'there is a list of pages'
"$KONGRENDER" --help | sed -n 's/^  \([a-z][a-z ]*[a-z]\)  .*/\1/p' \
	>"$work/commands"
test "$(wc -l <"$work/commands")" -ge 10
ok $? 'the commands are known here'
{
	echo kongrender
	sed 's/ /-/g; s/^/kongrender-/' "$work/commands"
} | diff - "$work/pages" >"$work/out"
ok $? 'a page for the program and one for each command'

while read -r page; do
	"$KONGRENDER" man "$page" >"$work/$page.1" 2>"$work/out"
	ok $? "$page is printed"
	! lint "$work/$page.1" >"$work/out"
	ok $? "mandoc has nothing to say of $page"
done <"$work/pages"
"$KONGRENDER" man | cmp - "$work/kongrender.1" >"$work/out" 2>&1
ok $? 'without a page: that of the program'

# words: white space makes no difference
words() { tr -s " \n" "\n\n" | grep .; }
plain() { mandoc -Tascii -Owidth=1000 "$1" | col -bx; }

# Every word of --help but its layout is in the page.
while read -r command; do
	page=$work/kongrender-$(echo "$command" | tr ' ' -).1
	plain "$page" | sed 's/^ *-[a-zA-Z], --/--/' | words | sort -u \
		>"$work/has"
	# shellcheck disable=SC2086 # one or two words
	"$KONGRENDER" $command --help | sed -n '
		/^Flags:$/d; /^Usage/d; /^Examples:$/d; /--help /d
		s/^Exit status: //; s/\[env: \(K[A-Z_]*\)\]$/\1/; p' |
		sed 's/^ *-[a-zA-Z], --/--/' | words | sort -u |
		comm -23 - "$work/has" >"$work/out"
	test ! -s "$work/out"
	ok $? "the page of $command has every word of its --help"
	for section in NAME SYNOPSIS DESCRIPTION OPTIONS EXAMPLES 'SEE ALSO'; do
		grep -qx ".SH $section" "$page"
		ok $? "the page of $command has $section"
	done
done <"$work/commands"

plain "$work/kongrender.1" | words >"$work/has"
"$KONGRENDER" lint --list-rules | awk '{ print $1 }' | sort -u >"$work/rules"
sort -u "$work/has" | comm -23 "$work/rules" - >"$work/out"
test -s "$work/rules" && test ! -s "$work/out"
ok $? 'the page of the program names every rule'
while read -r command; do
	# shellcheck disable=SC2086 # one or two words
	"$KONGRENDER" $command --help | sed -n 's/^ *\[env: \(K[A-Z_]*\)\]$/\1/p'
done <"$work/commands" | sort -u >"$work/twins"
sort -u "$work/has" | comm -23 "$work/twins" - >"$work/out"
test -s "$work/twins" && test ! -s "$work/out"
ok $? 'and every variable that stands for a flag'
test "$(grep -c '^.fB[A-Z_]*.fR$' "$work/kongrender.1")" = \
	"$(wc -l <"$work/twins")"
ok $? 'once'

for arguments in kongrender-nothing render '--list kongrender' 'a b'; do
	# shellcheck disable=SC2086 # words
	"$KONGRENDER" man $arguments >"$work/out" 2>&1
	test $? = 2
	ok $? "man $arguments is refused"
done

# What is looked for is found.
sed 's/^\.SH NAME/.PP\n.SH NAME\n.PP/' "$work/kongrender.1" >"$work/bad.1"
test -n "$(lint "$work/bad.1")"
ok $? 'a fault in a page is found'

echo "$passed passed, $failed failed"
test "$failed" = 0
