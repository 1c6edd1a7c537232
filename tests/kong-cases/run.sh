#!/bin/sh
# Every file of this folder through "kongrender lint --rendered", as Kong 3
# and as Kong 2.8, against the verdicts of the real ones in VERDICTS.tsv.
# deliberate.def lists where we differ on purpose.
set -u
cd "$(dirname "$0")" || exit 2
KONGRENDER=${KONGRENDER:-$PWD/../../build/kongrender}

passed=0 failed=0

# verdict FILE KONG VERSION: what we should say
verdict() {
	sed -n 's/^DELIBERATE("\([^"]*\)", \([^,]*\), \([A-Z]*\),.*/\1 \2 \3/p' \
		deliberate.def | awk -v file="$1" -v kong="$2" -v v="\"$3\"" '
		$1 == file && ($2 == "NULL" || $2 == v) { kong = tolower($3) }
		END { print kong }'
}

# judge FILE KONG VERSION FLAG
judge() {
	want=$(verdict "$1" "$2" "$3")
	"$KONGRENDER" lint --rendered --kong-version "$4" "$1" \
		>/dev/null 2>&1
	case $?:$want in
	0:accept | 1:reject)
		passed=$((passed + 1))
		;;
	*)
		failed=$((failed + 1))
		echo "not ok: $1, Kong $3: we should $want it"
		"$KONGRENDER" lint --rendered --kong-version "$4" "$1"
		;;
	esac
}

tab=$(printf '\t')
while IFS=$tab read -r file _ old new _; do
	test "$file" = file && continue
	judge "$file" "$new" 3.9.1 3
	judge "$file" "$old" 2.8.1 2.8
done <VERDICTS.tsv
echo "$passed passed, $failed failed"
test "$failed" = 0 && test "$passed" -ge 500
