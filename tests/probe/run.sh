#!/bin/sh
# shellcheck disable=SC2016 # dollars in what is printed
# keys probe against a server that answers as each hop does, and what curl gets
# to see.
. "$(dirname "$0")/../suite.sh"
cd tests/probe || exit 2
BIN=$KONGRENDER
need curl
curl=$(command -v curl)
"$PYTHON" server.py "$tmp" &
server=$!
trap 'kill $server; rm -rf "$tmp"' EXIT
for _ in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do
	test -s "$tmp/port" && break
	sleep 0.2
done
url=http://127.0.0.1:$(cat "$tmp/port")

"$BIN" keys generate 2>/dev/null | grep _KEY= >"$tmp/keys.env"
grep ^ANON_KEY= "$tmp/keys.env" >"$tmp/anon.env"
key() { sed -n "s/^$1=//p" "$tmp/keys.env"; }

# One that never answers: looked at below, when its ten seconds are over.
env -i PATH="$PATH" "$BIN" keys probe "http://127.0.0.1:$(cat "$tmp/silent")" \
	-e "$tmp/anon.env" >"$tmp/silence" 2>&1 &
silence=$!

# A curl in front of the real one: what are its arguments and environment?
mkdir "$tmp/bin"
cat >"$tmp/bin/curl" <<WRAPPER
#!/bin/sh
printf '%s\n' "\$@" >>"$tmp/argv"
env >>"$tmp/environment"
exec "$curl" "\$@"
WRAPPER
chmod +x "$tmp/bin/curl"

# Everything that must not count: a proxy, a .curlrc.
mkdir "$tmp/home"
echo 'header = "x-from-curlrc: yes"' >"$tmp/home/.curlrc"
probe() { # FLAG...
	: >"$tmp/seen"
	env -i PATH="$tmp/bin:$PATH" HOME="$tmp/home" CURL_HOME="$tmp/home" \
		http_proxy=http://127.0.0.1:1 all_proxy=http://127.0.0.1:1 \
		ANON_KEY_NOTE=canary-in-the-environment \
		"$BIN" keys probe "$@" >"$tmp/out" 2>"$tmp/err"
}

# expect MODE STATUS LINE...: each line begins like one of the output.
expect() {
	mode=$1 wanted=$2
	shift 2
	echo "$mode" >"$tmp/mode"
	probe "$url" -e "$tmp/anon.env"
	status=$?
	test $status = "$wanted" || {
		not_ok "$mode: status $status"
		cat "$tmp/out" "$tmp/err"
		return
	}
	for line; do
		if grep -qF -- "$line" "$tmp/out"; then
			ok
		else
			not_ok "$mode: no line $line"
			cat "$tmp/out"
		fi
	done
}
none='(no key)                     '
anon='ANON_KEY                     '
envoy="${none}401 Envoy (Lua filter): refused, as expected"
kong="${none}401 Kong (key-auth): refused, as expected"
taken="${anon}404 PostgREST: key accepted"
expect envoy 0 "$envoy" "$taken"
expect kong 0 "$kong" "$taken"
expect permission 0 "$kong" "${anon}401 PostgREST: key accepted"
expect long 0 "$envoy" "$taken"
expect envoy-unknown-key 1 "$envoy" "${anon}401 Envoy (Lua filter): key refused" \
	'    the key is not in the file that the gateway has loaded'
expect envoy-rbac 1 "${anon}403 Envoy (rbac): access denied"
expect envoy-studio 1 \
	"${none}401 Envoy (basic_auth, for Studio): not an API path" \
	'    no API route matches this path'
expect envoy-down 1 "${anon}503 Envoy: not available"
expect envoy-slow 1 "${anon}504 Envoy: not available"
expect envoy-functions 1 \
	"${anon}401 Envoy (Lua filter for functions): key refused"
expect envoy-conflict 1 \
	'    apikey and Authorization hold different keys'
expect envoy-underscore 1 "${none}400 Envoy, probably: request rejected" \
	'    a proxy in front of it adds a header with _ in its name'
expect kong-twice 1 '    a proxy in front of Kong adds a second apikey'
expect kong-down 1 "${anon}503 Kong: not available"
expect expired-12 1 '    the token has expired'
expect kong-header-lost 1 "${anon}401 Kong (key-auth): key refused" \
	'    the apikey header did not arrive'
expect kong-2 1 "${anon}401 Kong (key-auth): key refused"
expect kong-3 1 "${anon}401 Kong (key-auth): key refused"
expect kong-acl 1 "${anon}403 Kong (acl): access denied"
expect kong-unrouted 1 "${none}404 Kong: not an API path"
expect signature 1 "${anon}401 PostgREST: token rejected" \
	'    the token is not signed with PostgREST'
expect anonymous 1 "${anon}401 PostgREST: token rejected"
expect expired 1 '    the token has expired'
expect no-secret 1 '    PostgREST has no secret'
expect no-database 1 "${anon}503 PostgREST: not available"
expect open 1 "${none}404 PostgREST: accepted without a key" \
	'    the gateway requires no key'
expect page 1 "${none}200 unknown answer: <!doctype html>?[31m"
expect empty 1 "${none}204 unknown answer"
expect redirects 1 "${none}302 unknown answer"
if grep -q elsewhere "$tmp/seen"; then not_ok 'a redirect is followed'; else ok; fi
expect closes 1 "${none}--- the connection was closed without a response"
expect echo 1 "${none}418 unknown answer: nothing" "${anon}418 unknown answer"
grep ANON_KEY "$tmp/out" >"$tmp/echoed"

# Which keys are sent, where, and in which headers.
sent() { grep -c "^apikey: $(key "$1")\$" "$tmp/seen"; }
bearer() { grep -c "^Authorization: Bearer $(key "$1")\$" "$tmp/seen"; }
counts() { # WHAT WANTED
	got=
	for name in ANON_KEY SUPABASE_PUBLISHABLE_KEY SERVICE_ROLE_KEY \
		SUPABASE_SECRET_KEY; do
		got="$got$(sent $name)$(bearer $name) "
	done
	if test "$got" = "$2 "; then ok; else not_ok "$1: $got"; fi
}
echo envoy >"$tmp/mode"
: >"$tmp/argv"
: >"$tmp/environment"
probe "$url/" -e "$tmp/keys.env"
counts 'the public keys' '11 11 00 00'
test "$(grep -c '^/rest/v1/kongrender-probe$' "$tmp/seen")" = 3 ||
	not_ok 'not three requests'
probe "$url/sub/" -e "$tmp/keys.env" --with-service-key
counts 'all keys' '11 11 11 11'
test "$(grep -c '^/sub/rest/v1/kongrender-probe$' "$tmp/seen")" = 5 ||
	not_ok 'not five requests'
if grep -qi -e curlrc -e '^proxy' "$tmp/seen"; then
	not_ok 'the .curlrc counts'
else
	ok
fi

# Nothing secret in curl's arguments, its environment or our output.
cat "$tmp/argv" "$tmp/environment" "$tmp/out" "$tmp/err" >"$tmp/all"
sed 's/^[^=]*=//' "$tmp/keys.env" >"$tmp/canaries"
echo canary-in-the-environment >>"$tmp/canaries"
if test -s "$tmp/argv" && ! grep -qF -f "$tmp/canaries" "$tmp/all"; then
	ok
else
	not_ok 'a key where others can see it'
fi

# A key from the environment is called by the name that it has there.
env -i PATH="$PATH" SUPABASE_ANON_KEY="$(key ANON_KEY)" \
	"$BIN" keys probe "$url" >"$tmp/out"
if grep -q '^  SUPABASE_ANON_KEY ' "$tmp/out"; then ok; else not_ok names; fi

# What is refused before anything is sent.
refused() { # STATUS TEXT ARGUMENT...
	wanted=$1 text=$2
	shift 2
	probe "$@"
	status=$?
	if test $status = "$wanted" && grep -qF -- "$text" "$tmp/err" &&
		! test -s "$tmp/seen"; then
		ok
	else
		not_ok "$*: status $status"
		cat "$tmp/out" "$tmp/err"
	fi
}
if grep -q 'unknown answer:' "$tmp/echoed"; then not_ok 'a key is shown'; else ok; fi
refused 2 'missing URL'
refused 2 'does not begin with http' localhost:8000
refused 2 'contains a user name' http://a:b@localhost
refused 2 'pass --insecure' http://supabase.invalid -e "$tmp/keys.env"
printf "ANON_KEY='a\nX-Other: b'\n" >"$tmp/bad.env"
refused 1 'key-whitespace' "$url" -e "$tmp/bad.env"
echo 'ANON_KEY=ключ' >"$tmp/bad.env"
refused 1 'no client can send it' "$url" -e "$tmp/bad.env"
probe --insecure http://supabase.invalid -e "$tmp/keys.env"
if test $? = 1 && grep -q 'host not found' "$tmp/out"; then
	ok
else
	not_ok '--insecure' && cat "$tmp/out" "$tmp/err"
fi
probe http://127.0.0.1:1 -e "$tmp/keys.env"
if test $? = 1 && test "$(grep -c 'connection refused' "$tmp/out")" = 1; then
	ok
else
	not_ok 'nobody listens' && cat "$tmp/out" "$tmp/err"
fi
probe "$url"
if test $? = 1 && grep -q 'no key to send' "$tmp/out"; then
	ok
else
	not_ok 'no key' && cat "$tmp/out" "$tmp/err"
fi

# Without a curl: the commands, which work where there is one.
env -i PATH=/nowhere "$BIN" keys probe "$url" -e "$tmp/anon.env" \
	>"$tmp/out" 2>"$tmp/err"
status=$?
sed -n '/^  /p' "$tmp/out" >"$tmp/commands"
: >"$tmp/seen"
(. "$tmp/anon.env" && . "$tmp/commands") \
	>"$tmp/answers" 2>&1
if test $status = 2 && grep -q PGRST205 "$tmp/answers" &&
	grep -q 'Unauthorized' "$tmp/answers" &&
	grep -q "^apikey: $(sed -n 's/^ANON_KEY=//p' "$tmp/anon.env")" \
		"$tmp/seen"; then
	ok
else
	not_ok "without curl: status $status"
	cat "$tmp/out" "$tmp/err" "$tmp/answers"
fi

wait $silence
if test $? = 1 && grep -q 'no response within 10 seconds' "$tmp/silence" &&
	! grep -q ANON_KEY "$tmp/silence"; then
	ok
else
	not_ok 'a server that does not answer' && cat "$tmp/silence"
fi

totals
