#!/bin/sh
# Renews and rotates the API keys of a Supabase install on Kubernetes.
# kongrender makes and checks the keys, kubectl talks to the cluster.
# deploy/README.md is the manual; --help the short one.
#
# No secret is in an argument: keys travel in pipes and in the environment of
# kongrender. No secret is in a temporary file; a backup has mode 0600.
# shellcheck disable=SC2016 # the $ of Go templates is for kubectl
set -u
LC_ALL=C
export LC_ALL
umask 077

me=${0##*/}
namespace=supabase secret=supabase-secrets context=
deployments=gotrue,rest,storage,studio,kong kong=kong
# What else of a Supabase install has JWT_SECRET.
holders=realtime,functions,supavisor
backup_dir=${XDG_STATE_HOME:-${HOME:-.}/.local/state}/kongrender
gateway='' app_namespace='' rollout_timeout=300s
dry_run='' overlap='' rollback=1 yes=''

# A variable that came from the environment would go to every child again,
# with whatever the script puts into it.
unset value old_data new_data secret_data read_text decode_text roll_data \
	write_data write_answer with_data check_text templates app_text \
	claim_text generate_text

# Where kongrender would look for keys, beside the Secret.
unset KONGRENDER_SECRETS_DIR KONGRENDER_ENV_FILE

# Every name under which kongrender looks for a key. Nothing else of the
# Secret gets into its environment: a Secret may hold a PATH too.
known='JWT_SECRET ANON_KEY SERVICE_ROLE_KEY SUPABASE_ANON_KEY
SUPABASE_SERVICE_KEY SUPABASE_PUBLISHABLE_KEY SUPABASE_SECRET_KEY
ANON_KEY_ASYMMETRIC SERVICE_ROLE_KEY_ASYMMETRIC JWT_KEYS JWT_JWKS JWT_ISSUER
SUPABASE_ANON_KEY_PREVIOUS SUPABASE_SERVICE_KEY_PREVIOUS
SUPABASE_PUBLISHABLE_KEY_PREVIOUS SUPABASE_SECRET_KEY_PREVIOUS
DASHBOARD_USERNAME DASHBOARD_PASSWORD'
# What is made from JWT_SECRET, or verified beside what is.
asymmetric='JWT_KEYS JWT_JWKS ANON_KEY_ASYMMETRIC SERVICE_ROLE_KEY_ASYMMETRIC'
previous='SUPABASE_ANON_KEY_PREVIOUS SUPABASE_SERVICE_KEY_PREVIOUS
SUPABASE_PUBLISHABLE_KEY_PREVIOUS SUPABASE_SECRET_KEY_PREVIOUS'

help() {
	cat <<END
Usage: $me COMMAND [flags]

Commands
  status                  what the Secret holds, who is it for, until when
  check                   are the keys consistent, and does Kong run with them
  generate                renew ANON_KEY and SERVICE_ROLE_KEY; same JWT_SECRET
  generate --overlap      the same, and the old ones stay valid until retire
  retire                  end the overlap
  rotate-secret           a new JWT_SECRET: every session and every key dies
  backup                  write the Secret to a file of mode 0600
  restore FILE            make the Secret what the file says, and restart
  sync-env FILE NAME...   put values into a .env file; NAME or NAME=KEY
  sync-app KIND/NAME KEY --app-namespace NS
                          put a value into an app's ConfigMap or Secret, and
                          restart the Deployments that use it; KEY or KEY=KEY

Flags
  --namespace NS          where Supabase runs ($namespace)
  --secret NAME           the Secret of the keys ($secret)
  --context NAME          kubectl's context (the current one)
  --deployments LIST      what to restart, whichever exist
                          ($deployments)
  --kong NAME             the Deployment that is Kong ($kong)
  --gateway URL           generate, rotate-secret, retire, check: also send
                          requests through Kong at URL
  --backup-dir DIR        ($backup_dir)
  --rollout-timeout TIME  how long one rollout may take ($rollout_timeout)
  --no-rollback           on failure, leave everything as it is to look at
  --yes                   rotate-secret: do not ask
  --dry-run               do everything but change something
  --help

Exit status: 0 done; 1 not done, and the last lines say what the Secret holds
now; 2 wrong usage.
END
}

say() { printf '%s\n' "$*"; }
note() { printf '%s: note: %s\n' "$me" "$*" >&2; }
complain() { printf '%s: %s\n' "$me" "$*" >&2; }
usage() {
	complain "$*; see $me --help"
	exit 2
}

kubectl_in() { # NAMESPACE ARGUMENT...
	kubectl_ns=$1
	shift
	if test -n "$context"; then
		kubectl --context "$context" --namespace "$kubectl_ns" "$@"
	else
		kubectl --namespace "$kubectl_ns" "$@"
	fi
}
k() { kubectl_in "$namespace" "$@"; }

# --- where we are, for whoever reads the last lines

# looking: this command never writes it. before: nothing was changed. patched: the Secret holds the new values.
# restored: back to the backup. writing: a change is on its way. foreign:
# somebody else wrote the Secret last. unknown: it cannot be read back.
state=before step='' backup_file=''

begin() { # N WHAT
	step="step $1 of 6"
	say "$step: $2"
}

tell_state() {
	test "$state" != writing || settle
	case $state in
	before) complain "nothing was changed: the Secret $secret is as it was" ;;
	patched)
		complain "the Secret $secret holds the NEW keys, whole"
		tell_way_back
		;;
	restored) complain "the Secret $secret holds the OLD keys again, whole" ;;
	foreign)
		complain "the Secret $secret holds what SOMEBODY ELSE wrote, whole"
		test "$write_before" = before || tell_way_back
		;;
	unknown)
		complain "the Secret $secret could not be read back: it holds the" \
			"old keys or the new ones, whole; '$me status' tells"
		tell_way_back
		;;
	esac
}

tell_way_back() {
	test -z "$backup_file" ||
		complain "back to the keys of before: $me restore $backup_file" \
			"--namespace $namespace --secret $secret"
}

# Ends the command: what failed, what the Secret holds, and how to go on.
fail() {
	complain "${step:+$step: }$*"
	if test "$state" = patched && test -n "$rollback"; then
		roll_back
	fi
	tell_state
	exit 1
}

interrupted() {
	trap '' HUP INT TERM
	complain "interrupted${step:+ in $step}"
	tell_state
	exit 130
}
trap interrupted HUP INT TERM

# --- the Secret

# resource_version, and secret_data: a line "KEY base64" for each key. One
# request, so that both are of the same moment.
read_secret() {
	read_text=$(k get secret "$secret" -o go-template='{{
		.metadata.resourceVersion}}{{"\n"}}{{.type}}{{"\n"}}{{
		range $key, $value := .data}}{{
		$key}} {{$value}}{{"\n"}}{{end}}') || return 1
	resource_version=$(printf '%s\n' "$read_text" | sed -n 1p)
	secret_type=$(printf '%s\n' "$read_text" | sed -n 2p)
	secret_data=$(printf '%s\n' "$read_text" | sed 1,2d)
	test -n "$resource_version"
}

newline='
'

# Sets value to the base64 text of KEY in DATA; 1 if it is not there. No
# process is started: it is asked for often.
encoded() { # KEY DATA
	value=$newline$2$newline
	case $value in
	*"$newline$1 "*) ;;
	*)
		value=
		return 1
		;;
	esac
	value=${value#*"$newline$1 "}
	value=${value%%"$newline"*}
}

# Sets value to what KEY holds in DATA, byte for byte; 1 if it is not there.
decode() { # KEY DATA
	encoded "$1" "$2" || return 1
	# The x keeps a trailing newline, which would be the thing to find.
	value=$(printf '%s' "$value" | base64 -d && printf x) || return 1
	value=${value%x}
}

encode() { printf '%s' "$1" | base64 | tr -d '\n'; }

# Prints DATA with KEY set to VALUE, or without KEY if there is no VALUE.
data_with() { # DATA KEY [VALUE]
	printf '%s\n' "$1" | awk -v key="$2" '$1 != key && NF == 2'
	if test $# = 3; then
		printf '%s %s\n' "$2" "$(encode "$3")"
	fi
}

# Prints the lines DATA as JSON. Keys and base64 need no escapes.
data_json() { # DATA
	printf '%s\n' "$1" | awk '
		NF == 2 { printf "%s\n  \"%s\": \"%s\"", n++ ? "," : "", $1, $2 }
		END { if (n) printf "\n " }'
}

# Replaces all data by the lines DATA, if the Secret is still at the version
# resource_version; then state becomes STATE.
write_data() { # DATA STATE
	write_from=$resource_version write_before=$state
	write_data=$1 write_state=$2
	test -n "$dry_run" || state=writing
	write_answer=$(printf '[{"op": "test", "path": %s, "value": "%s"},
{"op": "add", "path": "/data", "value": {%s}}]\n' \
		'"/metadata/resourceVersion"' "$write_from" "$(data_json "$1")" |
		k patch secret "$secret" --type json --patch-file /dev/stdin \
			${dry_run:+--dry-run=server} \
			-o 'jsonpath={.metadata.resourceVersion}')
	write_status=$?
	if test -n "$dry_run"; then
		return $write_status
	elif test $write_status = 0; then
		resource_version=$write_answer state=$write_state
		return 0
	fi
	settle
	test "$state" = "$write_state"
}

# What did a change leave behind whose answer was lost? Reads the Secret back.
settle() {
	if ! read_secret; then
		state=unknown
	elif test "$resource_version" = "$write_from"; then
		state=$write_before
	elif test "$(printf '%s\n' "$secret_data" | sort)" = \
		"$(printf '%s\n' "$write_data" | awk 'NF == 2' | sort)"; then
		state=$write_state
		note 'kubectl reported no success, but the Secret was written'
	else
		state=foreign
		complain 'somebody else changed the Secret in the meantime:' \
			'run the command again'
	fi
}

# --- backups

backup_text() {
	printf '{
 "apiVersion": "v1",
 "kind": "Secret",
 "metadata": {"name": "%s", "namespace": "%s"},
 "type": "%s",
 "data": {%s}
}\n' "$secret" "$namespace" "$secret_type" "$(data_json "$secret_data")"
}

# Sets backup_file. Never overwrites one: two in a second get -1, -2.
write_backup() {
	mkdir -p "$backup_dir" || return 1
	backup_base=$backup_dir/$namespace-$secret-$(date -u +%Y%m%dT%H%M%SZ)
	backup_file=$backup_base.json backup_n=0
	while ! (set -C && : >"$backup_file") 2>/dev/null; do
		backup_n=$((backup_n + 1))
		backup_file=$backup_base-$backup_n.json
		test $backup_n -lt 100 || return 1
	done
	chmod 600 "$backup_file" &&
		backup_text >"$backup_file" &&
		backup_data "$backup_file" >/dev/null && return 0
	rm -f "$backup_file"
	return 1
}

# Prints the data lines of a backup; 1 if FILE is none, or not all of one.
backup_data() { # FILE
	awk '
	NR == 3 && $0 != " \"kind\": \"Secret\"," { exit }
	/^ "data": \{/ { inside = 1; next }
	inside && /^ \}$/ { inside = 0; closed = 1; next }
	inside {
		if ($0 !~ /^  "[-._a-zA-Z0-9]+": "[A-Za-z0-9+\/=]*",?$/)
			exit
		split($0, part, "\"")
		print part[2], part[4]
	}
	closed && /^\}$/ { whole = 1 }
	END { exit !whole }' "$1"
}

# --- kongrender, with the values of DATA as its only source

with_keys() { # DATA COMMAND...
	(
		with_data=$1
		shift
		for name in $known; do
			unset "$name" "${name}_FILE"
			decode "$name" "$with_data" && export "$name=$value"
		done
		unset value with_data
		"$@"
	)
}

# Prints the string CLAIM of a token, "" if it has none. What is printed is
# no secret, and goes into an argument of kongrender.
claim() { # TOKEN CLAIM
	claim_text=$(printf '%s' "$1" | cut -d. -f2 | tr -- '-_' '+/')
	while test $((${#claim_text} % 4)) != 0; do
		claim_text=$claim_text=
	done
	printf '%s' "$claim_text" | base64 -d 2>/dev/null | tr -d '\n' |
		sed -n 's/.*"'"$2"'"[[:space:]]*:[[:space:]]*"\([^"\\]*\)".*/\1/p'
}

# Sets value to a new token of ROLE, signed with the JWT_SECRET of DATA, with
# the iss and ref of the KEY it replaces.
mint() { # ROLE KEY DATA
	mint_iss='' mint_ref=''
	if decode "$2" "$3"; then
		mint_iss=$(claim "$value" iss)
		mint_ref=$(claim "$value" ref)
	fi
	value=$(with_keys "$3" kongrender token mint --role "$1" \
		--iss "${mint_iss:-supabase}" ${mint_ref:+--ref "$mint_ref"}) &&
		test -n "$value"
}

# --- Deployments and pods

# Sets here to those of the list that exist.
find_deployments() {
	here=$(k get deployments -o go-template='{{range .items}}{{
		.metadata.name}}{{"\n"}}{{end}}') || return 1
	here=$(printf '%s\n' "$here" | awk -v list="$deployments" '
		{ there[$1] = 1 }
		END {
			n = split(list, name, ",")
			for (i = 1; i <= n; i++)
				if (name[i] in there && !done[name[i]]++)
					print name[i]
		}')
	test -n "$here" || note "none of the Deployments $deployments is in" \
		"the namespace $namespace: nothing is restarted"
}

kong_is_here() { printf '%s\n' "$here" | grep -qx -e "$kong"; }

# Prints the names of a Deployment's pods that run and are not on their way
# out. Those that were evicted stay in the list for long.
pods_of() { # DEPLOYMENT
	pods_selector=$(k get deployment "$1" -o go-template='{{
		range $key, $value := .spec.selector.matchLabels}}{{
		$key}}={{$value}},{{end}}') || return 1
	test -n "$pods_selector" || return 1
	k get pods --selector "${pods_selector%,}" \
		--field-selector status.phase=Running -o go-template='{{
		range .items}}{{if not .metadata.deletionTimestamp}}{{
		.metadata.name}}{{"\n"}}{{end}}{{end}}'
}

# Sets old_pods to a line "DEPLOYMENT POD" for each pod of today.
remember_pods() {
	old_pods=
	for deployment in $here; do
		remember_names=$(pods_of "$deployment") || return 1
		old_pods=$old_pods$(printf '%s\n' "$remember_names" |
			sed "/./!d; s/^/$deployment /" && echo x)
		old_pods=${old_pods%x}
	done
}

# A value that a Deployment takes from elsewhere is not changed by us.
look_for_strangers() {
	for deployment in $here; do
		k get deployment "$deployment" \
			-o 'jsonpath={.spec.template.spec}' |
			grep -q "\"$secret\"" ||
			note "Deployment $deployment does not mention the Secret" \
				"$secret: where does it get its keys?"
	done
}

# kubectl refuses a second restart within a second of the first, which is
# when a rollback may come.
restart_one() { # DEPLOYMENT
	k rollout restart "deployment/$1" && return
	sleep "${MANAGE_PAUSE:-2}"
	k rollout restart "deployment/$1"
}

restart() { # DEPLOYMENT...
	for deployment; do
		restarted="$restarted $deployment"
		restart_one "$deployment" || return 1
	done
	for deployment; do
		k rollout status "deployment/$deployment" \
			--timeout "$rollout_timeout" || return 1
	done
}

# Prints the pods of before that still run.
pods_left() {
	for deployment in $restarted; do
		left_names=$(pods_of "$deployment") || return 1
		for pod in $left_names; do
			case $old_pods in
			*"$deployment $pod
"*) say "$pod" ;;
			esac
		done
	done
}

# --- what Kong runs with

# Sets check_container and check_file: who reads it, and where it is. A
# sidecar may come first in the pod.
find_kong_file() {
	check_file=$(k get deployment "$kong" -o go-template='{{
		range .spec.template.spec.containers}}{{$c := .name}}{{
		range .env}}{{if eq .name "KONG_DECLARATIVE_CONFIG"}}{{
		with .value}}{{$c}} {{.}}{{"\n"}}{{end}}{{end}}{{end}}{{end}}') ||
		return 1
	case $check_file in
	*' /'*) ;;
	*) check_file="$kong /usr/local/kong/declarative/kong.yml" ;;
	esac
	check_file=${check_file%%"$newline"*}
	check_container=${check_file%% *}
	check_file=${check_file#* }
}

# Sets templates to the text of the ConfigMaps' files that Kong's pods mount.
read_templates() {
	templates=
	templates_of=$(k get deployment "$kong" -o go-template='{{
		range .spec.template.spec.volumes}}{{with .configMap}}{{
		$name := .name}}{{if .items}}{{range .items}}{{
		$name}} {{.key}}{{"\n"}}{{end}}{{else}}{{
		$name}} -{{"\n"}}{{end}}{{end}}{{end}}') || return 1
	while read -r name key; do
		test -n "$name" || continue
		templates_if='' templates_end=''
		test "$key" = - || templates_end='{{end}}' \
			templates_if="{{if eq \$key \"$key\"}}"
		templates_text=$(k get configmap "$name" -o go-template="{{
			range \$key, \$text := .data}}$templates_if{{\$text}}{{
			\"\\n\"}}$templates_end{{end}}") || return 1
		templates=$templates$newline$templates_text
	done <<-END
		$templates_of
	END
}

# Does the template that Kong's init container reads have a place for NAME?
has_place() { # NAME
	printf '%s\n' "$templates" |
		grep -Eq "^[^#]*key:[^#]*\\\$\{?$1([^A-Za-z0-9_]|\$)"
}

# Sets kong_data to DATA without the opaque keys, and what belongs to them, if
# the template has no place for them: Kong cannot have those.
leave_out_opaque() { # DATA
	kong_data=$1
	encoded SUPABASE_PUBLISHABLE_KEY "$1" || return 0
	read_templates && test -n "$templates" || return 0
	has_place SUPABASE_PUBLISHABLE_KEY && return
	has_place SUPABASE_SECRET_KEY && return
	note 'the template has no place for the opaque keys (sb_...):' \
		'nobody can use them'
	for name in SUPABASE_PUBLISHABLE_KEY SUPABASE_SECRET_KEY $asymmetric; do
		kong_data=$(data_with "$kong_data" "$name")
	done
}

# Is every key of DATA in the file of every Kong pod?
check_kong() { # DATA
	find_kong_file || return 1
	leave_out_opaque "$1" || return 1
	check_pods=$(pods_of "$kong") || return 1
	test -n "$check_pods" || {
		complain "Deployment $kong has no pod"
		return 1
	}
	for pod in $check_pods; do
		# In a variable, so that a failing exec is not an empty file.
		check_text=$(k exec "$pod" --container "$check_container" -- \
			cat "$check_file") || {
			complain "cannot read $check_file in pod $pod"
			return 1
		}
		printf '%s\n' "$check_text" | with_keys "$kong_data" kongrender keys check \
			--rendered - || {
			complain "that is the file $check_file in pod $pod"
			return 1
		}
	done
}

# 401s are what clients get that still send an old key: worth knowing, and no
# reason to go back, because the new keys are not theirs.
look_for_401() {
	for pod in $check_pods; do
		look_n=$(k logs "$pod" --container "$check_container" | grep -v "$agent" |
			grep -c '" 401 ')
		test "${look_n:-0}" = 0 ||
			note "pod $pod has answered 401 to $look_n requests since its" \
				'start: clients with an old key or none'
	done
}

agent=kongrender-verify

# Prints the status of a request with the KEY on stdin, if there is one.
ask_gateway() {
	awk 'NF { print "apikey: " $0; print "Authorization: Bearer " $0 }' |
		curl -sS -o /dev/null -w '%{http_code}' -A "$agent" -m 20 -H @- \
			"${gateway%/}/rest/v1/"
}

# A load balancer may need a moment to know the new pods.
ask_until() { # 401|other KEY
	for attempt in 1 2 3 4 5; do
		test "$attempt" = 1 || sleep "${MANAGE_PAUSE:-2}"
		ask_code=$(printf '%s\n' "$2" | ask_gateway) || ask_code=000
		case $1 in
		401) test "$ask_code" = 401 && return 0 ;;
		other) test "$ask_code" != 401 && test "$ask_code" != 000 &&
			return 0 ;;
		esac
	done
	return 1
}

check_gateway() { # DATA
	test -n "$gateway" || return 0
	ask_until 401 '' || {
		complain "a request without a key got $ask_code from $gateway," \
			'not 401: is this Kong?'
		return 1
	}
	for key in ANON_KEY SERVICE_ROLE_KEY; do
		decode "$key" "$1" || continue
		ask_until other "$value" || {
			complain "a request with $key got $ask_code from $gateway"
			return 1
		}
	done
}

verify() { # DATA
	verify_left=$(pods_left) || fail 'the pods cannot be listed'
	test -z "$verify_left" ||
		fail "still running with the old values: $verify_left"
	if kong_is_here; then
		check_kong "$1" || fail 'Kong does not run with these keys'
		look_for_401
	else
		note "no Deployment $kong: nobody looked at what Kong runs with"
	fi
	check_gateway "$1" || fail 'the gateway does not take these keys'
}

# --- going back

roll_back() {
	complain 'going back to the backup'
	# A restart that fails now must not begin all over again.
	rollback=
	if ! write_data "$old_data" restored; then
		complain 'the backup could not be put back'
		return
	fi
	# shellcheck disable=SC2086 # names without blanks
	set -- $restarted
	restarted=
	if test $# -gt 0 && ! restart "$@"; then
		complain "not every Deployment came back; look with" \
			"'kubectl --namespace $namespace get pods'"
	fi
}

# --- commands

need() {
	for tool; do
		command -v "$tool" >/dev/null || usage "$tool is not on the PATH"
	done
}

start() {
	need kubectl kongrender base64 awk
	test -z "$gateway" || need curl
	say "namespace $namespace, Secret $secret," \
		"context ${context:-the current one}${dry_run:+, dry run}"
}

load() {
	read_secret || fail "the Secret $secret cannot be read"
	old_data=$secret_data restarted=''
	find_deployments || fail 'the Deployments cannot be listed'
}

save() {
	if test -n "$dry_run"; then
		say "dry run: no backup in $backup_dir"
	else
		write_backup || fail "no backup could be written in $backup_dir"
		say "backup: $backup_file"
	fi
	remember_pods || fail 'the pods cannot be listed'
}

# Steps 3 to 6, for the lines DATA.
roll_out() { # DATA DEPLOYMENT...
	roll_data=$1
	shift
	begin 3 'check the new set'
	with_keys "$roll_data" kongrender keys check --min-valid 30d ||
		fail 'the new set is not consistent'
	begin 4 "write it to the Secret $secret"
	write_data "$roll_data" patched || fail 'the Secret was not changed'
	if test -n "$dry_run"; then
		say "dry run: would restart $*"
		return 0
	fi
	begin 5 "restart $*"
	restart "$@" || fail 'a rollout did not end well'
	begin 6 'verify'
	verify "$roll_data"
	say 'done: the pods run with the new keys'
}

need_places() {
	read_templates || fail 'the template of Kong cannot be read'
	has_place SUPABASE_ANON_KEY_PREVIOUS &&
		has_place SUPABASE_SERVICE_KEY_PREVIOUS && return
	complain 'the template has no place for the previous keys. Add these' \
		'two lines, apply it, and run this again:'
	cat >&2 <<-'END'
		  - username: anon
		    keyauth_credentials:
		      - key: $SUPABASE_ANON_KEY
		      - key: $SUPABASE_ANON_KEY_PREVIOUS      # this one
		  - username: service_role
		    keyauth_credentials:
		      - key: $SUPABASE_SERVICE_KEY
		      - key: $SUPABASE_SERVICE_KEY_PREVIOUS   # and this one
	END
	fail 'no overlap without them'
}

command_generate() {
	start
	begin 1 "back up the Secret $secret"
	load
	test -z "$overlap" || need_places
	save
	look_for_strangers
	begin 2 'mint ANON_KEY and SERVICE_ROLE_KEY'
	decode JWT_SECRET "$old_data" ||
		fail "the Secret has no JWT_SECRET to sign with"
	new_data=$old_data
	renew anon ANON_KEY SUPABASE_ANON_KEY
	renew service_role SERVICE_ROLE_KEY SUPABASE_SERVICE_KEY
	if test -n "$overlap"; then
		keep ANON_KEY SUPABASE_ANON_KEY
		keep SERVICE_ROLE_KEY SUPABASE_SERVICE_KEY
	fi
	# shellcheck disable=SC2086 # names without blanks
	roll_out "$new_data" $here
	test -z "$overlap" || test -n "$dry_run" ||
		say "the old keys stay valid until: $me retire"
}

# Puts a new token of ROLE into new_data. The template's own NAME comes before
# KEY in Kong: where the Secret has it, it is renewed too.
renew() { # ROLE KEY NAME
	renew_from=$2
	encoded "$3" "$old_data" && renew_from=$3
	mint "$1" "$renew_from" "$new_data" || fail "no $2"
	new_data=$(data_with "$new_data" "$2" "$value")
	test "$renew_from" = "$2" ||
		new_data=$(data_with "$new_data" "$3" "$value")
}

# The key that Kong has now becomes the previous one.
keep() { # KEY NAME
	decode "$2" "$old_data" || decode "$1" "$old_data" || return 0
	new_data=$(data_with "$new_data" "$2_PREVIOUS" "$value")
}

command_retire() {
	start
	begin 1 "back up the Secret $secret"
	load
	new_data=$old_data retired=''
	for name in $previous; do
		encoded "$name" "$old_data" || continue
		new_data=$(data_with "$new_data" "$name")
		retired="$retired $name"
	done
	if test -z "$retired"; then
		say 'nothing to retire: the Secret holds no previous key'
		return 0
	fi
	kong_is_here || fail "there is no Deployment $kong"
	save
	begin 2 "without$retired"
	roll_out "$new_data" "$kong"
}

command_rotate_secret() {
	deployments=$deployments,$holders
	start
	begin 1 "back up the Secret $secret"
	load
	say 'With a new JWT_SECRET
  - every user is signed out, and every refresh begins with a login;
  - ANON_KEY and SERVICE_ROLE_KEY die in every app, function and CI job that
    holds a copy. There is no overlap: tokens of the old secret do not verify.
It also lives where this script does not reach:
  - the database setting app.settings.jwt_secret;
  - the records of Realtime'"'"'s tenants (table _realtime.tenants), where it is
    encrypted: let Realtime seed them again.
deploy/README.md has the checklist.'
	confirm
	save
	look_for_strangers
	begin 2 'make a JWT_SECRET, and the keys that it signs'
	rotate_keys
	# shellcheck disable=SC2086 # names without blanks
	roll_out "$new_data" $here
	test -n "$dry_run" ||
		say 'now: app.settings.jwt_secret, and the tenants of Realtime'
}

# Sets new_data: a new JWT_SECRET, and whatever of the Secret is signed with it
# or holds it, with the iss and ref of the ANON_KEY of before. Opaque keys stay.
rotate_keys() {
	rotate_names='JWT_SECRET ANON_KEY SERVICE_ROLE_KEY' new_data=$old_data
	for name in $asymmetric; do
		encoded "$name" "$old_data" && rotate_names="$rotate_names $name"
	done
	rotate_iss='' rotate_ref=''
	if decode SUPABASE_ANON_KEY "$old_data" || decode ANON_KEY "$old_data"; then
		rotate_iss=$(claim "$value" iss) rotate_ref=$(claim "$value" ref)
	fi
	generate_text=$(with_keys '' kongrender keys generate --format env \
		--only "$(printf '%s' "$rotate_names" | tr ' ' ,)" \
		--iss "${rotate_iss:-supabase}" ${rotate_ref:+--ref "$rotate_ref"}) ||
		fail 'no new keys'
	for name in $rotate_names; do
		take "$name" "$name"
	done
	encoded SUPABASE_ANON_KEY "$old_data" && take ANON_KEY SUPABASE_ANON_KEY
	encoded SUPABASE_SERVICE_KEY "$old_data" &&
		take SERVICE_ROLE_KEY SUPABASE_SERVICE_KEY
	# Signed with the old secret: of no use to anybody.
	for name in SUPABASE_ANON_KEY_PREVIOUS SUPABASE_SERVICE_KEY_PREVIOUS; do
		new_data=$(data_with "$new_data" "$name")
	done
}

# Puts NAME of generate_text, the lines of a .env file, into new_data as KEY.
take() { # NAME KEY
	value=$newline$generate_text$newline
	case $value in
	*"$newline$1="*) ;;
	*) fail "no new $1" ;;
	esac
	value=${value#*"$newline$1="}
	value=${value%%"$newline"*}
	# JSON stands in single quotes, and has none.
	value=${value#"'"}
	value=${value%"'"}
	test -n "$value" || fail "no new $1"
	new_data=$(data_with "$new_data" "$2" "$value")
}

confirm() {
	test -z "$yes" && test -z "$dry_run" || return 0
	printf 'Type the name of the namespace to go on: '
	read -r answer || answer=
	test "$answer" = "$namespace" || fail 'not confirmed'
}

command_backup() {
	start
	state=looking
	read_secret || fail "the Secret $secret cannot be read"
	if test -n "$dry_run"; then
		say "dry run: would write to $backup_dir"
		return
	fi
	write_backup || fail "no backup could be written in $backup_dir"
	say "backup: $backup_file"
}

# shellcheck disable=SC2086 # names without blanks
command_restore() { # FILE
	start
	new_data=$(backup_data "$1") || new_data=
	test -n "$new_data" || fail "$1 is not a whole backup of this script"
	begin 1 "back up the Secret $secret"
	load
	encoded JWT_SECRET "$old_data"
	restore_secret=$value
	encoded JWT_SECRET "$new_data"
	if test "$value" != "$restore_secret"; then
		note "$1 has another JWT_SECRET: see rotate-secret"
		deployments=$deployments,$holders
		find_deployments || fail 'the Deployments cannot be listed'
	fi
	save
	begin 4 "write $1 to the Secret $secret"
	write_data "$new_data" patched || fail 'the Secret was not changed'
	if test -n "$dry_run"; then
		say 'dry run: would restart' $here
		return
	fi
	begin 5 'restart'
	restart $here || fail 'a rollout did not end well'
	begin 6 'verify'
	verify "$new_data"
	say "done: the Secret is what $1 says"
}

command_check() {
	start
	state=looking
	load
	check_bad=0
	with_keys "$old_data" kongrender keys check --min-valid 30d || check_bad=1
	if kong_is_here; then
		check_kong "$old_data" || check_bad=1
	else
		note "no Deployment $kong: only the Secret was checked"
	fi
	check_gateway "$old_data" || check_bad=1
	exit $check_bad
}

command_status() {
	start
	state=looking
	read_secret || fail "the Secret $secret cannot be read"
	say "resource version $resource_version"
	for name in $known; do
		decode "$name" "$secret_data" || continue
		case $value in
		eyJ*.*.*)
			say "$name:"
			printf '%s' "$value" | kongrender token inspect 2>/dev/null |
				sed -n '/^claims /s/^/  /p; /^exp /s/^/  /p'
			;;
		*) say "$name: ${#value} characters" ;;
		esac
	done
	k get deployments -o go-template='{{range .items}}{{
		.metadata.name}} {{.spec.replicas}} {{with .status.readyReplicas}}{{
		.}}{{else}}0{{end}}{{"\n"}}{{end}}' |
		awk -v list="$deployments" '
		BEGIN { n = split(list, name, ","); for (i in name) want[name[i]] }
		$1 in want {
			print "Deployment " $1 ": " $3 " of " $2 " ready"
		}'
}

# --- copies of a value elsewhere

# Sets target and value for "NAME" or "NAME=KEY".
pick() { # NAME[=KEY] DATA
	target=${1%%=*}
	case $target in
	'' | *[!A-Za-z0-9._-]*) usage "'$target' is no name of a value" ;;
	esac
	pick_key=${1#*=}
	case $pick_key in
	SUPABASE_ANON_KEY) pick_other=ANON_KEY ;;
	SUPABASE_SERVICE_KEY) pick_other=SERVICE_ROLE_KEY ;;
	*) pick_other=$pick_key ;;
	esac
	decode "$pick_key" "$2" || decode "$pick_other" "$2" ||
		fail "the Secret $secret has no $pick_key"
}

command_sync_env() { # FILE NAME[=KEY]...
	start
	state=looking
	read_secret || fail "the Secret $secret cannot be read"
	sync_file=$1
	shift
	for pair; do
		pick "$pair" "$secret_data"
		if test -n "$dry_run"; then
			say "dry run: would set $target in $sync_file"
			continue
		fi
		(
			KONGRENDER_SYNC=$value
			export KONGRENDER_SYNC
			kongrender dotenv set --file "$sync_file" "$target" \
				--from-env KONGRENDER_SYNC
		) || fail "$target could not be set in $sync_file"
		say "$sync_file: $target"
	done
}

a() { kubectl_in "$app_namespace" "$@"; }

# What users of a ConfigMap or Secret look like in a Deployment: a line
# "DEPLOYMENT kind name" for each mention.
mentions_of='range .envFrom}}{{
with .configMapRef}}{{$d}} configmap {{.name}}{{"\n"}}{{end}}{{
with .secretRef}}{{$d}} secret {{.name}}{{"\n"}}{{end}}{{end}}{{
range .env}}{{with .valueFrom}}{{
with .configMapKeyRef}}{{$d}} configmap {{.name}}{{"\n"}}{{end}}{{
with .secretKeyRef}}{{$d}} secret {{.name}}{{"\n"}}{{end}}{{end}}{{end}}{{
'
mentions='{{range .items}}{{$d := .metadata.name}}{{
with .spec.template.spec}}{{
range .volumes}}{{
with .configMap}}{{$d}} configmap {{.name}}{{"\n"}}{{end}}{{
with .secret}}{{$d}} secret {{.secretName}}{{"\n"}}{{end}}{{
with .projected}}{{range .sources}}{{
with .configMap}}{{$d}} configmap {{.name}}{{"\n"}}{{end}}{{
with .secret}}{{$d}} secret {{.name}}{{"\n"}}{{end}}{{end}}{{end}}{{end}}{{
range .initContainers}}{{'"$mentions_of"'end}}{{
range .containers}}{{'"$mentions_of"'end}}{{
end}}{{end}}'

command_sync_app() { # KIND/NAME KEY[=KEY]
	start
	state=looking
	app_kind=${1%%/*} app_name=${1#*/}
	read_secret || fail "the Secret $secret cannot be read"
	pick "$2" "$secret_data"
	case $app_kind in
	secret | secrets) app_kind=secret app_text=$(encode "$value") ;;
	configmap | configmaps | cm)
		app_kind=configmap app_text=$value
		case $pick_key in
		*ANON_KEY* | *PUBLISHABLE_KEY*) ;;
		*) fail "$pick_key is a secret: not for a ConfigMap" ;;
		esac
		case $value in
		*[!A-Za-z0-9._-]*) fail "$pick_key is no key" ;;
		esac
		;;
	*) usage "sync-app takes configmap/NAME or secret/NAME, not $1" ;;
	esac
	app_version=$(a get "$app_kind" "$app_name" -o go-template='{{
		.metadata.resourceVersion}}{{if .data}} data{{end}}') ||
		fail "$1 in $app_namespace cannot be read"
	app_empty='{"op": "add", "path": "/data", "value": {}},'
	case $app_version in
	*' data') app_empty='' app_version=${app_version% data} ;;
	esac
	printf '[{"op": "test", "path": "%s", "value": "%s"}, %s
{"op": "add", "path": "/data/%s", "value": "%s"}]\n' \
		/metadata/resourceVersion "$app_version" "$app_empty" \
		"$target" "$app_text" |
		a patch "$app_kind" "$app_name" --type json \
			--patch-file /dev/stdin ${dry_run:+--dry-run=server} ||
		fail "$1 in $app_namespace was not changed"
	app_users=$(a get deployments -o go-template="$mentions") ||
		fail "$1 is changed, but the Deployments cannot be listed"
	app_users=$(printf '%s\n' "$app_users" | awk -v kind="$app_kind" \
		-v name="$app_name" '$2 == kind && $3 == name { print $1 }' |
		sort -u)
	test -n "$app_users" || note "no Deployment in $app_namespace uses $1"
	for deployment in $app_users; do
		if test -n "$dry_run"; then
			say "dry run: would restart $deployment"
			continue
		fi
		if ! a rollout restart "deployment/$deployment" ||
			! a rollout status "deployment/$deployment" \
				--timeout "$rollout_timeout"; then
			fail "$1 is changed, but $deployment did not restart well"
		fi
	done
}

# --- the command line

test $# -gt 0 || usage 'which command?'
command=$1
shift
case $command in
-h | --help | help)
	help
	exit 0
	;;
esac

operands=0
while test $# -gt "$operands"; do
	case $1 in
	--*=*)
		flag=${1%%=*} argument=${1#*=}
		shift
		set -- "$flag" "$argument" "$@"
		;;
	esac
	case $1 in
	--namespace | --secret | --context | --deployments | --kong | --gateway | \
		--backup-dir | --rollout-timeout | --app-namespace)
		test $# -gt $((operands + 1)) || usage "$1 wants a value"
		;;
	esac
	case $1 in
	--namespace) namespace=$2 && shift ;;
	--secret) secret=$2 && shift ;;
	--context) context=$2 && shift ;;
	--deployments) deployments=$2 && shift ;;
	--kong) kong=$2 && shift ;;
	--gateway) gateway=$2 && shift ;;
	--backup-dir) backup_dir=$2 && shift ;;
	--rollout-timeout) rollout_timeout=$2 && shift ;;
	--app-namespace) app_namespace=$2 && shift ;;
	--overlap) overlap=1 ;;
	--no-rollback) rollback= ;;
	--yes) yes=1 ;;
	--dry-run) dry_run=1 ;;
	-h | --help)
		help
		exit 0
		;;
	-*) usage "unknown flag $1" ;;
	*)
		# An operand moves to the end; the loop ends where they begin.
		operand=$1
		set -- "$@" "$operand"
		operands=$((operands + 1))
		;;
	esac
	shift
done

for name in "$namespace" "$secret" "$kong" "${app_namespace:-web}"; do
	case $name in
	'' | *[!a-z0-9.-]*) usage "'$name' is no Kubernetes name" ;;
	esac
done
case $deployments in
'' | *[!a-z0-9.,-]*) usage "'$deployments' is no list of Deployments" ;;
esac
wants() { # N USAGE
	test "$operands" = "$1" || usage "usage: $me $command $2"
}
test -z "$overlap" || test "$command" = generate ||
	usage '--overlap is for generate'

case $command in
status) wants 0 '' && command_status ;;
check) wants 0 '' && command_check ;;
generate) wants 0 '' && command_generate ;;
retire) wants 0 '' && command_retire ;;
rotate-secret) wants 0 '' && command_rotate_secret ;;
backup) wants 0 '' && command_backup ;;
restore) wants 1 FILE && command_restore "$1" ;;
sync-env)
	test "$operands" -ge 2 || usage "usage: $me sync-env FILE NAME..."
	command_sync_env "$@"
	;;
sync-app)
	wants 2 'KIND/NAME KEY --app-namespace NS'
	test -n "$app_namespace" || usage 'sync-app wants --app-namespace NS'
	command_sync_app "$@"
	;;
*) usage "unknown command $command" ;;
esac
