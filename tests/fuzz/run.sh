#!/bin/sh
# Every file of every committed corpus once through its fuzz target, without
# libFuzzer: $BUILD/tests/fuzz/fuzz_NAME reads tests/fuzz/corpus/NAME/.
. "$(dirname "$0")/../suite.sh"
cd tests/fuzz || exit 2

for target in fuzz_*.c; do
	target=${target%.c}
	corpus=corpus/${target#fuzz_}
	if n=$(find "$corpus" -type f 2>/dev/null | sort |
		xargs "$BUILD/tests/fuzz/$target" 2>"$BUILD/$target.log") &&
		test "$n" -gt 0; then
		passed=$((passed + n))
	else
		not_ok "$target, at the file above the message:"
		tail -n 5 "$BUILD/$target.log"
	fi
done
totals
