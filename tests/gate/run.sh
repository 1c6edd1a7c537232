#!/bin/sh
# One judge of values: see gate.py.
. "$(dirname "$0")/../suite.sh"
"$PYTHON" tests/gate/gate.py
