#!/bin/bash
# make bench: tables in Markdown of what render costs, against what it
# replaces. All programs take turns, values are fixed (*.env), the output is
# in memory; times are medians of wall and CPU.
set -u
cd "$(dirname "$0")" || exit 2
. ./measure.sh # sets tmp

for tool in valgrind busybox envsubst awk; do
	command -v "$tool" >/dev/null || {
		echo "$tool is missing (make deps)"
		exit 1
	}
done

# The sed step as it stands in an init container: a shell of busybox, whose
# commands are links to it.
# shellcheck disable=SC2154 # measure.sh sets it
mkdir "$tmp/busybox" || exit 2
for applet in sh cat sed; do
	ln -s "$(command -v busybox)" "$tmp/busybox/$applet"
done
names='SUPABASE_ANON_KEY SUPABASE_PUBLISHABLE_KEY DASHBOARD_USERNAME
	DASHBOARD_PASSWORD WELL_KNOWN_OAUTH_PATH
	SUPABASE_SERVICE_KEY SUPABASE_SECRET_KEY LUA_AUTH_EXPR LUA_RT_WS_EXPR
	LUA_FUNCTIONS_EXPR'
sed_script() {
	for name; do
		printf ' -e "s|\\$%s|$%s|g"' "$name" "$name"
	done
}
# shellcheck disable=SC2086 # a list of names
set -- $names
cat >"$tmp/sed.sh" <<END
cat "\$1" | sed$(sed_script "${@:1:5}") | sed$(sed_script "${@:6}") >"\$2"
END
cat >"$tmp/envsubst.sh" <<'END'
envsubst <"$1" >"$2"
END
# Each reference replaced as the environment has it, all others left.
cat >"$tmp/awk.sh" <<'END'
awk '{
	line = $0
	out = ""
	while (match(line, /\$[A-Za-z_][A-Za-z0-9_]*/)) {
		name = substr(line, RSTART + 1, RLENGTH - 1)
		out = out substr(line, 1, RSTART - 1)
		out = out (name in ENVIRON ? ENVIRON[name] : "$" name)
		line = substr(line, RSTART + RLENGTH)
	}
	print out line
}' "$1" >"$2"
END

# What the docker entrypoint of Supabase's Kong does, in our words: bash makes
# the expressions, awk replaces, sed drops the keys that are empty.
cat >"$tmp/entrypoint.sh" <<'END'
if [ -n "$SUPABASE_SECRET_KEY" ] && [ -n "$SUPABASE_PUBLISHABLE_KEY" ]; then
	secret="headers.apikey == '$SUPABASE_SECRET_KEY' and 'Bearer"
	export LUA_AUTH_EXPR="\$($secret $SERVICE_ROLE_KEY_ASYMMETRIC')"
	export LUA_RT_WS_EXPR="\$(query_params.apikey)"
	export LUA_FUNCTIONS_EXPR="\$(nil)"
fi
export WELL_KNOWN_OAUTH_PATH=/.well-known/oauth-authorization-server
. "${BASH_SOURCE%/*}/awk.sh" "$1" "$2"
sed -i '/^ *- key: *$/d' "$2"
END

echo '### Instructions (callgrind)'
echo
echo '| template | keys | render | two bare parses | ratio |'
echo '|---|---|--:|--:|--:|'
for template in "$SHIPPED" "$OFFICIAL"; do
	test -f "$template" || continue
	for keys in legacy newest; do
		read -r ours least < <(against_two_parses "$keys" "$template")
		echo "| ${template##*/} | $keys | $ours | $least |" \
			"$(awk -v a="$ours" -v b="$least" \
			'BEGIN { printf "%.2f", a / b }') |"
	done
done

# The program that is handed over, if it is built: make release bench.
release=$BUILD/release/stripped/kongrender
test -x "$release" || release=

# times TEMPLATE ROUNDS
times() {
	local t=$1 rounds=$2 out=$tmp/out
	PATH=$tmp/busybox:$PATH with newest "$TIMER" "$rounds" "$out" \
		${release:+"$release" render -t "$t" -o "$out" --} \
		"$KONGRENDER" render -t "$t" -o "$out" -- \
		"$tmp/busybox/sh" "$tmp/sed.sh" "$t" "$out" -- \
		/bin/sh "$tmp/envsubst.sh" "$t" "$out" -- \
		/bin/sh "$tmp/awk.sh" "$t" "$out" -- \
		/bin/bash "$tmp/entrypoint.sh" "$t" "$out" -- \
		"$REF_COPY" "$t" "$out" -- \
		"$REF_PARSE" "$t" 2>/dev/null >"$tmp/times" || {
		echo "a program failed for ${t##*/}"
		exit 1
	}
	echo
	echo "### ${t##*/}, $(wc -c <"$t") bytes, $rounds rounds"
	echo
	echo '| program | wall ms | CPU ms | peak KiB |'
	echo '|---|--:|--:|--:|'
	paste -d ' ' "$tmp/times" - <<END |
${release:+kongrender render, make release
}kongrender render
busybox: cat, sed, sed
GNU envsubst
awk loop ($(basename "$(readlink -f "$(command -v awk)")"))
bash, awk and sed, as the docker entrypoint
copy, fsync, rename
one libyaml parse, no output
END
		awk '{
			wall = $1; cpu = $2; kib = $3
			$1 = $2 = $3 = ""
			sub(/^ +/, "")
			printf "| %s | %.2f | %.2f | %d |\n", $0, wall / 1000,
				cpu / 1000, kib
		}'
}
times "$SHIPPED" 200
test ! -f "$OFFICIAL" || times "$OFFICIAL" 200
times "$(generate 1000000)" 20
times "$(generate 10000000)" 5
echo
echo "Command: \`make bench\`. $(sed -n 's/^model name.*: //p' /proc/cpuinfo |
	head -n 1), $(nproc) processors."
