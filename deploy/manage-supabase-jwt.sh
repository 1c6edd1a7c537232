#!/bin/sh
#: Usage: manage-supabase-jwt.sh COMMAND [FLAG...], or --help
#: Renews and rotates the API keys of a Supabase install on Kubernetes.
#: deploy/README.md is the manual.
#:
#: Commands:
#:   status              what the Secret holds; which pods run with older keys
#:   check               check the keys, and the file of every Kong pod
#:   generate            renew every key that expires; JWT_SECRET stays
#:   generate --opaque   renew the sb_ keys instead
#:   generate --overlap  either, and the old keys stay valid until retire
#:   retire              end the overlap
#:   resume              finish an interrupted run
#:   rotate-secret       new JWT_SECRET; ends every session and every key
#:   backup              save the Secret to a file of mode 0600
#:   restore FILE        set the Secret back to a backup, and restart
#:   sync-env FILE NAME...   set values in a .env file; NAME or NAME=KEY
#:   sync-app KIND/NAME KEY --app-namespace NS
#:                       set a value in an app's ConfigMap or Secret, restart the
#:                       Deployments that use it; KEY or KEY=KEY
#:
#: Flags:
#:   --namespace NS          Supabase's namespace (default: supabase)
#:   --secret NAME           Secret with the keys (default: supabase-secrets)
#:   --secret-key-map LIST   the Secret's own names: JWT_SECRET=secret,...
#:   --context NAME          kubectl context (default: the current one)
#:   --kong NAME             Deployment of Kong or Envoy (default: kong)
#:   --gateway URL           also send requests through the gateway at URL
#:   --deployments LIST      restart only these of the Deployments that read a
#:                           changed key (default: all)
#:   --restart LIST          also restart these StatefulSets and DaemonSets
#:   --replace-previous      generate --overlap: drop the previous keys that the
#:                           Secret still holds; clients that use them get 401
#:   --from-other            restore: accept a backup of another Secret or cluster
#:   --backup-dir DIR        (default: ~/.local/state/kongrender)
#:   --rollout-timeout TIME  limit for one rollout (default: 300s)
#:   --api-timeout TIME      limit for an outage of the API server (default: 300s)
#:   --no-rollback           if a step fails, leave the new keys in place
#:   --yes                   do not ask; retire: even if pods have older keys
#:   --dry-run               do everything except make changes
#:
#: Exit status: 0 success; 1 failure (the last lines say what the Secret holds
#: now), or a pod runs with older keys; 2 usage error.
#
# No secret is in an argument or a temporary file: keys travel in pipes and in
# the environment of kongrender alone. jq's functions are in a file beside this.
# shellcheck disable=SC2016,SC2046,SC2086 # jq's $; names without spaces
set -u
LC_ALL=C
export LC_ALL
umask 077

# The flags, each under its own name.
me=${0##*/} here=$(readlink -f -- "$0")
namespace=supabase secret=supabase-secrets context='' kong='' gateway=''
deployments='' restart='' secret_key_map='' app_namespace='' api_timeout=300s
backup_dir=${XDG_STATE_HOME:-${HOME:-.}/.local/state}/kongrender
rollout_timeout=300s overlap='' opaque='' replace_previous='' from_other=''
no_rollback='' yes='' dry_run=''

# A variable that came from the environment would go to every child again,
# with whatever the script puts into it.
unset value old new all out err input templates workloads looked made backup \
	pods functions backed_up query_text write_wanted waiting kong_secret pick_raw
# Where kongrender would look for keys, beside the Secret.
unset KONGRENDER_SECRETS_DIR KONGRENDER_ENV_FILE

# Every name under which kongrender looks for a key. Nothing else of the
# Secret gets into its environment: a Secret may hold a PATH too.
asymmetric='JWT_KEYS JWT_JWKS ANON_KEY_ASYMMETRIC SERVICE_ROLE_KEY_ASYMMETRIC'
sb_keys='SUPABASE_PUBLISHABLE_KEY SUPABASE_SECRET_KEY'
previous='SUPABASE_ANON_KEY_PREVIOUS SUPABASE_SERVICE_KEY_PREVIOUS
ANON_KEY_PREVIOUS SERVICE_ROLE_KEY_PREVIOUS'
sb_previous='SUPABASE_PUBLISHABLE_KEY_PREVIOUS SUPABASE_SECRET_KEY_PREVIOUS'
known="JWT_SECRET ANON_KEY SERVICE_ROLE_KEY SUPABASE_ANON_KEY
SUPABASE_SERVICE_KEY $sb_keys $asymmetric JWT_ISSUER $previous $sb_previous
DASHBOARD_USERNAME DASHBOARD_PASSWORD"
for name in $known; do
	unset "$name" "${name}_FILE"
done

RS=$(printf '\036')
newline='
'

say() { printf '%s\n' "$*"; }
note() { printf '%s: note: %s\n' "$me" "$*" >&2; }
complain() { printf '%s: %s\n' "$me" "$*" >&2; }
fault() { complain "$*" && false; }
usage() { complain "$*; see $me --help" && exit 2; }
one_line() { printf '%s' "$1" | tr -s '\n' ' '; }
pause() { sleep "${MANAGE_PAUSE:-$1}"; }

# One line that is rewritten in place, on a terminal only.
progress() { # TEXT
	test ! -t 1 || printf '\r\033[K%.100s' "$(one_line "$1")"
}

# --- kubectl

# Runs kubectl once, with input as its standard input. Sets out and err.
kubectl_once() { # ARGUMENT...
	all=$({
		out=$(printf '%s' "$input" | kubectl \
			${context:+--context "$context"} \
			--namespace "$ns" "$@" 2>&9)
		printf '%s%s\n%s.' "$RS" "$?" "$out"
	} 9>&1)
	err=${all%%"$RS"*} all=${all#*"$RS"}
	out=${all#*"$newline"}
	out=${out%.}
	return "${all%%"$newline"*}"
}

is_outage() { # WHAT KUBECTL SAID
	printf '%s\n' "$1" | grep -v x509 | grep -Eq 'Unable to connect| EOF|was r'\
'efused|connection (refused|reset|lost)|i/o timeout|TLS handshake timeout|no r'\
'oute to host|network is unreachable|deadline exceeded|Client\.Timeout|Service'\
'Unavailable|unable to handle the request|TooManyRequests|etcdserver|return a '\
'response in the time'
}

# Runs kubectl in the namespace ns; waits for an API server that has answered
# before and does not now. Every request of this script may be repeated.
kube() { # ARGUMENT...
	kube_since='' down=''
	until kubectl_once "$@"; do
		if test -z "$answered" || ! is_outage "$err"; then
			test -z "$err" || printf '%s\n' "$err" >&2
			return 1
		fi
		test -n "$kube_since" || {
			kube_since=$(date +%s)
			note "the API server does not answer; waiting up to" \
				"$api_timeout"
		}
		if test $(($(date +%s) - kube_since)) -ge "$api_seconds"; then
			printf '%s\n' "$err" >&2
			down=1
			return 1
		fi
		pause 2
	done
	answered=1
}
answered='' input='' down=''

# --- jq: every JSON text is its standard input

# Prints what jq's PROGRAM makes of TEXT, which may be several JSON texts for
# `input`. What is in ARGUMENT is no secret.
query() { # TEXT PROGRAM [ARGUMENT...]
	query_text=$1 query_program=$functions$2
	shift 2
	printf '%s\n' "$query_text" |
		jq -rc --arg secret_key_map "$secret_key_map" "$@" "$query_program"
}

# Sets value to a key of a Secret that is text; 1 if it is not there or empty.
text_of() { # NAME SECRET
	value=$(query "$2" 'text($n)' --arg n "$1") && test -n "$value"
}

# Prints those of NAMES that SECRET has.
which_of() { # NAMES SECRET
	query "$2" '. as $s | $names | words[] | select(. as $n | $s | raw($n) != "")' \
		--arg names "$1"
}

# --- the state, for the last lines

# looking: this command never writes it. before: nothing was changed. patched:
# the Secret holds the new values. restored: back to the backup. writing: a
# change is on its way. foreign: somebody else wrote the Secret last. unknown:
# it cannot be read back.
state=before step='' backup_file=''

begin() { # N WHAT
	step="step $1 of 6"
	say "$step: $2"
}

tell_state() {
	test "$state" != writing || settle
	case $state in
	before) complain "nothing was changed: the Secret $secret is as it was" ;;
	restored) complain "the Secret $secret holds all the OLD keys again" ;;
	patched) complain "the Secret $secret holds all the NEW keys" ;;
	foreign) complain "the Secret $secret was changed by SOMEBODY ELSE" ;;
	unknown) complain "the Secret $secret could not be read back: it holds the" \
		"old keys or the new ones, never a mix; run '$me status'" ;;
	esac
	case $state:${write_before:-} in
	patched:* | unknown:* | foreign:patched)
		complain "to finish: $me resume $where"
		test -z "$backup_file" ||
			complain "to go back to the old keys: $me restore $backup_file $where"
		;;
	esac
}

# Ends the command: what failed, what the Secret holds, and how to go on. An
# API server that is away is no reason to go back, and no way to.
fail() {
	complain "${step:+$step: }$*"
	if test "$state" = patched && test -z "$no_rollback$down"; then
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

read_secret() { kube get secret "$secret" --show-managed-fields -o json; }

# Replaces the data of old by that of the Secret TO, if it is still the one
# that was read; then old is the new one, and state becomes STATE.
write_secret() { # TO STATE
	write_before=$state write_wanted=$1 write_state=$2
	input=$(query "$old$newline$1" 'patch($run)' --argjson run "$run") ||
		return 1
	test -n "$dry_run" || state=writing
	kube patch secret "$secret" --type json --patch-file /dev/stdin \
		--field-manager kongrender -o json --show-managed-fields \
		${dry_run:+--dry-run=server}
	write_status=$? input=''
	test -z "$dry_run" || return $write_status
	if test $write_status = 0 && same_data "$out" "$1"; then
		old=$out state=$2
		return 0
	fi
	settle
	test "$state" = "$2"
}

same_data() { # SECRET SECRET
	test "$(query "$1$newline$2" 'changes(input)')" = '[]'
}

# Reads the Secret back after a change whose answer was lost.
settle() {
	if ! read_secret; then
		state=unknown
	elif test "$(version "$out")" = "$(version "$old")"; then
		state=$write_before
	elif same_data "$out" "$write_wanted"; then
		state=$write_state old=$out
		note 'kubectl reported no success, but the Secret was written'
	else
		state=foreign
		complain 'somebody else changed the Secret in the meantime:' \
			'run the command again'
	fi
}

version() { query "$1" .metadata.resourceVersion; }

# Takes away the mark of a run that is not finished.
finish() {
	input=$(query "$old" unmark)
	kube patch secret "$secret" --type json --patch-file /dev/stdin \
		--field-manager kongrender-done -o name ||
		note "the Secret is still marked as unfinished; '$me resume' checks" \
			"again and removes the mark"
	input=''
}

# --- backups

read_cluster() { # sets cluster
	kube config view --minify -o 'jsonpath={.clusters[0].cluster.server}' ||
		return 1
	cluster=${out:-in-cluster}
}

# Sets backup_file. Never overwrites one.
write_backup() {
	test -z "$dry_run" || return 0
	backup_file=$namespace-$secret
	test ${#backup_file} -le 200 ||
		backup_file=$(printf '%.180s-' "$backup_file")$(
			printf '%s' "$backup_file" | cksum | tr -d ' '
		)
	backup_file=$backup_dir/$backup_file-$(date -u +%Y%m%dT%H%M%SZ)-$$.json
	{ mkdir -p "$backup_dir" && read_cluster && (set -C && query "$old" \
		'backup($cluster)' --arg cluster "$cluster" >"$backup_file") &&
		read_backup "$backup_file" && same_data "$backup" "$old"; } ||
		fail "no backup could be written: $backup_file"
	say "backup: $backup_file"
}

# Sets backup to the Secret in FILE; 1 if it is not one, or incomplete.
read_backup() { # FILE
	backup=$(jq -ces "$functions"'select(length == 1)[0] | select(is_backup)' \
		--arg secret_key_map '' <"$1" 2>/dev/null) && test -n "$backup"
}

# --- kongrender: only these functions know how it is called

# Runs COMMAND with the keys of SECRET in its environment. They are decoded
# before the first is exported: no other process inherits one.
with_keys() { # SECRET COMMAND...
	(
		with=$(query "$1" 'assignments($known)' --arg known "$known") || exit 1
		shift
		eval "$with"
		unset with
		"$@"
	)
}

# Are the keys of SECRET consistent, and in the text CONFIG if there is one?
keys_check() { # SECRET [CONFIG]
	if test $# = 1; then
		with_keys "$1" kongrender keys check --min-valid 30d
	else
		printf '%s\n' "$2" |
			with_keys "$1" kongrender keys check -
	fi
}

# Sets made to the keys NAMES as JSON, signed with what SECRET holds, with the
# iss and ref of the anon key of old. Those are no secrets.
keys_generate() { # SECRET NAMES
	made_iss=$(query "$old" iss_and_ref)
	made_ref=${made_iss##* }
	made=$(with_keys "$1" kongrender keys generate --format json \
		--only "$(printf '%s' "$2" | tr -s ' \n' ,)" \
		--iss "${made_iss% *}" ${made_ref:+--ref "$made_ref"}) &&
		test -n "$made"
}

dotenv_set() { # FILE NAME VALUE
	KONGRENDER_SYNC=$3 kongrender dotenv set "$1" "$2" --from-env KONGRENDER_SYNC
}

# --- who uses a key, and what each pod runs with

# Sets workloads to all that could use a key, and kong_file to "CONTAINER FILE"
# of Kong, if it is one of them.
read_workloads() {
	if ! kube get deployments,statefulsets,daemonsets -o json; then
		if test -n "$down" || ! kube get deployments -o json; then
			fail 'the Deployments cannot be listed'
		fi
		note 'StatefulSets and DaemonSets cannot be listed: check whether' \
			'one of them uses a key'
	fi
	workloads=$out kong_file=$(of_kong kong_file)
}

# Sets plan to a line "WHAT KIND/NAME" for each that reads one of the keys KEYS
# of KIND NAME, or is named by --restart: restart; idle: it has no pods; left:
# not restarted unless it is named; db: never restarted. Sets targets to those
# that are restarted. What --restart must not name ends the command.
make_plan() { # KIND NAME KEYS
	plan=$(query "$workloads" 'plan($kind; $name; $keys; $named; $only)' \
		--arg kind "$1" --arg name "$2" --argjson keys "$3" \
		--arg named "$restart" --arg only "$deployments") ||
		fail 'the plan could not be made'
	plan_keys=$3 targets=$(planned restart)
	make_plan_no=$(planned no)
	test -z "$make_plan_no" || fail "--restart $make_plan_no"
}
planned() { printf '%s\n' "$plan" | sed -n "s/^$1 //p"; } # WHAT
say_planned() { # WHAT SENTENCE
	for target in $(planned "$1"); do note "$target $2"; done
}
say_left() {
	say_planned left "is not restarted and keeps the old keys (--restart)"
	say_planned db 'looks like a database: not restarted, it keeps the old keys'
	say_planned idle 'has no pods; the next one starts with the new keys'
}

read_pods() { # sets pods to those of the namespace
	kube get pods -o json && pods=$out
}

# Prints "KIND/NAME POD WHAT" for each running pod of a TARGET, and "pod POD WHAT"
# for one that reads a key of the plan and belongs to no workload: does it run with
# the old keys, the new ones, or is that unknown? Its age says so; of one that
# follows the Secret, its file.
pods_of() { # TARGET...
	query "$workloads$newline$pods$newline$old" 'pods_of($targets; $keys)' \
		--arg targets "$*" --argjson keys "$plan_keys" |
		while read -r target pod what file; do
			test "$what" != live || what=$(what_of_file "$pod" "$file")
			say "$target $pod $what"
		done
}

what_of_file() { # POD "CONTAINER FILE"
	if ! { read_templates && file_of "$1" "$2"; } 2>/dev/null; then
		say unknown
	elif keys_check "$(for_kong "$old")" "$out" >/dev/null 2>&1; then
		say new
	else
		say old
	fi
}

# POD "CONTAINER FILE": sets out to it.
file_of() { kube exec "$1" --container "${2%% *}" -- cat "${2#* }"; }

# --- restarting

restarted='' unfinished=''

# Restarts all of them, then waits for every pod. kubectl refuses a second
# restart within a second of the first, which is when a rollback may come.
restart_all() { # KIND/NAME...
	test $# -gt 0 || return 0
	# A pod that is made in the second of the change counts as an old one.
	pause 1
	for target; do
		case " $restarted " in
		*" $target "*) ;;
		*) restarted="$restarted $target" ;;
		esac
		kube rollout restart "$target" || {
			test -z "$down" || return 1
			pause 2
			kube rollout restart "$target" || return 1
		}
		say "restarted $target"
	done
	wait_for "$@"
}

# Sets waiting to what is not finished, a line each; one that begins with ! is
# not going to finish. A pod that ends may still answer for a while.
look_at() { # KIND/NAME...
	kube get "$@" -o json || return 1
	looked=$out
	read_pods && waiting=$(query "$looked$newline$pods$newline$old" waiting)
}

wait_for() { # KIND/NAME...
	test $# -gt 0 || return 0
	wait_since=$(date +%s) waiting='' wait_s=0
	while look_at "$@"; do
		wait_s=$(($(date +%s) - wait_since))
		if test -z "$waiting"; then
			progress "ready after $wait_s s: $*"
			test ! -t 1 || echo
			return 0
		fi
		case $newline$waiting in *"$newline!"*) break ;; esac
		test "$wait_s" -lt "$rollout_seconds" || break
		progress "waiting for $wait_s s: $waiting"
		pause 2
	done
	test -z "$waiting" || complain "not ready after $wait_s s:$newline$waiting"
	return 1
}

# --- what Kong runs with

of_kong() { # PROGRAM [TEXT]
	query "$workloads$newline${2:-}" "$1(\$name)" --arg name "$kong"
}
kong_is_here() { test -n "$kong_file"; }

# Sets templates to the text of the ConfigMaps' files that Kong's pods mount,
# once.
templates=''
read_templates() {
	test -z "$templates" || return 0
	for name in $(of_kong kong_config_maps); do
		kube get configmap "$name" -o json || return 1
		templates=$templates$newline$(of_kong kong_templates "$out")
	done
}

# Does the template that Kong's init container reads have a place for NAME?
has_place() { # NAME
	printf '%s\n' "$templates" |
		grep -Eq "^[^#]*(key:|exact:|local )[^#]*\\\$\{?($1)([^A-Za-z0-9_]|\$)"
}

# Prints SECRET without the opaque keys, and what belongs to them, if the
# template has no place for them: Kong cannot have those.
for_kong() { # SECRET
	if test -z "$templates" ||
		has_place 'SUPABASE_PUBLISHABLE_KEY|SUPABASE_SECRET_KEY' ||
		! text_of SUPABASE_PUBLISHABLE_KEY "$1"; then
		printf '%s\n' "$1"
		return
	fi
	note 'the template has no place for the opaque keys (sb_...):' \
		'they do not work'
	query "$1" 'without($leave)' --arg leave "$sb_keys $sb_previous $asymmetric"
}

# Is every key of SECRET in the file of every Kong pod? A sidecar may come
# first in the pod.
check_kong() { # SECRET
	read_templates && read_pods || return 1
	kong_secret=$(for_kong "$1") || return 1
	kong_pods=$(query "$workloads$newline$pods$newline$old" \
		'pods_of($targets; [])' --arg targets "deployment/$kong" |
		sed -n 's=^deployment/[^ ]* \([^ ]*\).*=\1=p')
	test -n "$kong_pods" || fault "Deployment $kong has no pod" || return 1
	for pod in $kong_pods; do
		file_of "$pod" "$kong_file" ||
			fault "cannot read ${kong_file#* } in pod $pod" || return 1
		keys_check "$kong_secret" "$out" ||
			fault "the file is ${kong_file#* } in pod $pod" || return 1
	done
}

# 401s are what clients get that still send an old key: worth knowing, and no
# reason to go back, because the new keys are not theirs.
look_for_401() {
	for pod in $kong_pods; do
		kube logs "$pod" --container "${kong_file%% *}" || return 0
		look_n=$(printf '%s\n' "$out" | grep -v "$agent" | grep -c '" 401 ')
		test "${look_n:-0}" = 0 ||
			note "pod $pod has answered 401 to $look_n requests since its" \
				'start: clients with an old key or none'
	done
}

agent=kongrender-verify

# Prints the status of a request with the KEY, if there is one.
ask_gateway() { # KEY
	{
		test -z "$1" ||
			printf '%s\n' "apikey: $1" "Authorization: Bearer $1"
	} | curl -sS -o /dev/null -w '%{http_code}' -A "$agent" -m 20 -H @- \
		"${gateway%/}/rest/v1/"
}

# A load balancer may need a moment to know the new pods.
ask_until() { # 401|other KEY
	for attempt in 1 2 3 4 5; do
		test "$attempt" = 1 || pause 2
		ask_code=$(ask_gateway "$2") || ask_code=000
		case $1:$ask_code in
		401:401 | other:[!04]* | other:40[!1] | other:4[!0]*) return 0 ;;
		esac
	done
	return 1
}

check_stranger() {
	test -z "$gateway" || ask_until 401 '' ||
		fault "a request without a key got $ask_code from $gateway, not 401:" \
			'is this the gateway?'
}

check_gateway() { # SECRET
	check_stranger || return 1
	for key in ANON_KEY SERVICE_ROLE_KEY; do
		test -n "$gateway" || return 0
		text_of "$key" "$1" || continue
		ask_until other "$value" ||
			fault "a request with $key got $ask_code from $gateway" || return 1
	done
}

verify() {
	if kong_is_here; then
		check_kong "$old" || fail "$kong does not run with these keys"
		look_for_401
	else
		note "no Deployment $kong: the gateway was not checked (--kong NAME)"
	fi
	check_gateway "$old" || fail 'the gateway does not accept these keys'
}

# --- before anything is written

# Prints why one of the targets should not be restarted now.
unfit() { query "$workloads" 'unfit($targets)' --arg targets "$targets"; }

# Prints the rights that are missing. One who may not ask is not refused.
missing_rights() {
	{
		printf '%s\n' "get secrets/$secret" "patch secrets/$secret" 'list pods'
		test -z "$targets" || printf "patch %s\n" $targets
		! kong_is_here || printf '%s\n' 'create pods exec' 'get pods log' \
			'get configmaps'
	} | sed 's=ment/=ments.apps/=; s=set/=sets.apps/=' |
		while read -r verb what sub; do
			kube auth can-i "$verb" "$what" ${sub:+--subresource "$sub"}
			case $out in
			no*) say "$verb $what${sub:+/$sub}" ;;
			esac
		done
}

# Prints the Kong keys of new that the template has no place for.
placeless() {
	test -n "$templates" || return 0
	query "$new$newline$old" places |
		while read -r place; do
			has_place "$place" || say "$place"
		done
}

# What would fail after the Secret is written fails here. A restore is for
# when things are broken: it is told, and goes on.
preflight() { # COMMAND KEYS
	query "$workloads$newline$old" 'others($keys)' --argjson keys "$2" |
		while read -r line; do note "$line"; done
	if kong_is_here; then
		read_templates || fail "the template of $kong cannot be read"
	fi
	test "$1" != restore || unfit | while read -r line; do note "$line"; done
	preflight_no=$(
		missing_rights | sed 's/^/missing permission: /'
		test "$1" = restore || unfit
		test "$1" = restore || placeless | sed 's/|.*//
			s/.*/the template has no place for &: for Kong "- key: $&" under/
			s/$/ the keyauth_credentials of its consumer; then apply it/'
		query "$workloads$newline$new" 'refusals($kong; $secret; $keys)' \
			--arg kong "$kong" --arg secret "$secret" --argjson keys "$2"
		check_stranger 2>&1 | sed "s/^$me: //"
		case $kong_file:$1:$kong_named in
		:*--overlap:* | :*:?*)
			say "Deployment $kong not found: name the gateway with --kong" ;;
		esac
	)
	test -n "$preflight_no" || return 0
	complain "$preflight_no"
	fail 'not started'
}

# --- the steps of a run

start() {
	for tool in kubectl kongrender jq ${gateway:+curl}; do
		command -v "$tool" >/dev/null || usage "$tool not found in PATH"
	done
	functions=$(cat "${here%.sh}.jq") || usage 'manage-supabase-jwt.jq is missing'
	ns=$namespace where="--namespace $namespace --secret $secret"
	say "namespace $namespace, Secret $secret," \
		"context ${context:-the current one}${dry_run:+, dry run}"
}

# For a command that only looks.
look() {
	start
	state=looking
	load
}

load() { # [FILE TO RESTORE]
	read_secret || case $err in
	*NotFound*) fail "Secret $secret not found in namespace" \
		"$ns${1:+: kubectl create -f $1}" ;;
	*) fail "the Secret $secret cannot be read" ;;
	esac
	old=$out new=$out backed_up=$out
	mark=$(query "$old" '.metadata.annotations["kongrender/run"] // ""')
}

# Step 1. A run that was interrupted is finished by the same command, not done
# twice.
open_run() { # COMMAND
	start
	begin 1 "read the Secret $secret"
	load
	read_workloads
	test -n "$mark" || return 0
	mark_command=$(query "$mark" .command)
	case $1 in
	"$mark_command" | resume) ;;
	*) fail "'$mark_command' was interrupted after it wrote the Secret: run" \
		"'$me resume' first" ;;
	esac
	note "'$mark_command' was interrupted after it wrote the Secret: this" \
		'finishes it, with the keys in the Secret'
	finish_run
	exit 0
}

# Restarts what has old keys, of those that read a key of the marked run.
finish_run() {
	no_rollback=1 run=$mark doing=$mark_command
	test -n "$restart" || restart=$(query "$mark" '.restart // ""')
	make_plan secret "$secret" "$(query "$mark" .keys)"
	read_pods || fail 'the pods cannot be listed'
	unfinished=$targets
	targets=$(pods_of $targets | sed -n 's/^\(.*[/].*\) [^ ]* old$/\1/p' | sort -u)
	state=patched
	test "$(query "$mark" .undone)" != true || state=restored
	roll
	test -n "$dry_run" || test $state = patched ||
		fail 'the interrupted run was rolled back: run it again'
}

# Steps 3 to 6, for the Secret new. Nothing is changed before step 4.
roll_out() { # COMMAND
	doing=$1
	begin 3 'check the new set, and whether it can be rolled out'
	test "$1" = restore || keys_check "$new" ||
		fail 'the new set is not consistent'
	changed=$(query "$new$newline$old" 'changes(input)')
	make_plan secret "$secret" "$changed"
	preflight "$1" "$changed"
	test -n "$targets" || note "no Deployment reads these keys of the Secret" \
		"$secret: nothing is restarted"
	begin 4 "back up and write the Secret $secret"
	write_backup
	run=$(jq -nc '{$command, $restart, began: (now | todate)}' \
		--arg command "$1" --arg restart "$restart")
	write_secret "$new" patched || fail 'the Secret was not changed'
	roll
}

# Sets first and rest: with an overlap the gateway comes first, and the servers
# when every gateway pod accepts both keys; then no request fails.
in_order() { # KIND/NAME...
	first='' rest=$*
	case $doing in
	*--overlap*)
		first=$(printf '%s\n' "$@" | grep -x "deployment/$kong")
		rest=$(printf '%s\n' "$@" | grep -vx "deployment/$kong")
		;;
	esac
}

# Steps 5 and 6.
roll() {
	in_order $targets
	roll_text=$(one_line "restart $first${first:+, then }$rest")
	if test -n "$dry_run"; then
		say "dry run: would $roll_text"
		say_left
		return
	fi
	begin 5 "$roll_text"
	# An interrupted run may have restarted more.
	{ restart_all $first && restart_all $rest && wait_for $unfinished; } ||
		fail 'a rollout failed'
	begin 6 verify
	verify
	finish
	say_left
	{ test -n "${pods:-}" || read_pods; } && pods_of |
		sed -n 's/ old$/ belongs to no Deployment: it keeps the old keys/p' |
		while read -r line; do note "$line"; done
	test -z "$targets" || say 'done: these run with the keys of the Secret:' \
		"$(one_line "$targets")"
}

# With an overlap the servers go back first, while Kong takes both keys.
roll_back() {
	complain 'rolling back'
	# A restart that fails now must not begin all over again.
	no_rollback=1
	run=$(query "$run" '. + {undone: true}')
	if ! write_secret "$backed_up" restored; then
		complain 'the old keys could not be written back'
		return
	fi
	in_order $restarted
	if restart_all $rest && restart_all $first; then
		finish
	else
		complain "not every pod was restarted: see 'kubectl --namespace" \
			"$namespace get pods', then run '$me resume'"
	fi
}

# --- commands

# Another overlap would drop a previous key, which is what clients have.
need_no_previous() { # NAMES
	test -z "$replace_previous" || return 0
	held=$(one_line "$(which_of "$1" "$old")")
	test -z "$held" || fail "the Secret already holds $held: another overlap" \
		"would drop it, and clients that use it would get 401. Run '$me" \
		"retire' when no client does, or pass --replace-previous"
}

command_generate() {
	generate_as="generate${opaque:+ --opaque}${overlap:+ --overlap}"
	open_run "$generate_as"
	if test -n "$opaque"; then
		renewed=$(which_of "$sb_keys" "$old")
		test -n "$renewed" || fail 'the Secret has no sb_ key to renew'
		previous=$sb_previous
	else
		text_of JWT_SECRET "$old" ||
			fail 'the Secret has no JWT_SECRET to sign with'
		renewed="ANON_KEY SERVICE_ROLE_KEY $(which_of \
			'ANON_KEY_ASYMMETRIC SERVICE_ROLE_KEY_ASYMMETRIC' "$old")"
		case $renewed in
		*ASYMMETRIC*) text_of JWT_KEYS "$old" || fail 'the Secret has' \
			'asymmetric tokens, and no JWT_KEYS to sign them with' ;;
		esac
	fi
	test -z "$overlap" || need_no_previous "$previous"
	begin 2 "make $(one_line "$renewed")"
	keys_generate "$old" "$renewed" || fail 'the new keys could not be generated'
	new=$(query "$old$newline$made" put_made) || fail 'the new keys could not be generated'
	test -z "$overlap" || new=$(query "$new$newline$old" keep_old) ||
		fail 'the old keys could not be kept'
	roll_out "$generate_as"
	test -z "$overlap" || test -n "$dry_run" ||
		say "the old keys stay valid until you run: $me retire"
}

# A pod with old keys may have one that is retired.
command_retire() {
	open_run retire
	new=$(query "$old" 'without($names)' --arg names "$previous $sb_previous")
	if same_data "$old" "$new"; then
		say 'nothing to retire: the Secret holds no previous key'
		return 0
	fi
	kong_is_here || fail "Deployment $kong not found: name the gateway with --kong"
	make_plan secret "$secret" "$(query "$old" '[pairs[] | key]')"
	read_pods || fail 'the pods cannot be listed'
	old_pods=$(pods_of $(planned '[a-z]*') |
		sed -n 's/^[^ ]* \([^ ]*\) old$/\1/p')
	test -z "$old_pods" || test -n "$yes" ||
		fail "these pods run with older keys and may use a previous one:" \
			"$(one_line "$old_pods") (restart them, or pass --yes)"
	begin 2 'remove the previous keys'
	roll_out retire
}

command_resume() {
	open_run resume
	say 'nothing to resume: no run was interrupted'
}

command_rotate_secret() {
	open_run rotate-secret
	say 'With a new JWT_SECRET every user is signed out, and ANON_KEY and
SERVICE_ROLE_KEY stop working in every app, function and CI job that has a copy.
There is no overlap. This script cannot change it in:
  - the database setting app.settings.jwt_secret;
  - the table _realtime.tenants (encrypted): let Realtime seed it again.
deploy/README.md has the checklist.'
	confirm
	begin 2 'make a JWT_SECRET, and the keys that it signs'
	# Everything that is signed with it or contains it. Opaque keys stay;
	# previous tokens no longer verify.
	keys_generate '{"data": {}}' "JWT_SECRET ANON_KEY SERVICE_ROLE_KEY $(
		which_of "$asymmetric" "$old"
	)" || fail 'the new keys could not be generated'
	new=$(query "$old$newline$made" 'put_made | without($names)' \
		--arg names "$previous") || fail 'the new keys could not be generated'
	roll_out rotate-secret
	test -n "$dry_run" ||
		say 'now update app.settings.jwt_secret and the tenants of Realtime'
}

confirm() {
	test -z "$yes" && test -z "$dry_run" || return 0
	printf 'Type the name of the namespace to go on: '
	read -r answer || answer=
	test "$answer" = "$namespace" || fail 'not confirmed'
}

command_backup() {
	look
	write_backup
}

command_restore() { # FILE
	start
	test -r "$1" || fail "$1 cannot be read"
	read_backup "$1" || fail "$1 is not a complete backup of a Secret"
	begin 1 "read the Secret $secret"
	load "$1"
	read_workloads
	same_place "$1"
	new=$(query "$old$newline$backup" '.data = (input | .data)')
	if same_data "$old" "$new" && test -z "$mark"; then
		say "nothing to restore: the Secret $secret already equals $1"
		return
	fi
	query "$new$newline$old" 'what_dies($file)' --arg file "$1"
	confirm
	begin 2 "read $1"
	roll_out restore
}

# Is the backup FILE of this Secret, in this cluster?
same_place() { # FILE
	read_cluster || fail 'cannot read the cluster address from the kubectl config'
	same_why=$(query "$backup$newline$old" 'elsewhere($cluster)' \
		--arg cluster "$cluster")
	test -n "$same_why" || return 0
	complain "$1 is a backup of another Secret: $(one_line "$same_why")"
	complain "this is namespace $namespace, Secret $secret, cluster $cluster"
	test -n "$from_other" ||
		fail 'not restored; pass --from-other to restore it anyway'
}

command_check() {
	look
	read_workloads
	check_bad=0
	keys_check "$old" || check_bad=1
	if kong_is_here; then
		check_kong "$old" || check_bad=1
	else
		note "no Deployment $kong: only the Secret was checked (--kong NAME)"
	fi
	check_gateway "$old" || check_bad=1
	exit $check_bad
}

command_status() {
	look
	read_workloads
	query "$old" 'contents($known)' --arg known "$known"
	make_plan secret "$secret" "$(query "$old" '.data // {} | keys')"
	read_pods || fail 'the pods cannot be listed'
	query "$workloads" 'readiness($targets)' --arg targets "$(planned '[a-z]*')"
	# What each pod runs with; ends with 1 if one has old keys.
	status_pods=$(pods_of $(planned '[a-z]*'))
	query '' 'say_pods($pods)' -n --arg pods "$status_pods"
	test -z "$mark" ||
		note "'$(query "$mark" .command)' was interrupted: '$me resume'"
	case $mark$status_pods$newline in
	'{'* | *" old$newline"*) exit 1 ;;
	esac
}

# --- copies of a value elsewhere

# Sets target and value for "NAME" or "NAME=KEY", pick_key and pick_raw.
pick() { # NAME[=KEY] SECRET
	target=${1%%=*} pick_key=${1#*=}
	case $target in
	'' | *[!A-Za-z0-9._-]*) usage "'$target' is not a valid name" ;;
	esac
	pick_raw=$(query "$2" 'pick($n)' --arg n "$pick_key")
	test -n "$pick_raw" || fail "the Secret $secret has no $pick_key"
	# The _ keeps a newline at its end.
	value=$(printf %b_ "$(query "\"$pick_raw\"" octal)")
	value=${value%_}
}

command_sync_env() { # FILE NAME[=KEY]...
	look
	sync_file=$1
	shift
	for pair; do
		pick "$pair" "$old"
		if test -n "$dry_run"; then
			say "dry run: would set $target in $sync_file"
			continue
		fi
		dotenv_set "$sync_file" "$target" "$value" ||
			fail "$target could not be set in $sync_file"
		say "$sync_file: $target"
	done
}

command_sync_app() { # KIND/NAME KEY[=KEY]
	look
	pick "$2" "$old"
	case ${1%%/*} in
	secret | secrets) app_kind=secret ;;
	configmap | configmaps | cm)
		app_kind=configMap
		case $pick_key:$value in
		*:*[!A-Za-z0-9._-]*) fail "$pick_key is not a valid key" ;;
		*ANON_KEY*:* | *PUBLISHABLE_KEY*:*) ;;
		*) fail "$pick_key is a secret, not for a ConfigMap: use secret/NAME" ;;
		esac
		;;
	*) usage "sync-app takes configmap/NAME or secret/NAME, not $1" ;;
	esac
	ns=$app_namespace
	read_workloads
	make_plan "$app_kind" "${1#*/}" "[\"$target\"]"
	sync_app_write "$app_kind" "${1#*/}" "$target"
	test -n "$targets" || note "no Deployment in $app_namespace uses $1"
	if test -n "$dry_run"; then
		say "dry run: would restart $(one_line "$targets")"
	else
		restart_all $targets ||
			fail "$1 was changed, but a restart failed"
	fi
	say_planned left "uses $1 and was not restarted (--restart)"
	say_planned db "uses $1 and was not restarted: it looks like a database"
}

sync_app_write() { # KIND NAME KEY
	kube get "$1" "$2" --show-managed-fields -o json ||
		fail "$1/$2 in $ns cannot be read"
	input=$(query "$out$newline\"$pick_raw\"" 'patch_app($key)' --arg key "$3")
	kube patch "$1" "$2" --type json --patch-file /dev/stdin -o json \
		--field-manager kongrender --show-managed-fields \
		${dry_run:+--dry-run=server} || fail "$1/$2 in $ns was not changed"
	old=$out input=''
	say "$1/$2: $3"
}

# --- the command line

# Prints the seconds of a TIME like 300s, 5m or 1h; 1 if it is invalid.
seconds_of() { # TIME
	printf '%s\n' "$1" | grep -Eqx '(0|[1-9][0-9]{0,4})[smh]?' &&
		say $(($(printf '%s' "$1" | sed 's/s//; s/m/*60/; s/h/*3600/')))
}

check_flags() {
	kong_named=$kong kong=${kong:-kong}
	wrong=$(printf '%s\n' "$namespace" "$secret" "$kong" "${app_namespace:-web}" |
		grep -Evx '[a-z0-9.-]+') && usage "not a Kubernetes name: $wrong"
	wrong=$(printf '%s\n' "$deployments" "$restart" |
		grep -Evx '[a-z0-9.,/-]*') && usage "not a list of names: $wrong"
	printf '%s\n' "$secret_key_map" |
		grep -Eqx '([A-Z_]+=[-._A-Za-z0-9]+(,|$))*' ||
		usage "'$secret_key_map' is not a list of NAME=KEY"
	{ rollout_seconds=$(seconds_of "$rollout_timeout") &&
		api_seconds=$(seconds_of "$api_timeout"); } ||
		usage "expected a number and s, m or h: $rollout_timeout $api_timeout"
	test -z "$overlap$opaque$replace_previous" || test "$command" = generate ||
		usage '--overlap, --opaque and --replace-previous are for generate'
}

test $# -gt 0 || usage 'missing command'
command=$1
shift
test "$command" != help || set -- --help
case $command in
-*) set -- "$command" ;;
esac

# An operand moves to the end; the loop ends where they begin. A flag is the
# variable of its name.
operands=0
while test $# -gt "$operands"; do
	word=$1
	shift
	case $word in
	--*=*)
		set -- "${word#*=}" "$@"
		word=${word%%=*}
		;;
	esac
	name=$(printf '%s' "${word#--}" | tr - _)
	case $word in
	--namespace | --secret | --secret-key-map | --context | --kong | \
		--gateway | --deployments | --restart | --backup-dir | \
		--rollout-timeout | --api-timeout | --app-namespace)
		test $# -gt "$operands" || usage "$word requires a value"
		eval "$name=\$1"
		shift
		;;
	--overlap | --opaque | --replace-previous | --from-other | \
		--no-rollback | --yes | --dry-run) eval "$name=1" ;;
	-h | --help)
		sed -n 's/^#: \{0,1\}//p' "$here"
		exit
		;;
	-?*) usage "unknown flag $word" ;;
	*)
		set -- "$@" "$word"
		operands=$((operands + 1))
		;;
	esac
done
check_flags

case $command:$operands in
status:0 | check:0 | generate:0 | retire:0 | resume:0 | rotate-secret:0) ;;
backup:0 | restore:1 | sync-env:[2-9] | sync-env:[1-9][0-9]*) ;;
sync-app:2) test -n "$app_namespace" ||
	usage 'sync-app requires --app-namespace NS' ;;
restore:*) usage "usage: $me restore FILE" ;;
sync-env:*) usage "usage: $me sync-env FILE NAME..." ;;
sync-app:*) usage "usage: $me sync-app KIND/NAME KEY --app-namespace NS" ;;
*) usage "unknown command or wrong number of arguments: $command" ;;
esac
"command_$(printf '%s' "$command" | tr - _)" "$@"
