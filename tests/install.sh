#!/bin/sh
# make install puts everything in its place, make uninstall takes it away again
# and nothing else; make help begins with six.
. "$(dirname "$0")/suite.sh"
unset MAKEFLAGS MFLAGS MAKELEVEL

# make_it TARGET...: with the program that is built already, by a path without
# the project's, in which a blank may be.
program=${KONGRENDER#"$root"/}
unset BUILD
make_it()
{
	make BUILD="$tmp/build" BIN="$program" -o "$program" \
		DESTDIR="$tmp/root" PREFIX=/opt/k "$@" >"$tmp/out" 2>&1
}
inside() { (cd "$tmp/root" && find . ! -type d | sort); }

make_it install
ok $? 'make install'
inside >"$tmp/installed"
{
	echo ./opt/k/bin/kongrender
	"$KONGRENDER" man --list | sed 's|.*|./opt/k/share/man/man1/&.1|'
	echo ./opt/k/share/bash-completion/completions/kongrender
	echo ./opt/k/share/fish/vendor_completions.d/kongrender.fish
	echo ./opt/k/share/zsh/site-functions/_kongrender
} | sort | diff - "$tmp/installed" >"$tmp/out"
ok $? 'a program, its pages, three completions'
"$KONGRENDER" --version >"$tmp/version"
"$tmp/root/opt/k/bin/kongrender" --version 2>&1 |
	diff - "$tmp/version" >"$tmp/out"
ok $? 'the program runs'
find "$tmp/root" -type f ! -perm 644 >"$tmp/out"
test "$(cat "$tmp/out")" = "$tmp/root/opt/k/bin/kongrender"
ok $? 'nothing else is executable'
if command -v man >/dev/null; then
	MANPATH="$tmp/root/opt/k/share/man" man -P cat kongrender-lint \
		>"$tmp/out" 2>&1 && grep -q 'kongrender-lint' "$tmp/out"
	ok $? 'man finds a page'
fi
if command -v bash >/dev/null; then
	bash -c '. "$1" && complete -p kongrender' bash \
		"$tmp/root/opt/k/share/bash-completion/completions/kongrender" \
		>"$tmp/out" 2>&1
	ok $? 'bash takes its completion'
fi

mkdir -p "$tmp/root/opt/k/share/man/man1"
: >"$tmp/root/opt/k/share/man/man1/kong.1"
: >"$tmp/root/opt/k/share/man/man1/kongrender-old.1"
make_it uninstall
ok $? 'make uninstall'
inside >"$tmp/left"
echo ./opt/k/share/man/man1/kong.1 | diff - "$tmp/left" >"$tmp/out"
ok $? 'what was installed is gone, also by an older version, and nothing else'
make_it uninstall
ok $? 'a second time there is nothing to do'

make help >"$tmp/help" 2>&1
sed -n '1,/^$/p' "$tmp/help" >"$tmp/out"
test "$(grep -c '^  make' "$tmp/out")" = 6
ok $? 'make help begins with six'
# Every target there is one, and has no second line in another group.
sed -n 's/^  make \([a-z-]*\) .*/\1/p' "$tmp/help" | sort >"$tmp/targets"
uniq -d "$tmp/targets" >"$tmp/out"
test ! -s "$tmp/out"
ok $? 'each target once'
while read -r target; do
	test -z "$target" || grep -qE "^([a-z-]+ )*$target( [a-z-]+)*:" Makefile ||
		echo "$target"
done <"$tmp/targets" >"$tmp/out"
test ! -s "$tmp/out"
ok $? 'make help names targets'

totals
