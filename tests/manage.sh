#!/bin/sh
# deploy/manage-supabase-jwt.sh against a scripted kubectl that fails at every
# step in turn: the Secret ends old and whole or new and whole, and the user
# is told which. No cluster is asked.
set -u
cd "$(dirname "$0")/.." || exit 2

KONGRENDER=${KONGRENDER:-$PWD/build/kongrender}
export KONGRENDER
exec "${PYTHON:-/usr/bin/python3}" -B tests/manage/drive.py "$@"
