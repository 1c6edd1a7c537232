#!/bin/sh
# One file, written in every way that YAML has for it: through aliases, merges,
# merge lists and mappings that count, by name and by id, nested and flattened.
# Whatever a check says of the plain way it must say of all others.
. "$(dirname "$0")/../suite.sh"
"$PYTHON" tests/reading/reading.py
