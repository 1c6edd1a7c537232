#!/bin/sh
# Every manifest of deploy/ is built by kubectl's own kustomize, then checked
# offline: field names, types and required fields by TypeScript against
# kubernetes-types, the Pod Security profile and the pattern's names by
# check.py. Each planted mistake must be seen.
#
# No cluster is asked.
set -u
cd "$(dirname "$0")/.." || exit 2

PYTHON=${PYTHON:-/usr/bin/python3}
dir=${BUILD:-build}/manifests
mkdir -p "$dir" && dir=$(cd "$dir" && pwd) || exit 2
check=tests/manifests/check.py

passed=0 failed=0
ok() { passed=$((passed + 1)); }
not_ok() { failed=$((failed + 1)) && printf 'not ok: %s\n' "$*"; }
skip() {
	printf 'skipped: %s\n' "$*"
	exit 77
}

# The packages are pinned: what a new version says is for a person to read.
npm_packages='kubernetes-types@1.30.0 typescript@5.9.3'

have_types() {
	test -x "$dir/node_modules/.bin/tsc" &&
		test -d "$dir/node_modules/kubernetes-types"
}

# shellcheck disable=SC2086 # two packages
fetch_types() {
	command -v npm >/dev/null || return 1
	test -f "$dir/package.json" || echo '{"private":true}' >"$dir/package.json"
	(cd "$dir" && timeout 240 npm install --silent --no-audit --no-fund \
		$npm_packages >"$dir/npm.log" 2>&1)
}

kubectl=$(KUBECTL_DIR=$dir tests/manifests/find-kubectl) ||
	skip 'no kubectl 1.27 or later, and npm gives none'
have_types || fetch_types || skip "npm does not answer: $npm_packages"
have_types || skip 'npm installed no types'

# --- building, and the checks that need no compiler

rm -rf "$dir/ts" && mkdir -p "$dir/ts"
for overlay in base overlays/sandbox overlays/newest-keys; do
	name=$(basename $overlay)
	case $name in
	newest-keys) template=templates/supabase-newest.yml ;;
	*) template=templates/supabase.yml ;;
	esac
	if ! "$kubectl" kustomize deploy/$overlay >"$dir/$name.yaml" \
		2>"$dir/stderr" || test -s "$dir/stderr"; then
		cat "$dir/stderr"
		not_ok "deploy/$overlay builds without a word"
		continue
	fi
	ok
	for what in "profile $dir/$name.yaml" \
		"pattern $dir/$name.yaml $template"; do
		# shellcheck disable=SC2086 # no blanks in these
		if "$PYTHON" $check $what; then ok; else
			not_ok "deploy/$overlay: ${what%% *}"
		fi
	done
	"$PYTHON" $check types "$dir/$name.yaml" "$dir/ts/good-$name.ts" ||
		not_ok "deploy/$overlay: has types"
done
sed '/^ *[A-Z_]*: </s/<.*>/x/' deploy/example/supabase-secrets.yaml \
	>"$dir/example.yaml"
"$PYTHON" $check types "$dir/example.yaml" "$dir/ts/good-example.ts" ||
	not_ok 'deploy/example: has types'

# --- the component, on a Deployment of somebody else

rm -rf "$dir/other" && mkdir -p "$dir/other" &&
	cp -R deploy/components/kong-config-init "$dir/other/component"
cat >"$dir/other/kong.yaml" <<-'END'
	apiVersion: apps/v1
	kind: Deployment
	metadata: {name: kong}
	spec:
	  selector: {matchLabels: {app: kong}}
	  template:
	    metadata: {labels: {app: kong}}
	    spec:
	      initContainers: [{name: wait, image: 'busybox:1'}]
	      containers:
	        - name: kong
	          image: kong:2.8.1
	          env: [{name: KONG_LOG_LEVEL, value: notice}]
	          volumeMounts: [{name: own, mountPath: /own}]
	      volumes: [{name: own, emptyDir: {}}]
END
cat >"$dir/other/kustomization.yaml" <<-'END'
	resources: [kong.yaml]
	components: [component]
END
if "$kubectl" kustomize "$dir/other" >"$dir/other.yaml"; then
	"$PYTHON" $check types "$dir/other.yaml" "$dir/ts/good-other.ts"
	"$PYTHON" - "$dir/other.yaml" <<-'END'
		import sys, yaml
		pod = yaml.safe_load(open(sys.argv[1]))["spec"]["template"]["spec"]
		kong = pod["containers"][0]
		assert {c["name"] for c in pod["initContainers"]} \
		    == {"wait", "kong-config-init"}, "somebody's init container"
		assert {v["name"] for v in pod["volumes"]} == {"own", "kong-config",
		    "kong-secrets", "kong-config-runtime"}, "somebody's volume"
		assert {e["name"] for e in kong["env"]} == {"KONG_LOG_LEVEL",
		    "KONG_DATABASE", "KONG_DECLARATIVE_CONFIG"}, "the environment"
		assert {m["mountPath"] for m in kong["volumeMounts"]} == {"/own",
		    "/usr/local/kong/declarative"}, "the mounts"
		assert pod["enableServiceLinks"] is False
	END
	if test $? = 0; then ok; else
		not_ok 'the component keeps what it finds'
	fi
else
	not_ok 'the component builds'
fi

# --- what must fail

"$PYTHON" $check mistakes >"$dir/mistakes" || exit 2
while read -r mistake by; do
	"$PYTHON" $check break "$mistake" "$dir/base.yaml" \
		"$dir/$mistake.yaml" || not_ok "$mistake can be planted"
	case $by in
	types)
		# Either there is no type of that name, or the compiler says no.
		"$PYTHON" $check types "$dir/$mistake.yaml" \
			"$dir/ts/broken-$mistake.ts" 2>/dev/null || ok
		continue
		;;
	profile) set -- profile "$dir/$mistake.yaml" ;;
	pattern) set -- pattern "$dir/$mistake.yaml" templates/supabase.yml ;;
	esac
	if "$PYTHON" $check "$@" >/dev/null 2>&1; then
		not_ok "$mistake is seen"
	else
		ok
	fi
done <"$dir/mistakes"

# One run of the compiler for all: the broken ones must be named, the good
# ones must not.
cat >"$dir/tsconfig.json" <<-'END'
	{"compilerOptions": {"noEmit": true, "strict": true, "types": [],
	  "skipLibCheck": true, "module": "nodenext",
	  "moduleResolution": "nodenext"}, "include": ["ts/*.ts"]}
END
(cd "$dir" && node_modules/.bin/tsc --pretty false) >"$dir/tsc.log" 2>&1
for file in "$dir"/ts/*.ts; do
	name=$(basename "$file")
	case $name in
	good-*)
		if grep "^ts/$name" "$dir/tsc.log"; then
			not_ok "$name has the types of Kubernetes"
		else
			ok
		fi
		;;
	broken-*)
		if grep -q "^ts/$name" "$dir/tsc.log"; then ok; else
			not_ok "${name%.ts} is refused"
		fi
		;;
	esac
done
if grep -v '^ts/\|^ ' "$dir/tsc.log"; then
	not_ok 'the compiler speaks of these files only'
fi

echo "$passed passed, $failed failed"
test "$failed" = 0
