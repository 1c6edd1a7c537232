# What deploy/manage-supabase-jwt.sh asks of JSON. Each function says what its
# input is; `input` is the next JSON text. Named arguments hold no secret.

def words: [splits("[ ,\n]+") | select(. != "")];
def in_list($list): . as $x | $list | index($x) != null;
def lines($when; $text): if $when then $text else empty end;

# --- a Secret

# The Secret's own name for a variable: --secret-key-map.
def names: $secret_key_map | [splits(",") | select(. != "") | split("=")
    | {key: .[0], value: .[1]}] | from_entries;
def key: names[.] // .;
def raw($n): .data[$n | key] // "";
def text($n): raw($n) | @base64d;
def has_key($n): .data // {} | has($n | key);
def without($names): reduce ($names | words[]) as $n (.; del(.data[$n | key]));

# What Kong has, in the order in which it looks.
def pairs: ["SUPABASE_ANON_KEY", "ANON_KEY"],
  ["SUPABASE_SERVICE_KEY", "SERVICE_ROLE_KEY"],
  ["SUPABASE_PUBLISHABLE_KEY"], ["SUPABASE_SECRET_KEY"];
def of_pair($p): [raw($p[0]), raw($p[1] // $p[0]) | select(. != "")][0];
def pick($n): of_pair([pairs | select(.[0] == $n)][0] // [$n]) // "";

# Base64 text -> octets, and as printf %b reads them.
def bytes: [explode[] | if . >= 97 then . - 71 elif . >= 65 then . - 65
    elif . == 43 then 62 elif . == 47 then 63
    elif . >= 48 and . <= 57 then . + 4 else empty end] as $s
  | range(0; $s | length; 4) as $i
  | ($s[$i] * 4 + ($s[$i + 1] / 16 | floor)),
    ($s[$i + 2] // empty | ($s[$i + 1] % 16) * 16 + (. / 4 | floor)),
    ($s[$i + 3] // empty | . + ($s[$i + 2] % 4) * 64);
def octal: [bytes | if . == 0 then error("a key contains a NUL byte") else
  "\\0\(. / 64 | floor)\(. / 8 | floor % 8)\(. % 8)" end] | add // "";

# The known keys as shell assignments, byte for byte; then their export.
def assignments($known): . as $s
  | [$known | words[] | select(. as $n | $s | has_key($n))]
  | (.[] | . as $n | $s | raw($n) | octal
      | "\($n)=$(printf %b_ \(@sh)); \($n)=${\($n)%_}"),
    "export KONGRENDER_NONE \(join(" "))";

# Token -> its claims, unverified; {} if it is none.
def claims: try (split(".")[1] | gsub("-"; "+") | gsub("_"; "/")
  | . + "==="[: (4 - length % 4) % 4] | @base64d | fromjson) catch {};
def iss_and_ref: pick("SUPABASE_ANON_KEY") | @base64d | claims
  | "\(.iss | strings // "supabase") \(.ref | strings // "")";

# NEW, of two Secrets: the keys whose value is not the same.
def changes($old): (.data // {}) as $n | ($old.data // {}) as $o
  | [$n + $o | keys[] | select($n[.] != $o[.])];

# A JSON patch from the Secret to the data of the next: it fails if somebody
# changed the Secret since, and touches no other key. The annotation says what
# is not finished yet.
def is_still: {op: "test", path: "/metadata/resourceVersion",
  value: .metadata.resourceVersion};
def patch($run): . as $old | input as $new | ($new | changes($old)) as $keys
  | [is_still, lines(.data == null; {op: "add", path: "/data", value: {}}),
    ($keys[] | if in_list($new.data | keys)
      then {op: "add", path: "/data/\(.)", value: $new.data[.]}
      else {op: "remove", path: "/data/\(.)"} end),
    lines(.metadata.annotations == null;
      {op: "add", path: "/metadata/annotations", value: {}}),
    {op: "add", path: "/metadata/annotations/kongrender~1run",
      value: ($run + {keys: ($keys + ($run.keys // []) | unique)} | tojson)}];
# An app's Secret or ConfigMap; the next text is the value, in base64.
def patch_app($key): input as $raw
  | [is_still, lines(.data == null; {op: "add", path: "/data", value: {}}),
    {op: "add", path: "/data/\($key)",
      value: (if .kind == "Secret" then $raw else $raw | @base64d end)}];

# Who will write its own values again.
def owners: .metadata as $m
  | [$m.ownerReferences[]?.kind, ($m.labels, $m.annotations | values
      | to_entries[] | .key, "\(.key)=\(.value)")] as $marks
  | (["External Secrets", "external-secrets[.]io|^ExternalSecret$"],
    ["Sealed Secrets", "^sealedsecrets|^SealedSecret$"],
    ["Helm", "^meta[.]helm[.]sh/|/managed-by=Helm$"],
    ["Argo CD", "^argocd[.]argoproj[.]io/"],
    ["Flux", "toolkit[.]fluxcd[.]io/"]
    | .[1] as $mark | select(any($marks[]; test($mark)))
    | "\(.[0]) owns this Secret and may overwrite it: change the keys there too"),
    ($m.annotations["kubectl.kubernetes.io/last-applied-configuration"] | values
    | select(test("\"(stringD|d)ata\"")) | "created with kubectl apply: the "
      + "annotation last-applied-configuration holds older keys, and the next "
      + "apply restores them; remove it: kubectl annotate secret \($m.name) "
      + "kubectl.kubernetes.io/last-applied-configuration-");

# --- backups

# What the API server gives an object is not for the next one. The address of
# the API server tells one cluster from another.
def backup($cluster): .metadata.uid as $uid
  | del(.metadata | .resourceVersion, .uid, .selfLink, .creationTimestamp,
      .managedFields, .annotations["kongrender/run"],
      .annotations["kongrender/changed"])
  | .metadata.annotations["kongrender/backup"] = ({$cluster, $uid} | tojson);
def is_backup: .kind == "Secret" and (.data | type) == "object"
  and all(.data[]; type == "string" and test("^[A-Za-z0-9+/]*=*$"))
  and all(.data | keys[]; test("^[-._A-Za-z0-9]+$"));

# A backup, the Secret: what it is of, as far as that is something else. A
# Secret that was made again has another uid, a cluster may have two addresses:
# one must be right.
def elsewhere($cluster): .metadata as $m | input as $now
  | (try ($m.annotations["kongrender/backup"] | fromjson) catch {}) as $b
  | lines($m.namespace != $now.metadata.namespace; "namespace \($m.namespace)"),
    lines($m.name != $now.metadata.name; "Secret \($m.name)"),
    lines($b.cluster and $b.cluster != $cluster
      and $b.uid != $now.metadata.uid; "cluster \($b.cluster)");

# The Secret to be, the Secret of now.
def what_dies($file): . as $new | input as $old | changes($old)
  | map(select(in_list($new.data | keys))) as $set | (. - $set) as $gone
  | lines($set != []; "\($set | join(" ")): reset to the values in \($file); "
      + "the current ones stop working"),
    lines($gone != []; "\($gone | join(" ")): not in \($file): deleted"),
    lines(($new | raw("JWT_SECRET")) != ($old | raw("JWT_SECRET"));
      "a different JWT_SECRET: every session ends, and every key signed with the "
      + "current one; see rotate-secret");

# --- new keys

# The Secret, what was made: the template's own names come before the others in
# Kong; where the Secret has them, they are renewed too.
def put_made: . as $s | input as $made
  | reduce ($made | to_entries[]) as $e (.;
      .data[$e.key | key] = ($e.value | @base64))
  | reduce (pairs | select(.[1] and $made[.[1]])) as [$own, $n] (.;
      if $s | raw($own) == "" then . else
        .data[$own | key] = .data[$n | key] end);
# The new Secret, the old: the keys that Kong has become the previous ones.
def keep_old: . as $new | input as $old | reduce pairs as $p (.;
  ($old | of_pair($p)) as $v | if $v and ($new | of_pair($p)) != $v
    then .data[$p[0] + "_PREVIOUS" | key] = $v else . end);
# The new Secret, the old: the keys of Kong that change, as a template calls them.
def places: . as $new | input as $old | pairs as $p
  | select(($new | of_pair($p)) != ($old | of_pair($p))) | ($p | join("|")),
    ($p | map(. + "_PREVIOUS") | . as $n | ($new | of_pair($n)) as $v
      | lines($v and $v != ($old | of_pair($n)); $n | join("|")));

# What status says of the keys.
def contents($known): "resource version \(.metadata.resourceVersion)",
  (. as $s | $known | words[] | . as $n
  | select($s | has_key($n)) | ($s | text($n))
  | if test("^eyJ[^.]*[.][^.]*[.]") then claims
      | "\($n): role \(.role), issuer \(.iss // "none"), "
      + if .exp | type == "number" then "valid until \(.exp | todate), "
        + "\((.exp - now) / 86400 | floor) days" else "no expiry" end
    else "\($n): \(length) characters" end);

# --- workloads: Deployments, StatefulSets, DaemonSets; a list, or one

def each: (.items // [.])[];
def target: "\(.kind | ascii_downcase)/\(.metadata.name)";
def named($list): any(.metadata.name, target; in_list($list));
def select_targets($text): each | select(target | in_list($text | words));
def wanted: .spec.replicas // .status.desiredNumberScheduled // 1;
def updated: .status | .updatedReplicas // .updatedNumberScheduled // 0;
def available: .status
  | .availableReplicas // .numberAvailable // .readyReplicas // 0;
def containers: .spec.template.spec | .initContainers[]?, .containers[]?;

# Does it read one of the keys of the secret or configMap NAME?
def reads($kind; $name; $keys):
  any(containers | .env[]?.valueFrom | values | .[$kind + "KeyRef"] | values;
    .name == $name and (.key | in_list($keys)))
  or any(containers | .envFrom[]? | .[$kind + "Ref"] | values; .name == $name)
  or any(.spec.template.spec.volumes[]? | .[$kind], .projected.sources[]?[$kind]
    | values; (.name // .secretName) == $name
      and (.items == null or any(.items[]; .key | in_list($keys))));
# Workloads, the Secret: who will write its own values again, and who has an old
# value of KEYS written out.
def others($keys): . as $all | input as $old
  | ($keys | map($old.data[.] // "" | @base64d | select(. != ""))) as $values
  | ($old | owners | "Secret \($old.metadata.name): \(.)"),
    ($all | each
      | select(any(containers | .env[]?.value | values; in_list($values)))
      | "\(target) has a changed key as a literal value in its environment: "
        + "change it there");

# PostgREST and postgres-meta are no databases.
def says_db: ascii_downcase | gsub("postgrest|postgres-meta"; "")
  | any(splits("[-_.]"); test("^postgres|^database$|^db|db[0-9]*$"));
def is_db: any(.metadata.name, (.spec.template.spec.containers[]?.image // "-"
  | sub("@.*$"; "") | split("/")[-1] | split(":")[0]); says_db);

# Why --restart must not name it, if so.
def unnameable: if is_db then
    "looks like a database; databases are never restarted"
  elif .spec.updateStrategy | .type == "OnDelete"
      or (.rollingUpdate.partition // 0) > 0 then
    "its updateStrategy (OnDelete, or a partition) keeps pods from a restart: "
      + "leave it out, and delete its pods afterwards"
  else null end;

# "WHAT KIND/NAME" for who reads one of KEYS or is NAMED; see make_plan.
def plan($kind; $name; $keys; $named; $only): ($named | words) as $named
  | ($only | words) as $only | [each | .metadata.name, target] as $all
  | ($named[] | select(in_list($all) | not) | "no \(.): not found"),
    (each | select(reads($kind; $name; $keys) or named($named))
    | if named($named) and unnameable then "no \(.metadata.name): \(unnameable)"
      else (if is_db then "db" elif wanted == 0 then "idle"
        elif named($named) then "restart" elif .kind != "Deployment" then "left"
        elif $only == [] or named($only) then "restart" else "left" end)
        + " " + target end);

def stuck: first(.status.conditions[]?
  | select(.type == "Progressing" and .status == "False")
  | "; " + (.message // .reason)) // "";
def ready: wanted as $n | updated == $n and available == $n
  and (.status.observedGeneration // 0) >= (.metadata.generation // 0)
  and (.kind == "DaemonSet" or .status.replicas // 0 == $n);
# What speaks against restarting it now.
def unfit($targets): select_targets($targets)
  | if .spec.paused then "\(target) is paused: kubectl rollout resume \(target)"
    elif ready then empty else "\(target) is not healthy: \(available) "
      + "of \(wanted) pods available\(stuck)" end;
def readiness($targets): select_targets($targets)
  | "\(target): \(.status | .readyReplicas // .numberReady // 0) of \(wanted) ready";

# --- pods

def owns($w): ($w.spec.selector.matchLabels // {}) as $want
  | (.metadata.labels // {}) as $have
  | $want != {} and all($want | to_entries[]; $have[.key] == .value);
def running: .status.phase == "Running";
def ending: .metadata.deletionTimestamp;
# When each key of a Secret or ConfigMap changed, by the API server's clock. The
# managed fields say so; of all that is this script's own, they have one time.
def own_time: [.metadata.managedFields[]? | select(.manager == "kongrender")
  | .time] | max // "";
def annotation($n):
  try (.metadata.annotations["kongrender/" + $n] | fromjson | objects) catch {};
def record: own_time as $t
  | annotation("changed") + (annotation("run").keys // [] | map({(.): $t}) | add);
def changed: . as $s | own_time as $own | record as $record
  | {name: .metadata.name, kind: (if .kind == "Secret" then "secret"
      else "configMap" end), times: (reduce (
        (.metadata.managedFields[]? | .manager as $m | .time as $t
          | .fieldsV1["f:data"] // {} | keys[] | select(. != ".")[2:]
          | [., if $m == "kongrender" then $record[.] // $t else $t end]),
        ($record | to_entries[] | select(.key | in_list($s.data // {} | keys) | not)
          | [.key, .value])) as [$k, $t] ({}; .[$k] = ([.[$k], $t] | max)))};
# The end of a run: its mark is taken away, and which keys it changed is kept.
def unmark: [is_still, {op: "remove", path: "/metadata/annotations/kongrender~1run"},
  {op: "add", path: "/metadata/annotations/kongrender~1changed",
    value: (record | tojson)}];
# The last change of what a workload reads.
def changed_for($w): . as $c | [.times | to_entries[]
    | select(.key as $k | $w | reads($c.kind; $c.name; [$k])).value]
  | max // ([$c.times[]] | max) // "";
# What a pod runs with: what the Secret held when the pod was made. A sidecar
# that watches follows the Secret; what it has written then says more.
def watches: any(.spec.initContainers[]?; .restartPolicy == "Always"
  and ((.command // []) + (.args // []) | index("--watch")));
def runs_with($changed): if watches then "live"
  elif $changed == "" then "unknown"
  elif .metadata.creationTimestamp > $changed then "new" else "old" end;

# A pod's spec: "CONTAINER FILE", what the gateway runs with. Kong is told; else
# it is what kongrender writes, as the first container sees it.
def file: .containers as $all
  | [($all[] | .name as $c | .env[]?
      | select(.name == "KONG_DECLARATIVE_CONFIG" and .value) | "\($c) \(.value)"),
    (.initContainers[]? | . as $init | .env[]?
      | select(.name == "KONGRENDER_OUTPUT" and .value) | .value as $file
      | $init.volumeMounts[]? | . as $m
      | select(.mountPath as $path | $file | startswith($path + "/"))
      | $all[] | .name as $c | .volumeMounts[]? | select(.name == $m.name)
      | "\($c) \(.mountPath)\($file[($m.mountPath | length):])")][0];

# Workloads, pods, the Secret: "KIND/NAME POD WHAT" for each pod of TARGETS,
# and the file of one that is live; "pod POD WHAT" for one that reads one of KEYS
# and that no workload owns: a Job's, an operator's, one made by hand.
def pods_of($targets; $keys): [each] as $all | [input | each
    | select(running and (ending | not))] as $pods | (input | changed) as $changed
  | ($all[] | select_targets($targets) | . as $w | $pods[] | select(owns($w))
    | "\($w | target) \(.metadata.name) \(runs_with($changed | changed_for($w)))"
      + if watches then " \(.spec | file // "")" else "" end),
    ($pods[] | select(. as $p | all($all[]; . as $w | $p | owns($w) | not))
    | {spec: {template: .}} as $w | select($w | reads("secret"; $changed.name; $keys))
    | "pod \(.metadata.name) \(runs_with($changed | changed_for($w)))");

# The same for people, from its lines.
def say_pods($lines): $lines | splits("\n") | split(" ") | select(length == 3)
  | "pod \(.[1]): " + {new: "runs with the keys of the Secret",
      old: "OUTDATED, runs with older keys than the Secret",
      unknown: "cannot determine which keys it runs with"}[.[2]];

# Why a pod does not get ready, as the kubelet says it.
def trouble: first(.status | (.initContainerStatuses, .containerStatuses)[]?
  | .name as $c | .state | (.waiting, .terminated) | values
  | select(.reason != "PodInitializing" and .reason != "Completed")
  | "; \($c): \(.message // .reason)" | split("\n")[0]) // "";
# Workloads, pods, the Secret: what a rollout is waiting for, a line for each;
# one that begins with ! does not end. A pod that ends may still answer for a
# while, and one whose node is lost ends never.
def waiting: . as $all | [input | each] as $pods
  | (input | changed) as $changed | $all | each | . as $w
  | [$pods[] | select(owns($w) and running)] as $mine
  | ($changed | changed_for($w)) as $since
  | [$mine[] | select(runs_with($since) == "old")
      | select((ending // "9999-12-31T00:00:00Z" | fromdate) + 60 > now)
      | .metadata.name] as $left
  | if ready then lines($left != []; "\(target): still running with the old "
      + "values: \($left | join(" "))")
    else (if stuck == "" then "" else "!" end)
      + "\(target): \(updated) of \(wanted) pods new, \(available) available"
      + first(($pods[] | select(owns($w)) | trouble | select(. != "")), "") end;

# --- Kong: workloads, the name of its Deployment

def kong($name): each | select(target == "deployment/\($name)")
  | .spec.template.spec;
# Workloads, the new Secret: it cannot be written; previous keys among KEYS do
# not reach the gateway.
def refusals($kong; $secret; $keys): . as $all | input as $new
  | lines($new.immutable; "the Secret is immutable"),
    (pairs[0] + "_PREVIOUS" | key | . as $k
      | select(in_list($keys) and ($new.data | has($k)))
      | $all | each | select(target == "deployment/\($kong)")
      | select(reads("secret"; $secret; [$k]) | not)
      | "\(target) does not read \($k) of the Secret");
def kong_file($name): kong($name)
  | file // "\($name) /usr/local/kong/declarative/kong.yml";
def config_maps: .volumes[]? | .configMap, .projected.sources[]?.configMap
  | values;
def kong_config_maps($name): [kong($name) | config_maps | .name] | unique[];
# Workloads, a ConfigMap: the text of the files that Kong's pods mount.
def kong_templates($name): . as $all | input as $c
  | [$all | kong($name) | config_maps | select(.name == $c.metadata.name)
      | if .items then .items[].key else ($c.data // {} | keys[]) end]
  | unique[] | $c.data[.] // empty;
