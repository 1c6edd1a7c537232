#!/bin/sh
# Streams that are closed, full or gone, and outputs that are inputs: nothing
# is lost, and what is said is true.
. "$(dirname "$0")/suite.sh"
BIN=$KONGRENDER
cd "$tmp" || exit 2
chmod 755 .
KONGRENDER_TERMINATION_LOG=none KONGRENDER_KIND=yaml
export KONGRENDER_TERMINATION_LOG KONGRENDER_KIND
template='a: $A'
printf '%s\n' "$template" >t.yml
printf 'A=value\n' >e
render() { "$BIN" render -t t.yml -e e "$@"; }
fresh() { printf 'old\n' >out; }
state() { tr '\n' ' ' <out; } # of out

# --- an output that is an input

printf '%s\n' "$template" >keep
ln keep hard
ln -s keep soft
mkdir folder
ln -s .. folder/up
for pair in 'keep keep' './keep keep' 'folder/up/keep keep' 'soft keep' \
	'keep hard' 'hard keep'; do
	"$BIN" render -t "${pair% *}" -e e -o "${pair#* }" 2>err
	same "the template as output: $pair" "$? $(cat keep)" "2 $template"
	same 'and it is said' "$(grep -c 'same file as the template' err)" 1
done
"$BIN" render -t - -e e -o keep <keep 2>err
same 'the template on standard input' "$? $(cat keep)" "2 $template"
"$BIN" render -t keep -e e -o - >>keep 2>err
same 'standard output at its end' "$? $(cat keep)" "2 $template"
render -o e 2>err
same 'an env file as output' "$? $(cat e)" '2 A=value'
mkdir secrets
printf value >secrets/A
"$BIN" render -t t.yml -s secrets -o secrets/A 2>err
same 'a secret as output' "$? $(cat secrets/A)" '2 value'
printf 'a: $B\n' >unset.yml
cp unset.yml log
fresh
"$BIN" render -t log -o out --termination-log log 2>err
same 'the template as termination log' "$? $(cat log)" '1 a: $B'
"$BIN" render -t unset.yml -o out --termination-log out 2>err
same 'the output as termination log' "$? $(cat out)" '1 old'
cp t.yml copy
"$BIN" render -t t.yml -e e -o copy 2>err
same 'a copy is another file' "$? $(cat copy)" '0 a: value'

# --- standard streams that are closed, full or gone

fresh
render -o out >&- 2>err
same 'standard output closed, and not needed' "$? $(state)" '0 a: value '
render -o - >&- 2>err
same 'closed, and needed' "$? $(grep -c 'standard output: Bad' err)" '2 1'
fresh
render -o out 2>&-
same 'standard error closed' "$? $(state)" '0 a: value '
fresh
render -o out >&- 2>&- <&-
same 'all closed' "$? $(state)" '0 a: value '
fresh
"$BIN" render -t unset.yml -o out --strict >&- 2>&- <&-
same 'all closed, and something to say' "$? $(state)" '1 old '
"$BIN" render -t - -e e -o out <&- 2>err
same 'standard input closed, and needed' "$? $(state)" '2 old '
if test -c /dev/full; then
	render -o - >/dev/full 2>err
	same 'a full standard output' "$? $(grep -c written err)" '2 0'
	same 'is said once' "$(grep -c 'No space' err)" 1
fi
render -o - --dry-run >&- 2>err
same 'a dry run with standard output closed' "$? $(grep -c fine err)" '2 0'
: >log
mkfifo gone
sh -c 'exec 3<>gone 4>gone 3<&-; exec "$@" 2>&4' sh "$BIN" render \
	-t unset.yml -o out --termination-log log
same 'standard error gone: the status' $? 1
same 'and the termination log' "$(grep -c 'B is not set' log)" 1

# --- a file size limit is a full disk

seq -f 'k%g: $A' 200 >large.yml
fresh
sh -c 'ulimit -f 1; exec "$@"' sh "$BIN" render -t large.yml -e e -o out 2>err
same 'more than a file may hold' "$? $(state)" '2 old '
same 'leaves no temporary' "$(find . -name '*.tmp')" ''
same 'and is said' "$(grep -c 'File too large' err)" 1

# --- a dry run

mkdir closed
same 'a dry run of what can be written' \
	"$(render -n -o closed/out 2>&1 | grep -c 'would be written')" 1
chmod 555 closed
as=
test "$(id -u)" != 0 || as='setpriv --reuid 65534 --clear-groups'
$as "$BIN" render -t t.yml -e e -n -o closed/out 2>err
same 'of a folder that cannot be written' \
	"$? $(grep -c 'needs write permission' err)" '2 1'
mkdir -m 700 shut
if test -n "$as"; then
	$as "$BIN" render -t t.yml -e e -o shut/out 2>err
	same 'a folder that this user cannot enter' \
		"$? $(grep -c 'set fsGroup' err)" '2 1'
fi
mkdir -m 1777 sticky
printf 'old\n' >sticky/out
if test -n "$as"; then
	$as "$BIN" render -t t.yml -e e -n -o sticky/out 2>err
	same "of another's file in a sticky folder" "$?" 2
	$as "$BIN" render -t t.yml -e e -o sticky/out 2>err
	same 'as a real one' "$?" 2
	if unshare -m sh -c 'mount --bind large.yml sticky/out &&
		! "$1" render -t t.yml -e e -n -o sticky/out 2>err' sh "$BIN"; then
		same 'of a file that is mounted' \
			"$(grep -c 'is a mount point' err)" 1
	else
		echo 'note: nothing can be mounted here'
	fi
fi
printf 'a: value\n' >closed/same 2>/dev/null || {
	chmod 755 closed
	printf 'a: value\n' >closed/same
}
chmod 644 closed/same
chmod 555 closed
$as "$BIN" render -t t.yml -e e -n -o closed/same 2>err
same 'what is unchanged needs no folder that can be written' "$?" 0
chmod 755 closed

totals
