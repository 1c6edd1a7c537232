#!/bin/sh
# Requests to Envoy's rendered files: the official templates and ours, in a
# model of routes, basic_auth, Lua and RBAC (gateway.lua) under a real LuaJIT.
set -u
cd "$(dirname "$0")" || exit 2
BIN=${KONGRENDER:-$PWD/../../build/kongrender}
PYTHON=${PYTHON:-/usr/bin/python3}
for tool in luajit openssl; do
	command -v $tool >/dev/null || {
		echo "$tool is not here"
		exit 77
	}
done
"$PYTHON" -c 'import yaml' 2>/dev/null || {
	echo 'python3-yaml is not here'
	exit 77
}
passed=0 failed=0
ok() { passed=$((passed + 1)); }
not_ok() { failed=$((failed + 1)) && printf 'not ok: %s\n' "$*"; }
tmp=$(mktemp -d) || exit 2
trap 'rm -rf "$tmp"' EXIT

# --- the keys: those in use and those of before -------------------------------

generate() { "$BIN" keys generate 2>/dev/null | grep -v '^JWT_[JK]'; }
password='p:ä"s'
hash=$(printf %s "$password" | openssl dgst -sha1 -binary | openssl base64)
{
	generate
	generate | sed -n 's/^\([A-Z_]*_KEY\)=/\1_PREVIOUS=/p'
	echo "DASHBOARD_USERNAME=supabase"
	echo "DASHBOARD_PASSWORD=$password"
} >"$tmp/keys"
cat >"$tmp/common" <<END
DASHBOARD_BASIC_AUTH='supabase:{SHA}$hash'
WELL_KNOWN_OAUTH_PATH=/.well-known/oauth-authorization-server/auth/v1
SUPABASE_PUBLIC_URL=https://supabase.example
DASHBOARD_BASIC_AUTH='supabase:{SHA}$hash'
WELL_KNOWN_OAUTH_PATH=/.well-known/oauth-authorization-server/auth/v1
SUPABASE_PUBLIC_URL=https://supabase.example
END

# environment CONFIG: lines for --env-file.
environment() {
	cat "$tmp/common"
	case $1 in
	previous) grep -v '^DASHBOARD' "$tmp/keys" ;;
	all) grep -v -e _PREVIOUS= -e ^DASHBOARD "$tmp/keys" ;;
	legacy)
		grep -e ^ANON_KEY= -e ^SERVICE_ROLE_KEY= "$tmp/keys"
		;;
	none) ;;
	esac
}
optional=$(sed -n 's/^\(.*KEY[A-Z_]*\)=.*/\1/p' "$tmp/keys" | paste -sd, -)

# render TEMPLATE CONFIG: into $tmp/lds.yaml.
render() {
	rm -f "$tmp/lds.yaml"
	environment "$2" >"$tmp/env"
	env -i "$BIN" render -k yaml -t "$1" -o "$tmp/lds.yaml" -e "$tmp/env" \
		--optional "$optional" --termination-log none 2>"$tmp/err"
}

# requests CONFIG WORD...: what becomes of $tmp/lds.yaml.
requests() {
	"$PYTHON" tolua.py "$tmp/lds.yaml" >"$tmp/lds.lua" || return 1
	config=$1
	shift
	luajit requests.lua "$tmp/lds.lua" "$config" "$tmp/keys" "$@" \
		>"$tmp/out" 2>&1
}

# table TEMPLATE CONFIG WORD...: the whole table.
table() {
	template=$1 config=$2
	shift 2
	render "$template" "$config" || {
		not_ok "${template##*/} does not render, $config"
		cat "$tmp/err"
		return
	}
	requests "$config" "$@"
	n=$(sed -n 's/ passed, .* failed$//p' "$tmp/out")
	f=$(sed -n 's/.* passed, \(.*\) failed$/\1/p' "$tmp/out")
	passed=$((passed + ${n:-0})) failed=$((failed + ${f:-1}))
	test "$n" || cat "$tmp/out"
	sed -n "s|^not ok: |&${template##*/}, |p" "$tmp/out"
}

# --- the official templates ---------------------------------------------------

official=../../../shared/templates/envoy
table_all() { # TEMPLATE WORD...
	template=$official/$1
	shift
	for config in all legacy none; do
		table "$template" $config "$@"
	done
}
if test -d "$official"; then
	table_all supabase-docker-newest.lds.template.yaml
	table_all supabase-docker-2026-08-crlf.lds.template.yaml plain-functions
	table_all supabase-docker-2026-06.lds.template.yaml \
		plain-functions open-root
	table_all supabase-kubernetes-operator.lds.template.yaml \
		plain-functions open-root
	# Without its second script the newest one lets an empty key in, where
	# the opaque keys are not used.
	render "$official/supabase-docker-newest.lds.template.yaml" legacy
	sed -i 's/if not is_protected_route(route_name)/if true/' \
		"$tmp/lds.yaml"
	requests legacy
	if grep -q 'an empty key: /pg/x goes to meta' "$tmp/out"; then
		ok
	else
		not_ok 'the hole behind the second script is not seen'
	fi
else
	echo "$official is not here: only our own template"
fi

# --- ours ---------------------------------------------------------------------

ours=../../templates/envoy
for config in all legacy previous none; do
	table $ours/lds.template.yaml $config previous-places
done

# fault SED-SCRIPT: planted in ours, it is seen.
fault() {
	render $ours/lds.template.yaml all
	cp "$tmp/lds.yaml" "$tmp/right"
	sed -i "$1" "$tmp/lds.yaml"
	if cmp -s "$tmp/right" "$tmp/lds.yaml"; then
		not_ok "nothing is planted: $1"
	elif requests all previous-places; then
		not_ok "not seen: $1"
	else
		ok
	fi
}
fault 's/if not OPEN\[route\] and/if false and/'
fault 's/if key ~= "" then/if true then/'
fault '/headers:remove("sb-api-key")/d'
fault 's/bearer ~= key then/bearer == nil then/'
fault 's/\["studio"\] = true/["studio"] = true, ["meta"] = true/'
fault 's/headers:replace(":path"/headers:add("x-path"/'
fault '/not_rule: .*tenants/d'
fault '/not_rule: .*exact: .rest/d'
fault 's/opaque(SECRET, SERVICE_TOKEN)/opaque(SECRET, ANON_TOKEN)/'
fault 's/request_headers_to_remove: \[authorization\]//'
fault 's/sub(value, 1, 10) ~= "Bearer sb_"/sub(value, 1, 10) ~= ""/'
fault 's/prefix: .pg.}}/prefix: \/px\/}}/'

# The other two: every cluster that a route names is there, once.
"$PYTHON" - $ours >"$tmp/out" 2>&1 <<'END'
import sys, yaml
folder = sys.argv[1]
lds, cds, envoy = (yaml.safe_load(open(f"{folder}/{name}.yaml"))
                   for name in ("lds.template", "cds", "envoy"))
http = lds["resources"][0]["filter_chains"][0]["filters"][0]["typed_config"]
routes = http["route_config"]["virtual_hosts"][0]["routes"]
named = {route["route"]["cluster"] for route in routes}
clusters = [cluster["name"] for cluster in cds["resources"]]
assert sorted(named) == sorted(clusters), (named, clusters)
for cluster in cds["resources"]:
    assert cluster["load_assignment"]["cluster_name"] == cluster["name"]
assert envoy["admin"]["address"]["socket_address"]["address"] == "127.0.0.1"
END
if test $? = 0; then ok; else not_ok 'routes and clusters' && cat "$tmp/out"; fi

echo "$passed passed, $failed failed"
test "$failed" = 0
