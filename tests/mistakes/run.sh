#!/bin/sh
# Typical mistakes: what is printed says where, what, and what to do. See
# mistakes.py.
set -u
cd "$(dirname "$0")/../.." || exit 2
exec "${PYTHON:-/usr/bin/python3}" tests/mistakes/mistakes.py \
	"${KONGRENDER:-$PWD/build/kongrender}" "$@"
