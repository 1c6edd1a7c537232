#!/bin/sh
# Runs kongrender @VERSION@, which it downloads once and checks against the sum
# below: no docker, no compiler. "kongrender.sh --install DIR" only puts the
# program into DIR. KONGRENDER_URL is another place to download from.
set -eu
version='@VERSION@'
sums='@SUMS@'
url=${KONGRENDER_URL:-https://github.com/@OWNER@/kongrender/releases/download/v$version}

die()
{
	echo "kongrender.sh: $*" >&2
	exit 2
}

case $(uname -s)/$(uname -m) in
Linux/x86_64) arch=amd64 ;;
Linux/aarch64) arch=arm64 ;;
*) die "no binary for $(uname -s) on $(uname -m); build from source" ;;
esac
sum=
for pair in $sums; do
	test "${pair%%:*}" != "$arch" || sum=${pair#*:}
done
test -n "$sum" || die "release $version has no binary for $arch"

# download DIR: the program is in DIR, whole or not at all.
download()
{
	name=kongrender-$version-linux-$arch
	mkdir -p "$1"
	part=$(mktemp -d "$1/.download.XXXXXX")
	trap 'rm -rf "$part"' EXIT
	curl -fsSL --retry 3 --proto '=https,file' -o "$part/archive" \
		"$url/$name.tar.gz" || die "cannot download $url/$name.tar.gz"
	echo "$sum  $part/archive" | sha256sum -c --status ||
		die "$name.tar.gz does not have the expected SHA-256 sum"
	tar -xzf "$part/archive" -C "$part" "$name/kongrender"
	mv "$part/$name/kongrender" "$1/kongrender"
	rm -rf "$part"
	trap - EXIT
}

if test "${1:-}" = --install; then
	test "$#" = 2 || die 'usage: kongrender.sh --install DIR'
	download "$2"
	exit 0
fi
cache=${XDG_CACHE_HOME:-$HOME/.cache}/kongrender/$version-$arch
test -x "$cache/kongrender" || download "$cache"
exec "$cache/kongrender" "$@"
