#!/bin/sh
# deploy/manage-supabase-jwt.sh against a scripted kubectl that fails at every
# step in turn: the Secret ends old and whole or new and whole, and the user
# is told which. Then the main stories with the real kubectl, if one is to be
# had, against a small API server on loopback. No cluster is asked.
. "$(dirname "$0")/suite.sh"
KUBECTL_DIR=$BUILD/manifests
export KUBECTL_DIR
mkdir -p "$KUBECTL_DIR" || exit 2
MANAGE_KUBECTL=$(tests/manifests/find-kubectl)
minor=$("${MANAGE_KUBECTL:-false}" version --client -o yaml 2>/dev/null |
	sed -n 's/^ *minor: "\{0,1\}\([0-9]*\).*/\1/p')
MANAGE_EXEC=real
test "${minor:-0}" -ge 30 || MANAGE_EXEC=scripted
export MANAGE_KUBECTL MANAGE_EXEC
"$PYTHON" tests/manage/drive.py "$@"
