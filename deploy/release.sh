#!/bin/sh
# Makes what a release consists of, in the folder OUT; sends nothing anywhere:
#
#   release.sh VERSION DATE OWNER OUT TEXTS BUILD...
#
# TEXTS has the man pages and completions (make build/texts). Each BUILD is the
# folder of one architecture, named after it, with stripped/kongrender,
# kongrender.spdx.json and licenses.txt. OUT/kongrender-VERSION.tar.gz, the
# source, is there already (make dist). With SOURCE_DATE_EPOCH, by default the
# date of the version, the same bytes each time. With RELEASE=1, for a tag, the
# heading of CHANGELOG.md must have that date.
set -eu
version=$1 date=$2 owner=$3 out=$4 texts=$5
shift 5
cd "$(dirname "$0")/.."
SOURCE_DATE_EPOCH=${SOURCE_DATE_EPOCH:-$(date -u -d "$date" +%s)}

die()
{
	echo "release.sh: $*" >&2
	exit 1
}

# notes VERSION: its section of CHANGELOG.md.
notes()
{
	awk -v heading="## [$1]" '
	/^## / { inside = index($0, heading) == 1; next }
	inside { lines[++n] = $0; if ($0 != "") last = n }
	END { for (i = 1; i <= last; i++) if (i > 1 || lines[i] != "") print lines[i] }' \
		CHANGELOG.md
}

# pack FOLDER ARCHIVE: the same bytes each time.
pack()
{
	tar -C "$work" --sort=name --owner=0 --group=0 --numeric-owner \
		--mtime="@$SOURCE_DATE_EPOCH" --mode='u+rw,go+r-w,a+X' \
		-cf - "$1" | gzip -9n >"$2"
}

if ! grep -qxF "## [$version] - $date" CHANGELOG.md; then
	test "${RELEASE:-}" != 1 ||
		die "CHANGELOG.md has no heading \"## [$version] - $date\""
	echo "note: CHANGELOG.md does not give $version the date $date" >&2
fi
source=$out/kongrender-$version.tar.gz
test -s "$source" || die "no $source (make dist)"
test "$#" -gt 0 || die 'no build'

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
notes "$version" >"$out/notes.md"
test -s "$out/notes.md" || die "nothing below [$version] in CHANGELOG.md"

files=$source
for build; do
	arch=${build##*/}
	name=kongrender-$version-linux-$arch
	mkdir "$work/$name"
	cp "$build/stripped/kongrender" LICENSE CHANGELOG.md "$work/$name"
	cp "$build/licenses.txt" "$work/$name/THIRD-PARTY-LICENSES"
	cp "$build/kongrender.spdx.json" "$work/$name"
	cp -R "$texts" "$work/$name/share"
	chmod 755 "$work/$name/kongrender"
	pack "$name" "$out/$name.tar.gz"
	cp "$build/kongrender.spdx.json" "$out/$name.spdx.json"
	files="$files $out/$name.tar.gz $out/$name.spdx.json"
done

# The action and the hook know the archives by their sums, so they are made
# last, and released as a repository of their own: see deploy/action/README.md.
sums=
for build; do
	arch=${build##*/}
	sum=$(sha256sum <"$out/kongrender-$version-linux-$arch.tar.gz")
	sums="$sums$arch:${sum%% *} "
done
mkdir "$work/kongrender-action"
for file in deploy/action/* deploy/action/.pre-commit-hooks.yaml; do
	sed "s|@VERSION@|$version|g; s|@OWNER@|$owner|g; s|@SUMS@|${sums% }|g" \
		"$file" >"$work/kongrender-action/${file##*/}"
done
cp LICENSE "$work/kongrender-action"
chmod 755 "$work"/kongrender-action/*.sh
pack kongrender-action "$out/kongrender-action-$version.tar.gz"
files="$files $out/kongrender-action-$version.tar.gz"

# shellcheck disable=SC2086 # names without spaces
(cd "$out" && for file in $files; do sha256sum "${file##*/}"; done) \
	>"$work/SHA256SUMS"
mv "$work/SHA256SUMS" "$out/SHA256SUMS"
cat "$out/SHA256SUMS"
