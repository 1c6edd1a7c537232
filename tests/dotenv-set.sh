#!/bin/sh
# What dotenv set leaves in a file that others change, own and read: no update
# is lost, owner and mode stay, and a shell, docker compose and node's dotenv
# read the value back. tests/dotenv/ has the table of the readers.
. "$(dirname "$0")/suite.sh"
BIN=$KONGRENDER
cd "$tmp" || exit 2
chmod 755 .
set_value() { # FILE NAME VALUE
	VALUE=$3 "$BIN" dotenv set "$1" "$2" --from-env VALUE 2>err
}

# --- many at once: each one's line is there

i=0
while test $i -lt 30; do
	i=$((i + 1))
	VALUE=$i "$BIN" dotenv set many "N$i" --from-env VALUE 2>/dev/null &
done
wait
same '30 at once leave 30 lines' "$(sort many | uniq | grep -c '^N[0-9]*=')" 30
same 'and no temporary' "$(find . -name '*.tmp' | wc -l)" 0

# --- owner and mode

printf 'A=1\n' >f
chmod 640 f
set_value f A 2
same 'the mode stays' "$(stat -c %a f) $(cat f)" '640 A=2'
if test "$(id -u)" = 0; then
	chown 65534:65533 f
	set_value f A 3
	same 'root keeps the owner' "$(stat -c '%u:%g %a' f) $(cat f)" \
		'65534:65533 640 A=3'
	mkdir -m 777 shared
	printf 'A=1\n' >shared/f
	chmod 644 shared/f
	printf 2 | setpriv --reuid 65534 --regid 65534 --clear-groups \
		"$BIN" dotenv set shared/f A --from-file - 2>err
	same 'an owner that cannot be kept is an error' "$?" 2
	same 'which says so' "$(grep -c 'cannot keep the file.s owner' err)" 1
	same 'and the file stays' "$(stat -c %u shared/f) $(ls -A shared)" '0 f'
else
	echo 'note: not root, so no other owner is tried'
fi

# --- the value's file

printf 'x\r\n' >crlf
"$BIN" dotenv set g A --from-file crlf 2>err
printf 'x\n' | "$BIN" dotenv set g B --from-file - 2>err
same 'one line end is dropped, CR LF too' "$(cat g)" "A=x
B=x"
for text in '' '\n'; do
	printf "$text" | "$BIN" dotenv set g B --from-file - 2>err
	same 'a command that fails in a pipe empties no variable' \
		"$? $(sed -n 's/^B=//p' g)" '1 x'
done
: >none
"$BIN" dotenv set g B --from-file none 2>err
same 'an empty file is an empty value' "$? $(grep B= g)" '0 B='
mkfifo fifo
timeout 5 "$BIN" dotenv set fifo A --from-file crlf 2>err
same 'a FIFO is refused and never read' "$? $(grep -c 'not a regular' err)" '2 1'

totals
