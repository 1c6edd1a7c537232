#!/bin/sh
# render --watch: changes, failures, a crash, signals, and swaps without end.
. "$(dirname "$0")/../suite.sh"
"$PYTHON" tests/watch/watch.py "$tmp"
