#!/bin/sh
# One file with more than twenty different mistakes: each is found, at its
# line and column, whatever the line ends, the byte order mark, the style.
exec "${PYTHON:-/usr/bin/python3}" "$(dirname "$0")/places.py"
