#!/bin/sh
# make coverage: which lines of src/ no suite runs, but for what only reads and
# prints (base, report, vars, cli). Everything is built as clang's coverage
# wants it; the lines themselves go to $BUILD/uncovered.txt.
set -u
cd "$(dirname "$0")/../.." || exit 2
VERSION=14
prof=$BUILD/prof
rm -rf "$prof" && mkdir -p "$prof" || exit 2

LLVM_PROFILE_FILE=$PWD/$prof/%m.profraw
KONGRENDER=$PWD/$BUILD/kongrender
export LLVM_PROFILE_FILE KONGRENDER
# shellcheck disable=SC2046 # files without blanks
BUILD=$PWD/$BUILD tests/run "$@" tests/golden/run.sh tests/token.sh \
	tests/canary.sh tests/kong-cases/run.sh tests/lua/run.sh \
	tests/fuzz/run.sh || exit 1
"llvm-profdata-$VERSION" merge -o "$BUILD/all.profdata" "$prof"/*.profraw ||
	exit 2
for object in "$@" "$BUILD"/tests/fuzz/fuzz_*; do
	test ! -x "$object" || echo "-object=$object"
done >"$BUILD/objects"
# shellcheck disable=SC2046 # one word a line
cover() {
	"llvm-cov-$VERSION" "$@" "$BUILD/kongrender" $(cat "$BUILD/objects") \
		-instr-profile="$BUILD/all.profdata" "-path-equivalence=.,$PWD"
}
cover show | awk '
/^[^ ].*\.[ch]:$/ { on = /src\/(template|token|lua|kong|envoy|supabase|lint)\/[a-z_0-9]*\.c:$/; file = $0 }
on && /^ +[0-9]+\| +0\|/ {
	if (file != said) print file
	said = file
	print
}' >"$BUILD/uncovered.txt"
echo
cover report | awk '
match($1, /src\/(template|token|lua|kong|envoy|supabase|lint)\/[a-z_0-9]*\.c$/) {
	split(substr($1, RSTART), part, "/")
	lines[part[2]] += $8
	missed[part[2]] += $9
	if ($9 * 20 > $8)
		low = low sprintf("  %s: %d of %d lines not run\n",
			substr($1, RSTART), $9, $8)
}
END {
	for (f in lines)
		printf "src/%s: %.1f %% of %d lines\n", f,
			100 - 100 * missed[f] / lines[f], lines[f]
	if (low) printf "below 95 %%:\n%s", low
}'
# what ran without its environment counted into its own folder
find tests -name default.profraw -delete
echo "the lines: $BUILD/uncovered.txt"
