#!/bin/sh
# tests/run itself, on suites that pass, fail, skip, die and lie.
. "$(dirname "$0")/suite.sh"

# With a blank in its path.
dir="$tmp/a path"
mkdir "$dir"

suite() { # NAME: the script is on standard input
	{ echo '#!/bin/sh' && cat; } >"$dir/$1.sh"
	chmod +x "$dir/$1.sh"
}
run() { # NAME...
	for name; do
		set -- "$@" "$dir/$name.sh"
		shift
	done
	JOBS=2 VALGRIND='' tests/run "$@" >"$tmp/out" 2>&1
	status=$?
}
# says WHAT STATUS PATTERN...: each matches a whole line, the last one the last.
says() {
	what=$1 bad=
	test "$2" = "$status" || bad="status $status, not $2"
	shift 2
	for pattern; do
		grep -Eqx -- "$pattern" "$tmp/out" || bad="$bad; no line $pattern"
	done
	tail -n 1 "$tmp/out" | grep -Eqx -- "$pattern" ||
		bad="$bad; the last line is $(tail -n 1 "$tmp/out")"
	test -z "$bad"
	ok $? "$what: $bad"
}

suite good <<'END'
echo 'note: without a moon'
echo '3 passed, 0 failed'
END
suite check <<'END'
echo '66%: Checks: 3, Failures: 1, Errors: 0'
exit 1
END
suite skip <<'END'
echo 'no sun here'
echo 'more about it'
exit 77
END
suite killed <<'END'
echo 'half way'
kill -SEGV $$
END
suite liar <<'END'
echo '5 passed, 0 failed'
exit 1
END
suite mute <<'END'
exit 0
END
time='\([0-9.]+ s, [0-9.]+ s of CPU\)'
run good
says 'all is well' 0 "ok      .*good: 3 passed $time" '.*good: without a moon' \
	'suites: 1, in [0-9]+ s, [0-9]+ s of CPU, 2 at a time' \
	'3 passed, 0 failed'
run good check skip
says 'one fails, one skips' 1 'SKIPPED .*skip: no sun here' \
	"FAILED  .*check: 2 passed, 1 failed, status 1 $time" \
	'=== .*check: 2 passed, 1 failed' '66%: Checks: 3, .*' \
	'1 suites skipped, .*' 'failed suites: .*check' '5 passed, 1 failed'
run killed good
says 'one dies' 1 'FAILED  .*killed: 0 passed, 1 failed, status 139 .*' \
	'half way' 'failed suites: .*killed' '3 passed, 1 failed'
run liar
says 'a status without a count is a failure' 1 '5 passed, 1 failed'
run mute
says 'and so is no count' 1 '0 passed, 1 failed'
run good nowhere
says 'what is not there is a failure' 1 'failed suites: .*nowhere' \
	'3 passed, 1 failed'
run skip
says 'nothing that ran is no success' 1 'no test ran' '0 passed, 0 failed'

# In parallel: two that wait for each other.
suite left <<END
echo >"$dir/l"; n=0
until test -e "$dir/r" || test \$((n += 1)) -gt 100; do sleep 0.1; done
test -e "$dir/r" && echo '1 passed, 0 failed'
END
suite right <<END
echo >"$dir/r"; n=0
until test -e "$dir/l" || test \$((n += 1)) -gt 100; do sleep 0.1; done
test -e "$dir/l" && echo '1 passed, 0 failed'
END
run left right
says 'two at a time' 0 '2 passed, 0 failed'

totals
