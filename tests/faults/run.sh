#!/bin/sh
# Every system call and every allocation of the commands that write fails in
# turn, the disk is full at every byte, ten write at once: the output is old
# and whole, or new and whole.
set -u
cd "$(dirname "$0")/../.." || exit 2
export PYTHONDONTWRITEBYTECODE=1
exec "${PYTHON:-/usr/bin/python3}" tests/faults/faults.py
