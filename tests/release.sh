#!/bin/sh
# What make release-files makes of binaries: archives with licences and pages, sums
# that hold, notes; and the action and the hook, which download an archive and
# take no other.
. "$(dirname "$0")/suite.sh"
need curl git
version=${VERSION:-$(sed -n 's/^VERSION = //p' Makefile)}
case $(uname -m) in
aarch64) arch=arm64 other=amd64 ;;
*) arch=amd64 other=arm64 ;;
esac

# --- licences

printf '      "name": "%s",\n' kongrender libyaml-dev libc6-dev >"$tmp/sbom"
deploy/licenses.sh "$tmp/sbom" >"$tmp/licenses" 2>"$tmp/out"
ok $? 'licence texts of two packages'
grep -q 'Permission is hereby granted' "$tmp/licenses" &&
	grep -q '^ *GNU LESSER GENERAL PUBLIC LICENSE' "$tmp/licenses"
ok $? 'theirs, and the common one that is referred to'
echo 'terms of another' >"$tmp/another"
printf '      "name": "%s",\n' kongrender libyaml-dev another >"$tmp/sbom"
deploy/licenses.sh "$tmp/sbom" another="$tmp/another" >"$tmp/out" 2>&1 &&
	grep -q 'terms of another' "$tmp/out"
ok $? 'and of a library that was built from source'
deploy/licenses.sh "$tmp/sbom" another="$tmp/none" >"$tmp/out" 2>&1
test $? = 1
ok $? 'which must be there'
printf '      "name": "%s",\n' kongrender no-such-package >"$tmp/sbom"
deploy/licenses.sh "$tmp/sbom" >"$tmp/out" 2>&1
test $? = 1
ok $? 'a package without a licence is an error'
printf '      "name": "%s",\n' kongrender >"$tmp/sbom"
deploy/licenses.sh "$tmp/sbom" >"$tmp/out" 2>&1
test $? = 1
ok $? 'an SBOM without a package, too'

# --- archives

for a in "$arch" "$other"; do
	mkdir -p "$tmp/build/$a/stripped"
	cp "$KONGRENDER" "$tmp/build/$a/stripped/kongrender"
	cp "$tmp/licenses" "$tmp/build/$a/licenses.txt"
	echo '{}' >"$tmp/build/$a/kongrender.spdx.json"
done
deploy/texts.sh "$KONGRENDER" "$tmp/texts" 2>"$tmp/out"
ok $? 'pages and completions'
release() # OUT DATE
{
	mkdir -p "$tmp/$1"
	echo source >"$tmp/$1/kongrender-$version.tar.gz"
	deploy/release.sh "$version" "$2" somebody "$tmp/$1" "$tmp/texts" \
		"$tmp/build/$arch" "$tmp/build/$other" >"$tmp/out" 2>&1
}
release dist 2026-11-24
ok $? 'a release'
(cd "$tmp/dist" && sha256sum --strict -c SHA256SUMS) >"$tmp/out" 2>&1
ok $? 'the sums hold'
(cd "$tmp/dist" && ls) | sort >"$tmp/has"
{
	echo SHA256SUMS
	echo notes.md
	echo "kongrender-$version.tar.gz"
	echo "kongrender-action-$version.tar.gz"
	for a in amd64 arm64; do
		echo "kongrender-$version-linux-$a.tar.gz"
		echo "kongrender-$version-linux-$a.spdx.json"
	done
} | sort | diff - "$tmp/has" >"$tmp/out"
ok $? 'and there is nothing else'
tar -tzf "$tmp/dist/kongrender-$version-linux-$arch.tar.gz" >"$tmp/has"
for file in kongrender LICENSE THIRD-PARTY-LICENSES kongrender.spdx.json \
	share/man/man1/kongrender.1 share/zsh/site-functions/_kongrender; do
	grep -qx "kongrender-$version-linux-$arch/$file" "$tmp/has"
	ok $? "an archive has $file"
done
release again 2026-11-24
cmp "$tmp/dist/SHA256SUMS" "$tmp/again/SHA256SUMS" >"$tmp/out" 2>&1
ok $? 'a second time: the same bytes'
grep -q '^### Added' "$tmp/dist/notes.md" &&
	! grep -q '^## ' "$tmp/dist/notes.md"
ok $? "the notes are the version's section"
RELEASE=1 release wrong 1999-01-01
test $? = 1
ok $? 'a tag needs the date in CHANGELOG.md'

# --- the action and the hook

tar -xzf "$tmp/dist/kongrender-action-$version.tar.gz" -C "$tmp"
action=$tmp/kongrender-action
! grep -r '@[A-Z]*@' "$action" >"$tmp/out"
ok $? 'every placeholder of the action is filled'
export HOME="$tmp/home" XDG_CACHE_HOME="$tmp/cache"
export KONGRENDER_URL="file://$tmp/dist"
mkdir -p "$HOME"
"$action/kongrender.sh" --version >"$tmp/out" 2>&1 &&
	test "$(cat "$tmp/out")" = "kongrender $version"
ok $? 'the script downloads the program and runs it'
KONGRENDER_URL=file:///nowhere "$action/kongrender.sh" --version \
	>"$tmp/out" 2>&1
ok $? 'the second time it downloads nothing'
"$action/kongrender.sh" --install "$tmp/bin" >"$tmp/out" 2>&1 &&
	test "$(ls -A "$tmp/bin")" = kongrender
ok $? 'or only puts it into a folder'
mkdir "$tmp/tampered"
cp "$tmp/dist/kongrender-$version-linux-$arch.tar.gz" "$tmp/tampered"
echo >>"$tmp/tampered/kongrender-$version-linux-$arch.tar.gz"
KONGRENDER_URL=file://$tmp/tampered XDG_CACHE_HOME=$tmp/none \
	"$action/kongrender.sh" --version >"$tmp/out" 2>&1
test $? = 2 && grep -q 'SHA-256' "$tmp/out" &&
	test -z "$(find "$tmp/none" -type f)"
ok $? 'an archive with another sum is refused, and nothing of it stays'
KONGRENDER_URL=http://127.0.0.1:9 XDG_CACHE_HOME=$tmp/none \
	"$action/kongrender.sh" --version >"$tmp/out" 2>&1
test $? = 2
ok $? 'so is a place without TLS'

printf '_format_version: "3.0"\nconsumers:\n  - username: anon\n' \
	>"$tmp/kong.yml"
printf 'consumers: [\n' >"$tmp/bad kong.yml"
lint() # FILES FLAGS
{
	(cd "$tmp" && FILES=$1 FLAGS=$2 KONGRENDER="$tmp/bin/kongrender" \
		"$action/lint.sh") >"$tmp/out" 2>&1
}
lint kong.yml ''
ok $? 'the action: a clean file'
lint '*.yml' ''
test $? = 1 && grep -q '^::error file=bad kong.yml' "$tmp/out"
ok $? 'a pattern, a name with a space, an annotation'
lint 'none*.yml' ''
test $? = 2
ok $? 'a pattern that matches nothing'
# shellcheck disable=SC2016 # not to be run
lint 'kong.yml' '$(touch run)'
test $? != 0 && test ! -e "$tmp/run"
ok $? 'a flag is a word, not a command'
lint "$(printf '\n\n')" ''
ok $? 'no file: nothing to do'

if command -v pre-commit >/dev/null; then
	export PRE_COMMIT_HOME="$tmp/pre-commit"
	export GIT_CONFIG_COUNT=3 GIT_CONFIG_KEY_0=safe.directory
	export GIT_CONFIG_VALUE_0='*' GIT_CONFIG_KEY_1=user.name
	export GIT_CONFIG_VALUE_1=test GIT_CONFIG_KEY_2=user.email
	export GIT_CONFIG_VALUE_2=test@example.com
	unset GIT_DIR GIT_INDEX_FILE GIT_WORK_TREE
	(cd "$action" && git init -q && git add . && git commit -qm action &&
		mkdir "$tmp/repo" && cd "$tmp/repo" && git init -q) \
		>"$tmp/out" 2>&1
	hook()
	{
		(cd "$tmp/repo" && cp "$1" kong.yml && git add . &&
			pre-commit try-repo "$action" kongrender --all-files) \
			>"$tmp/out" 2>&1
	}
	hook "$tmp/kong.yml"
	ok $? 'the hook: a clean template passes'
	hook "$tmp/bad kong.yml"
	test $? = 1 && grep -q 'yaml-syntax' "$tmp/out"
	ok $? 'a broken one does not'
else
	echo 'note: no pre-commit here: the hook is not tried'
fi

totals
