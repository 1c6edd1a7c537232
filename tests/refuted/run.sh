#!/bin/bash
# If the quick scanner read a template in another way than libyaml, libyaml's
# way is written: by a kongrender whose quick scanner is wrong on purpose.
set -u
cd "$(dirname "$0")" || exit 2
BUILD=${BUILD:-$PWD/../../build}
wrong=$BUILD/tests/refuted/kongrender
KONGRENDER=${KONGRENDER:-$BUILD/kongrender}

passed=0 failed=0
tmp=$(mktemp -d) || exit 2
trap 'rm -rf "$tmp"' EXIT
cd "$tmp" || exit 2
export KONGRENDER_TERMINATION_LOG=none

# The output's bytes, what was said, and the status.
rendered() {
	rm -f out.yml
	A=$value "$@" -o out.yml >stdout 2>stderr
	echo "$?"
	grep -vx spoilt stderr
	cat out.yml 2>&1
}

# check NAME FLAG...: in.yml, with each of these mistakes.
ways='value style kind place less comment swallow'
check() {
	rendered "$KONGRENDER" render -t in.yml "${@:2}" >wanted
	for how in $ways; do
		WRONG=$how rendered "$wrong" render -t in.yml "${@:2}" >got
		# it has to have been wrong at all
		if cmp -s got wanted && grep -qx spoilt stderr; then
			passed=$((passed + 1))
		else
			failed=$((failed + 1))
			echo "not ok: $1, wrong $how"
			diff wanted got
		fi
	done
}

value='y: z'
printf 'a: 1\nb: $A\nc: "$A" # d\ne: f\n' >in.yml
check 'plain and quoted' -k yaml

printf 'a: $A # b\nc: d\n' >in.yml
check 'a comment after what is written anew' -k yaml

printf 'a:\n  - b: 1\n' >in.yml
check 'no reference at all' -k yaml

printf '_format_version: "3.0"\nplugins:\n  - name: cors\n' >in.yml
check 'Kong, without a reference'

value=x
cat >in.yml <<'END'
_format_version: "3.0"
services:
  - name: a
    url: http://$A:80
    routes:
      - name: a
        paths: [/$A]
    plugins:
      - name: not-bundled
END
check 'Kong, with what is reported' --kong-version 3.9

sed -i 's/paths/pahts/' in.yml
check 'Kong, and an error'
check 'Kong, and an error that is ignored' --ignore unknown-field

value=in-place-and-of-nobody-else-4711
cat >in.yml <<'END'
_format_version: "3.0"
consumers:
  - username: a
    keyauth_credentials:
      - key: $A
      - key: $B
      - key: of-nobody-else-4711
END
ways='value style place comment swallow'
check 'an item that is left out' --optional B

echo "$passed passed, $failed failed"
test "$failed" = 0
