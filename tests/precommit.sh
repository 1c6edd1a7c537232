#!/bin/sh
# The hooks as pre-commit sees them: the manifest is valid, a clean template
# passes, a broken one fails, and what is no template is not looked at.
. "$(dirname "$0")/suite.sh"
need pre-commit git

# A checkout may be of another user, and its work tree half way.
export HOME="$tmp/home" PRE_COMMIT_HOME="$tmp/cache"
export GIT_CONFIG_COUNT=3 GIT_CONFIG_KEY_0=safe.directory GIT_CONFIG_VALUE_0='*'
export GIT_CONFIG_KEY_1=user.name GIT_CONFIG_VALUE_1=test
export GIT_CONFIG_KEY_2=user.email GIT_CONFIG_VALUE_2=test@example.com
unset GIT_DIR GIT_INDEX_FILE GIT_WORK_TREE
mkdir -p "$HOME" "$tmp/bin" "$tmp/hooks" "$tmp/repo/deploy"
ln -s "$KONGRENDER" "$tmp/bin/kongrender"
PATH=$tmp/bin:$PATH

pre-commit validate-manifest "$root/.pre-commit-hooks.yaml" >"$tmp/out" 2>&1
ok $? 'the manifest is valid'

cp "$root/.pre-commit-hooks.yaml" "$tmp/hooks"
(cd "$tmp/hooks" && git init -q && git add . && git commit -qm hooks) ||
	exit 2
cd "$tmp/repo" || exit 2
git init -q
printf '_format_version: "3.0"\nconsumers:\n  - username: anon\n' \
	>deploy/kong.yml.tmpl
# not a name of a template: nobody looks at it
printf 'consumers: [\n' >kong-values.yaml
git add .

try()
{
	pre-commit try-repo "$tmp/hooks" kongrender --all-files --verbose \
		>"$tmp/out" 2>&1
}

try
ok $? 'a clean template passes'
grep -q 'no files to check' "$tmp/out"
test $? = 1
ok $? 'the template is looked at'

printf '_format_version: 3.0\n' >deploy/kong.yaml
git add .
try
test $? = 1
ok $? 'a broken template fails'
grep -q '^deploy/kong.yaml:1:18: error: .* \[format-version\]$' "$tmp/out"
ok $? 'with its place'
grep -q 'kong-values' "$tmp/out"
test $? = 1
ok $? 'only templates are looked at'

totals
