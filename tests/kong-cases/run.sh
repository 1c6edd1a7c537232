#!/bin/sh
# Every file of this folder through "kongrender lint --rendered", as Kong 3
# and as Kong 2.8, against the verdicts of the real ones in VERDICTS.tsv. Only
# here, and nowhere else, are they judged. deliberate.def lists where we differ
# on purpose; a difference that is none is to be taken off it.
. "$(dirname "$0")/../suite.sh"
cd tests/kong-cases || exit 2
# A line "FILE VERSION FLAG KONG OURS" for each case and version.
sed -n 's/^DELIBERATE("\([^"]*\)", \([^,]*\), \([A-Z]*\),.*/\1 \2 \3/p' \
	deliberate.def | tr -d '"' >"$tmp/deliberate"
awk -F '\t' '
FILENAME != "VERDICTS.tsv" {
	split($0, part, " ")
	ours[part[1], part[2]] = tolower(part[3])
	next
}
FNR == 1 { next }
{
	want(4, "3.9.1", "3")
	want(3, "2.8.1", "2.8")
}
function want(column, version, flag,    own) {
	own = $column
	if (($1, "NULL") in ours)
		own = ours[$1, "NULL"]
	if (($1, version) in ours)
		own = ours[$1, version]
	print $1, version, flag, $column, own
}' "$tmp/deliberate" VERDICTS.tsv >"$tmp/cases"

while read -r file version flag kong want; do
	"$KONGRENDER" lint --rendered --kong-version "$flag" "$file" \
		>"$tmp/out" 2>&1
	case $?:$want in
	0:accept | 1:reject)
		ok
		;;
	*)
		ok 1 "$file, Kong $version: it says $kong, we should $want it"
		;;
	esac
done <"$tmp/cases"

# What differs on purpose does differ, in a case that is there.
while read -r file version ours; do
	awk -v file="$file" -v version="$version" '
		$1 == file && (version == "NULL" || version == $2) {
			found = 1
			same = same || $4 == $5
		}
		END { exit !found || same }' "$tmp/cases" >"$tmp/out"
	ok $? "deliberate.def: $file, $version, $ours: no difference"
done <"$tmp/deliberate"
totals && test "$passed" -ge 500
