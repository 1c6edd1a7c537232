# What run.sh and bench.sh share; sourced by both, in tests/bench.
# shellcheck shell=bash disable=SC2034,SC1090,SC1091

KONGRENDER=${KONGRENDER:-$PWD/../../build/kongrender}
BUILD=${BUILD:-$PWD/../../build}
REF_PARSE=$BUILD/tests/bench/ref_parse
REF_COPY=$BUILD/tests/bench/ref_copy
# with a seed of its tables that is always the same
COUNTED=$BUILD/tests/bench/kongrender
TIMER=$BUILD/tests/bench/timer
OFFICIAL=$PWD/../../../shared/templates/supabase-docker-newest.yml
SHIPPED=$PWD/../../templates/supabase-newest.yml

# In memory, as the pod's emptyDir is: a disk's fsync would drown the rest.
tmp=$(mktemp -d -p "$(test -w /dev/shm && echo /dev/shm || echo /tmp)") || exit 2
trap 'rm -rf "$tmp"' EXIT
trap 'exit 2' HUP INT TERM

# with KEYS COMMAND...: with the committed values of that key set alone.
with() (
	keys=$1
	shift
	# how many variables there are counts too
	for name in $(compgen -e); do
		test "$name" = PATH || unset "$name"
	done
	. ./newest.env
	test "$keys" = newest || . "./$keys.env"
	exec "$@"
)

# instructions COMMAND...: how many it executes, by callgrind.
instructions() {
	valgrind --tool=callgrind --callgrind-out-file=/dev/null "$@" 2>&1 |
		sed -n 's/.*Collected : //p'
}

# against_two_parses KEYS TEMPLATE: the instructions of render, and of a
# program that only parses the template and the output.
against_two_parses() {
	rm -f "$tmp/out"
	ours=$(with "$1" valgrind --tool=callgrind \
		--callgrind-out-file=/dev/null "$COUNTED" render \
		-t "$2" -o "$tmp/out" 2>&1 | sed -n 's/.*Collected : //p')
	least=$(instructions "$REF_PARSE" "$2" "$tmp/out")
	echo "${ours:-0} ${least:-0}"
}

# peak KEYS TEMPLATE: the largest resident set of render, in KiB.
peak() {
	with "$1" "$TIMER" 1 "$tmp/out" "$KONGRENDER" render -t "$2" \
		-o "$tmp/out" 2>/dev/null | cut -d ' ' -f 3
}

# generate SIZE: the path of a template of that many bytes.
generate() {
	test -f "$tmp/$1.yml" ||
		awk -v size="$1" -f generate.awk >"$tmp/$1.yml"
	echo "$tmp/$1.yml"
}

# The path of a new .env with keys of every kind.
key_set() {
	"$KONGRENDER" keys generate >"$tmp/keys.env" 2>/dev/null
	echo "$tmp/keys.env"
}
