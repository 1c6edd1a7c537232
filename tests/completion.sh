#!/bin/sh
# The completion scripts parse in their shells and complete what there is.
set -u
work=$(mktemp -d) || exit 2
trap 'rm -rf "$work"' EXIT
passed=0 failed=0

ok()
{
	if test "$1" = 0; then
		passed=$((passed + 1))
	else
		failed=$((failed + 1))
		echo "FAILED $2: $(cat "$work/out")"
	fi
}

"$KONGRENDER" completion bash >"$work/kongrender.bash" 2>"$work/out"
ok $? 'bash has a script'
"$KONGRENDER" completion zsh >"$work/_kongrender" 2>"$work/out"
ok $? 'zsh has a script'
for arguments in '' fish 'bash zsh'; do
	# shellcheck disable=SC2086 # words
	"$KONGRENDER" completion $arguments >"$work/out" 2>&1
	test $? = 2
	ok $? "completion '$arguments' is refused"
done

# try_bash LINE...: what bash offers for its last word.
try_bash()
{
	bash -c '. "$1"; shift
	COMP_WORDS=("$@") COMP_CWORD=$(($# - 1))
	_kongrender && printf "%s\n" "${COMPREPLY[@]}"' bash \
		"$work/kongrender.bash" "$@" >"$work/out" 2>&1
}

offers()
{
	try_bash kongrender "$@" && grep -qx -- "$wanted" "$work/out"
	ok $? "bash offers $wanted for: $*"
}

offers_not()
{
	try_bash kongrender "$@"
	grep -qx -- "$wanted" "$work/out"
	test $? = 1
	ok $? "bash does not offer $wanted for: $*"
}

bash -n "$work/kongrender.bash" >"$work/out" 2>&1
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
wanted=kongrender.bash
(cd "$work" && try_bash kongrender lint kong &&
	grep -qx kongrender.bash "$work/out")
ok $? 'bash offers files'
# Every flag of every command is there.
for command in render lint 'token mint' 'token verify' 'keys generate'; do
	# shellcheck disable=SC2086 # one or two words
	"$KONGRENDER" $command --help |
		sed -n 's/^ \{2\}\(-., \|    \)\(--[a-z-]*\).*/\2/p' |
		sort -u >"$work/flags"
	# shellcheck disable=SC2086
	try_bash kongrender $command --
	sort -u "$work/out" >"$work/got"
	comm -23 "$work/flags" "$work/got" >"$work/out"
	test -s "$work/flags" && test ! -s "$work/out"
	ok $? "bash knows every flag of $command"
done

if command -v zsh >/dev/null; then
	zsh -n "$work/_kongrender" >"$work/out" 2>&1
	ok $? 'the zsh script parses'
	zsh -fc 'autoload -U compinit && compinit -u -d "$2" && . "$1" &&
	test "$_comps[kongrender]" = _kongrender' zsh "$work/_kongrender" \
		"$work/dump" >"$work/out" 2>&1
	ok $? 'zsh takes it as the completion of kongrender'
	! grep -E "^[[:space:]]+'.*[^\\\\]\].*\]" "$work/_kongrender" >"$work/out"
	ok $? 'no help text ends its bracket early'
else
	echo 'note: no zsh here: its script is not tried'
fi

echo "$passed passed, $failed failed"
test "$failed" = 0
