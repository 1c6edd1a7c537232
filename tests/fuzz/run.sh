#!/bin/sh
# Every file of every committed corpus once through its fuzz target, without
# libFuzzer: $BUILD/tests/fuzz/fuzz_NAME reads tests/fuzz/corpus/NAME/.
set -u
cd "$(dirname "$0")" || exit 2
BUILD=${BUILD:-$PWD/../../build}

passed=0 failed=0
for target in fuzz_*.c; do
	target=${target%.c}
	corpus=corpus/${target#fuzz_}
	if n=$(find "$corpus" -type f 2>/dev/null | sort |
		xargs "$BUILD/tests/fuzz/$target" 2>"$BUILD/$target.log") &&
		test "$n" -gt 0; then
		passed=$((passed + n))
	else
		failed=$((failed + 1))
		echo "not ok: $target, at the file above the message:"
		tail -n 5 "$BUILD/$target.log"
	fi
done
echo "$passed passed, $failed failed"
test "$failed" = 0
