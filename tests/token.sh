#!/bin/sh
# shellcheck disable=SC2016,SC1091 # dollars for templates and inner shells
# Tokens and keys against other people's programs, both ways: Debian's openssl
# and jose. And the commands' manners, where a process is needed.
. "$(dirname "$0")/suite.sh"
need openssl jose
BIN=$KONGRENDER
cd "$tmp" || exit 2

# yes NAME COMMAND...: it succeeds; no: status 1, which is not a crash's.
yes() {
	name=$1
	shift
	if "$@" >out 2>err; then ok; else not_ok "$name" && cat out err; fi
}
no() {
	name=$1
	shift
	"$@" >out 2>err
	status=$?
	if test $status = 1; then ok; else not_ok "$name: status $status"; fi
}

JWT_SECRET=$(openssl rand -hex 24)
export JWT_SECRET
OTHER=$(openssl rand -hex 24)
b64url() { openssl base64 -A | tr '+/' '-_' | tr -d =; }
hex() { od -An -v -tx1 | tr -d ' \n'; }

# --- the vectors, byte for byte

PUBLIC=your-super-secret-jwt-token-with-at-least-32-characters-long
anon=eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJyb2xlIjoiYW5vbiIsImlzcyI6InN1cGFiYXNlIiwiaWF0IjoxNzAwMDAwMDAwLCJleHAiOjE4NTc2ODAwMDB9.ot5Ob9Q-E48GKbu6puylaYRGgx00KEg4btuqnPsFVjA
service=eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJyb2xlIjoic2VydmljZV9yb2xlIiwiaXNzIjoic3VwYWJhc2UiLCJpYXQiOjE3MDAwMDAwMDAsImV4cCI6MTg1NzY4MDAwMH0.SFSAOmL_areXEUxbzNB7x9toIZfJX_i2SkGNNeY6bLA
same 'the anon vector' "$(JWT_SECRET=$PUBLIC "$BIN" token mint --role anon \
	--iat 1700000000 --expiry 5y 2>err)" $anon
same 'the service_role vector' "$(printf %s $PUBLIC | "$BIN" token mint \
	--role service_role --iat 1700000000 --exp 1857680000 --secret-stdin \
	2>err)" $service
printf '{ "role": "anon",\n"iss": "supabase", "iat": 1700000000, "exp": 1857680000 }\n' >claims
same 'the vector from a file' "$(JWT_SECRET=$PUBLIC "$BIN" token mint \
	--claims claims 2>err)" $anon

# --- nothing is minted that is not what was asked for, or never valid

bad=$(printf 'x\377')
nothing() { # NAME COMMAND...: status 1, and no key on standard output
	no "$@"
	same "$1: nothing on standard output" "$(cat out)" ''
}
for flag in role iss ref; do
	nothing "$flag that is not UTF-8" "$BIN" token mint --role anon \
		--$flag "$bad"
	test $flag = role || nothing "keys with such $flag" "$BIN" keys \
		generate --$flag "$bad"
done
for claims in '{"iss": 1}' '{"ref": []}' '{"nbf": "1"}' '{"nbf": null}' \
	'{"iat": 1, "exp": 2}' '{"nbf": 99999999999}' '{"exp": 1e999}'; do
	printf %s "$claims" >claims
	nothing "claims $claims" "$BIN" token mint --role anon --claims claims
done
printf '{"nbf": 4000000000}' >claims
yes 'a token of later' "$BIN" token mint --role anon --claims claims \
	--exp 4102444800
same 'with a warning' "$(grep -c 'warning: the token is not valid before' err)" 1
mv out later
no 'which verify takes later' "$BIN" token verify --token-file later
yes 'takes then' "$BIN" token verify --token-file later --now 4000000001

# --- HS256, both ways

# jose reads a newline as part of the signature
"$BIN" token mint --role anon 2>err | tr -d '\n' >mine
input=$(cut -d. -f1,2 mine)
same 'openssl finds the same MAC' "$(cut -d. -f3 mine)" "$(printf %s "$input" |
	openssl dgst -sha256 -mac HMAC -macopt "key:$JWT_SECRET" -binary |
	b64url)"
printf '{"kty":"oct","k":"%s"}' "$(printf %s "$JWT_SECRET" | b64url)" >oct
printf '{"kty":"oct","k":"%s"}' "$(printf %s "$OTHER" | b64url)" >other.oct
yes 'jose verifies ours' jose jws ver -i mine -k oct
no 'jose refuses ours with another secret' jose jws ver -i mine -k other.oct
printf '{"role":"anon","exp":4102444800}' >payload
jose jws sig -I payload -k oct -c -o theirs \
	-s '{"protected":{"alg":"HS256","typ":"JWT"}}'
yes 'we verify what jose signed' "$BIN" token verify --token-file theirs
no 'we refuse it with another secret' \
	env JWT_SECRET="$OTHER" "$BIN" token verify --token-file theirs
text=$(printf '{"alg":"HS256"}' | b64url).$(b64url <payload)
mac=$(printf %s "$text" | openssl dgst -sha256 -mac HMAC \
	-macopt "key:$JWT_SECRET" -binary | b64url)
echo "$text.$mac" >theirs
yes 'we verify what openssl signed' "$BIN" token verify --token-file theirs
echo "$text.$(printf %s "$mac" | tr 'A-Za-z' 'B-ZAb-za')" >theirs
no 'we refuse it with another MAC' "$BIN" token verify --token-file theirs

# --- ES256, both ways

"$BIN" keys generate --format json >set.json 2>err
field() { # NAME FILE: a member of set.json, by an independent reader
	"$PYTHON" -c 'import json, sys
print(json.load(open(sys.argv[2]))[sys.argv[1]], end="")' "$1" "$2"
}
field JWT_KEYS set.json >keys
field JWT_JWKS set.json >jwks
"$PYTHON" -c 'import json
json.dump(json.load(open("keys"))[0], open("ec", "w"))'
field ANON_KEY_ASYMMETRIC set.json >mine
yes 'jose verifies our ES256' jose jws ver -i mine -k jwks
"$BIN" keys generate --only JWT_KEYS --format json 2>err >other.json
field JWT_KEYS other.json >other.keys
"$PYTHON" -c 'import json
json.dump(json.load(open("other.keys"))[0], open("other.ec", "w"))'
no 'jose refuses it with another key' jose jws ver -i mine -k other.ec
jose jws sig -I payload -k ec -c -o theirs \
	-s '{"protected":{"alg":"ES256","typ":"JWT"}}'
yes 'we verify the ES256 of jose' \
	"$BIN" token verify --token-file theirs --key jwks
yes 'we do with the private set too' \
	"$BIN" token verify --token-file theirs --key keys
no 'we refuse it with another key' \
	"$BIN" token verify --token-file theirs --key other.keys
no 'and with the secret' "$BIN" token verify --token-file theirs
yes 'the key that jose made signs with us' sh -c \
	'jose jwk gen -i "{\"alg\":\"ES256\"}" -o jose.jwk &&
	"$1" token mint --role anon --key jose.jwk | tr -d "\n" >out.jwt &&
	jose jws ver -i out.jwt -k jose.jwk' sh "$BIN"

# openssl wants SPKI and DER: made here from the JWK and the raw r||s.
"$PYTHON" - <<'END'
import base64, json

def raw(text):
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))

def der(n):
    b = n.lstrip(b"\0") or b"\0"
    b = (b"\0" if b[0] & 0x80 else b"") + b
    return b"\x02" + bytes([len(b)]) + b

key = json.load(open("ec"))
spki = bytes.fromhex("3059301306072a8648ce3d020106082a8648ce3d03010703420004")
open("ec.der", "wb").write(spki + raw(key["x"]) + raw(key["y"]))
header, payload, signature = open("mine").read().split(".")
s = raw(signature)
body = der(s[:32]) + der(s[32:])
open("mine.sig", "wb").write(b"\x30" + bytes([len(body)]) + body)
open("mine.text", "w").write(header + "." + payload)
END
openssl pkey -pubin -inform DER -in ec.der -out ec.pem
yes 'openssl verifies our ES256' openssl dgst -sha256 -verify ec.pem \
	-signature mine.sig mine.text
printf x >>mine.text
no 'openssl refuses it with another text' openssl dgst -sha256 \
	-verify ec.pem -signature mine.sig mine.text
openssl ecparam -name prime256v1 -genkey -noout -out priv.pem
openssl pkey -in priv.pem -pubout -outform DER -out pub.der
text=$(printf '{"alg":"ES256"}' | b64url).$(b64url <payload)
printf %s "$text" | openssl dgst -sha256 -sign priv.pem -out their.sig
"$PYTHON" - "$text" <<'END'
import base64, json, sys

def enc(b):
    return base64.urlsafe_b64encode(b).rstrip(b"=").decode()

pub = open("pub.der", "rb").read()[-64:]
json.dump({"kty": "EC", "crv": "P-256", "x": enc(pub[:32]),
           "y": enc(pub[32:])}, open("their.jwk", "w"))
der = open("their.sig", "rb").read()
r_end = 4 + der[3]
r, s = der[4:r_end], der[r_end + 2:]
sig = b"".join(x.lstrip(b"\0").rjust(32, b"\0") for x in (r, s))
open("theirs", "w").write(sys.argv[1] + "." + enc(sig) + "\n")
END
yes 'we verify the ES256 of openssl' \
	"$BIN" token verify --token-file theirs --key their.jwk
no 'we refuse it with another key' \
	"$BIN" token verify --token-file theirs --key jwks

# --- opaque keys: the checksum by openssl

checksum() { # KEY: of its prefix and body
	printf 'supabase-self-hosted|%s' "${1%?????????}" |
		openssl dgst -sha256 -binary | b64url | cut -c1-8
}
for name in SUPABASE_PUBLISHABLE_KEY SUPABASE_SECRET_KEY; do
	key=$(field $name set.json)
	same "the checksum of $name" "$(checksum "$key")" "$(printf %s "$key" |
		tail -c 8)"
	printf %s "$key" >opaque
	yes "$name is one" "$BIN" token inspect --token-file opaque
	printf %sx "$key" >opaque
	no "$name and a character is none" \
		"$BIN" token inspect --token-file opaque
done
same 'a publishable key has 46 characters' \
	"$(field SUPABASE_PUBLISHABLE_KEY set.json | wc -c)" 46
same 'a secret key has 41 characters' \
	"$(field SUPABASE_SECRET_KEY set.json | wc -c)" 41

# --- a key set in every format is a whole set, and fits together

unset JWT_SECRET
for format in env json secret patch; do
	"$BIN" keys generate --format $format >set.$format 2>err
done
"$PYTHON" - <<'END'
import json, os, yaml

def write(folder, values):
    os.makedirs(folder)
    for name, value in values.items():
        with open(os.path.join(folder, name), "w") as f:
            f.write(value)

with open("set.secret") as f:
    manifest = yaml.safe_load(f)
assert manifest["kind"] == "Secret" and manifest["apiVersion"] == "v1"
assert manifest["metadata"]["name"] == "supabase-secrets"
write("secret", manifest["stringData"])
with open("set.json") as f:
    write("json", json.load(f))
with open("set.patch") as f:
    patch = json.load(f)
assert list(patch) == ["stringData"]
write("patch", patch["stringData"])
END
for format in json secret patch; do
	same "$format has nine values" "$(find $format -type f | wc -l)" 9
	yes "a new set as $format fits" \
		"$BIN" keys check --secrets-dir $format --min-valid 9y
done
yes 'a new set as env fits' "$BIN" keys check --env-file set.env --min-valid 9y
no 'but not for longer than ten years' \
	"$BIN" keys check --env-file set.env --min-valid 11y
no 'two sets mixed do not fit' env \
	"JWT_SECRET_FILE=json/JWT_SECRET" "$BIN" keys check --env-file set.env
same 'kongrender reads its own .env as the shell does' \
	"$(. ./set.env && printf %s "$JWT_KEYS" | openssl dgst -sha256)" \
	"$("$BIN" render --kind yaml -t - -o - -e set.env 2>err <<'END' |
"$JWT_KEYS"
END
	"$PYTHON" -c 'import sys, yaml; print(yaml.safe_load(sys.stdin), end="")' |
	openssl dgst -sha256)"

same 'a Secret in a namespace' "$("$BIN" keys generate --only JWT_SECRET \
	--format secret --name a --namespace b 2>err | grep -c \
	'^  name: a$\|^  namespace: b$')" 2

# --- parts of a set

yes 'new keys for the secret of a source fit' sh -c '
	"$1" keys generate -e set.env --only ANON_KEY,SERVICE_ROLE_KEY \
		--iss me --ref localhost >more.env &&
	"$1" keys check -e set.env -e more.env' sh "$BIN"
yes 'new asymmetric tokens for the keys of a source fit' sh -c '
	"$1" keys generate -e set.env \
		--only ANON_KEY_ASYMMETRIC,SERVICE_ROLE_KEY_ASYMMETRIC \
		>more.env && "$1" keys check -e set.env -e more.env' sh "$BIN"
no 'keys without a secret are not made' \
	"$BIN" keys generate --only ANON_KEY
no 'asymmetric tokens without a key are not made' \
	"$BIN" keys generate --only ANON_KEY_ASYMMETRIC
yes 'a new secret does not fit the old keys' sh -c '
	"$1" keys generate -e set.env --only JWT_SECRET >more.env &&
	! "$1" keys check -e set.env -e more.env' sh "$BIN"
same 'what a source has is not printed again' \
	"$("$BIN" keys generate -e set.env 2>err | grep -c '^JWT_SECRET\|^JWT_KEYS')" 0

# --- keys check against the file that Kong runs with

cat >kong.yml <<'END'
_format_version: "3.0"
consumers:
  - username: anon
    keyauth_credentials:
      - key: $SUPABASE_ANON_KEY
      - key: $SUPABASE_PUBLISHABLE_KEY
      - key: $SUPABASE_ANON_KEY_PREVIOUS
  - username: service_role
    keyauth_credentials:
      - key: $SUPABASE_SECRET_KEY
keyauth_credentials:
  - consumer: service_role
    key: $SUPABASE_SERVICE_KEY
END
"$BIN" render -t kong.yml -o run.yml -e set.env --termination-log none 2>err
says() { # NAME TEXT COMMAND...: status 1, and a finding that holds TEXT
	name=$1 text=$2
	shift 2
	no "$name" "$@"
	if grep -q "error: .*$text" out; then ok; else
		not_ok "$name says" && cat out
	fi
}
yes 'the file has the keys' "$BIN" keys check -e set.env run.yml
yes 'also on standard input' sh -c \
	'"$1" keys check -e set.env - <run.yml' sh "$BIN"
"$BIN" keys generate -e set.env --only ANON_KEY --expiry 3y >new.env 2>err
says 'renewed, and not restarted' 'renewed' \
	"$BIN" keys check -e set.env -e new.env run.yml
"$BIN" keys generate >new.env 2>err
says "another install's" 'signed with another secret' \
	"$BIN" keys check -e new.env run.yml
sed 's/^ANON_KEY=/KEY=/; s/^SERVICE_ROLE_KEY=/ANON_KEY=/
	s/^KEY=/SERVICE_ROLE_KEY=/' set.env >new.env
says 'swapped' 'swapped' "$BIN" keys check -e new.env run.yml
sed 's/key: \(eyJ.*\)/key: "\1\\n"/' run.yml >spoilt.yml
says 'a newline' 'white space' \
	"$BIN" keys check -e set.env spoilt.yml
cp kong.yml left.yml
says 'nothing replaced' 'an unrendered reference' \
	"$BIN" keys check -e set.env left.yml
sed -n 's/^ANON_KEY=/SUPABASE_ANON_KEY_PREVIOUS=/p' new.env >previous.env
says 'a previous key that the file does not have yet' \
	'SUPABASE_ANON_KEY_PREVIOUS is not a key of consumer anon' \
	"$BIN" keys check -e set.env -e previous.env run.yml

# --- a set that is spoilt in one place

spoil() { # NAME TEXT SED-SCRIPT
	sed "$3" set.env >spoilt.env
	cmp -s set.env spoilt.env && not_ok "$1: nothing is spoilt"
	says "$1" "$2" "$BIN" keys check -e spoilt.env
}
spoil 'no secret' 'not set anywhere, so the signatures' '/^JWT_SECRET=/d'
spoil 'the public secret' "secret of Supabase's examples" \
	"s/^JWT_SECRET=.*/JWT_SECRET=$PUBLIC/"
spoil 'a short secret' 'oct key differs from JWT_SECRET' 's/^JWT_SECRET=.*/JWT_SECRET=short/'
spoil 'no anon key at all' 'consumer anon has no key' \
	'/^ANON_KEY=/d; /PUBLISHABLE/d'
spoil 'an opaque key alone' 'opaque keys need all four variables' '/^SUPABASE_SECRET/d'
spoil 'the placeholder' 'is a placeholder' \
	's/^ANON_KEY=.*/ANON_KEY=your-anon-key/'
spoil 'a word for a key' 'neither a JWT nor an sb_ key' \
	's/^ANON_KEY=.*/ANON_KEY=correct-horse/'
spoil 'a token cut short' 'lost or gained characters' 's/^\(ANON_KEY=.*\)..$/\1/'
spoil 'a token without its signature' 'three parts' \
	's/^\(ANON_KEY=[^.]*[.][^.]*\)[.].*/\1/'
spoil 'a blank behind a key' 'white space' "s/^\(ANON_KEY=\)\(.*\)/\1'\2 '/"
spoil 'an opaque key mistyped' 'invalid form or checksum' \
	's/^\(SUPABASE_PUBLISHABLE_KEY=.*\)_......../\1_aaaaaaaa/'
spoil 'opaque keys swapped' 'does not begin with sb_secret_' \
	's/sb_secret_/sb_x_/; s/sb_publishable_/sb_secret_/; s/sb_x_/sb_publishable_/'
spoil 'an opaque key for a token' 'expected the JWT' \
	's/^ANON_KEY_ASYMMETRIC=.*/ANON_KEY_ASYMMETRIC=sb_secret_x/'
spoil 'HS256 for ES256' 'expected ES256 with the key in JWT_KEYS' \
	"s/^ANON_KEY_ASYMMETRIC=.*/ANON_KEY_ASYMMETRIC=$(
		sed -n 's/^ANON_KEY=//p' set.env)/"
spoil 'one key twice' 'same key as' \
	"s/^SERVICE_ROLE_KEY=.*/SERVICE_ROLE_KEY=$(
		sed -n 's/^ANON_KEY=//p' set.env)/"
spoil 'JWT_KEYS that are no keys' 'contains no usable key: a key without kty' 's/^JWT_KEYS=.*/JWT_KEYS={}/'
spoil 'JWT_JWKS that are no keys' 'contains no usable key: not JSON' 's/^JWT_JWKS=.*/JWT_JWKS=[/'
"$BIN" keys generate >other.env 2>err
spoil 'the JWKS of another set' 'no service can verify' \
	"s|^JWT_JWKS=.*|$(grep '^JWT_JWKS=' other.env)|"
spoil 'signing keys without an EC key' 'no EC P-256 key with its private' \
	"s|^JWT_KEYS=.*|$(grep '^JWT_JWKS=' set.env | sed 's/JWT_JWKS/JWT_KEYS/')|"
printf 'X=1\n' >nothing.env
says 'no keys at all' 'no keys found: pass' \
	env -u JWT_SECRET "$BIN" keys check -e nothing.env
same 'and in JSON' "$("$BIN" keys check --format json -e nothing.env 2>err |
	jose fmt -j- -O -g findings -A -l -o-)" 1

# --- whole templates from the raw keys alone

echo 'DASHBOARD_USERNAME=me' >raw.env
printf 'DASHBOARD_PASSWORD=%s\n' "$OTHER" >>raw.env
whole() { # TEMPLATE ENV-FILE
	yes "$1 renders" "$BIN" render -t "$1" -o whole.yml -e "$2" \
		-e raw.env --termination-log none
	yes "$1 is accepted by lint" "$BIN" lint --rendered whole.yml
	yes "$1 has the keys" "$BIN" keys check -e "$2" whole.yml
	same "$1 has no reference left" "$(grep -c '\$LUA\|\$WELL\|\$SUPABASE' \
		whole.yml)" 0
}
templates=$root/../shared/templates
if test -d "$templates"; then
	whole "$templates/supabase-docker-newest.yml" set.env
	whole "$templates/supabase-docker-2026-07.yml" set.env
else
	echo "SKIP: no real templates at $templates"
fi
whole "$root/templates/supabase-newest.yml" set.env
grep '^JWT_SECRET=\|^ANON_KEY=\|^SERVICE_ROLE_KEY=' set.env >legacy.env
whole "$root/templates/supabase.yml" legacy.env

# --- one key explained

explain() { # KEY FLAG...
	key=$1
	shift
	printf '%s\n' "$key" | "$BIN" keys check --key-stdin "$@"
}
anon=$(sed -n 's/^ANON_KEY=//p' set.env)
yes 'the anon key is explained' explain "$anon" -e set.env run.yml
same 'by its name and its place' "$(grep -c 'It is SUPABASE_ANON_KEY\|accepts it as anon (run.yml:5:' out)" 2
says 'a key with a blank' 'white space' explain "$anon " -e set.env
says 'of nobody' 'it is not the value of any variable' explain abc -e set.env
says 'of another secret' 'another secret' explain "$service" -e set.env
says 'with one character more' 'lost or gained characters' explain "${anon}x" -e set.env
says 'none at all' 'standard input is empty' explain '' -e set.env

# --- verify's answers

printf %s "$anon" >key
JWT_SECRET=$(sed -n 's/^JWT_SECRET=//p' set.env)
export JWT_SECRET
yes 'verify' "$BIN" token verify --token-file key --role anon --min-valid 30d
says 'another role' "role is anon, expected service_role" \
	"$BIN" token verify --token-file key --role service_role
says 'expired' 'expired on' \
	"$BIN" token verify --token-file key --now 4102444800
yes 'a leeway' "$BIN" token verify --token-file key --leeway 99y \
	--now 4102444800
says 'expires too soon' 'expires on' \
	"$BIN" token verify --token-file key --min-valid 11y
says 'issued in the future' 'in the future' \
	"$BIN" token verify --token-file key --now 0
says 'the secret with a newline' 'without the white space' env \
	"JWT_SECRET=$JWT_SECRET
" "$BIN" token verify --token-file key
"$BIN" token verify --token-file key --format json >out
same 'JSON' "$("$PYTHON" -c 'import json
answer = json.load(open("out"))
print(answer["version"], answer["ok"], answer["keys"][0]["role"])')" '1 True anon'

# --- wrong usage is 2, and says what to do

usage() {
	"$BIN" "$@" >out 2>err </dev/null
	status=$?
	if test $status = 2 && grep -q -- '--help)' err && ! test -s out; then
		ok
	else
		not_ok "kongrender $*: status $status"
	fi
}
usage keys generate -e - --env-file /dev/stdin
usage keys check -e - -
usage token mint
usage token mint --role anon --expiry 1
usage token mint --role anon --expiry 1y --exp 4102444800
usage token mint --role anon --secret-stdin --key ec
usage token mint --role anon --secret x
usage token verify --secret-stdin
usage token verify --token-env A --token-file b
usage token verify --token-env NO_SUCH_VARIABLE
usage token verify "$anon"
usage keys generate --only KEY
usage keys generate --expiry 0s
usage keys generate --name Not_a_name
usage keys generate --namespace 'a b'
usage keys check --key-stdin -
usage dotenv set
usage dotenv set f NAME=value --from-env HOME
usage dotenv set f --from-env HOME
usage dotenv set f NAME
usage dotenv set f NAME --from-env HOME --from-file f
unreadable() {
	"$BIN" "$@" >out 2>err </dev/null
	status=$?
	if test $status = 2 && grep -q 'No such file' err; then ok; else
		not_ok "kongrender $*: status $status"
	fi
}
unreadable token mint --role anon --secret-file nowhere
unreadable token mint --role anon --key nowhere
unreadable token mint --claims nowhere
unreadable token verify --token-file nowhere
unreadable keys check nowhere
unreadable keys check --env-file nowhere
unreadable dotenv set f NAME --from-file nowhere

# --- the sources of mint and verify are those of render

mkdir src-dir
printf 'JWT_SECRET=%s\n' "$OTHER" >src.env
printf %s "$OTHER" >src-dir/JWT_SECRET
printf %s "$OTHER" >src-dir/secret
yes 'mint takes the secret of -e' env -u JWT_SECRET "$BIN" token mint \
	--role anon -e src.env
mv out src.token
for from in '-e src.env' '-s src-dir' \
	'-s src-dir --secret-key-map JWT_SECRET=secret'; do
	# shellcheck disable=SC2086 # a flag and its value
	yes "verify takes that of $from" env -u JWT_SECRET "$BIN" token verify \
		$from --token-file src.token
done
yes 'verify takes that of a twin' env -u JWT_SECRET \
	KONGRENDER_ENV_FILE=src.env "$BIN" token verify --token-file src.token
yes 'verify takes that of a file that the environment names' \
	env -u JWT_SECRET JWT_SECRET_FILE=src-dir/secret "$BIN" token verify \
	--token-file src.token
no 'the environment comes before -e' "$BIN" token verify -e src.env \
	--token-file src.token
yes 'a flag of its own comes before the sources' "$BIN" token verify \
	-e nowhere.env --secret-file src-dir/secret --token-file src.token
no 'without any there is no secret' env -u JWT_SECRET "$BIN" token verify \
	--token-file src.token
env -u JWT_SECRET "$BIN" keys generate --only \
	JWT_SECRET,JWT_KEYS,JWT_JWKS,ANON_KEY_ASYMMETRIC >es.env 2>err
sed -n 's/^ANON_KEY_ASYMMETRIC=//p' es.env | tr -d "'" >es.token
yes 'ES256 with JWT_JWKS of the sources' env -u JWT_SECRET "$BIN" token \
	verify -e es.env --token-file es.token
grep -v ASYMMETRIC es.env | grep -v JWT_JWKS | grep -v '^JWT_SECRET' >set.only
yes 'or with JWT_KEYS alone' env -u JWT_SECRET "$BIN" token verify \
	-e set.only --token-file es.token
no 'not with a secret alone' "$BIN" token verify --token-file es.token
usage token verify -e - --token-file -
usage token mint --claims - -e -

# --- dates, --strict and --quiet

"$BIN" token mint --role anon --iat 2020-01-01 --exp 2030-01-01T00:00:00Z \
	>dated 2>err
same 'dates of a calendar' "$("$BIN" token inspect --format json <dated |
	jq -c '[.keys[0].claims.iat, .keys[0].claims.exp]')" \
	'[1577836800,1893456000]'
yes 'valid on the day before' "$BIN" token verify --now 2029-12-31 \
	--token-file dated
no 'and not on that day' "$BIN" token verify --now 2030-01-01T02:00:00+02:00 \
	--token-file dated
usage token verify --now 2030-02-30 --token-file dated
usage token verify --json --token-file dated
JWT_SECRET=$PUBLIC "$BIN" token mint -q --role anon >known 2>err
yes 'a secret that everybody knows is a warning' \
	env JWT_SECRET=$PUBLIC "$BIN" token verify --token-file known
no 'which --strict makes an error' \
	env JWT_SECRET=$PUBLIC "$BIN" token verify --strict --token-file known
yes 'as its twin does' env KONGRENDER_STRICT=no JWT_SECRET=$PUBLIC \
	"$BIN" token verify -q --token-file known
same 'a quiet success says nothing' "$(cat out err)" ''
no 'as its twin does, too' env KONGRENDER_STRICT=yes JWT_SECRET=$PUBLIC \
	"$BIN" token verify -q --token-file known
same 'a quiet failure says why' "$(grep -q 'warning: ' out && echo yes)" yes
yes 'a quiet mint' "$BIN" token mint -q --role anon
same 'prints the token alone' "$(wc -l <out) $(cat err)" '1 '

# --- dotenv set

printf '# mine\r\nA="1"  # one\nB=2' >f
chmod 640 f
export VALUE='it'\''s "x" $y \n #'
yes 'a value replaced' "$BIN" dotenv set f A --from-env VALUE
same 'the mode stays' "$(stat -c %a f)" 640
same 'and every other byte' "$(sed 's/^A=.*  # one$/A=  # one/' f | hex)" \
	"$(printf '# mine\r\nA=  # one\nB=2' | hex)"
printf '"$A"\n' >t.yml
same 'and it reads back' "$("$BIN" render --kind yaml -t t.yml -o - -e f 2>err |
	"$PYTHON" -c 'import sys, yaml; print(yaml.safe_load(sys.stdin))')" \
	"$VALUE"
yes 'a value added' "$BIN" dotenv set f NEW --from-env VALUE
same 'on its own line' "$(grep -c '^NEW=' f)" 1
cp f before
yes 'the same value again' "$BIN" dotenv set f NEW --from-env VALUE
yes 'changes nothing' cmp f before
yes 'a new file' sh -c \
	'umask 022; printf "x\n" | "$1" dotenv set g A --from-file -' \
	sh "$BIN"
same 'has mode 0600' "$(stat -c %a g) $(cat g)" '600 A=x'
printf 'A="open\n' >broken
no 'a file that does not parse' "$BIN" dotenv set broken B --from-env VALUE
same 'stays as it was' "$(cat broken)" 'A="open'
printf 'a\0b' >nul
no 'a NUL' "$BIN" dotenv set f B --from-file nul
printf '\377' >bytes
no 'what is not UTF-8' "$BIN" dotenv set f B --from-file bytes
yes 'neither changed the file' cmp f before

totals
