#!/bin/sh
# Renews and rotates the API keys of a Supabase install on Kubernetes.
# kongrender makes and checks the keys, kubectl talks to the cluster, jq reads
# what it says. deploy/README.md is the manual; --help the short one.
#
# No secret is in an argument: keys travel in pipes and in the environment of
# kongrender alone. None is in a temporary file; a backup has mode 0600.
# shellcheck disable=SC2016 # the $ in jq's programs is jq's
set -u
LC_ALL=C
export LC_ALL
umask 077

me=${0##*/}
namespace=supabase secret=supabase-secrets context='' kong=kong
only='' named='' key_map='' gateway='' app_namespace='' from_other=''
backup_dir=${XDG_STATE_HOME:-${HOME:-.}/.local/state}/kongrender
rollout_timeout=300s api_timeout=300s
dry_run='' overlap='' replace='' rollback=1 yes=''

# A variable that came from the environment would go to every child again,
# with whatever the script puts into it.
unset value old new all out err input templates config
# Where kongrender would look for keys, beside the Secret.
unset KONGRENDER_SECRETS_DIR KONGRENDER_ENV_FILE

# Every name under which kongrender looks for a key. Nothing else of the
# Secret gets into its environment: a Secret may hold a PATH too.
previous='SUPABASE_ANON_KEY_PREVIOUS SUPABASE_SERVICE_KEY_PREVIOUS
SUPABASE_PUBLISHABLE_KEY_PREVIOUS SUPABASE_SECRET_KEY_PREVIOUS'
known="JWT_SECRET ANON_KEY SERVICE_ROLE_KEY SUPABASE_ANON_KEY
SUPABASE_SERVICE_KEY SUPABASE_PUBLISHABLE_KEY SUPABASE_SECRET_KEY
ANON_KEY_ASYMMETRIC SERVICE_ROLE_KEY_ASYMMETRIC JWT_KEYS JWT_JWKS JWT_ISSUER
$previous DASHBOARD_USERNAME DASHBOARD_PASSWORD"
for value in $known; do
	unset "$value" "${value}_FILE"
done

RS=$(printf '\036')
newline='
'

help() {
	cat <<END
Usage: $me COMMAND [flags]

Commands
  status                  what the Secret holds, for whom, until when
  check                   are the keys consistent, and does Kong run with them
  generate                renew every key that expires; same JWT_SECRET
  generate --overlap      the same, and the old ones stay valid until retire
  retire                  end the overlap
  resume                  finish a run that was interrupted
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
  --deployments LIST      restart these Deployments only (those that read a
                          key that changes)
  --kong NAME             the Deployment that is Kong ($kong)
  --gateway URL           generate, rotate-secret, retire, check: also send
                          requests through Kong at URL
  --replace-previous      generate --overlap: drop the previous keys that the
                          Secret holds; whoever uses them gets 401
  --from-other            restore: take the backup of another Secret or cluster
  --backup-dir DIR        ($backup_dir)
  --rollout-timeout TIME  how long one rollout may take ($rollout_timeout)
  --api-timeout TIME      how long to wait for an API server that does not
                          answer ($api_timeout)
  --no-rollback           on failure, leave everything as it is to look at
  --yes                   rotate-secret, restore: do not ask
  --dry-run               do everything except change something
  --help

Exit status: 0 done; 1 not done, and the last lines say what the Secret holds
now; 2 wrong usage.
END
}

one_line() { printf '%s' "$1" | tr '\n' ' '; } # LINES
say() { printf '%s\n' "$*"; }
note() { printf '%s: note: %s\n' "$me" "$*" >&2; }
complain() { printf '%s: %s\n' "$me" "$*" >&2; }
usage() {
	complain "$*; see $me --help"
	exit 2
}
pause() { sleep "${MANAGE_PAUSE:-$1}"; }

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
	case $1 in
	*x509*) return 1 ;;
	*'Unable to connect'* | *'connection refused'* | *'was refused'* | \
		*'i/o timeout'* | *'TLS handshake timeout'* | *' EOF'* | \
		*'no route to host'* | *'network is unreachable'* | \
		*'connection reset'* | *'connection lost'* | \
		*'deadline exceeded'* | *'Client.Timeout'* | *ServiceUnavailable* | \
		*'unable to handle the request'* | *etcdserver* | \
		*'return a response in the time'* | *TooManyRequests*) return 0 ;;
	esac
	return 1
}

# Runs kubectl in the namespace ns; waits for an API server that has answered
# before and does not now. Every request of this script may be repeated.
kube() { # ARGUMENT...
	kube_since='' down=''
	until kubectl_once "$@"; do
		if test -z "$answered" || ! is_outage "$err"; then
			printf '%s\n' "$err" >&2
			return 1
		fi
		test -n "$kube_since" || {
			kube_since=$(date +%s)
			note "the API server does not answer; waiting for it," \
				"up to $api_timeout"
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
answered='' input=''

k() { # ARGUMENT...
	ns=$namespace
	kube "$@"
}

# --- jq: every JSON text is its standard input

# The Secret's data and the cluster's objects, as jq reads them.
lib='
def key: $map[.] // .;
def raw($n): .data[$n | key] // "";
def text($n): raw($n) | @base64d;
def bytes: [explode[] | if . >= 97 then . - 71 elif . >= 65 then . - 65
    elif . == 43 then 62 elif . == 47 then 63
    elif . >= 48 and . <= 57 then . + 4 else empty end] as $s
  | range(0; $s | length; 4) as $i
  | ($s[$i] * 4 + ($s[$i + 1] / 16 | floor)),
    ($s[$i + 2] // empty | ($s[$i + 1] % 16) * 16 + (. / 4 | floor)),
    ($s[$i + 3] // empty | . + ($s[$i + 2] % 4) * 64);
def claims: try (split(".")[1] | gsub("-"; "+") | gsub("_"; "/")
  | . + "==="[: (4 - length % 4) % 4] | @base64d | fromjson) catch {};
def changes($old): (.data // {}) as $n | ($old.data // {}) as $o
  | [$n + $o | keys[] | select($n[.] != $o[.])];
def in_list($list): . as $x | $list | index($x) != null;
def reads($kind; $name; $keys): .spec.template.spec as $s
  | any(($s.initContainers // []) + ($s.containers // []) | .[];
      any(.env[]?.valueFrom[$kind + "KeyRef"]? // empty;
        .name == $name and (.key | in_list($keys)))
      or any(.envFrom[]?[$kind + "Ref"]? // empty; .name == $name))
    or any($s.volumes[]? | .[$kind]?, (.projected.sources[]?[$kind]?)
      | values; (.name // .secretName) == $name
        and (.items == null or any(.items[]; .key | in_list($keys))));
'

# Prints what jq's PROGRAM makes of TEXT, which may be several JSON texts for
# `input`. What is in ARGUMENT is no secret.
query() { # TEXT PROGRAM [ARGUMENT...]
	query_text=$1 query_program=$2
	shift 2
	printf '%s\n' "$query_text" |
		jq -rc --argjson map "${map:-{\}}" "$@" "$lib$query_program"
}

# Sets value to the text of the key NAME of a Secret; 1 if it is not there or
# empty. Only for keys that are printable.
text_of() { # NAME SECRET
	value=$(query "$2" 'text($n)' --arg n "$1") && test -n "$value"
}

# --- where we are, for whoever reads the last lines

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
	patched)
		complain "the Secret $secret holds the NEW keys, whole"
		tell_way_on
		;;
	restored) complain "the Secret $secret holds the OLD keys again, whole" ;;
	foreign)
		complain "the Secret $secret holds what SOMEBODY ELSE wrote"
		test "$write_before" = before || tell_way_on
		;;
	unknown)
		complain "the Secret $secret could not be read back: it holds the" \
			"old keys or the new ones, whole; '$me status' tells"
		tell_way_on
		;;
	esac
}

tell_way_on() {
	complain "to finish: $me resume --namespace $namespace --secret $secret"
	test -z "$backup_file" ||
		complain "back to the keys of before: $me restore $backup_file" \
			"--namespace $namespace --secret $secret"
}

# Ends the command: what failed, what the Secret holds, and how to go on. An
# API server that is away is no reason to go back, and no way to.
fail() {
	complain "${step:+$step: }$*"
	if test "$state" = patched && test -n "$rollback" && test -z "$down"; then
		roll_back
	fi
	tell_state
	exit 1
}
down=''

interrupted() {
	trap '' HUP INT TERM
	complain "interrupted${step:+ in $step}"
	tell_state
	exit 130
}
trap interrupted HUP INT TERM

# --- the Secret

# Sets out to the Secret, whole.
read_secret() {
	k get secret "$secret" --show-managed-fields -o json
}

# A JSON patch from the Secret that is read first to the data of the second: it
# fails if somebody changed the Secret since, and touches no other key. The
# annotation says what is not finished yet.
patch_to='. as $old | input as $new | ($new | changes($old)) as $keys
| [{op: "test", path: "/metadata/resourceVersion",
    value: $old.metadata.resourceVersion}]
+ (if $old.data then [] else [{op: "add", path: "/data", value: {}}] end)
+ [$keys[] | if in_list($new.data | keys)
    then {op: "add", path: "/data/\(.)", value: $new.data[.]}
    else {op: "remove", path: "/data/\(.)"} end]
+ (if $old.metadata.annotations then [] else
    [{op: "add", path: "/metadata/annotations", value: {}}] end)
+ [{op: "add", path: "/metadata/annotations/kongrender~1run",
    value: ($run + {keys: ($keys + ($run.keys // []) | unique)} | tojson)}]'

# Replaces the data of old by that of the Secret TO, if it is still the one
# that was read; then old is the new one, and state becomes STATE.
write_secret() { # TO STATE
	write_before=$state write_wanted=$1 write_state=$2
	input=$(query "$old$newline$1" "$patch_to" --argjson run "$run") ||
		return 1
	test -n "$dry_run" || state=writing
	k patch secret "$secret" --type json --patch-file /dev/stdin \
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
	test "$(query "$1$newline$2" '. as $a | input as $b | $a | changes($b)')" \
		= '[]'
}

# What did a change leave behind whose answer was lost? Reads the Secret back.
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

version() { query "$1" '.metadata.resourceVersion'; }

# --- backups

# The address of the API server: what tells one cluster from another.
read_cluster() {
	k config view --minify -o 'jsonpath={.clusters[0].cluster.server}' ||
		return 1
	cluster=${out:-in-cluster}
}

# What the API server gives an object is not for the next one.
backup_of='del(.metadata.resourceVersion, .metadata.uid, .metadata.selfLink,
  .metadata.creationTimestamp, .metadata.managedFields,
  .metadata.annotations["kongrender/run"])
| .metadata.annotations["kongrender/backup"] = ({$cluster, uid: $uid} | tojson)'

# Sets backup_file. Never overwrites one: two in a second get -1, -2.
write_backup() {
	mkdir -p "$backup_dir" && read_cluster || return 1
	backup_base=$namespace-$secret
	test ${#backup_base} -le 200 ||
		backup_base=$(printf '%.180s-' "$backup_base")$(
			printf '%s' "$backup_base" | cksum | tr -d ' '
		)
	backup_base=$backup_dir/$backup_base-$(date -u +%Y%m%dT%H%M%SZ)
	backup_file=$backup_base.json backup_n=0
	while ! (set -C && : >"$backup_file") 2>/dev/null; do
		backup_n=$((backup_n + 1))
		backup_file=$backup_base-$backup_n.json
		test $backup_n -lt 100 || return 1
	done
	chmod 600 "$backup_file" &&
		query "$old" "$backup_of" --arg cluster "$cluster" \
			--arg uid "$(query "$old" .metadata.uid)" >"$backup_file" &&
		read_backup "$backup_file" && same_data "$backup" "$old" && return 0
	rm -f "$backup_file"
	return 1
}

# Sets backup to the Secret in FILE; 1 if it is none, or not all of one.
read_backup() { # FILE
	backup=$(jq -ces 'select(length == 1)[0] | select(.kind == "Secret"
		and (.data | type) == "object"
		and all(.data[]; type == "string"
			and test("^[A-Za-z0-9+/]*=*$"))
		and all(.data | keys[]; test("^[-._A-Za-z0-9]+$")))' \
		<"$1" 2>/dev/null) && test -n "$backup"
}

# --- kongrender: these three functions know how it is called

# The known keys of a Secret as shell assignments, byte for byte.
assignments='. as $s | [$known[] | select(. as $n | $s.data | has($n | key))]
| (.[] | . as $n | [$s | raw($n) | bytes
      | if . == 0 then error("\($n) contains a NUL byte") else . end
      | "\\0\(. / 64 | floor)\(. / 8 | floor % 8)\(. % 8)"] | add // ""
    | "\($n)=$(printf %b_ \(@sh)); \($n)=${\($n)%_}"),
  "export KONGRENDER_NONE \(join(" "))"'

# Runs COMMAND with the keys of SECRET in its environment. They are decoded
# before the first is exported: no other process inherits one.
with_keys() { # SECRET COMMAND...
	(
		with=$(query "$1" "$assignments" --argjson known \
			"$(words_json "$known")") || exit 1
		shift
		eval "$with"
		unset with
		"$@"
	)
}

words_json() { # WORDS
	# shellcheck disable=SC2086 # words
	jq -nc '$ARGS.positional' --args $1
}

# Are the keys of SECRET consistent, and in the text CONFIG if there is one?
keys_check() { # SECRET [CONFIG]
	if test $# = 1; then
		with_keys "$1" kongrender keys check --min-valid 30d
	else
		printf '%s\n' "$2" |
			with_keys "$1" kongrender keys check --rendered -
	fi
}

# Sets made to the keys NAME,... as JSON, signed with what SECRET holds, with
# the iss and ref of its anon key. Those are no secrets.
keys_generate() { # SECRET NAME,...
	made_claims=$(query "$old" '(text("SUPABASE_ANON_KEY"),
		text("ANON_KEY") | select(. != "") | claims), {}' |
		sed -n 1p)
	made_ref=$(query "$made_claims" '.ref | strings')
	made=$(with_keys "$1" kongrender keys generate --format json --only "$2" \
		--iss "$(query "$made_claims" '.iss | strings // "supabase"')" \
		${made_ref:+--ref "$made_ref"}) && test -n "$made"
}

# Puts the value of KONGRENDER_SYNC into FILE as NAME.
dotenv_set() { # FILE NAME
	kongrender dotenv set --file "$1" "$2" --from-env KONGRENDER_SYNC
}

# --- who uses a key, and what each pod runs with

lib2='
def says_db: ascii_downcase | gsub("postgrest|postgres-meta"; "")
  | any(splits("[-_.]"); test("^postgres|^database$|^db|db[0-9]*$"));
def is_db: any(.metadata.name,
    (.spec.template.spec.containers[]?.image // "" | sub("@.*$"; "")
      | split("/")[-1] | split(":")[0]); says_db);
def target: "\(.kind | ascii_downcase)/\(.metadata.name)";
def named($list): any(.metadata.name, target; in_list($list));
def idle: (.spec.replicas // .status.desiredNumberScheduled // 1) == 0;
def owns($w): ($w.spec.selector.matchLabels // {}) as $want
  | (.metadata.labels // {}) as $have
  | $want != {} and all($want | to_entries[]; $have[.key] == .value);
def changed: [.metadata.managedFields[]?
    | select(.manager == "kongrender" or .fieldsV1["f:data"]) | .time]
  | max // "";
def watches: any(.spec.initContainers[]?; .restartPolicy == "Always"
  and ((.command // []) + (.args // []) | index("--watch")));
def runs_with($changed): if watches then "live"
  elif $changed == "" then "unknown"
  elif .metadata.creationTimestamp > $changed then "new" else "old" end;
def running: .status.phase == "Running";
def ready: .status as $s | .spec.replicas as $n
  | ($s.observedGeneration // 0) >= (.metadata.generation // 0)
    and if .kind == "DaemonSet" then ($s.desiredNumberScheduled // 0) as $n
      | ($s.updatedNumberScheduled // 0) == $n and ($s.numberAvailable // 0) == $n
      else ($s.updatedReplicas // 0) == $n and ($s.replicas // 0) == $n
        and ($s.availableReplicas // $s.readyReplicas // 0) == $n end;
def stuck: .status.conditions[]?
  | select(.type == "Progressing" and .status == "False") | .message // .reason;
def trouble: [.status | (.initContainerStatuses, .containerStatuses)[]?
    | .name as $c | .state | (.waiting, .terminated) | values
    | "\($c): \(.message // .reason)" | split("\n")[0]][0] // empty;
'

# Sets workloads to all that could use a key, as a JSON list.
read_workloads() {
	if k get deployments,statefulsets,daemonsets -o json; then
		:
	elif test -z "$down" && k get deployments -o json; then
		note 'StatefulSets and DaemonSets cannot be listed: look for' \
			'yourself whether one of them uses a key'
	else
		return 1
	fi
	workloads=$(query "$out" .items)
}

# Sets plan to a line "WHAT KIND/NAME" for each that reads one of the keys
# KEYS of the Secret: restart; idle: has no pods; left: not restarted unless
# it is named; db: never restarted.
make_plan() { # KEYS
	plan=$(query "$workloads" "$lib2"'.[] | select(reads("secret"; $secret; $keys)
			or named($named))
		| if is_db then "db" elif idle then "idle"
		  elif named($named) then "restart"
		  elif .kind != "Deployment" then "left"
		  elif $only == [] or named($only) then "restart"
		  else "left" end + " " + target' \
		--argjson keys "$1" --arg secret "$secret" \
		--argjson named "$(list_json "$named")" \
		--argjson only "$(list_json "$only")") || return 1
	targets=$(planned restart)
}

list_json() { words_json "$(printf '%s' "$1" | tr , ' ')"; } # NAME,...
planned() { # WHAT
	printf '%s\n' "$plan" | sed -n "s/^$1 //p"
}

# Sets pods to the pods of the namespace.
read_pods() {
	k get pods -o json && pods=$(query "$out" .items)
}

# Prints "KIND/NAME POD WHAT" for each running pod of a TARGET; WHAT is old,
# new, live or unknown: what it runs with.
pods_of() { # TARGET...
	query "$workloads$newline$pods$newline$old" "$lib2"'
		. as $all | input as $pods | (input | changed) as $changed
		| $all[] | select(target | in_list($targets)) | . as $w
		| $pods[] | select(running and owns($w))
		| "\($w | target) \(.metadata.name) \(runs_with($changed))"' \
		--argjson targets "$(words_json "$*")"
}

# --- restarting

restarted=''

# kubectl refuses a second restart within a second of the first, which is
# when a rollback may come.
restart_one() { # KIND/NAME
	k rollout restart "$1" && return
	test -z "$down" || return 1
	pause 2
	k rollout restart "$1"
}

# Restarts all of them, then waits for every pod.
restart() { # KIND/NAME...
	test $# -gt 0 || return 0
	# A pod that is made in the second of the change counts as an old one.
	pause 1
	for target; do
		case " $restarted " in
		*" $target "*) ;;
		*) restarted="$restarted $target" ;;
		esac
		restart_one "$target" || return 1
		say "restarted $target"
	done
	wait_for "$@"
}

# Sets waiting to what is not finished, a line each; one that begins with ! is
# not going to finish.
look_at() { # KIND/NAME...
	k get "$@" -o json || return 1
	looked=$(query "$out" 'if .kind == "List" then .items else [.] end')
	read_pods || return 1
	waiting=$(query "$looked$newline$pods$newline$old" "$lib2"'
		. as $all | input as $pods | (input | changed) as $changed
		| $all[] | . as $w
		| [$pods[] | select(owns($w))] as $mine
		| [$mine[] | select(running and runs_with($changed) == "old")
		    | .metadata.name] as $left
		| if ready then (if $left == [] then empty else
		    "\(target): still running with the old values: \($left | join(" "))"
		  end) else (if [stuck] == [] then "" else "!" end)
		  + "\(target): \(.status.updatedReplicas // .status.updatedNumberScheduled
		      // 0) of \(.spec.replicas // .status.desiredNumberScheduled) pods"
		  + " new, \([$mine[] | select(running)] | length) running"
		  + ([$mine[] | trouble | "; " + .][0] // "") end')
}

wait_for() { # KIND/NAME...
	wait_since=$(date +%s) waiting='' wait_for_s=0
	while look_at "$@"; do
		wait_for_s=$(($(date +%s) - wait_since))
		if test -z "$waiting"; then
			progress ''
			return 0
		fi
		case $newline$waiting in
		*"$newline!"*) break ;;
		esac
		test $wait_for_s -lt "$rollout_seconds" || break
		progress "$wait_for_s s: $waiting"
		pause 2
	done
	progress ''
	test -z "$waiting" || complain "not ready after $wait_for_s s:$newline$waiting"
	return 1
}

# One line that is written over and over; nothing where nobody looks.
progress() { # TEXT
	test -t 1 || return 0
	printf '\r\033[K%s' "$(printf '%.100s' "$1" | tr '\n' ' ')"
}

# --- what Kong runs with

kong_is_here() {
	test "$(query "$workloads" "$lib2"'any(.[]; target == $t)' \
		--arg t "deployment/$kong")" = true
}

# What jq's PROGRAM makes of Kong's Deployment.
of_kong() { # PROGRAM [ARGUMENT...]
	of_kong=$1
	shift
	query "$workloads" "$lib2"'.[] | select(target == "deployment/\($kong)")
		| .spec.template.spec | '"$of_kong" --arg kong "$kong" "$@"
}

# Sets templates to the text of the ConfigMaps' files that Kong's pods mount.
read_templates() {
	templates=''
	for name in $(of_kong '[.volumes[]?.configMap.name | values] | unique[]'); do
		k get configmap "$name" -o json || return 1
		template_items=$(of_kong '[.volumes[]?.configMap | values
			| select(.name == $n) | .items // "all"] as $i
			| if $i | index("all") then null else [$i[][].key] end' \
			--arg n "$name")
		templates=$templates$newline$(query "$out" '.data // {} | to_entries[]
			| select($items == null or (.key | in_list($items))) | .value' \
			--argjson items "$template_items")
	done
}

# Does the template that Kong's init container reads have a place for NAME?
has_place() { # NAME
	printf '%s\n' "$templates" |
		grep -Eq "^[^#]*key:[^#]*\\\$\{?$1([^A-Za-z0-9_]|\$)"
}

# Prints SECRET without the opaque keys, and what belongs to them, if the
# template has no place for them: Kong cannot have those.
for_kong() { # SECRET
	kong_leave=
	text_of SUPABASE_PUBLISHABLE_KEY "$1" && test -n "$templates" &&
		! has_place SUPABASE_PUBLISHABLE_KEY &&
		! has_place SUPABASE_SECRET_KEY &&
		note 'the template has no place for the opaque keys (sb_...):' \
			'nobody can use them' &&
		kong_leave="SUPABASE_PUBLISHABLE_KEY SUPABASE_SECRET_KEY $asymmetric"
	query "$1" 'reduce $leave[] as $n (.; del(.data[$n | key]))' \
		--argjson leave "$(words_json "$kong_leave")"
}
asymmetric='JWT_KEYS JWT_JWKS ANON_KEY_ASYMMETRIC SERVICE_ROLE_KEY_ASYMMETRIC'

# Is every key of SECRET in the file of every Kong pod? A sidecar may come
# first in the pod.
check_kong() { # SECRET
	kong_file=$(of_kong '[.containers[] | .name as $c | .env[]?
		| select(.name == "KONG_DECLARATIVE_CONFIG" and .value)
		| "\($c) \(.value)"][0] // "\($kong) \($path)"' \
		--arg path /usr/local/kong/declarative/kong.yml) || return 1
	read_templates && read_pods || return 1
	kong_secret=$(for_kong "$1") || return 1
	kong_pods=$(pods_of "deployment/$kong" | cut -d' ' -f2)
	test -n "$kong_pods" || {
		complain "Deployment $kong has no pod"
		return 1
	}
	for pod in $kong_pods; do
		k exec "$pod" --container "${kong_file%% *}" -- \
			cat "${kong_file#* }" || {
			complain "cannot read ${kong_file#* } in pod $pod"
			return 1
		}
		keys_check "$kong_secret" "$out" || {
			complain "that is the file ${kong_file#* } in pod $pod"
			return 1
		}
	done
}

# 401s are what clients get that still send an old key: worth knowing, and no
# reason to go back, because the new keys are not theirs.
look_for_401() {
	for pod in $kong_pods; do
		k logs "$pod" --container "${kong_file%% *}" || return 0
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
		case $1 in
		401) test "$ask_code" = 401 && return 0 ;;
		other) test "$ask_code" != 401 && test "$ask_code" != 000 &&
			return 0 ;;
		esac
	done
	return 1
}

check_gateway() { # SECRET
	test -n "$gateway" || return 0
	ask_until 401 '' || {
		complain "a request without a key got $ask_code from $gateway," \
			'not 401: is this Kong?'
		return 1
	}
	for key in ANON_KEY SERVICE_ROLE_KEY; do
		text_of "$key" "$1" || continue
		ask_until other "$value" || {
			complain "a request with $key got $ask_code from $gateway"
			return 1
		}
	done
}

verify() {
	if kong_is_here; then
		check_kong "$old" || fail 'Kong does not run with these keys'
		look_for_401
	else
		note "no Deployment $kong: nobody looked at what Kong runs with"
	fi
	check_gateway "$old" || fail 'the gateway does not accept these keys'
}

# --- going back

roll_back() {
	complain 'going back to the backup'
	# A restart that fails now must not begin all over again.
	rollback=''
	run=$(query "$run" '. + {undone: true}')
	if ! write_secret "$backed_up" restored; then
		complain 'the backup could not be put back'
		return
	fi
	# shellcheck disable=SC2086 # names without spaces
	if restart $restarted; then
		finish
	else
		complain "not every pod came back; look with" \
			"'kubectl --namespace $namespace get pods', and then run" \
			"'$me resume'"
	fi
}

# Takes away the mark of a run that is not finished.
finish() {
	test -z "$dry_run" || return 0
	input=$(query "$old" '[{op: "test", path: "/metadata/resourceVersion",
		value: .metadata.resourceVersion},
		{op: "remove", path: "/metadata/annotations/kongrender~1run"}]')
	k patch secret "$secret" --type json --patch-file /dev/stdin \
		--field-manager kongrender-done -o name >/dev/null ||
		note "the Secret still says that a run is not finished:" \
			"'$me resume' looks again and takes that away"
	input=''
}

# --- the steps of a run

need() {
	for tool; do
		command -v "$tool" >/dev/null || usage "$tool is not on the PATH"
	done
}

start() {
	need kubectl kongrender jq
	test -z "$gateway" || need curl
	map=$(jq -nc 'reduce ($l | split(",")[] | split("=")) as $p
		({}; .[$p[0]] = $p[1])' --arg l "$key_map") ||
		usage "invalid --secret-key-map $key_map"
	say "namespace $namespace, Secret $secret," \
		"context ${context:-the current one}${dry_run:+, dry run}"
}

load() {
	read_secret || fail "the Secret $secret cannot be read"
	old=$out new=$out backed_up=$out
	mark=$(query "$old" '.metadata.annotations["kongrender/run"] // ""')
	read_workloads || fail 'the Deployments cannot be listed'
}

# A run that was interrupted is finished by the same command, not done twice.
# Returns 1 if there is none.
take_up() { # COMMAND
	test -n "$mark" || return 1
	mark_command=$(query "$mark" .command)
	test "$mark_command" = "$1" ||
		fail "'$mark_command' was interrupted after it wrote the Secret:" \
			"run '$me resume' first"
	note "'$1' was interrupted after it wrote the Secret: this finishes it," \
		'with the keys that are there'
	finish_run
}

# Restarts what is behind, of those that read a key of the marked run.
finish_run() {
	rollback='' run=$mark
	test -n "$named" || named=$(query "$mark" '.named // ""')
	make_plan "$(query "$mark" .keys)" || fail 'the plan could not be made'
	read_pods || fail 'the pods cannot be listed'
	# shellcheck disable=SC2086 # names without spaces
	targets=$(pods_of $targets | sed -n 's/ [^ ]* old$//p' | sort -u)
	if test -n "$dry_run"; then
		say "dry run: would restart $(one_line "$targets")"
		return
	fi
	state=patched
	roll
	if test "$(query "$mark" '.undone // false')" = true; then
		state=restored
		fail 'the interrupted run had been taken back: run it again'
	fi
}

save() {
	if test -n "$dry_run"; then
		say "dry run: no backup in $backup_dir"
	else
		write_backup || fail "no backup could be written in $backup_dir"
		say "backup: $backup_file"
	fi
}

# Steps 3 to 6, for the Secret new. Nothing is changed before step 4.
roll_out() { # COMMAND
	begin 3 'check the new set, and who uses it'
	test "$1" = restore || keys_check "$new" ||
		fail 'the new set is not consistent'
	make_plan "$(query "$new$newline$old" '. as $n | input as $o
		| $n | changes($o)')" || fail 'the plan could not be made'
	say "to be restarted: $(one_line "$targets")"
	test -n "$targets" || note "no Deployment reads the Secret $secret:" \
		'nothing is restarted'
	begin 4 "back up and write the Secret $secret"
	save
	run=$(jq -nc '{$command, $named, began: (now | todate)}' \
		--arg command "$1" --arg named "$named")
	write_secret "$new" patched || fail 'the Secret was not changed'
	if test -n "$dry_run"; then
		say "dry run: would restart $(one_line "$targets")"
	else
		roll
	fi
}

# Steps 5 and 6. With an overlap Kong comes first, and everybody else when
# every Kong takes both keys: then no request fails.
# shellcheck disable=SC2086 # names without spaces
roll() {
	begin 5 "restart $(one_line "$targets")"
	first='' rest=$targets
	case $(query "$run" .command) in
	*--overlap*)
		first=$(printf '%s\n' "$targets" | grep -x "deployment/$kong")
		rest=$(printf '%s\n' "$targets" | grep -vx "deployment/$kong")
		;;
	esac
	{ restart $first && restart $rest; } ||
		fail 'a rollout did not end well'
	begin 6 'verify'
	verify
	finish
	say_done
}

say_done() {
	for target in $(planned left) $(planned db); do
		note "$target was not restarted: it has the keys of before" \
			"(--restart ${target#*/})"
	done
	for target in $(planned idle); do
		note "$target has no pods"
	done
	test -z "$targets" || say "done: these run with the keys of the Secret:" \
		"$(one_line "$targets")"
}

# --- commands

need_places() { # NAME...
	read_templates || fail 'the template of Kong cannot be read'
	for name; do
		has_place "$name" && continue
		complain 'the template has no place for the previous keys. Add' \
			'these lines, apply it, and run this again:'
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
		fail "no overlap without a place for $name"
	done
}

# PREVIOUS is what clients still have.
need_no_previous() { # NAME...
	for name; do
		text_of "$name" "$old" || continue
		test -z "$replace" || continue
		complain "the Secret holds a previous key already, $name:" \
			'another overlap would drop it, and whoever uses it gets 401.' \
			"Run '$me retire' when nobody does, or pass --replace-previous"
		fail 'no second overlap'
	done
}

command_generate() {
	start
	begin 1 "read the Secret $secret"
	load
	take_up "generate${overlap:+ --overlap}" && return
	text_of JWT_SECRET "$old" ||
		fail 'the Secret has no JWT_SECRET to sign with'
	renewed=ANON_KEY,SERVICE_ROLE_KEY
	for name in ANON_KEY_ASYMMETRIC SERVICE_ROLE_KEY_ASYMMETRIC; do
		text_of "$name" "$old" && renewed=$renewed,$name
	done
	if test -n "$overlap"; then
		need_places SUPABASE_ANON_KEY_PREVIOUS SUPABASE_SERVICE_KEY_PREVIOUS
		# shellcheck disable=SC2086 # names
		need_no_previous $previous
	fi
	begin 2 "make $renewed"
	keys_generate "$old" "$renewed" || fail 'no new keys'
	put_made
	test -z "$overlap" || keep_old
	roll_out "generate${overlap:+ --overlap}"
	test -z "$overlap" || test -n "$dry_run" ||
		say "the old keys stay valid until: $me retire"
}

# Puts what was made into new. The template's own names come before the
# others in Kong: where the Secret has them, they are renewed too.
put_made() {
	new=$(query "$new$newline$made" '. as $s | input as $made
		| reduce ($made | to_entries[]) as $e (.;
			.data[$e.key | key] = ($e.value | @base64))
		| reduce (["SUPABASE_ANON_KEY", "ANON_KEY"],
			["SUPABASE_SERVICE_KEY", "SERVICE_ROLE_KEY"]) as [$own, $n] (.;
			if $s | raw($own) == "" then . else
			.data[$own | key] = .data[$n | key] end)') ||
		fail 'the new keys could not be put in'
}

# The keys that Kong has now become the previous ones.
keep_old() {
	new=$(query "$new$newline$old" 'input as $old
		| reduce (["SUPABASE_ANON_KEY", "ANON_KEY"],
			["SUPABASE_SERVICE_KEY", "SERVICE_ROLE_KEY"]) as [$own, $n] (.;
			([$old | raw($own), raw($n) | select(. != "")][0]) as $v
			| if $v then .data[$own + "_PREVIOUS" | key] = $v else . end)')
}

command_retire() {
	start
	begin 1 "read the Secret $secret"
	load
	take_up retire && return
	new=$(query "$old" 'reduce $names[] as $n (.; del(.data[$n | key]))' \
		--argjson names "$(words_json "$previous")")
	if same_data "$old" "$new"; then
		say 'nothing to retire: the Secret holds no previous key'
		return 0
	fi
	kong_is_here || fail "there is no Deployment $kong"
	begin 2 'without the previous keys'
	roll_out retire
}

command_resume() {
	start
	load
	test -n "$mark" || {
		say 'nothing to resume: no run was interrupted'
		return 0
	}
	say "resuming '$(query "$mark" .command)'"
	finish_run
}

command_rotate_secret() {
	start
	begin 1 "read the Secret $secret"
	load
	take_up rotate-secret && return
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
	begin 2 'make a JWT_SECRET, and the keys that it signs'
	rotate_keys
	roll_out rotate-secret
	test -n "$dry_run" ||
		say 'now: app.settings.jwt_secret, and the tenants of Realtime'
}

# Sets new: a new JWT_SECRET, and whatever of the Secret is signed with it or
# holds it. Opaque keys stay; previous tokens are of no use to anybody.
rotate_keys() {
	rotated=JWT_SECRET,ANON_KEY,SERVICE_ROLE_KEY
	for name in $asymmetric; do
		text_of "$name" "$old" && rotated=$rotated,$name
	done
	keys_generate '{"data": {}}' "$rotated" || fail 'no new keys'
	put_made
	new=$(query "$new" 'reduce ("SUPABASE_ANON_KEY_PREVIOUS",
		"SUPABASE_SERVICE_KEY_PREVIOUS") as $n (.; del(.data[$n | key]))')
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
	old=$out
	if test -n "$dry_run"; then
		say "dry run: would write to $backup_dir"
		return
	fi
	write_backup || fail "no backup could be written in $backup_dir"
	say "backup: $backup_file"
}

command_restore() { # FILE
	start
	read_backup "$1" || fail "$1 is not a whole backup of a Secret"
	begin 1 "read the Secret $secret"
	load
	same_place "$1"
	new=$(query "$old$newline$backup" '.data = (input | .data)')
	if same_data "$old" "$new" && test -z "$mark"; then
		say "the Secret $secret holds what $1 says already"
		return
	fi
	say_what_dies "$1"
	confirm
	begin 2 "take $1"
	roll_out restore
}

# Is the backup FILE of this Secret, in this cluster? A Secret that was made
# again has another uid, a cluster may have two addresses: one must be right.
same_place() { # FILE
	read_cluster || fail 'the cluster has no address'
	same_why=$(query "$backup" '.metadata as $m
		| (try ($m.annotations["kongrender/backup"] | fromjson) catch {}) as $b
		| (if $m.namespace != $ns then "namespace \($m.namespace)"
		  else empty end),
		  (if $m.name != $name then "Secret \($m.name)" else empty end),
		  (if $b.cluster and $b.cluster != $cluster and $b.uid != $uid
		  then "cluster \($b.cluster)" else empty end)' \
		--arg ns "$namespace" --arg name "$secret" \
		--arg cluster "$cluster" --arg uid "$(query "$old" .metadata.uid)")
	test -n "$same_why" || return 0
	complain "$1 is a backup of another Secret:" \
		"$(one_line "$same_why")"
	complain "this is namespace $namespace, Secret $secret, cluster $cluster"
	test -n "$from_other" ||
		fail 'not restored; pass --from-other if that is what you want'
}

say_what_dies() { # FILE
	query "$new$newline$old" '. as $new | input as $old | changes($old)
		| map(select($new.data[.])) as $set | map(select($new.data[.] | not))
		as $gone
		| if $set == [] then empty else
			"\($set | join(" ")): set back to \($file), and what the Secret"
			+ " holds now ends" end,
		  if $gone == [] then empty else
			"\($gone | join(" ")): not in \($file), and deleted" end,
		  if ($new | raw("JWT_SECRET")) == ($old | raw("JWT_SECRET")) then empty
		  else "another JWT_SECRET: every session and every key signed with"
			+ " the one of now ends; see rotate-secret" end' --arg file "$1"
}

command_check() {
	start
	state=looking
	load
	check_bad=0
	keys_check "$old" || check_bad=1
	if kong_is_here; then
		check_kong "$old" || check_bad=1
	else
		note "no Deployment $kong: only the Secret was checked"
	fi
	check_gateway "$old" || check_bad=1
	exit $check_bad
}

command_status() {
	start
	state=looking
	load
	say "resource version $(version "$old")"
	query "$old" '. as $s | $known[] | . as $n
		| select($s.data | has($n | key)) | ($s | text($n)) as $t
		| if $t | test("^eyJ[^.]*[.][^.]*[.]") then ($t | claims) as $c
		  | "\($n): role \($c.role), issuer \($c.iss // "none"), "
		  + if $c.exp | type == "number" then "valid until \($c.exp | todate)"
		    + ", \(($c.exp - now) / 86400 | floor) days" else "no expiry" end
		  else "\($n): \($t | length) characters" end' \
		--argjson known "$(words_json "$known")"
	test -z "$mark" ||
		note "'$(query "$mark" .command)' was interrupted: '$me resume'"
	make_plan "$(query "$old" '.data | keys')" ||
		fail 'the plan could not be made'
	read_pods || fail 'the pods cannot be listed'
	query "$workloads" "$lib2"'.[] | select(target | in_list($t))
		| "\(target): \(.status.readyReplicas // .status.numberReady // 0)"
		+ " of \(.spec.replicas // .status.desiredNumberScheduled) ready"' \
		--argjson t "$(words_json "$(printf '%s\n' "$plan" | cut -d' ' -f2)")"
	status_pods
}

# What each pod runs with; ends with 1 if one is behind.
status_pods() {
	# shellcheck disable=SC2046 # names
	status_text=$(pods_of $(printf '%s\n' "$plan" | cut -d' ' -f2))
	printf '%s\n' "$status_text" | sed '/./!d
		s/^[^ ]* \([^ ]*\) new$/pod \1: runs with the keys of the Secret/
		s/^[^ ]* \([^ ]*\) old$/pod \1: BEHIND, started before the Secret changed/
		s/^[^ ]* \([^ ]*\) live$/pod \1: follows the Secret; see check/
		s/^[^ ]* \([^ ]*\) unknown$/pod \1: nothing says when the Secret changed/'
	case $status_text$newline in
	*" old$newline"*) exit 1 ;;
	esac
	test -z "$mark" || exit 1
}

# --- copies of a value elsewhere

# Sets target and value for "NAME" or "NAME=KEY", and pick_key.
pick() { # NAME[=KEY] SECRET
	target=${1%%=*} pick_key=${1#*=} value=
	case $target in
	'' | *[!A-Za-z0-9._-]*) usage "'$target' is not a name" ;;
	esac
	case $pick_key in
	SUPABASE_ANON_KEY) pick_other=ANON_KEY ;;
	SUPABASE_SERVICE_KEY) pick_other=SERVICE_ROLE_KEY ;;
	*) pick_other=$pick_key ;;
	esac
	pick_raw=$(query "$2" '[raw($a), raw($b) | select(. != "")][0] // ""' \
		--arg a "$pick_key" --arg b "$pick_other")
	test -n "$pick_raw" || fail "the Secret $secret has no $pick_key"
	value=$(query "\"$pick_raw\"" '[bytes | "\\0\(. / 64 | floor)\(. / 8 | floor
		% 8)\(. % 8)"] | add')
	value=$(printf %b_ "$value")
	value=${value%_}
}

command_sync_env() { # FILE NAME[=KEY]...
	start
	state=looking
	read_secret || fail "the Secret $secret cannot be read"
	old=$out sync_file=$1
	shift
	for pair; do
		pick "$pair" "$old"
		if test -n "$dry_run"; then
			say "dry run: would set $target in $sync_file"
			continue
		fi
		(
			KONGRENDER_SYNC=$value
			export KONGRENDER_SYNC
			dotenv_set "$sync_file" "$target"
		) || fail "$target could not be set in $sync_file"
		say "$sync_file: $target"
	done
}

command_sync_app() { # KIND/NAME KEY[=KEY]
	start
	state=looking
	app_kind=${1%%/*} app_name=${1#*/}
	read_secret || fail "the Secret $secret cannot be read"
	pick "$2" "$out"
	case $app_kind in
	secret | secrets) app_kind=secret ;;
	configmap | configmaps | cm)
		app_kind=configMap
		case $pick_key in
		*ANON_KEY* | *PUBLISHABLE_KEY*) ;;
		*) fail "$pick_key is a secret: not for a ConfigMap" ;;
		esac
		case $value in
		*[!A-Za-z0-9._-]*) fail "$pick_key is not a key" ;;
		esac
		;;
	*) usage "sync-app takes configmap/NAME or secret/NAME, not $1" ;;
	esac
	sync_app_write "$1"
	sync_app_restart "$1"
}

sync_app_write() { # KIND/NAME
	ns=$app_namespace
	kube get "$app_kind" "$app_name" -o json ||
		fail "$1 in $app_namespace cannot be read"
	input=$(query "$out$newline\"$pick_raw\"" 'input as $raw
		| [{op: "test", path: "/metadata/resourceVersion",
			value: .metadata.resourceVersion},
		  (if .data then empty else {op: "add", path: "/data", value: {}} end),
		  {op: "add", path: "/data/\($key)", value: (if .kind == "Secret"
			then $raw else $raw | @base64d end)}]' --arg key "$target")
	kube patch "$app_kind" "$app_name" --type json --patch-file /dev/stdin \
		-o name ${dry_run:+--dry-run=server} ||
		fail "$1 in $app_namespace was not changed"
	input=''
	say "$out: $target"
}

sync_app_restart() { # KIND/NAME
	kube get deployments -o json ||
		fail "$1 is changed, but the Deployments cannot be listed"
	app_users=$(query "$out" "$lib2"'.items[]
		| select(reads($kind; $name; [$key])) | target' \
		--arg kind "$app_kind" --arg name "$app_name" --arg key "$target")
	test -n "$app_users" || note "no Deployment in $app_namespace uses $1"
	for user in $app_users; do
		if test -n "$dry_run"; then
			say "dry run: would restart $user"
		elif kube rollout restart "$user" && say "$out" &&
			kube rollout status "$user" --timeout "$rollout_timeout"; then
			say "$out"
		else
			fail "$1 is changed, but $user did not restart well"
		fi
	done
}

# --- the command line

# Sets seconds to those of a TIME like 300s, 5m or 1h; 1 if it is none.
seconds_of() { # TIME
	seconds=${1%[smh]}
	case $seconds in
	'' | *[!0-9]* | ???????*) return 1 ;;
	esac
	case $1 in
	*m) seconds=$((seconds * 60)) ;;
	*h) seconds=$((seconds * 3600)) ;;
	esac
}

take_flag() { # FLAG VALUE
	case $1 in
	--namespace) namespace=$2 ;;
	--secret) secret=$2 ;;
	--context) context=$2 ;;
	--deployments) only=$2 ;;
	--restart) named=$2 ;;
	--kong) kong=$2 ;;
	--gateway) gateway=$2 ;;
	--secret-key-map) key_map=$2 ;;
	--backup-dir) backup_dir=$2 ;;
	--rollout-timeout) rollout_timeout=$2 ;;
	--api-timeout) api_timeout=$2 ;;
	--app-namespace) app_namespace=$2 ;;
	esac
}

take_switch() { # FLAG
	case $1 in
	--overlap) overlap=1 ;;
	--replace-previous) replace=1 ;;
	--from-other) from_other=1 ;;
	--no-rollback) rollback= ;;
	--yes) yes=1 ;;
	--dry-run) dry_run=1 ;;
	-h | --help)
		help
		exit 0
		;;
	*) usage "unknown flag $1" ;;
	esac
}

check_flags() {
	for name in "$namespace" "$secret" "$kong" "${app_namespace:-web}"; do
		case $name in
		'' | *[!a-z0-9.-]*) usage "'$name' is not a Kubernetes name" ;;
		esac
	done
	case $only,$named in
	*[!a-z0-9.,/-]*) usage "'$only,$named' is not a list of names" ;;
	esac
	seconds_of "$rollout_timeout" ||
		usage "--rollout-timeout $rollout_timeout is not a time like 300s"
	rollout_seconds=$seconds
	seconds_of "$api_timeout" ||
		usage "--api-timeout $api_timeout is not a time like 300s"
	api_seconds=$seconds
	test -z "$overlap" || test "$command" = generate ||
		usage '--overlap is for generate'
}

test $# -gt 0 || usage 'which command?'
command=$1
shift
case $command in
-h | --help | help)
	help
	exit 0
	;;
esac

# An operand moves to the end; the loop ends where they begin.
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
	case $word in
	--namespace | --secret | --context | --deployments | --restart | --kong | \
		--gateway | --secret-key-map | --backup-dir | --rollout-timeout | \
		--api-timeout | --app-namespace)
		test $# -gt "$operands" || usage "$word requires a value"
		take_flag "$word" "$1"
		shift
		;;
	-?*) take_switch "$word" ;;
	*)
		set -- "$@" "$word"
		operands=$((operands + 1))
		;;
	esac
done
check_flags

wants() { # N USAGE
	test "$operands" = "$1" || usage "usage: $me $command $2"
}

case $command in
status) wants 0 '' && command_status ;;
check) wants 0 '' && command_check ;;
generate) wants 0 '' && command_generate ;;
retire) wants 0 '' && command_retire ;;
resume) wants 0 '' && command_resume ;;
rotate-secret) wants 0 '' && command_rotate_secret ;;
backup) wants 0 '' && command_backup ;;
restore) wants 1 FILE && command_restore "$1" ;;
sync-env)
	test "$operands" -ge 2 || usage "usage: $me sync-env FILE NAME..."
	command_sync_env "$@"
	;;
sync-app)
	wants 2 'KIND/NAME KEY --app-namespace NS'
	test -n "$app_namespace" || usage 'sync-app requires --app-namespace NS'
	command_sync_app "$@"
	;;
*) usage "unknown command $command" ;;
esac
