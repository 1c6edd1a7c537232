#!/bin/sh
# The hooks as pre-commit sees them: the manifest is valid, a clean template
# passes, a broken one fails, and what is no template is not looked at.
set -u
if ! command -v pre-commit >/dev/null || ! command -v git >/dev/null; then
	echo 'pre-commit: needs pre-commit and git'
	exit 77
fi
root=$(cd "$(dirname "$0")/.." && pwd)
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

# A checkout may be of another user, and its work tree half way.
export HOME="$work/home" PRE_COMMIT_HOME="$work/cache"
export GIT_CONFIG_COUNT=3 GIT_CONFIG_KEY_0=safe.directory GIT_CONFIG_VALUE_0='*'
export GIT_CONFIG_KEY_1=user.name GIT_CONFIG_VALUE_1=test
export GIT_CONFIG_KEY_2=user.email GIT_CONFIG_VALUE_2=test@example.com
unset GIT_DIR GIT_INDEX_FILE GIT_WORK_TREE
mkdir -p "$HOME" "$work/bin" "$work/hooks" "$work/repo/deploy"
ln -s "$KONGRENDER" "$work/bin/kongrender"
PATH=$work/bin:$PATH

pre-commit validate-manifest "$root/.pre-commit-hooks.yaml" >"$work/out" 2>&1
ok $? 'the manifest is valid'

cp "$root/.pre-commit-hooks.yaml" "$work/hooks"
(cd "$work/hooks" && git init -q && git add . && git commit -qm hooks) ||
	exit 2
cd "$work/repo" || exit 2
git init -q
printf '_format_version: "3.0"\nconsumers:\n  - username: anon\n' \
	>deploy/kong.yml.tmpl
# not a name of a template: nobody looks at it
printf 'consumers: [\n' >kong-values.yaml
git add .

try()
{
	pre-commit try-repo "$work/hooks" kongrender --all-files --verbose \
		>"$work/out" 2>&1
}

try
ok $? 'a clean template passes'
grep -q 'no files to check' "$work/out"
test $? = 1
ok $? 'the template is looked at'

printf '_format_version: 3.0\n' >deploy/kong.yaml
git add .
try
test $? = 1
ok $? 'a broken template fails'
grep -q '^deploy/kong.yaml:1:18: error: .* \[format-version\]$' "$work/out"
ok $? 'with its place'
grep -q 'kong-values' "$work/out"
test $? = 1
ok $? 'only templates are looked at'

echo "$passed passed, $failed failed"
test "$failed" = 0
