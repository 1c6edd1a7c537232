#!/bin/sh
# Who reads what from a .env file that dotenv set wrote: see readers.py.
. "$(dirname "$0")/../suite.sh"
"$PYTHON" tests/dotenv/readers.py
