#!/bin/sh
# The overrides of deploy/compose: merged with a set-up like the official one by
# `docker compose config` or docker-compose, where there is one; and their
# entrypoints run, with a stand-in for the gateway that tells what it was given.
. "$(dirname "$0")/suite.sh"
keys='SUPABASE_ANON_KEY|SUPABASE_SERVICE_KEY|SUPABASE_PUBLISHABLE_KEY'
keys="$keys|SUPABASE_SECRET_KEY|ANON_KEY|SERVICE_ROLE_KEY"
keys="$keys|ANON_KEY_ASYMMETRIC|SERVICE_ROLE_KEY_ASYMMETRIC"
keys="$keys|DASHBOARD_USERNAME|DASHBOARD_PASSWORD"

# The gateway: its arguments, its environment, then a status of its own.
cat >"$tmp/gateway" <<END
#!/bin/sh
printf '%s\n' "\$@" >$tmp/args
env >$tmp/env
exit 7
END
chmod 755 "$tmp/gateway"

"$KONGRENDER" keys generate >"$tmp/keys" 2>"$tmp/said" || {
	cat "$tmp/said"
	exit 1
}

# start OVERRIDE SERVICE PATH=STANDIN...: with the variables of "set".
start() {
	rm -f "$tmp/args" "$tmp/env"
	override=$1 service=$2 && shift 2
	# shellcheck disable=SC2086 # no value holds a space
	env -i PATH="$tmp:/usr/bin:/bin" KONGRENDER="$KONGRENDER" \
		KONGRENDER_TERMINATION_LOG=none $set \
		"$PYTHON" -B tests/compose/run.py "deploy/compose/$override" \
		"$service" "$tmp" "$@" >"$tmp/start" 2>&1
}

# starts NAME ARGS: the gateway ran, with these arguments, without a key, and
# the file has them.
starts() {
	what=$1 && shift
	if test "$status" != 7; then
		cat "$tmp/start"
		not_ok "$what: the status is the gateway's"
		return
	fi
	check "$what: the gateway has its own arguments" \
		test "$(cat "$tmp/args")" = "$(printf '%s\n' "$@")"
	if grep -E "^($keys)=" "$tmp/env"; then
		not_ok "$what: no key is in the gateway's environment"
	else
		ok
	fi
	check "$what: what is no key stays" grep -q '^KONG_DNS=x$' "$tmp/env"
	check "$what: the file has the keys" \
		grep -q -F -e "$SERVICE_ROLE_KEY" "$tmp/out.yml"
	check "$what: the file is its owner's alone" \
		test "$(stat -c %a "$tmp/out.yml")" = 600
}

# refuses NAME WORD: it did not run, the reason has WORD, the old file stays.
refuses() {
	if test "$status" = 7 || test -e "$tmp/args"; then
		not_ok "$1: the gateway is not started"
	else
		check "$1: it says why" grep -q -e "$2" "$tmp/start"
		check "$1: the old file stays" \
			test "$(cat "$tmp/out.yml")" = old
	fi
}

# shellcheck disable=SC1091 # made above
. "$tmp/keys"
# shellcheck disable=SC2153 # they come from there
kong="KONG_DNS=x SUPABASE_ANON_KEY=$ANON_KEY SUPABASE_SERVICE_KEY=$SERVICE_ROLE_KEY
DASHBOARD_USERNAME=supabase DASHBOARD_PASSWORD=open-Sesame-2026"
new="SUPABASE_PUBLISHABLE_KEY=$SUPABASE_PUBLISHABLE_KEY
SUPABASE_SECRET_KEY=$SUPABASE_SECRET_KEY
ANON_KEY_ASYMMETRIC=$ANON_KEY_ASYMMETRIC
SERVICE_ROLE_KEY_ASYMMETRIC=$SERVICE_ROLE_KEY_ASYMMETRIC"

copy templates/supabase-newest.yml "$tmp/in.yml"
set="$kong $new KONG_PLUGINS=request-transformer,cors,key-auth,acl,basic-auth,request-termination,ip-restriction,post-function"
with_kong="with-kong.yml api-gw /home/kong/temp.yml=in.yml
/kong-config/kong.yml=out.yml /entrypoint.sh=gateway"
# shellcheck disable=SC2086
start $with_kong
status=$?
starts with-kong.yml kong docker-start
echo old >"$tmp/out.yml"
set=$kong
set=${set%DASHBOARD_PASSWORD=*}
# shellcheck disable=SC2086
start $with_kong
status=$?
refuses with-kong.yml DASHBOARD_PASSWORD

copy templates/supabase.yml "$tmp/in.yml"
set=$kong
with_kong="with-kong-2.8.yml kong /home/kong/temp.yml=in.yml
/kong-config/kong.yml=out.yml /docker-entrypoint.sh=gateway"
# shellcheck disable=SC2086
start $with_kong
status=$?
starts with-kong-2.8.yml kong docker-start
echo old >"$tmp/out.yml"
set="KONG_DNS=x DASHBOARD_USERNAME=a"
# shellcheck disable=SC2086
start $with_kong
status=$?
refuses with-kong-2.8.yml SUPABASE_ANON_KEY

# The entrypoint for the community chart is a script of the same kind.
sed -e "s|/usr/local/kong/template.yml|$tmp/in.yml|" \
	-e "s|/kong-config/kong.yml|$tmp/out.yml|" \
	-e "s|/entrypoint.sh|$tmp/gateway|" \
	deploy/charts/kong-entrypoint.sh >"$tmp/entrypoint"
ln -s "$KONGRENDER" "$tmp/kongrender"
# chart VARIABLE...
chart() {
	rm -f "$tmp/args" "$tmp/env"
	env -i PATH="$tmp:/usr/bin:/bin" KONGRENDER_TERMINATION_LOG=none "$@" \
		bash "$tmp/entrypoint" >"$tmp/start" 2>&1
	status=$?
}
# shellcheck disable=SC2086
chart $kong $new
starts kong-entrypoint.sh kong docker-start
echo old >"$tmp/out.yml"
# shellcheck disable=SC2086
chart ${kong%DASHBOARD_PASSWORD=*}
refuses kong-entrypoint.sh DASHBOARD_PASSWORD

envoy_template=$(ls templates/*envoy*lds* templates/envoy/*lds* 2>/dev/null |
	head -n 1)
if test -n "$envoy_template" &&
	"$KONGRENDER" render --help | grep -q 'envoy:'; then
	copy "$envoy_template" "$tmp/in.yml"
	ln -sf gateway "$tmp/envoy"
	set="KONG_DNS=x ANON_KEY=$ANON_KEY SERVICE_ROLE_KEY=$SERVICE_ROLE_KEY
SUPABASE_PUBLIC_URL=https://supabase.example.com
DASHBOARD_USERNAME=supabase DASHBOARD_PASSWORD=open-Sesame-2026 $new"
	with_envoy="with-envoy.yml api-gw /etc/envoy/lds.template.yaml=in.yml
/etc/envoy/lds.yaml=out.yml"
	# shellcheck disable=SC2086
	start $with_envoy
	status=$?
	starts with-envoy.yml -c /etc/envoy/envoy.yaml
	echo old >"$tmp/out.yml"
	set="KONG_DNS=x ANON_KEY=$ANON_KEY"
	# shellcheck disable=SC2086
	start $with_envoy
	status=$?
	refuses with-envoy.yml SERVICE_ROLE_KEY
else
	echo 'not run: with-envoy.yml (no --kind envoy)'
fi

# --- merged with what has the shape of the official files

cat >"$tmp/docker-compose.yml" <<-'END'
	version: "3.8"
	services:
	  api-gw:
	    container_name: supabase-envoy
	    image: envoyproxy/envoy:v1.39.1
	    volumes:
	      - ./envoy/lds.template.yaml:/etc/envoy/lds.template.yaml:ro
	    environment: {ANON_KEY: a}
	    entrypoint: [/bin/sh, /docker-entrypoint.sh]
	  kong:
	    image: kong:2.8.1
	    volumes: ["./volumes/api/kong.yml:/home/kong/temp.yml:ro,z"]
	    environment: {KONG_DECLARATIVE_CONFIG: /home/kong/kong.yml}
	    entrypoint: bash -c 'eval'
END
# shellcheck disable=SC2016 # Python's, not the shell's
judge='import sys, yaml
merged = yaml.safe_load(sys.stdin)["services"][sys.argv[2]]
ours = yaml.safe_load(open(sys.argv[1]))["services"][sys.argv[2]]
assert merged["entrypoint"] == ours["entrypoint"], merged["entrypoint"]
targets = [v["target"] if isinstance(v, dict) else v.split(":")[1]
           for v in merged["volumes"]]
assert "/opt/kongrender" in targets and len(set(targets)) == 2, targets
want = ours.get("environment", {})
assert want.items() <= merged["environment"].items(), merged["environment"]
assert not merged.get("command"), merged["command"]'
if docker compose version >/dev/null 2>&1; then
	compose='docker compose'
elif docker-compose version >/dev/null 2>&1; then
	compose=docker-compose
fi
for pair in with-kong.yml:api-gw with-kong-2.8.yml:kong with-envoy.yml:api-gw; do
	override=${pair%:*} service=${pair#*:}
	test -n "${compose:-}" || break
	# shellcheck disable=SC2086 # one word or two
	$compose -f "$tmp/docker-compose.yml" -f "deploy/compose/$override" \
		config >"$tmp/merged" 2>"$tmp/said" || cat "$tmp/said"
	check "$override merges with the set-up" "$PYTHON" -c "$judge" \
		"deploy/compose/$override" "$service" <"$tmp/merged"
done
test -n "${compose:-}" || echo 'not run: docker compose config (no plugin)'

totals
