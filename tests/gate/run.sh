#!/bin/sh
# One judge of values: see gate.py.
cd "$(dirname "$0")" || exit 2
KONGRENDER=${KONGRENDER:-$PWD/../../build/kongrender}
export KONGRENDER
exec "${PYTHON:-/usr/bin/python3}" gate.py
