#!/bin/sh
# cppcheck and clang-tidy (.clang-tidy says which checks) find nothing in the
# sources, and do find what is planted. clang-tidy reads all of them with
# EXHAUSTIVE=1, else each tenth.
. "$(dirname "$0")/suite.sh"
need clang-tidy cppcheck

# Two of cppcheck's 2.10 are false: it takes an out parameter for a read one
# (ctuuninitvar), and stops at compound literals (internalAstError). That of
# Debian 13 says of each long function that it looked at a part.
run_cppcheck() {
	cppcheck -q --std=c11 --enable=warning,performance,portability \
		--inline-suppr --suppress=missingIncludeSystem \
		--suppress=ctuuninitvar --suppress=internalAstError \
		--suppress=normalCheckLevelMaxBranches \
		--error-exitcode=1 -D_GNU_SOURCE -DVERSION='"0"' \
		-DVERSION_DATE='"0"' -DPROJECT_URL='"0"' -Isrc "$@" 2>&1
}
# A function whose paths are too many for 75 000 steps is not done after the
# default of 225 000 either, which takes three times as long.
run_tidy() {
	printf '%s\n' "$@" | xargs -P "${JOBS:-2}" -n 4 sh -c \
		'clang-tidy --quiet --config-file=.clang-tidy "$@" -- -std=c11 \
		-D_GNU_SOURCE -DVERSION="\"0\"" -DVERSION_DATE="\"0\"" \
		-DPROJECT_URL="\"0\"" -Isrc \
		-Xclang -analyzer-config -Xclang max-nodes=75000' tidy >"$tmp/out" 2>&1 ||
		{ grep -v 'warnings.* generated' "$tmp/out"; return 1; }
}

# judge WHAT N: passes over each N-th source, stops at the planted file.
judge() {
	# shellcheck disable=SC2046 # a list of files
	if found=$("$1" $(find src -name '*.c' | sort | awk "NR % $2 == 0")); then
		ok
	else
		not_ok "$1" && echo "$found"
	fi
	if "$1" "$tmp/bad.c" >/dev/null; then
		not_ok "$1 missed what was planted"
	else
		ok
	fi
}

cat >"$tmp/bad.c" <<END
#include <stdlib.h>
int main(int argc, char **argv)
{
	char *p = malloc(4);
	free(p);
	(void)argv;
	return argc ? p[0] : p[9];
}
END
tidied=10
test "${EXHAUSTIVE:-}" != 1 || tidied=1
judge run_cppcheck 1
judge run_tidy $tidied

totals
