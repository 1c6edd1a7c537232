#!/bin/sh
# The independent judge of render: can it fail (selftest), the cases written
# by hand (fixed), every style and context by every hostile value (suite), the
# templates that ship and, where they are, real ones (corpus).
#
# KONGRENDER: the binary. EXHAUSTIVE=1: all of it, else a fixed sample of all
# but "fixed". JUDGE_ROUNDS, JUDGE_SEED, JUDGE_JOBS: see suite.py.
. "$(dirname "$0")/../suite.sh"
cd tests/judge || exit 2
need_python yaml

for part in ${JUDGE_PARTS:-selftest fixed corpus suite}; do
	"$PYTHON" "$part.py" >"$tmp/out" 2>&1
	add_totals "$tmp/out" $?
	sed "\$s/^/judge, $part: /" "$tmp/out"
done
totals
