#!/bin/sh
# The man pages: there is one for each command, mandoc has nothing to say of
# them, and they say what --help says.
. "$(dirname "$0")/suite.sh"
need mandoc

# lint FILE: what mandoc says of it, nothing when all is well. The other pages
# are not installed here.
lint()
{
	mandoc -Tlint "$1" | grep -v 'referenced manual not found'
}

"$KONGRENDER" man --list >"$tmp/pages" 2>"$tmp/out"
ok $? 'there is a list of pages'
"$KONGRENDER" --help | sed -n 's/^  \([a-z][a-z ]*[a-z]\)  .*/\1/p' \
	>"$tmp/commands"
test "$(wc -l <"$tmp/commands")" -ge 10
ok $? 'the commands are known here'
{
	echo kongrender
	sed 's/ /-/g; s/^/kongrender-/' "$tmp/commands"
} | diff - "$tmp/pages" >"$tmp/out"
ok $? 'a page for the program and one for each command'

while read -r page; do
	"$KONGRENDER" man "$page" >"$tmp/$page.1" 2>"$tmp/out"
	ok $? "$page is printed"
	! lint "$tmp/$page.1" >"$tmp/out"
	ok $? "mandoc has nothing to say of $page"
done <"$tmp/pages"
"$KONGRENDER" man | cmp - "$tmp/kongrender.1" >"$tmp/out" 2>&1
ok $? 'without a page: that of the program'

# words: white space makes no difference
words() { tr -s " \n" "\n\n" | grep .; }
plain() { mandoc -Tascii -Owidth=1000 "$1" | col -bx; }

# Every word of --help but its layout is in the page.
while read -r command; do
	page=$tmp/kongrender-$(echo "$command" | tr ' ' -).1
	plain "$page" | sed 's/^ *-[a-zA-Z], --/--/' | words | sort -u \
		>"$tmp/has"
	# shellcheck disable=SC2086 # one or two words
	"$KONGRENDER" $command --help | sed -n '
		/^Flags:$/d; /^Usage/d; /^Examples:$/d; /--help /d
		s/^Exit status: //; s/\[env: \(K[A-Z_]*\)\]$/\1/; p' |
		sed 's/^ *-[a-zA-Z], --/--/' | words | sort -u |
		comm -23 - "$tmp/has" >"$tmp/out"
	test ! -s "$tmp/out"
	ok $? "the page of $command has every word of its --help"
	for section in NAME SYNOPSIS DESCRIPTION OPTIONS EXAMPLES 'SEE ALSO'; do
		grep -qx ".SH $section" "$page"
		ok $? "the page of $command has $section"
	done
done <"$tmp/commands"

plain "$tmp/kongrender.1" | words >"$tmp/has"
"$KONGRENDER" lint --list-rules | awk '{ print $1 }' | sort -u >"$tmp/rules"
sort -u "$tmp/has" | comm -23 "$tmp/rules" - >"$tmp/out"
test -s "$tmp/rules" && test ! -s "$tmp/out"
ok $? 'the page of the program names every rule'
while read -r command; do
	# shellcheck disable=SC2086 # one or two words
	"$KONGRENDER" $command --help | sed -n 's/^ *\[env: \(K[A-Z_]*\)\]$/\1/p'
done <"$tmp/commands" | sort -u >"$tmp/twins"
sort -u "$tmp/has" | comm -23 "$tmp/twins" - >"$tmp/out"
test -s "$tmp/twins" && test ! -s "$tmp/out"
ok $? 'and every variable that stands for a flag'
test "$(grep -c '^.fB[A-Z_]*.fR$' "$tmp/kongrender.1")" = \
	"$(wc -l <"$tmp/twins")"
ok $? 'once'

for arguments in kongrender-nothing render '--list kongrender' 'a b'; do
	# shellcheck disable=SC2086 # words
	"$KONGRENDER" man $arguments >"$tmp/out" 2>&1
	test $? = 2
	ok $? "man $arguments is refused"
done

# What is looked for is found.
sed 's/^\.SH NAME/.PP\n.SH NAME\n.PP/' "$tmp/kongrender.1" >"$tmp/bad.1"
test -n "$(lint "$tmp/bad.1")"
ok $? 'a fault in a page is found'

totals
