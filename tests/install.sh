#!/bin/sh
# make install puts everything in its place, make uninstall takes it away again
# and nothing else; make help begins with six.
set -u
cd "$(dirname "$0")/.." || exit 2
work=$(mktemp -d) || exit 2
trap 'rm -rf "$work"' EXIT
passed=0 failed=0
unset MAKEFLAGS MFLAGS MAKELEVEL

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

# make_it TARGET...: with the program that is built already.
make_it()
{
	make BUILD="$work/build" BIN="$KONGRENDER" -o "$KONGRENDER" \
		DESTDIR="$work/root" PREFIX=/opt/k "$@" >"$work/out" 2>&1
}
inside() { (cd "$work/root" && find . ! -type d | sort); }

make_it install
ok $? 'make install'
inside >"$work/installed"
{
	echo ./opt/k/bin/kongrender
	"$KONGRENDER" man --list | sed 's|.*|./opt/k/share/man/man1/&.1|'
	echo ./opt/k/share/bash-completion/completions/kongrender
	echo ./opt/k/share/fish/vendor_completions.d/kongrender.fish
	echo ./opt/k/share/zsh/site-functions/_kongrender
} | sort | diff - "$work/installed" >"$work/out"
ok $? 'a program, its pages, three completions'
"$KONGRENDER" --version >"$work/version"
"$work/root/opt/k/bin/kongrender" --version 2>&1 |
	diff - "$work/version" >"$work/out"
ok $? 'the program runs'
find "$work/root" -type f ! -perm 644 >"$work/out"
test "$(cat "$work/out")" = "$work/root/opt/k/bin/kongrender"
ok $? 'nothing else is executable'
if command -v man >/dev/null; then
	MANPATH="$work/root/opt/k/share/man" man -P cat kongrender-lint \
		>"$work/out" 2>&1 && grep -q 'kongrender-lint' "$work/out"
	ok $? 'man finds a page'
fi
if command -v bash >/dev/null; then
	bash -c '. "$1" && complete -p kongrender' bash \
		"$work/root/opt/k/share/bash-completion/completions/kongrender" \
		>"$work/out" 2>&1
	ok $? 'bash takes its completion'
fi

mkdir -p "$work/root/opt/k/share/man/man1"
: >"$work/root/opt/k/share/man/man1/kong.1"
: >"$work/root/opt/k/share/man/man1/kongrender-old.1"
make_it uninstall
ok $? 'make uninstall'
inside >"$work/left"
echo ./opt/k/share/man/man1/kong.1 | diff - "$work/left" >"$work/out"
ok $? 'what was installed is gone, also by an older version, and nothing else'
make_it uninstall
ok $? 'a second time there is nothing to do'

make help >"$work/help" 2>&1
sed -n '1,/^$/p' "$work/help" >"$work/out"
test "$(grep -c '^  make' "$work/out")" = 6
ok $? 'make help begins with six'
# Every target there is one, and has no second line in another group.
sed -n 's/^  make \([a-z-]*\) .*/\1/p' "$work/help" | sort >"$work/targets"
uniq -d "$work/targets" >"$work/out"
test ! -s "$work/out"
ok $? 'each target once'
while read -r target; do
	test -z "$target" || grep -qE "^([a-z-]+ )*$target( [a-z-]+)*:" Makefile ||
		echo "$target"
done <"$work/targets" >"$work/out"
test ! -s "$work/out"
ok $? 'make help names targets'

echo "$passed passed, $failed failed"
test "$failed" = 0
