#!/bin/sh
# shellcheck disable=SC2016 # dollars for templates
# The derived expressions in a real Lua, and hostile keys that never get there.
. "$(dirname "$0")/../suite.sh"
cd tests/lua || exit 2
BIN=$KONGRENDER
LUA=
for lua in luajit lua5.1; do
	command -v $lua >/dev/null && LUA=${LUA:-$lua}
done
test -n "$LUA" || skip 'neither luajit nor lua5.1 is here'

cat >"$tmp/kong.yml" <<'END'
_format_version: "3.0"
_comment: |
  auth $LUA_AUTH_EXPR
  rtws $LUA_RT_WS_EXPR
  functions $LUA_FUNCTIONS_EXPR
END

# Renders into $tmp/out with the variables given and no others.
render() {
	rm -f "$tmp/out"
	env -i "$@" "$BIN" render -t "$tmp/kong.yml" -o "$tmp/out" \
		--termination-log none 2>"$tmp/err"
}
keys='SUPABASE_SECRET_KEY=sb_secret_new SUPABASE_PUBLISHABLE_KEY=sb_publishable_new
	SERVICE_ROLE_KEY_ASYMMETRIC=admin.jwt.es256 ANON_KEY_ASYMMETRIC=anon.jwt.es256'
previous='SUPABASE_SECRET_KEY_PREVIOUS=sb_secret_old
	SUPABASE_PUBLISHABLE_KEY_PREVIOUS=sb_publishable_old'

# Every row with the variables given, by the column config.
rows() { # CONFIG VARIABLE...
	config=$1
	shift
	render "$@" || {
		not_ok "$config does not render"
		cat "$tmp/err"
		return
	}
	$LUA rows.lua "$tmp/out" "$config" >"$tmp/rows"
	add_totals "$tmp/rows" $?
	grep '^not ok' "$tmp/rows"
}
rows none _=
# shellcheck disable=SC2086 # words
rows keys $keys
# shellcheck disable=SC2086
rows previous $keys $previous

# The rows can fail: by another configuration's column they do.
# shellcheck disable=SC2086
for other in none previous; do
	render $keys
	if $LUA rows.lua "$tmp/out" $other >/dev/null; then
		not_ok "the rows of $other hold for keys too"
	else
		ok
	fi
done

# A current key given as the previous one too is left out, not an error.
# shellcheck disable=SC2086
if render $keys SUPABASE_SECRET_KEY_PREVIOUS=sb_secret_new &&
	grep -q 'stale-previous-key' "$tmp/err"; then
	ok
else
	not_ok 'a previous key that is the current one'
fi

# Some but not all of the four: an empty bearer would be forwarded.
for without in SUPABASE_SECRET_KEY SUPABASE_PUBLISHABLE_KEY \
	SERVICE_ROLE_KEY_ASYMMETRIC ANON_KEY_ASYMMETRIC; do
	# shellcheck disable=SC2086
	if render $keys $without= || test -e "$tmp/out" ||
		! grep -q "$without.*\[derived-value\]" "$tmp/err"; then
		not_ok "all but $without"
	else
		ok
	fi
done
# shellcheck disable=SC2086
if render $previous || test -e "$tmp/out"; then
	not_ok 'previous keys alone'
else
	ok
fi

# What could end the Lua string, in each of the six.
hostile() {
	for name in SUPABASE_SECRET_KEY SUPABASE_PUBLISHABLE_KEY \
		SERVICE_ROLE_KEY_ASYMMETRIC ANON_KEY_ASYMMETRIC \
		SUPABASE_SECRET_KEY_PREVIOUS \
		SUPABASE_PUBLISHABLE_KEY_PREVIOUS; do
		# shellcheck disable=SC2086
		if render $keys $previous "$name=$1" || test -e "$tmp/out" ||
			! grep -q "$name.*\[derived-value\]" "$tmp/err"; then
			not_ok "$name takes $1"
		else
			ok
		fi
	done
}
for text in "'" "x'y" "' or os.exit() or '" '\' '"' 'a b' ' a' 'a)' '(a' '$x' \
	'a]]' 'a;b' '--' 'a/b' 'a+b' 'a=' "$(printf 'a\nb')" \
	"$(printf 'a\tb')" "$(printf 'k\303\251y')"; do
	case $text in
	--) ;; # harmless: the alphabet has the dash
	*) hostile "$text" ;;
	esac
done
hostile "sb_secret_x
"

# The OAuth metadata's path, RFC 8414 section 3.1.
printf '_format_version: "3.0"\n_comment: $WELL_KNOWN_OAUTH_PATH\n' \
	>"$tmp/kong.yml"
path() { # ISSUER PATH
	if render "JWT_ISSUER=$1" && grep -qx "_comment: $2" "$tmp/out"; then
		ok
	else
		not_ok "the path of the issuer $1"
	fi
}
known=/.well-known/oauth-authorization-server
path '' $known
path https://example.com $known
path https://example.com/ $known
path https://example.com/// $known
path https://example.com/auth/v1 $known/auth/v1
path http://kong:8000/auth/v1// $known/auth/v1
path https://user@example.com:8443/a $known/a
no_path() { # ISSUER
	if render "JWT_ISSUER=$1" || test -e "$tmp/out"; then
		not_ok "the issuer $1 is taken"
	else
		ok
	fi
}
no_path example.com
no_path ftp://example.com
no_path HTTPS://example.com
no_path https://
no_path https:///auth
no_path 'https://example.com/?a=b'
no_path 'https://example.com/#a'
no_path 'https://example.com/a b'
no_path 'https://example.com/a%20b'
no_path 'https://example.com/%7Ea'

totals
