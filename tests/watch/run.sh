#!/bin/sh
# render --watch: changes, failures, a crash, signals, and swaps without end.
set -u
cd "$(dirname "$0")" || exit 2
BIN=${KONGRENDER:-$PWD/../../build/kongrender}
PYTHON=${PYTHON:-/usr/bin/python3}
tmp=$(mktemp -d) || exit 2
trap 'rm -rf "$tmp"' EXIT
"$PYTHON" watch.py "$BIN" "$tmp"
