#!/bin/sh
# The independent judge of render: can it fail (selftest), the cases written
# by hand (fixed), every style and context by every hostile value (suite), the
# templates that ship and, where they are, real ones (corpus).
#
# KONGRENDER: the binary. EXHAUSTIVE=1: all of it, else a fixed sample of all
# but "fixed". JUDGE_ROUNDS, JUDGE_SEED, JUDGE_JOBS: see suite.py.
set -u
cd "$(dirname "$0")" || exit 2
PYTHON=${PYTHON:-/usr/bin/python3}
KONGRENDER=${KONGRENDER:-build/kongrender}
case $KONGRENDER in
/*) ;;
*) KONGRENDER=$OLDPWD/$KONGRENDER ;;
esac
export KONGRENDER PYTHONDONTWRITEBYTECODE=1

"$PYTHON" -c 'import yaml' 2>/dev/null || {
	echo "python3-yaml is missing: the judge cannot sit"
	exit 77
}
test -x "$KONGRENDER" || {
	echo "no binary at $KONGRENDER"
	exit 2
}
out=$(mktemp) || exit 2
trap 'rm -f "$out"' EXIT
passed=0 failed=0
for part in ${JUDGE_PARTS:-selftest fixed corpus suite}; do
	"$PYTHON" "$part.py" >"$out" 2>&1
	status=$?
	totals=$(awk '/^[0-9]+ passed, [0-9]+ failed/ { print $1, $3 }' "$out")
	p=${totals% *} f=${totals#* }
	test -n "$totals" || p=0 f=1
	test "$status" = 0 || test "$f" -gt 0 || f=1
	sed -e '$d' "$out"
	test -n "$totals" || tail -n 1 "$out"
	echo "judge, $part: $p passed, $f failed"
	passed=$((passed + p)) failed=$((failed + f))
done
echo "$passed passed, $failed failed"
test "$failed" = 0
