#!/bin/sh
# Every system call and every allocation of the commands that write fails in
# turn, the disk is full at every byte, ten write at once: the output is old
# and whole, or new and whole.
. "$(dirname "$0")/../suite.sh"
"$PYTHON" tests/faults/faults.py
