#!/bin/sh
# What lint prints on a terminal of 80 and of 40 columns: the line of each
# finding, not wider than the terminal, a count, colours unless NO_COLOR; and
# that a pipe gets neither.
. "$(dirname "$0")/suite.sh"
"$PYTHON" tests/terminal.py
