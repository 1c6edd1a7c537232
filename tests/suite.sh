# The frame of a suite in sh, which begins and ends with
#
#	. "$(dirname "$0")/suite.sh"
#	totals
#
# In between it is in the folder of the project, $tmp is a folder of its own
# that goes with it, and KONGRENDER, BUILD and PYTHON are there for its children.
# shellcheck shell=sh
set -u

case ${KONGRENDER:-/} in /*) ;; *) KONGRENDER=$PWD/$KONGRENDER ;; esac
case ${BUILD:-/} in /*) ;; *) BUILD=$PWD/$BUILD ;; esac
root=$(cd "$(dirname "$0")" && pwd) || exit 2
root=${root%/tests*}
cd "$root" || exit 2
BUILD=${BUILD:-$root/build}
KONGRENDER=${KONGRENDER:-$BUILD/kongrender}
PYTHON=${PYTHON:-/usr/bin/python3}
export KONGRENDER BUILD PYTHON
export PYTHONPATH="$root/tests" PYTHONDONTWRITEBYTECODE=1
tmp=$(mktemp -d) || exit 2
trap 'chmod -R u+w "$tmp"; rm -rf "$tmp"' EXIT
trap 'exit 2' HUP INT TERM

# skip WHY: the suite cannot run here.
skip() { echo "$*" && exit 77; }

# need TOOL...
need() {
	for tool; do
		command -v "$tool" >/dev/null || skip "$tool is missing"
	done
}

# need_python MODULE
need_python() {
	"$PYTHON" -c "import $1" 2>/dev/null || skip "python3-$1 is missing"
}

passed=0 failed=0
not_ok() { failed=$((failed + 1)) && printf 'not ok: %s\n' "$*"; }

# ok [STATUS WHAT]: one more, which failed if there is a status other than 0;
# what $tmp/out has is printed then.
ok() {
	if test "${1:-0}" = 0; then passed=$((passed + 1)); else
		not_ok "$2"
		test ! -f "$tmp/out" || cat "$tmp/out"
	fi
}

# same WHAT GOT WANTED
same() { if test "$2" = "$3"; then ok; else not_ok "$1: $2, not $3"; fi; }

# check WHAT COMMAND...
check() {
	sentence=$1 && shift
	"$@" >"$tmp/out" 2>&1
	ok $? "$sentence"
}

# make_secrets FILE: two sets of keys, set.env with a login and other.env; FILE
# gets every secret in them, a line each, and what most of them end in.
make_secrets() {
	"$KONGRENDER" keys generate >set.env 2>err
	"$KONGRENDER" keys generate >other.env 2>err
	cat >>set.env <<-'END'
		DASHBOARD_USERNAME=supabase
		DASHBOARD_PASSWORD=Correct-Horse-Battery-4711
	END
	"$PYTHON" - set.env other.env >"$1" <<-'END'
		import json, sys

		found = set()
		for path in sys.argv[1:]:
		    for line in open(path):
		        name, value = line.rstrip("\n").split("=", 1)
		        value = value.strip("'")
		        if name in ("JWT_KEYS", "JWT_JWKS"):
		            keys = json.loads(value)
		            for key in keys if name == "JWT_KEYS" else keys["keys"]:
		                found |= {key[m] for m in ("d", "k") if m in key}
		            found.add(value)
		        elif name != "DASHBOARD_USERNAME":
		            found |= {value, value[-16:]}
		print("\n".join(sorted(found)))
	END
}

# add_totals FILE STATUS: what a suite in a suite printed, and how it ended.
add_totals() {
	n=$(sed -n 's/^\([0-9]*\) passed, [0-9]* failed$/\1/p' "$1" | tail -n 1)
	f=$(sed -n 's/^[0-9]* passed, \([0-9]*\) failed$/\1/p' "$1" | tail -n 1)
	test -n "$n" || tail -n 5 "$1"
	test "$2" = 0 || test "${f:-0}" -gt 0 || f=1
	passed=$((passed + ${n:-0})) failed=$((failed + ${f:-1}))
}

# copy FROM... TO: what can be changed, from a tree that perhaps cannot.
copy() { cp -R --no-preserve=mode "$@"; }

# totals: the last line, and the status.
totals() {
	echo "$passed passed, $failed failed"
	test "$failed" = 0
}
