#!/bin/sh
# Typical mistakes: what is printed says where, what, and what to do. See
# mistakes.py.
. "$(dirname "$0")/../suite.sh"
"$PYTHON" tests/mistakes/mistakes.py "$KONGRENDER" "$@"
