#!/bin/sh
# README.md and those of templates/ and deploy/: every command runs or says what
# it needs, shows what it prints, names flags that exist; every link leads
# somewhere.
set -u
cd "$(dirname "$0")/.." || exit 2
KONGRENDER=${KONGRENDER:-$PWD/build/kongrender}
KUBECTL_DIR=${BUILD:-$PWD/build}/manifests
export KONGRENDER KUBECTL_DIR
mkdir -p "$KUBECTL_DIR" || exit 2
README_KUBECTL=$(tests/manifests/find-kubectl)
export README_KUBECTL
exec "${PYTHON:-/usr/bin/python3}" -B tests/readme/check.py "$@"
