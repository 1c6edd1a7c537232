#!/bin/sh
# shellcheck disable=SC2016,SC1091 # dollars for templates and inner shells
# No secret in any output of any command but where it is the product: standard
# output, standard error, the termination log. Each run is one that has
# something to say about the secrets.
. "$(dirname "$0")/suite.sh"
BIN=$KONGRENDER
cd "$tmp" || exit 2

# --- the secrets, and the parts of them that would give them away

make_secrets canaries
sed -n 's/^SUPABASE_\(.*\)_KEY=/SUPABASE_\1_KEY_PREVIOUS=/p' other.env \
	>previous.env
test "$(wc -l <canaries)" -gt 30 || not_ok 'too few secrets'
value() { sed -n "s/^$1=//p" "${2:-set.env}"; }

# run WANTED PRODUCT WORDS...: the exit status, whether standard output is the
# secret itself, the command. Its standard input is the file in.
: >in
: >every.argv
run() {
	wanted=$1 product=$2
	shift 2
	printf '%s\n' "$*" >>every.argv
	: >log
	KONGRENDER_TERMINATION_LOG=$tmp/log "$BIN" "$@" <in >out 2>err
	status=$?
	test $status = "$wanted" ||
		not_ok "kongrender $*: status $status, not $wanted"
	for file in out err log; do
		if test $file = out && test "$product" = product; then
			continue
		elif grep -qFf canaries $file; then
			not_ok "kongrender $*: a secret in $file"
		else
			ok
		fi
	done
}

cat >kong.yml <<'END'
_format_version: "3.0"
consumers:
  - username: DASHBOARD
  - username: anon
    keyauth_credentials:
      - key: $SUPABASE_ANON_KEY
      - key: $SUPABASE_PUBLISHABLE_KEY
      - key: $SUPABASE_ANON_KEY_PREVIOUS
      - key: $SUPABASE_PUBLISHABLE_KEY_PREVIOUS
  - username: service_role
    keyauth_credentials:
      - key: $SUPABASE_SERVICE_KEY
      - key: $SUPABASE_SECRET_KEY
      - key: $SUPABASE_SERVICE_KEY_PREVIOUS
      - key: $SUPABASE_SECRET_KEY_PREVIOUS
basicauth_credentials:
  - consumer: DASHBOARD
    username: '$DASHBOARD_USERNAME'
    password: '$DASHBOARD_PASSWORD'
services:
  - name: x
    url: http://x
    _comment: "$LUA_AUTH_EXPR $LUA_RT_WS_EXPR $LUA_FUNCTIONS_EXPR"
END

# --- the harness can fail

value ANON_KEY >leak
cp leak in
before=$failed
run 0 - dotenv set copy A --from-file leak
test $failed = "$before" || not_ok 'dotenv set leaks'
grep -qFf canaries leak || not_ok 'a leak is not seen'
: >in

# --- render: fine, and all that can be wrong with a value

render() { # WANTED VARIABLE=VALUE...: on top of set.env
	wanted=$1
	shift
	cat set.env >sources.env
	for assignment; do
		printf '%s\n' "$assignment" >>sources.env
	done
	run "$wanted" - render -t kong.yml -o out.yml -e sources.env
	run "$wanted" product render -t kong.yml -o - -e sources.env
}
render 0
run 0 - render -t kong.yml -o out.yml -e set.env
run 0 - render -t kong.yml -o out.yml -e set.env -e previous.env
run 0 - render -t kong.yml -o never.yml -e set.env --dry-run
run 2 - render -t kong.yml -o . -e set.env
run 2 - render -t kong.yml -o nowhere/out.yml -e set.env
anon=$(value ANON_KEY) service=$(value SERVICE_ROLE_KEY)
secret=$(value JWT_SECRET) opaque=$(value SUPABASE_SECRET_KEY)
password=$(value DASHBOARD_PASSWORD)
render 1 "ANON_KEY=$service" "SERVICE_ROLE_KEY=$anon"
render 1 "ANON_KEY=$service"
render 1 "ANON_KEY=$(value ANON_KEY other.env)"
render 1 "ANON_KEY=\"$anon\\n\""
render 1 "ANON_KEY='$anon '"
render 1 "ANON_KEY=$opaque"
render 1 "JWT_SECRET=$(value JWT_SECRET other.env)"
render 1 "JWT_SECRET=\"$secret\\n\""
render 1 "SUPABASE_SECRET_KEY=$(value SUPABASE_PUBLISHABLE_KEY)"
render 1 "SUPABASE_SECRET_KEY=\"$opaque' or '\""
render 1 "SUPABASE_SECRET_KEY=\"$opaque\\n\""
render 1 "ANON_KEY_ASYMMETRIC="
render 0 "SUPABASE_ANON_KEY_PREVIOUS=$anon"
render 0 "SUPABASE_SECRET_KEY_PREVIOUS=$opaque"
render 0 "DASHBOARD_PASSWORD=\"$password\\n\""
render 1 "JWT_SECRET=\"$secret"
render 1 "$password"
printf 'ANON_KEY=%s\377\n' "$anon" >bad.env
run 1 - render -t kong.yml -o out.yml -e bad.env
mkdir secrets
printf '%s\0' "$anon" >secrets/ANON_KEY
run 1 - render -t kong.yml -o out.yml -s secrets -e set.env
printf '%s' "$anon" >secrets/ANON_KEY
run 0 - render -t kong.yml -o out.yml -s secrets -e set.env
printf 'a: $ANON_KEY\n$ANON_KEY: 1\n? $ANON_KEY\n' >yaml.yml
run 1 - render -k yaml -t yaml.yml -o yaml.out -e set.env
printf 'password: $NUMBER\n' >yaml.yml
echo 'NUMBER=4711' >number.env
run 0 - render -k yaml -t yaml.yml -o yaml.out -e number.env
printf 'a: ${%s\n' "$anon" >yaml.yml
run 1 - render -k yaml -t yaml.yml -o yaml.out -e set.env

# --- lint: of what was rendered, and of secrets written out

run 0 product render -t kong.yml -o - -e set.env -e previous.env
cp out run.yml
sed "s/key: .*/key: $anon/; s/Correct-.*4711/&/" run.yml >same.yml
sed "s/username: anon/&\\n    custom_id: $password\\n    $opaque: 1/" run.yml \
	>unknown.yml
{
	cat run.yml
	echo "$password: $opaque"
} >list.yml
# One that does not parse, in each of these ways, at a line with a secret.
n=0
for slip in 's/key: .*/key: "&"x/' 's/key: \(.*\)/key: [\1/' \
	's/- key: \(.*\)/-\tkey: \1/' 's/- key: /&{{ x }} /' \
	's/key: /key /' 's/key: .*/&: x/' 's/- key: \(.*\)/- \1/' \
	's/key: \(.*\)/key:\1/' 's/key: .*/key: |\n&/'; do
	sed "$slip" run.yml >broken.$n.yml
	n=$((n + 1))
done
for format in full concise json sarif github; do
	run 0 - lint --rendered --format $format run.yml
	run 1 - lint --rendered --format $format same.yml
	run 1 - lint --format $format run.yml
	run 1 - lint --format $format kong.yml run.yml same.yml
	run 1 - lint --format $format unknown.yml list.yml
	run 1 - lint --rendered --format $format broken.*.yml
done

# --- tokens

value JWT_SECRET | tr -d '\n' >jwt.secret
value JWT_SECRET other.env >other.secret
value JWT_KEYS | tr -d "'" >jwt.keys
run 0 product token mint --role anon --secret-file jwt.secret
run 0 product token mint --role anon --key jwt.keys
cp jwt.secret in
run 0 product token mint --role anon --secret-stdin
run 1 - token mint --role anon --key jwt.secret
cut -c1-150 jwt.keys >cut.keys
run 1 - token mint --role anon --key cut.keys
run 1 - token mint --claims jwt.secret --secret-file jwt.secret
printf '%s' "$anon" >in
run 0 - token inspect
run 0 - token verify --secret-file jwt.secret
run 1 - token verify --secret-file other.secret
run 0 - token verify --format json --secret-file jwt.secret
run 1 - token verify --format json --secret-file other.secret
run 1 - token verify --role service_role --secret-file jwt.secret
run 1 - token verify --now 4102444800 --secret-file jwt.secret
run 1 - token verify --key jwt.secret
printf '%sx' "$anon" >in
run 1 - token verify --secret-file jwt.secret
run 0 - token inspect --token-file leak
printf '%s' "$opaque" >in
run 0 - token inspect
run 1 - token verify --secret-file jwt.secret
printf '%sx' "$opaque" >in
run 1 - token inspect

# --- keys

run 0 product keys generate
run 0 product keys generate --format patch -e set.env
: >in
run 1 - keys generate -e bad.env --only ANON_KEY
echo "JWT_KEYS=$opaque" >no.keys
grep '^JWT_SECRET=' other.env >wrong.env
run 1 - keys generate -e set.env -e no.keys
for json in '' '--format json'; do
	# shellcheck disable=SC2086 # a flag or none
	{
		run 0 - keys check $json -e set.env -e previous.env
		run 1 - keys check $json -e set.env --min-valid 11y
		run 1 - keys check $json -e set.env -e wrong.env
		run 1 - keys check $json -e set.env -e no.keys
		run 0 - keys check $json -e set.env run.yml
		run 1 - keys check $json -e other.env run.yml
		run 1 - keys check $json -e sources.env run.yml
		run 1 - keys check $json -e set.env same.yml
		printf '%s' "$anon" >in
		run 0 - keys check $json -e set.env run.yml --key-stdin
		run 1 - keys check $json -e other.env run.yml --key-stdin
		printf '%s \n' "$opaque" >in
		run 1 - keys check $json -e set.env run.yml --key-stdin
		printf '%s' "$secret" >in
		run 1 - keys check $json -e set.env run.yml --key-stdin
	}
done
: >in

# --- keys that are none, and what they look like

printf '_format_version: "3.0"\nconsumers:\n- username: anon\n' >gate.yml
printf '  keyauth_credentials: [{key: $SUPABASE_ANON_KEY}]\n' >>gate.yml
for key in "Bearer $anon" "\"$anon\"" "${anon#?}" "${anon%.*}" "$anon \${A}" \
	"$(value JWT_SECRET)" 'Correct-Horse-Battery-4711$A1'; do
	printf '%s' "$key" >in
	printf "ANON_KEY='%s'\n" "$key" >gate.env
	printf 'JWT_SECRET="%s$A"\n' "$(value JWT_SECRET)" >>gate.env
	run 1 - keys check -e set.env -e gate.env
	run 1 - keys check --format json -e set.env -e gate.env
	run 1 - keys check -e set.env --key-stdin
	run 1 - render -t gate.yml -o gate.out -e set.env -e gate.env
	sed "s|\$SUPABASE_ANON_KEY|'$key'|" gate.yml >gate.rendered
	case $key in
	*'{'*) run 1 - lint --rendered gate.rendered ;;
	*) run 0 - lint --rendered gate.rendered ;;
	esac
done
: >in

# --- dotenv set, and a command line that should never have been

run 0 - dotenv set set.env ANON_KEY --from-file leak
run 0 - dotenv set bad.env ANON_KEY --from-file leak
run 1 - dotenv set sources.env ANON_KEY --from-file secrets/ANON_KEY

# A value where the name of a variable belongs: in argv by mistake, but no
# log gets it from here.
before=$(wc -l <every.argv)
for value in "$secret" "$opaque" "$password" "$anon"; do
	run 1 - token mint --role anon --secret-env "$value"
	run 2 - token inspect --token-env "$value"
	run 2 - token verify --secret-env PATH --token-env "$value"
	run 1 - dotenv set copy A --from-env "$value"
done
sed -i "$((before + 1)),\$d" every.argv

if grep -qFf canaries every.argv; then
	not_ok 'a secret in argv'
else
	ok
fi
for words in "token verify $anon" "token mint --secret=$secret" \
	"token mint $secret" "keys check $opaque" \
	"dotenv set f ANON_KEY=$anon" "dotenv set f A $anon" \
	"lint --rendered --key=$anon"; do
	# shellcheck disable=SC2086 # words
	run 2 - $words
done

totals
