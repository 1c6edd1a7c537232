#!/bin/sh
# shellcheck disable=SC2016 # dollars for templates
# What a command leaves in its memory, and how much it needs: no secret stands
# in it any more when it ends, and the ten thousandth render in one process
# needs no more than the thousandth.
. "$(dirname "$0")/../suite.sh"
BIN=$KONGRENDER
LOOK=$BUILD/tests/memory/at_exit
AGAIN=$BUILD/tests/memory/again # renders again and again

cp templates/supabase-newest.yml "$tmp/template.yml"
cd "$tmp" || exit 2
unset JWT_SECRET

make_secrets secrets
test "$(wc -l <secrets)" -gt 25 || not_ok 'too few secrets'

# run WANTED STATUS PROGRAM WORDS...: no secret is in memory at the end, or
# some are.
: >in
run() {
	wanted=$1 status=$2
	shift 2
	"$LOOK" secrets "$@" <in >out 2>err 3>found
	got=$?
	if test $got = 99; then
		skip 'memory of another process cannot be read here (root can)'
	elif test $got != "$status"; then
		not_ok "$*: status $got, not $status"
	elif test "$wanted" = none && test -s found; then
		not_ok "$*: secrets in memory: $(sort -u -k 2 found | tr '\n' ' ')"
	elif test "$wanted" = some && ! test -s found; then
		not_ok "$*: no secret is found in memory"
	else
		ok
	fi
}

# The search finds what is there: the environment is not a heap's.
SECRET=$(head -n 1 secrets) export SECRET
run some 0 "$BIN" render -t template.yml -o out.yml -e set.env
unset SECRET
rm out.yml

run none 0 "$BIN" render -t template.yml -o out.yml -e set.env
run none 0 "$BIN" render -t template.yml -o out.yml -e set.env
run none 0 "$BIN" render -t template.yml -o - -e set.env
cp out rendered.yml
run none 0 "$BIN" render -t template.yml -o never.yml -e set.env --dry-run
run none 2 "$BIN" render -t template.yml -o . -e set.env
mkdir secret
for name in ANON_KEY SERVICE_ROLE_KEY DASHBOARD_PASSWORD; do
	sed -n "s/^$name=//p" set.env | tr -d '\n' >secret/$name
done
run none 0 "$BIN" render -t template.yml -o out.yml -s secret -e set.env
grep -v ^JWT_SECRET= set.env >wrong.env
grep ^JWT_SECRET= other.env >>wrong.env
run none 1 "$BIN" render -t template.yml -o out.yml -e wrong.env
printf 'a: ${%s\n' "$(cat secret/ANON_KEY)" >malformed.yml
run none 1 "$BIN" render -k yaml -t malformed.yml -o out.yml -e set.env
run none 0 "$BIN" lint --rendered rendered.yml
run none 1 "$BIN" lint rendered.yml
sed 's/key: .*/key: [/' rendered.yml >syntax.yml
run none 1 "$BIN" lint --rendered syntax.yml
run none 0 "$BIN" keys check -e set.env rendered.yml
run none 1 "$BIN" keys check -e other.env rendered.yml
sed -n 's/^JWT_SECRET=//p' set.env | tr -d '\n' >jwt.secret
run none 0 "$BIN" token mint --role anon --secret-file jwt.secret
cp secret/ANON_KEY in
run none 0 "$BIN" token verify --secret-file jwt.secret
run none 0 "$BIN" dotenv set --from-file secret/ANON_KEY set.env ANON_KEY

# resident COUNT: at a tenth of COUNT renders, and at the end.
test "${EXHAUSTIVE:-}" = 1 && count=10000 || count=1000
if "$AGAIN" $count render -t template.yml -o out.yml -e set.env >kib &&
	read -r early late <kib && test "$early" -gt 0 &&
	test "$late" -le $((early + 16)); then
	ok
else
	not_ok "$count renders: $(cat kib) KiB"
fi

totals
