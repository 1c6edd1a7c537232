#!/bin/sh
# Who reads what from a .env file that dotenv set wrote: see readers.py.
cd "$(dirname "$0")/../.." || exit 2
KONGRENDER=${KONGRENDER:-$PWD/build/kongrender}
export KONGRENDER
exec "${PYTHON:-/usr/bin/python3}" tests/dotenv/readers.py
