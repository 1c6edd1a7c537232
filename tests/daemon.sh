#!/bin/sh
# render ... -- COMMAND ARG...: after a good render the process is the command's,
# and nothing of kongrender's stays; otherwise the command is not started.
. "$(dirname "$0")/suite.sh"
cd "$tmp" || exit 2
unset KEY OTHER

echo 'a: $KEY' >in.yml
cat >gateway <<'END'
#!/bin/sh
printf '<%s>' "$@" >args
env >env
exit "${STATUS:-7}"
END
chmod 755 gateway

# become FLAG... -- COMMAND...: with two variables; sets status.
become() {
	rm -f args env
	KEY=canary-4711 OTHER=stays KONGRENDER_TERMINATION_LOG=none \
		"$KONGRENDER" render -k yaml -t in.yml -o out.yml "$@" \
		>stdout 2>stderr
	status=$?
}

# --- a good render

become --unset KEY -- ./gateway 'a b' '' --quiet -- "c'd"
same 'the exit status is the command'\''s' "$status" 7
same 'its arguments are its own, byte for byte' "$(cat args)" \
	"<a b><><--quiet><--><c'd>"
same 'the file is written first' "$(cat out.yml)" 'a: canary-4711'
same 'what was unset is gone' "$(grep -c '^KEY=' env)" 0
same 'what was not stays' "$(grep '^OTHER=' env)" OTHER=stays
same 'it says what it wrote' "$(grep -c 'out.yml written' stderr)" 1

become -- ./gateway
same 'without --unset the environment is the same' "$(grep '^KEY=' env)" \
	KEY=canary-4711
KONGRENDER_UNSET=KEY,NO_SUCH become -- ./gateway
same 'the twin of --unset does the same' "$(grep -c '^KEY=' env)" 0
become --unset KEY --unset OTHER -- ./gateway
same '--unset may repeat' "$(grep -c '^KEY=\|^OTHER=' env)" 0
STATUS=0 become -- ./gateway
same 'a status of 0 is a status, too' "$status" 0
mkdir folder && ln -s ../gateway folder/kong
PATH=/no/such:$tmp/folder:$PATH become -- kong docker-start
same 'a command without a slash is looked for in PATH' "$(cat args)" \
	'<docker-start>'
PATH=:$PATH become -- gateway x
same 'an empty entry of PATH is the working folder' "$(cat args)" '<x>'
printf 'echo no-shebang >args\n' >script && chmod 755 script
become -- ./script
same 'a script without #! is a shell'\''s, as execvp has it' "$(cat args)" \
	no-shebang

# --- one process, nothing left

KEY=x "$KONGRENDER" render -q -k yaml -t in.yml -o out.yml \
	-- sh -c 'echo $$ >pid; exec sleep 60' &
pid=$!
for _ in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do
	test -s pid && test "$(cat /proc/$pid/comm)" = sleep && break
	sleep 0.1
done
same 'the process is the same' "$(cat pid)" "$pid"
kill -TERM "$pid"
wait "$pid" 2>/dev/null
same 'a signal goes to the command and ends it' "$?" 143

inside='ls /proc/self/fd | tr "\n" " " >fds
grep "^Sig\(Ign\|Blk\)\|^ShdPnd" /proc/self/status >signals
ulimit -c >core; umask >umask; cat >stdin'
state() {
	# ls has the folder itself open as 3, or 4 beside what is inherited
	sh -c "$inside" <in.yml
	cat fds signals core umask stdin
}
# shellcheck disable=SC3045 # dash, bash and busybox have it
(ulimit -c unlimited && umask 027 && state >before) 2>/dev/null
# shellcheck disable=SC3045
(ulimit -c unlimited && umask 027 && KEY=x "$KONGRENDER" render -q -k yaml \
	-t in.yml -o out.yml -- sh -c "$inside" <in.yml &&
	cat fds signals core umask stdin >after)
same 'files, signals, limits, umask and standard input are as before' \
	"$(cat after)" "$(cat before)"
# What was open before is the command's, too: a socket handed over.
KEY=x "$KONGRENDER" render -q -k yaml -t in.yml -o out.yml \
	-- sh -c 'cat <&7' 7<in.yml >stdout
same 'a file handed over stays open' "$(cat stdout)" 'a: $KEY'
# What was closed stays closed: kongrender keeps its own messages out of it.
KEY=x "$KONGRENDER" render -q -k yaml -t in.yml -o out.yml \
	-- sh -c 'test -e /proc/$$/fd/0 && echo open' <&- >stdout
same 'a closed standard input stays closed' "$(cat stdout)" ''
echo 'a: $KEY' | KEY=y "$KONGRENDER" render -q -k yaml -t - -o out.yml \
	-- ./gateway
same 'the template may come on standard input' "$(cat out.yml)" 'a: y'

# --- not started

# refuses SENTENCE STATUS MESSAGE FLAG... : nothing ran, the old file stays.
refuses() {
	sentence=$1 want=$2 message=$3 && shift 3
	echo old >out.yml
	become "$@"
	same "$sentence: the status" "$status" "$want"
	same "$sentence: nothing ran" "$(cat args 2>/dev/null)" ''
	same "$sentence: the old file stays" "$(cat out.yml)" old
	if grep -q -F -e "$message" stderr; then ok; else
		not_ok "$sentence: it says why"
		cat stderr
	fi
}

echo 'a: $NO_SUCH' >bad.yml
refuses 'an unset variable' 1 unset-variable -t bad.yml -- ./gateway
refuses 'a template that is not there' 2 no-such.yml -t no-such.yml -- ./gateway
refuses 'a command that is not there' 2 'cannot start no-such-command' \
	-- no-such-command
refuses 'a path that is not there' 2 'cannot start ./no/such' -- ./no/such
echo >not-executable
refuses 'a file that is not executable' 2 'cannot start ./not-executable' \
	-- ./not-executable
refuses 'a folder' 2 'cannot start ./folder' -- ./folder
refuses 'no command' 2 'expected a command after --' --
refuses 'an empty command' 2 'expected a command after --' -- ''
refuses 'standard output' 2 'standard output belongs to' -o - -- ./gateway
refuses 'an operand before --' 2 'unexpected operand' gateway -- ./gateway
refuses 'a command without --' 2 'unexpected operand' ./gateway
refuses 'an unknown flag' 2 'unknown flag' --no-such-flag -- ./gateway
refuses 'a sidecar that becomes something else' 2 'cannot be used with' --watch \
	-- ./gateway
refuses 'a value where a name is meant' 2 'entry 2 is not a valid variable name' \
	--unset OTHER,KEY=canary-4711 -- ./gateway
if grep -q canary-4711 stderr; then
	not_ok 'a value given by mistake is not repeated'
else
	ok
fi
refuses '--dry-run' 0 'would be written' --dry-run -- ./gateway
echo 'a: $API_KEY' >warned.yml && echo API_KEY=y >warned.env
refuses 'a warning with --strict' 1 'warning' --strict -t warned.yml \
	-e warned.env -- ./gateway
become -t warned.yml -e warned.env -- ./gateway
same 'a warning without --strict starts it' "$status" 7
"$KONGRENDER" render --help -- ./gateway >stdout
same '--help is help' "$(head -n 1 stdout)" \
	'Usage: kongrender render [FLAG...] [-- COMMAND [ARG...]]'

totals
