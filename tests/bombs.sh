#!/bin/sh
# Small files that ask for much: each is answered within a second of CPU.
exec "${PYTHON:-/usr/bin/python3}" "$(dirname "$0")/bombs.py"
