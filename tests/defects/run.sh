#!/bin/sh
# Can the tests fail? Each slip of defects.txt is planted in a copy of the
# sources, and the suite that it names must then find it:
#
#	unit NAME       tests/NAME.c
#	golden, refuted tests/NAME
#	fixed, corpus   tests/judge/NAME.py
#	suite CONTEXT   tests/judge/suite.py in that one context
#	kong-whole      what lint says to tests/kong-whole/cases
#
# A defect that the proof stops is planted a second time with the proof
# switched off, so that the judge sees the wrong bytes itself.
#
# That every slip still has its place in the sources is checked always; they
# are planted all with EXHAUSTIVE=1, else those that say "sample: yes".
. "$(dirname "$0")/../suite.sh"
need_python yaml

plant() { "$PYTHON" tests/defects/plant.py "$@"; }

# With their times, so that only what a slip touches is built again; what is
# read-only here is not there.
mkdir -p "$tmp/build" "$tmp/tests"
cp -pR Makefile src "$tmp"/
cp -p tests/*.[ch] tests/*.tab "$tmp/tests"/
cp -pR tests/refuted "$tmp/tests"/
chmod -R u+w "$tmp"
for part in flags main.d main.o $(ls src); do
	test ! -e "$BUILD/$part" || cp -pR "$BUILD/$part" "$tmp/build"/
done
KONGRENDER=$tmp/build/kongrender

build() {
	# The same compiler and flags as the objects that were copied.
	make -s -C "$tmp" BUILD=build CC="${CC:-cc}" "$@" >"$tmp/make.log" 2>&1
}

# Runs the suite named in $1; what it prints goes to $tmp/log.
run_suite() {
	case $1 in
	'unit '*)
		build "build/tests/${1#unit }" || return 3
		"$tmp/build/tests/${1#unit }"
		;;
	refuted)
		build build/tests/refuted/kongrender build/kongrender || return 3
		BUILD=$tmp/build tests/refuted/run.sh
		;;
	golden)
		build build/kongrender || return 3
		tests/golden/run.sh
		;;
	kong-whole)
		build build/kongrender || return 3
		"$PYTHON" tests/kong-whole/measure.py tests/kong-whole/cases
		;;
	'suite '*)
		build build/kongrender || return 3
		JUDGE_ONLY=${1#suite } JUDGE_STOP=1 \
			"$PYTHON" tests/judge/suite.py
		;;
	*)
		build build/kongrender || return 3
		"$PYTHON" "tests/judge/$1.py"
		;;
	esac >"$tmp/log" 2>&1
}

# The suite in $2 must fail on what is planted now; $1 says what that is.
must_catch() {
	run_suite "$2" </dev/null
	case $? in
	0) not_ok "$1: not caught by $2" ;;
	1) ok ;;
	*)
		not_ok "$1: $2 did not run"
		tail -n 5 "$tmp/make.log" "$tmp/log"
		;;
	esac
}

plant check src
ok $? 'a slip has lost its place: change its entry in tests/defects/defects.txt'
plant list >"$tmp/all"

# The check can fail: every slip is lost where there is no file, and where
# each text stands twice.
lost() {
	same "lost: $1" "$(plant check "$tmp/other" | grep -c '^not ok')" \
		"$(wc -l <"$tmp/all")"
}
mkdir "$tmp/other"
lost 'no file is there'
cp -R src/. "$tmp/other" && chmod -R u+w "$tmp/other"
for file in "$tmp"/other/*/*.[ch] "$tmp"/other/*/*/*.def; do
	cat "$file" "$file" >"$tmp/twice" && cp "$tmp/twice" "$file"
done
lost 'each text stands twice'

tab=$(printf '\t')
test "${EXHAUSTIVE:-}" = 1 || {
	grep "${tab}yes\$" "$tmp/all" >"$tmp/some" && mv "$tmp/some" "$tmp/all"
	echo "a sample of $(wc -l <"$tmp/all"); EXHAUSTIVE=1 plants them all"
}

# A suite that fails without a defect would catch everything.
cut -f 2 "$tmp/all" | sort -u >"$tmp/suites"
while read -r suite; do
	run_suite "$suite" </dev/null && continue
	not_ok "$suite fails without a defect; its defects are not planted"
	tail -n 5 "$tmp/make.log" "$tmp/log"
	printf '%s\n' "$suite" >>"$tmp/broken"
done <"$tmp/suites"

while IFS=$tab read -r name suite _; do
	grep -Fqxs "$suite" "$tmp/broken" && continue
	plant plant "$tmp/src" "$name" || {
		not_ok "$name cannot be planted"
		continue
	}
	must_catch "$name" "$suite"
	case $suite in
	suite*)
		plant plant "$tmp/src" proof || not_ok 'proof cannot be planted'
		must_catch "$name, no proof" "$suite"
		plant uproot "$tmp/src" proof
		;;
	esac
	plant uproot "$tmp/src" "$name"
done <"$tmp/all"
totals
