#!/bin/bash
# The step of the action: kongrender lint with what is in FLAGS and FILES, one
# a line; patterns of FILES are expanded, and one that matches nothing is an
# error. Nothing of them is run.
set -euo pipefail
test -n "${FILES//[[:space:]]/}" || exit 0
flags=() files=()
while IFS= read -r line; do
	test -z "$line" || flags+=("$line")
done <<<"${FLAGS:-}"
IFS=
shopt -s globstar
while read -r line; do
	# shellcheck disable=SC2206 # a pattern
	test -z "$line" || files+=($line)
done <<<"$FILES"
exec "${KONGRENDER:-$RUNNER_TEMP/kongrender/kongrender}" \
	lint --format github "${flags[@]}" -- "${files[@]}"
