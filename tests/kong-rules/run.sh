#!/bin/sh
# What lint --rendered finds in each case of cases.txt and whole.txt, by
# version of Kong.
. "$(dirname "$0")/../suite.sh"
"$PYTHON" tests/kong-rules/rules.py
