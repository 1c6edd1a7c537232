#!/bin/sh
# README.md and those of templates/ and deploy/: every command runs or says what
# it needs, shows what it prints, names flags that exist; every link leads
# somewhere.
. "$(dirname "$0")/suite.sh"
KUBECTL_DIR=$BUILD/manifests
export KUBECTL_DIR
mkdir -p "$KUBECTL_DIR" || exit 2
README_KUBECTL=$(tests/manifests/find-kubectl)
export README_KUBECTL
"$PYTHON" tests/readme/check.py "$@"
