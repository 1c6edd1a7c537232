#!/bin/sh
# What lint --rendered finds in each case of cases.txt, by version of Kong.
exec "${PYTHON:-/usr/bin/python3}" "$(dirname "$0")/rules.py"
