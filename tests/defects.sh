#!/bin/sh
# Can the tests fail? Each patch in tests/defects is planted in a copy of the
# sources, and the suite that its second line names must then find it:
#
#	unit NAME       tests/NAME.c
#	golden          tests/golden
#	fixed, corpus   tests/judge/NAME.py
#	suite CONTEXT   tests/judge/suite.py in that one context
#
# A defect that the proof stops is planted a second time with the proof
# switched off (10-proof.patch), so that the judge sees the wrong bytes itself.
set -u
cd "$(dirname "$0")/.." || exit 2
BUILD=${BUILD:-build}
PYTHON=${PYTHON:-/usr/bin/python3}
export PYTHONDONTWRITEBYTECODE=1

for tool in patch "$PYTHON"; do
	command -v "$tool" >/dev/null || {
		echo "$tool is missing"
		exit 77
	}
done
"$PYTHON" -c 'import yaml' 2>/dev/null || {
	echo "python3-yaml is missing"
	exit 77
}
tmp=$(mktemp -d) || exit 2
trap 'rm -rf "$tmp"' EXIT
trap 'exit 2' HUP INT TERM
passed=0 failed=0
ok() { passed=$((passed + 1)) && printf 'ok: %s\n' "$*"; }
not_ok() { failed=$((failed + 1)) && printf 'not ok: %s\n' "$*"; }

# With their times, so that only what a patch touches is built again.
cp -pR Makefile src "$tmp"/
mkdir -p "$tmp/build" "$tmp/tests"
cp -p tests/*.[ch] tests/*.tab "$tmp/tests"/
for part in flags main.d main.o base report vars template token kong cli; do
	test ! -e "$BUILD/$part" || cp -pR "$BUILD/$part" "$tmp/build"/
done
KONGRENDER=$tmp/build/kongrender
export KONGRENDER

build() { make -s -C "$tmp" BUILD=build "$@" >"$tmp/make.log" 2>&1; }

# Runs the suite named in $1; what it prints goes to $tmp/log.
run_suite() {
	case $1 in
	'unit '*)
		build "build/tests/${1#unit }" || return 3
		"$tmp/build/tests/${1#unit }"
		;;
	golden)
		build build/kongrender || return 3
		tests/golden/run.sh
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

plant() { patch -s -p1 --no-backup-if-mismatch -d "$tmp" <"$1"; }
uproot() { patch -s -R -p1 --no-backup-if-mismatch -d "$tmp" <"$1"; }

# The suite in $2 must fail on what is planted now; $1 says what that is.
must_catch() {
	run_suite "$2"
	case $? in
	0) not_ok "$1: not caught by $2" ;;
	1) ok "$1: caught by $2" ;;
	*)
		not_ok "$1: $2 did not run"
		tail -n 5 "$tmp/make.log" "$tmp/log"
		;;
	esac
}

# A suite that fails without a defect would catch everything.
sed -n 's/^Caught by: //p' tests/defects/*.patch | sort -u >"$tmp/suites"
while read -r suite; do
	run_suite "$suite" </dev/null && continue
	not_ok "$suite fails without a defect"
	tail -n 5 "$tmp/make.log" "$tmp/log"
done <"$tmp/suites"
test "$failed" = 0 || {
	echo "$passed passed, $failed failed"
	exit 1
}

proof=tests/defects/10-proof.patch
for defect in tests/defects/*.patch; do
	name=${defect##*/}
	name=${name%.patch}
	suite=$(sed -n 's/^Caught by: //p' "$defect")
	plant "$defect" || {
		not_ok "$name: the patch no longer applies"
		continue
	}
	must_catch "$name" "$suite"
	case $suite in
	suite*)
		plant "$proof" || not_ok "$proof: no longer applies"
		must_catch "$name, no proof" "$suite"
		uproot "$proof"
		;;
	esac
	uproot "$defect"
done
echo "$passed passed, $failed failed"
test "$failed" = 0
