#!/bin/sh
# What make release-files makes of binaries: archives with licences and pages, sums
# that hold, notes; and the action and the hook, which download an archive and
# take no other.
set -u
cd "$(dirname "$0")/.." || exit 2
for tool in curl git; do
	command -v "$tool" >/dev/null || {
		echo "$tool is missing"
		exit 77
	}
done
work=$(mktemp -d) || exit 2
trap 'rm -rf "$work"' EXIT
passed=0 failed=0
version=${VERSION:-$(sed -n 's/^VERSION = //p' Makefile)}
case $(uname -m) in
aarch64) arch=arm64 other=amd64 ;;
*) arch=amd64 other=arm64 ;;
esac

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

# --- licences

printf '      "name": "%s",\n' kongrender libyaml-dev libc6-dev >"$work/sbom"
deploy/licenses.sh "$work/sbom" >"$work/licenses" 2>"$work/out"
ok $? 'licence texts of two packages'
grep -q 'Permission is hereby granted' "$work/licenses" &&
	grep -q '^ *GNU LESSER GENERAL PUBLIC LICENSE' "$work/licenses"
ok $? 'theirs, and the common one that is referred to'
echo 'terms of another' >"$work/another"
printf '      "name": "%s",\n' kongrender libyaml-dev another >"$work/sbom"
deploy/licenses.sh "$work/sbom" another="$work/another" >"$work/out" 2>&1 &&
	grep -q 'terms of another' "$work/out"
ok $? 'and of a library that was built from source'
deploy/licenses.sh "$work/sbom" another="$work/none" >"$work/out" 2>&1
test $? = 1
ok $? 'which must be there'
printf '      "name": "%s",\n' kongrender no-such-package >"$work/sbom"
deploy/licenses.sh "$work/sbom" >"$work/out" 2>&1
test $? = 1
ok $? 'a package without a licence is an error'
printf '      "name": "%s",\n' kongrender >"$work/sbom"
deploy/licenses.sh "$work/sbom" >"$work/out" 2>&1
test $? = 1
ok $? 'an SBOM without a package, too'

# --- archives

for a in "$arch" "$other"; do
	mkdir -p "$work/build/$a/stripped"
	cp "$KONGRENDER" "$work/build/$a/stripped/kongrender"
	cp "$work/licenses" "$work/build/$a/licenses.txt"
	echo '{}' >"$work/build/$a/kongrender.spdx.json"
done
deploy/texts.sh "$KONGRENDER" "$work/texts" 2>"$work/out"
ok $? 'pages and completions'
release() # OUT DATE
{
	mkdir -p "$work/$1"
	echo source >"$work/$1/kongrender-$version.tar.gz"
	deploy/release.sh "$version" "$2" somebody "$work/$1" "$work/texts" \
		"$work/build/$arch" "$work/build/$other" >"$work/out" 2>&1
}
release dist 2026-11-24
ok $? 'a release'
(cd "$work/dist" && sha256sum --strict -c SHA256SUMS) >"$work/out" 2>&1
ok $? 'the sums hold'
(cd "$work/dist" && ls) | sort >"$work/has"
{
	echo SHA256SUMS
	echo notes.md
	echo "kongrender-$version.tar.gz"
	echo "kongrender-action-$version.tar.gz"
	for a in amd64 arm64; do
		echo "kongrender-$version-linux-$a.tar.gz"
		echo "kongrender-$version-linux-$a.spdx.json"
	done
} | sort | diff - "$work/has" >"$work/out"
ok $? 'and there is nothing else'
tar -tzf "$work/dist/kongrender-$version-linux-$arch.tar.gz" >"$work/has"
for file in kongrender LICENSE THIRD-PARTY-LICENSES kongrender.spdx.json \
	share/man/man1/kongrender.1 share/zsh/site-functions/_kongrender; do
	grep -qx "kongrender-$version-linux-$arch/$file" "$work/has"
	ok $? "an archive has $file"
done
release again 2026-11-24
cmp "$work/dist/SHA256SUMS" "$work/again/SHA256SUMS" >"$work/out" 2>&1
ok $? 'a second time: the same bytes'
grep -q '^### Added' "$work/dist/notes.md" &&
	! grep -q '^## ' "$work/dist/notes.md"
ok $? "the notes are the version's section"
RELEASE=1 release wrong 1999-01-01
test $? = 1
ok $? 'a tag needs the date in CHANGELOG.md'

# --- the action and the hook

tar -xzf "$work/dist/kongrender-action-$version.tar.gz" -C "$work"
action=$work/kongrender-action
! grep -r '@[A-Z]*@' "$action" >"$work/out"
ok $? 'every placeholder of the action is filled'
export HOME="$work/home" XDG_CACHE_HOME="$work/cache"
export KONGRENDER_URL="file://$work/dist"
mkdir -p "$HOME"
"$action/kongrender.sh" --version >"$work/out" 2>&1 &&
	test "$(cat "$work/out")" = "kongrender $version"
ok $? 'the script downloads the program and runs it'
KONGRENDER_URL=file:///nowhere "$action/kongrender.sh" --version \
	>"$work/out" 2>&1
ok $? 'the second time it downloads nothing'
"$action/kongrender.sh" --install "$work/bin" >"$work/out" 2>&1 &&
	test "$(ls -A "$work/bin")" = kongrender
ok $? 'or only puts it into a folder'
mkdir "$work/tampered"
cp "$work/dist/kongrender-$version-linux-$arch.tar.gz" "$work/tampered"
echo >>"$work/tampered/kongrender-$version-linux-$arch.tar.gz"
KONGRENDER_URL=file://$work/tampered XDG_CACHE_HOME=$work/none \
	"$action/kongrender.sh" --version >"$work/out" 2>&1
test $? = 2 && grep -q 'SHA-256' "$work/out" &&
	test -z "$(find "$work/none" -type f)"
ok $? 'an archive with another sum is refused, and nothing of it stays'
KONGRENDER_URL=http://127.0.0.1:9 XDG_CACHE_HOME=$work/none \
	"$action/kongrender.sh" --version >"$work/out" 2>&1
test $? = 2
ok $? 'so is a place without TLS'

printf '_format_version: "3.0"\nconsumers:\n  - username: anon\n' \
	>"$work/kong.yml"
printf 'consumers: [\n' >"$work/bad kong.yml"
lint() # FILES FLAGS
{
	(cd "$work" && FILES=$1 FLAGS=$2 KONGRENDER="$work/bin/kongrender" \
		"$action/lint.sh") >"$work/out" 2>&1
}
lint kong.yml ''
ok $? 'the action: a clean file'
lint '*.yml' ''
test $? = 1 && grep -q '^::error file=bad kong.yml' "$work/out"
ok $? 'a pattern, a name with a space, an annotation'
lint 'none*.yml' ''
test $? = 2
ok $? 'a pattern that matches nothing'
# shellcheck disable=SC2016 # not to be run
lint 'kong.yml' '$(touch run)'
test $? != 0 && test ! -e "$work/run"
ok $? 'a flag is a word, not a command'
lint "$(printf '\n\n')" ''
ok $? 'no file: nothing to do'

if command -v pre-commit >/dev/null; then
	export PRE_COMMIT_HOME="$work/pre-commit"
	export GIT_CONFIG_COUNT=3 GIT_CONFIG_KEY_0=safe.directory
	export GIT_CONFIG_VALUE_0='*' GIT_CONFIG_KEY_1=user.name
	export GIT_CONFIG_VALUE_1=test GIT_CONFIG_KEY_2=user.email
	export GIT_CONFIG_VALUE_2=test@example.com
	unset GIT_DIR GIT_INDEX_FILE GIT_WORK_TREE
	(cd "$action" && git init -q && git add . && git commit -qm action &&
		mkdir "$work/repo" && cd "$work/repo" && git init -q) \
		>"$work/out" 2>&1
	hook()
	{
		(cd "$work/repo" && cp "$1" kong.yml && git add . &&
			pre-commit try-repo "$action" kongrender --all-files) \
			>"$work/out" 2>&1
	}
	hook "$work/kong.yml"
	ok $? 'the hook: a clean template passes'
	hook "$work/bad kong.yml"
	test $? = 1 && grep -q 'yaml-syntax' "$work/out"
	ok $? 'a broken one does not'
else
	echo 'note: no pre-commit here: the hook is not tried'
fi

echo "$passed passed, $failed failed"
test "$failed" = 0
