#!/bin/sh
# The parts of the house style that a machine can judge (CONTRIBUTING.md), on
# the sources and, so that they can fail, on a file with every fault in it.
. "$(dirname "$0")/suite.sh"
need clang-format shellcheck objdump
LIB=$BUILD/libkongrender.a

# Each prints what is wrong in the files named.
layout() { clang-format --dry-run --Werror "$@" 2>&1 | grep 'error:'; }
long_file() { awk 'FNR == 451 { print FILENAME ": over 450 lines" }' "$@"; }
line_comment() { grep -HnE '(^|[[:blank:];{}])//' "$@"; }
typedef() { grep -HnE 'typedef (struct|enum|union)[^(]*[{;]' "$@"; }
banned_call() {
	grep -HnE '\<(strcpy|strcat|v?sprintf|ato[il]|strtok|gets)\(' "$@"
}
unfinished() { grep -HnwE 'TODO|FIXME|HACK|XXX|NDEBUG' "$@"; }
blank_at_end() { grep -HnE '[[:blank:]]$' "$@"; }
no_final_newline() {
	for file; do
		test -z "$(tail -c 1 "$file")" || echo "$file: no final newline"
	done
}
# Phrases that have to be read twice, in what users read: strings of a program
# or library, a script but its comments (#: is its help), and prose. A phrase
# may go on in the next line.
riddle() {
	for file; do
		case $file in
		*.[ao]) objcopy -S --only-section='.rodata*' "$file" "$tmp/text" &&
			strings -a -n 2 "$tmp/text" ;;
		*.sh | *.jq) sed '/^[[:blank:]]*#[^:]/d' "$file" ;;
		*) cat "$file" ;;
		esac | tr -s ' \t\n' ' ' | grep -oP "\w* *\b((?<!there )is none|takes for\
|whose it is|everybody's|nobody's|spelled|in no source|tells all|stands)\b" |
			sed "s|^|$file: |"
	done
}
# "ok $?" after a test is what the suites count by.
script_fault() { shellcheck -x -P SCRIPTDIR -S warning -e SC2319 "$@"; }
# Variables that can change: in .data or .bss, not .data.rel.ro. The heap of
# base/alloc is the one that may: malloc() has no parameter to carry it.
mutable_global() {
	objdump -t "$@" | awk '
	/file format/ { file = $1 }
	NF < 3 || file == "alloc.o:" && $NF == "heap" { next }
	$(NF - 2) ~ /^\.(data|bss)(\.|$)/ && $(NF - 2) !~ /^\.data\.rel\.ro/ &&
		$NF !~ /^\./ { print file " " $NF }
	/ \*COM\* / { print file " " $NF }'
}

# judge CHECK GOOD BAD: nothing is wrong in the words of GOOD, which name
# files; BAD has it.
judge() {
	# shellcheck disable=SC2086 # a list of files
	found=$("$1" $2)
	if test -z "$found"; then ok; else not_ok "$1" && echo "$found"; fi
	if test -n "$("$1" "$3")"; then ok; else not_ok "$1 missed $3"; fi
}

sources=$(find src -name '*.[ch]' | sort)
tests=$(find tests -name '*.[ch]' | sort)
scripts=$(find tests deploy -name '*.sh'; ls tests/run .ci/run 2>/dev/null)
prose=$(ls Makefile Dockerfile ./*.md templates/*.md deploy/*.md 2>/dev/null)
spoken=$(find deploy -name '*.sh' -o -name '*.jq')
guides=$(ls ./*.md templates/*.md deploy/*.md deploy/*/*.md 2>/dev/null)

cat >"$tmp/bad.c" <<END
#include <stdlib.h>
typedef struct bad { int x; } bad;
static int counter;
int bad_count(const char *s);
int bad_count(const char *s) {
  return counter += atoi(s ? s : "whose it is"); // TODO
}
END
printf 'extern int end; ' >>"$tmp/bad.c"
yes 'int x;' | head -451 >"$tmp/long.c"
printf '#!/bin/sh\nrm -rf $1/*\n[ a == b ]\n' >"$tmp/bad.sh"
sed '$d' "$tmp/bad.c" >"$tmp/object.c"
"${CC:-cc}" -c -fPIE -o "$tmp/object.o" "$tmp/object.c" || exit 2

# One version: the image's label says the Makefile's.
other_version() {
	grep -HnE '^ARG VERSION=' "$@" | grep -v "=$version\$"
}
version=$(sed -n 's/^VERSION = //p' Makefile)
printf 'ARG VERSION=%s.1\n' "$version" >"$tmp/Dockerfile"

# Modules that have neither a unit suite nor a word in the table of
# CONTRIBUTING.md, and words there that are no module or one with a suite.
no_suite() {
	sed -n '/^Modules without a unit suite/,/^#/p' "$2" |
		sed -n 's/^| \(`[^|]*\) |.*/\1/p' | tr -d '`' | tr ' ' '\n' |
		sort >"$tmp/named"
	find "$1" -name '*.c' | sed 's|.*/||; s|\.c$||' | sort -u >"$tmp/modules"
	find tests -name 'test_*.c' | sed 's|.*/test_||; s|\.c$||' |
		sort >"$tmp/suites"
	comm -23 "$tmp/modules" "$tmp/suites" >"$tmp/without"
	comm -3 "$tmp/without" "$tmp/named" | sed -n 's|^\([^\t].*\)|'\
'\1: no tests/test_\1.c, and not in the table of CONTRIBUTING.md|p; '\
's|^\t\(.*\)|\1: has a unit suite or is no module, and is in the table|p'
}
found=$(no_suite src CONTRIBUTING.md)
if test -z "$found"; then ok; else not_ok no_suite && echo "$found"; fi
if test -n "$(no_suite src /dev/null)"; then ok; else not_ok 'no_suite finds nothing'; fi
if no_suite "$tmp" CONTRIBUTING.md | grep -q '^opt: .*is no module'; then ok; else
	not_ok 'no_suite takes any name'
fi

# Each version breaks lines in another way.
if clang-format --version | grep -q ' 14\.'; then
	judge layout "$sources $tests" "$tmp/bad.c"
else
	echo "note: the layout is not judged: that needs clang-format 14"
fi
judge long_file "$sources" "$tmp/long.c"
judge line_comment "$sources $tests" "$tmp/bad.c"
judge typedef "$sources $tests" "$tmp/bad.c"
judge banned_call "$sources $tests" "$tmp/bad.c"
judge unfinished "$sources $tests" "$tmp/bad.c"
judge blank_at_end "$sources $tests $scripts $prose" "$tmp/bad.c"
judge no_final_newline "$sources $tests $scripts $prose" "$tmp/bad.c"
judge script_fault "$scripts" "$tmp/bad.sh"
judge other_version Dockerfile "$tmp/Dockerfile"
judge mutable_global "$LIB" "$tmp/object.o"
judge riddle "$LIB ${LIB%/*}/main.o $guides" "$tmp/object.o"
printf 'says whose it\nis, or why not\n' >"$tmp/riddle.md"
judge riddle "$guides" "$tmp/riddle.md"
printf '# it is none\n#: tells all\n' >"$tmp/help.sh"
judge riddle "$spoken" "$tmp/help.sh"
printf 'def says: "the pod stands \n  still";\n' >"$tmp/says.jq"
judge riddle "$spoken" "$tmp/says.jq"

totals
