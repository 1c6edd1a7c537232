#!/bin/sh
# The completion scripts parse in their shells and complete what there is.
. "$(dirname "$0")/suite.sh"

"$KONGRENDER" completion bash >"$tmp/kongrender.bash" 2>"$tmp/out"
ok $? 'bash has a script'
"$KONGRENDER" completion zsh >"$tmp/_kongrender" 2>"$tmp/out"
ok $? 'zsh has a script'
"$KONGRENDER" completion fish >"$tmp/kongrender.fish" 2>"$tmp/out"
ok $? 'fish has a script'
for arguments in '' ksh 'bash zsh'; do
	# shellcheck disable=SC2086 # words
	"$KONGRENDER" completion $arguments >"$tmp/out" 2>&1
	test $? = 2
	ok $? "completion '$arguments' is refused"
done

# try_bash LINE...: what bash offers for its last word.
try_bash()
{
	bash -c '. "$1"; shift
	COMP_WORDS=("$@") COMP_CWORD=$(($# - 1))
	_kongrender && printf "%s\n" "${COMPREPLY[@]}"' bash \
		"$tmp/kongrender.bash" "$@" >"$tmp/out" 2>&1
}

offers()
{
	try_bash kongrender "$@" && grep -qx -- "$wanted" "$tmp/out"
	ok $? "bash offers $wanted for: $*"
}

offers_not()
{
	try_bash kongrender "$@"
	grep -qx -- "$wanted" "$tmp/out"
	test $? = 1
	ok $? "bash does not offer $wanted for: $*"
}

bash -n "$tmp/kongrender.bash" >"$tmp/out" 2>&1
ok $? 'the bash script parses'
wanted=render offers r
wanted=lint offers ''
wanted=token offers ''
wanted=render offers_not l
wanted=mint offers token ''
wanted=inspect offers_not token m
wanted=--format offers lint --f
wanted=--format offers_not render --f
wanted=sarif offers lint --format ''
wanted=2.8 offers lint --kong-version ''
wanted=--rendered offers lint --r
wanted=--rendered offers_not keys check --r
wanted=--json offers_not token verify --j
wanted=--role offers token mint --r
wanted=github offers lint -f ''
wanted=sarif offers lint --format =
wanted=sarif offers lint --format = sa
wanted=github offers_not lint --format = sa
wanted=weak-secret offers lint --explain ''
wanted=weak-secret offers lint --ignore ''
wanted=io offers lint --explain ''
wanted=io offers_not lint --ignore ''
wanted=io,weak-secret offers_not lint --explain 'io,weak'
wanted=double-dollar,weak-secret offers lint --ignore 'double-dollar,weak'
wanted=service_role offers token mint --role ''
wanted=JWT_SECRET offers keys generate --only ''
wanted=LUA_AUTH_EXPR offers_not keys generate --only ''
wanted=LUA_AUTH_EXPR offers render --keep ''
wanted=yaml offers render --kind ''
wanted=fish offers completion ''
wanted=kongrender-lint offers man ''
mkdir "$tmp/folder"
wanted=folder
(cd "$tmp" && try_bash kongrender render -s '' &&
	grep -qx folder "$tmp/out")
ok $? 'bash offers folders'
(cd "$tmp" && try_bash kongrender render -s '' &&
	grep -qx kongrender.bash "$tmp/out")
test $? = 1
ok $? 'and no files where a folder is wanted'
wanted=kongrender.bash
(cd "$tmp" && try_bash kongrender token mint --iss '' &&
	grep -qx kongrender.bash "$tmp/out")
test $? = 1
ok $? 'bash offers no files where text is wanted'
(cd "$tmp" && try_bash kongrender lint kong &&
	grep -qx kongrender.bash "$tmp/out")
ok $? 'bash offers files'

# every_flag SHELL: what try_SHELL offers is every flag of every command.
"$KONGRENDER" --help | sed -n 's/^  \([a-z][a-z ]*[a-z]\)  .*/\1/p' \
	>"$tmp/commands"
every_flag()
{
	while read -r command; do
		# shellcheck disable=SC2086 # one or two words
		"$KONGRENDER" $command --help |
			sed -n 's/^ \{2\}\(-., \|    \)\(--[a-z-]*\).*/\2/p' |
			sort -u >"$tmp/flags"
		# shellcheck disable=SC2086
		"try_$1" kongrender $command --
		sort -u "$tmp/out" >"$tmp/got"
		comm -3 "$tmp/flags" "$tmp/got" >"$tmp/out"
		test -s "$tmp/flags" && test ! -s "$tmp/out"
		ok $? "$1 knows the flags of $command, and no other"
	done <"$tmp/commands"
}
test "$(wc -l <"$tmp/commands")" -ge 10
ok $? 'the commands are known here'
every_flag bash

# values SHELL: the values that depend on tables.
values()
{
	while IFS='|' read -r verdict wanted line; do
		# shellcheck disable=SC2086 # words; the last may be empty
		eval "try_$1 kongrender $line"
		grep -qx -- "$wanted" "$tmp/out"
		test "$?" = "$verdict"
		ok $? "$1: $wanted for: $line (wanted $verdict)"
	done <<'END'
0|render|r
0|keys|''
1|generate|''
0|generate|keys ''
1|mint|keys ''
0|mint|token m
0|sarif|lint --format s
1|sarif|render --kind ''
0|weak-secret|lint --explain weak
0|weak-secret|lint --ignore weak
0|service_role|token mint --role s
0|JWT_SECRET|keys generate --only JWT_S
1|LUA_AUTH_EXPR|keys generate --only L
0|LUA_AUTH_EXPR|render --keep LUA_A
0|yaml|render --kind y
0|kongrender-lint|man kongrender-l
0|fish|completion f
END
}
values bash

# What fish offers; its lines have a description behind a tab.
try_fish()
{
	FISH_LINE=$* fish --no-config -c '
		set -x fish_complete_path
		source $argv[1]; complete -C "$FISH_LINE"' \
		"$tmp/kongrender.fish" 2>"$tmp/err" | cut -f 1 >"$tmp/out"
	cat "$tmp/err" >>"$tmp/out"
}
if command -v fish >/dev/null; then
	export HOME="$tmp"
	fish --no-execute "$tmp/kongrender.fish" >"$tmp/out" 2>&1
	ok $? 'the fish script parses'
	every_flag fish
	values fish
	try_fish kongrender lint --ignore double-dollar,weak
	grep -qx 'double-dollar,weak-secret' "$tmp/out"
	ok $? 'fish continues a list'
else
	echo 'note: no fish here: its script is not tried'
fi

try_zsh()
{
	"${PYTHON:-python3}" -B "$root/tests/completion/zsh.py" \
		"$tmp/_kongrender" "$*" >"$tmp/out" 2>&1
}
if command -v zsh >/dev/null; then
	zsh -n "$tmp/_kongrender" >"$tmp/out" 2>&1
	ok $? 'the zsh script parses'
	zsh -fc 'autoload -U compinit && compinit -u -d "$2" && . "$1" &&
	test "$_comps[kongrender]" = _kongrender' zsh "$tmp/_kongrender" \
		"$tmp/dump" >"$tmp/out" 2>&1
	ok $? 'zsh takes it as the completion of kongrender'
	! grep -E "^[[:space:]]+'.*[^\\\\]\].*\]" "$tmp/_kongrender" >"$tmp/out"
	ok $? 'no help text ends its bracket early'
	every_flag zsh
	values zsh
	try_zsh kongrender lint --ignore double-dollar,weak
	grep -qx 'weak-secret' "$tmp/out"
	ok $? 'zsh continues a list'
else
	echo 'note: no zsh here: its script is not tried'
fi

totals
