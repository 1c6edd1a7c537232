#!/bin/sh
# Requests to Envoy's rendered files: the official templates and ours, in a
# model of routes, basic_auth, Lua and RBAC (gateway.lua) under a real LuaJIT.
. "$(dirname "$0")/../suite.sh"
cd tests/envoy || exit 2
need luajit
need_python yaml
BIN=$KONGRENDER
# --- the keys: those in use and those of before -------------------------------

"$BIN" keys generate >"$tmp/set" 2>/dev/null
grep "^JWT_[JK]" "$tmp/set" >"$tmp/signers"
generate() { "$BIN" keys generate 2>/dev/null | grep -v '^JWT_[JK]'; }
password='p:ä"s'
{
	grep -v '^JWT_[JK]' "$tmp/set"
	generate | sed -n 's/^\([A-Z_]*_KEY\)=/\1_PREVIOUS=/p'
	echo "DASHBOARD_USERNAME=supabase"
	echo "DASHBOARD_PASSWORD=$password"
} >"$tmp/keys"
cat >"$tmp/common" <<'END'
DASHBOARD_USERNAME=supabase
DASHBOARD_PASSWORD='p:ä"s'
JWT_ISSUER=https://supabase.example/auth/v1
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
	esac
}
# render TEMPLATE CONFIG [VARIABLE...]: into $tmp/lds.yaml.
render() {
	rm -f "$tmp/lds.yaml"
	template=$1
	environment "$2" >"$tmp/env"
	shift 2
	env -i "$@" "$BIN" render -k envoy -t "$template" -o "$tmp/lds.yaml" \
		-e "$tmp/env" --termination-log none 2>"$tmp/err"
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
	add_totals "$tmp/out" $?
	sed -n "s|^not ok: |&${template##*/}, |p" "$tmp/out"
}

# --- the official templates ---------------------------------------------------

official=../../../shared/templates/envoy
table_all() { # TEMPLATE WORD...
	template=$official/$1
	shift
	for config in all legacy; do
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
	# Empty keys leave no exact: '' behind, which its second script alone
	# would guard. By sed's rendering they do, and the model sees the hole.
	newest=$official/supabase-docker-newest.lds.template.yaml
	guard='s/if not is_protected_route(route_name)/if true/'
	render "$newest" legacy
	sed -i "$guard" "$tmp/lds.yaml"
	requests legacy
	if grep -q "exact: ''" "$tmp/lds.yaml" ||
		grep -q 'an empty key: /pg/x goes to meta' "$tmp/out" ||
		! grep -q 'an empty key: /pg/x is answered with 403' "$tmp/out"
	then
		not_ok 'one layer alone lets an empty key in'
	else
		ok
	fi
	environment legacy >"$tmp/env"
	sed "$(sed -n 's/^\([A-Z_]*\)=\(.*\)/s|${\1}|\2|g/p' "$tmp/env")
		s/\${[A-Z_]*}//g; $guard" "$newest" >"$tmp/lds.yaml"
	sed -i "s/inline_string: ''/inline_string: 'a:{SHA}5en6G6MezRroT3XKqkdPOmY\/BfQ='/
		s/prefix: ''/prefix: \/none/" "$tmp/lds.yaml"
	requests legacy
	if grep -q 'an empty key: /pg/x goes to meta' "$tmp/out"; then
		ok
	else
		not_ok 'the hole behind the second script is not seen'
		cat "$tmp/out"
	fi
else
	echo "$official is not here: only our own template"
fi

# --- ours ---------------------------------------------------------------------

ours=../../templates/envoy
for config in all legacy previous; do
	table $ours/lds.template.yaml $config previous-places
done

# version_info: the same for the same values, another for others.
info() { sed -n "s/^version_info: '\\(h[0-9a-f]\\{15\\}\\)'\$/\\1/p" "$tmp/lds.yaml"; }
render $ours/lds.template.yaml all
first=$(info)
render $ours/lds.template.yaml all
again=$(info)
render $ours/lds.template.yaml all DASHBOARD_PASSWORD=other
other=$(info)
if test "$first" && test "$first" = "$again" && test "$other" &&
	test "$first" != "$other"; then
	ok
else
	not_ok "version_info: $first $again $other"
fi
sed 's/name: supabase$/name: ${KONGRENDER_HASH}/' $ours/lds.template.yaml \
	>"$tmp/twice.yaml"
if render "$tmp/twice.yaml" all || ! grep -q 'more than one place' "$tmp/err"
then
	not_ok 'two hashes'
else
	ok
fi

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

# --- hostile values -----------------------------------------------------------

# refused VARIABLE VALUE TEXT: nothing is written, and it is said why.
refused() {
	for template in $ours/lds.template.yaml \
		$official/supabase-docker-newest.lds.template.yaml; do
		test -f "$template" || continue
		if render "$template" all "$1=$2" || test -e "$tmp/lds.yaml" ||
			! grep -qF -- "$3" "$tmp/err"; then
			not_ok "$1 is taken: $2"
			cat "$tmp/err"
		else
			ok
		fi
	done
}
for name in ANON_KEY SERVICE_ROLE_KEY SUPABASE_PUBLISHABLE_KEY \
	SUPABASE_SECRET_KEY ANON_KEY_ASYMMETRIC SERVICE_ROLE_KEY_ASYMMETRIC; do
	for value in 'a&b' 'a|b' 'a\b' 'a\nb' "a'b" "a''b" 'a"b' \
		'a" .. os.getenv("HOME") .. "' '${SERVICE_ROLE_KEY}' 'a#b' \
		'a: b' 'a%b' 'a]]b' 'kÃ©y' 'a b' "$(printf 'a\tb')" \
		"$(printf 'a\nb')" "$(printf 'a\rb')"; do
		refused $name "$value" ']'
	done
	refused $name "a " key-whitespace
done
refused ANON_KEY '' empty-credential
refused SERVICE_ROLE_KEY '' empty-credential
for name in SUPABASE_PUBLISHABLE_KEY SUPABASE_SECRET_KEY \
	ANON_KEY_ASYMMETRIC SERVICE_ROLE_KEY_ASYMMETRIC; do
	refused $name '' derived-value
done
value() { sed -n "s/^$1=//p" "$tmp/keys"; }
refused ANON_KEY "$(value SERVICE_ROLE_KEY)" key-role
refused SERVICE_ROLE_KEY "$(value ANON_KEY)" key-role
refused SUPABASE_PUBLISHABLE_KEY "$(value SUPABASE_SECRET_KEY)" key-role
refused ANON_KEY_ASYMMETRIC "$(value SERVICE_ROLE_KEY_ASYMMETRIC)" key-role
refused SERVICE_ROLE_KEY_ASYMMETRIC "$(value ANON_KEY_ASYMMETRIC)" key-role
refused JWT_SECRET "another secret of at least 32 bytes" key-signature
refused DASHBOARD_PASSWORD '' derived-value
for value in '' a:b '#a' "$(printf 'a\nb')"; do
	refused DASHBOARD_USERNAME "$value" derived-value
done
for value in 'a' 'a:b' 'a:{SHA}x' '' 'a:{SHA}2jmj7l5rSw0yVb/vlWAYkK/YBwk='; do
	refused DASHBOARD_BASIC_AUTH "$value" derived-value
done
for value in x.example/a ftp://x/a https:// 'https://x/a%20b' 'https://x/a?b' \
	'https://x/a#b' 'https://x//a'; do
	refused JWT_ISSUER "$value" derived-value
done
for value in '' / /auth/v1 '/.well-known/oauth-authorization-server/%'; do
	refused WELL_KNOWN_OAUTH_PATH "$value" derived-value
done

# warned RULE VARIABLE...: it is rendered, and this is said.
warned() {
	rule=$1
	shift
	if render $ours/lds.template.yaml all "$@" &&
		grep -q "warning: DASHBOARD_PASSWORD .*\[$rule\]" "$tmp/err"
	then
		ok
	else
		not_ok "$rule is not said"
		cat "$tmp/err"
	fi
}
warned publicly-known-secret \
	DASHBOARD_PASSWORD=this_password_is_insecure_and_should_be_updated
warned publicly-known-secret \
	'DASHBOARD_BASIC_AUTH=supabase:{SHA}hSQ8MW3G2Q5zGHrLotUauibHY74='
warned key-whitespace "DASHBOARD_PASSWORD=a
"
if render $ours/lds.template.yaml all && ! grep -q warning "$tmp/err"; then
	ok
else
	not_ok 'a warning where nothing is wrong'
fi
environment all | grep -v ^DASHBOARD >"$tmp/env"
env -i "$BIN" render -k envoy -t $ours/lds.template.yaml -o "$tmp/lds.yaml" \
	-e "$tmp/env" --termination-log none 2>"$tmp/err"
if test "$(grep -c 'DASHBOARD_[A-Z]* is not set' "$tmp/err")" = 2; then
	ok
else
	not_ok 'no user, no password'
fi

# What is no key may be anything: the dashboard's password, the public URL.
if test -d "$official"; then
	for value in 'a&b' "a'b" 'a"b' 'a\b' 'a: b' '${ANON_KEY}' ' a '; do
		if render "$newest" all "SUPABASE_PUBLIC_URL=$value" &&
			"$PYTHON" - "$tmp/lds.yaml" "$value" <<'END'
import sys, yaml
with open(sys.argv[1], newline="") as file:
    lds = yaml.safe_load(file)
http = lds["resources"][0]["filter_chains"][0]["filters"][0]["typed_config"]
routes = http["route_config"]["virtual_hosts"][0]["routes"]
cors = [route["typed_per_filter_config"]["envoy.filters.http.cors"]
        for route in routes if route.get("name") == "pg-protected"]
origins = cors[0]["allow_origin_string_match"]
sys.exit({"exact": sys.argv[2]} not in origins)
END
		then ok; else not_ok "the public URL $value"; fi
	done
fi

# By either name; where both are set, Envoy's own counts.
value() { sed -n "s/^$1=//p" "$tmp/keys"; }
for others in 'ANON_KEY=kept.key.of-envoy SUPABASE_ANON_KEY=never.used' \
	'SUPABASE_ANON_KEY=kept.key.of-envoy'; do
	environment all | grep -v ^ANON_KEY= >"$tmp/env"
	# shellcheck disable=SC2086 # assignments
	env -i $others "$BIN" render -k envoy -t $ours/lds.template.yaml \
		-o "$tmp/lds.yaml" -e "$tmp/env" --termination-log none \
		2>"$tmp/err"
	if grep -q '= "kept.key.of-envoy"' "$tmp/lds.yaml" &&
		! grep -q never.used "$tmp/lds.yaml"; then
		ok
	else
		not_ok "$others"
		cat "$tmp/err"
	fi
done

# --- which keys a file lets in ------------------------------------------------

# check STATUS TEXT ARGUMENT...: of keys check with the file $tmp/lds.yaml.
check() {
	wanted=$1 text=$2
	shift 2
	env -i "$BIN" keys check "$@" "$tmp/lds.yaml" >"$tmp/out" 2>&1
	status=$?
	if test $status = "$wanted" && grep -qF -- "$text" "$tmp/out" &&
		! grep -qF -- "$(value SERVICE_ROLE_KEY)" "$tmp/out"; then
		ok
	else
		not_ok "keys check: status $status, not $text"
		cat "$tmp/out"
	fi
}
generate >"$tmp/other"
for template in $ours/lds.template.yaml \
	$official/supabase-docker-newest.lds.template.yaml \
	$official/supabase-kubernetes-operator.lds.template.yaml; do
	test -f "$template" || continue
	for config in all legacy previous; do
		render "$template" $config
		case $template-$config in
		*/shared/*-previous) ;; # it has no place for them
		*) check 0 'match each other and the file' -e "$tmp/signers" \
			-e "$tmp/env" ;;
		esac
		if env -i "$BIN" lint --rendered "$tmp/lds.yaml" \
			>"$tmp/out"; then ok; else
			not_ok "what was rendered from $template, $config"
			cat "$tmp/out"
		fi
	done
	render "$template" all
	for name in SUPABASE_ANON_KEY SUPABASE_SERVICE_KEY \
		SUPABASE_PUBLISHABLE_KEY SUPABASE_SECRET_KEY; do
		check 1 "$name is not a key of role" -e "$tmp/other"
	done
	# explains NAME STATUS TEXT
	explains() {
		value "$1" >"$tmp/key"
		check "$2" "$3" -e "$tmp/set" --key-stdin <"$tmp/key"
	}
	explains ANON_KEY 0 'Envoy accepts it as anon'
	explains SUPABASE_SECRET_KEY 0 'Envoy accepts it as service_role'
	explains SUPABASE_SECRET_KEY_PREVIOUS 1 'Envoy answers 401'
	explains ANON_KEY_ASYMMETRIC 1 'clients do not send'
	# lint knows whose key it is, too: swapped, and one for both
	cp "$tmp/lds.yaml" "$tmp/right"
	for swap in "s/$(value ANON_KEY)/SWAPPED/
		s/$(value SERVICE_ROLE_KEY)/$(value ANON_KEY)/
		s/SWAPPED/$(value SERVICE_ROLE_KEY)/" \
		"s/$(value ANON_KEY)/$(value SERVICE_ROLE_KEY)/" \
		"s/$(value SERVICE_ROLE_KEY)/$(value ANON_KEY)/" \
		"s/$(value ANON_KEY_ASYMMETRIC)/$(value SERVICE_ROLE_KEY_ASYMMETRIC)/"
	do
		sed "$swap" "$tmp/right" >"$tmp/lds.yaml"
		env -i "$BIN" lint --rendered "$tmp/lds.yaml" >"$tmp/out"
		if test $? = 1 && grep -q swapped-variables "$tmp/out"; then
			ok
		else
			not_ok 'swapped keys are not seen'
			cat "$tmp/out"
		fi
	done
	cp "$tmp/right" "$tmp/lds.yaml"
	# in one layer only
	cp "$tmp/lds.yaml" "$tmp/right"
	sed -i "s/exact: '$(value ANON_KEY)'/exact: x/" "$tmp/lds.yaml"
	check 1 'SUPABASE_ANON_KEY is missing from the rbac policies' \
		-e "$tmp/env"
	explains ANON_KEY 1 'it is missing from the rbac policies'
	sed "s/= \"$(value ANON_KEY)\"/= \"\"/" "$tmp/right" >"$tmp/lds.yaml"
	check 1 'SUPABASE_ANON_KEY is missing from the Lua filter' \
		-e "$tmp/env"
	explains ANON_KEY 1 'it is missing from the Lua filter'
done

cp $ours/cds.yaml "$tmp/lds.yaml"
check 1 'pass the LDS file' -e "$tmp/env"
explains ANON_KEY 1 'pass the LDS file'

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

totals
