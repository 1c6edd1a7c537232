#!/bin/sh
# Every manifest of deploy/ is built by kubectl's own kustomize, then checked
# offline: field names, types and required fields by TypeScript against
# kubernetes-types, the Pod Security profile and the pattern's names by
# check.py. Each planted mistake must be seen.
#
# No cluster is asked.
. "$(dirname "$0")/suite.sh"

dir=$BUILD/manifests
mkdir -p "$dir" && dir=$(cd "$dir" && pwd) || exit 2
check=tests/manifests/check.py
TEMPLATE=$PWD/templates/supabase.yml
export TEMPLATE

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
for overlay in base overlays/sandbox overlays/newest-keys \
	overlays/production; do
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
	for what in profile "pattern $template"; do
		# shellcheck disable=SC2086 # a word, or two
		set -- $what
		if "$PYTHON" $check "$1" "$dir/$name.yaml" ${2:+"$2"}; then
			ok
		else
			not_ok "deploy/$overlay: $1"
		fi
	done
	"$PYTHON" $check types "$dir/$name.yaml" "$dir/ts/good-$name.ts" ||
		not_ok "deploy/$overlay: has types"
	if "$PYTHON" tests/manifests/pod.py "$dir/$name.yaml" "$dir/pod"; then
		ok
	else
		not_ok "deploy/$overlay: its init container renders"
	fi
done
# Envoy's pod is another one.
if "$kubectl" kustomize deploy/overlays/envoy >"$dir/envoy.yaml" \
	2>"$dir/stderr" && ! test -s "$dir/stderr" &&
	"$PYTHON" $check profile "$dir/envoy.yaml" &&
	"$PYTHON" tests/manifests/envoy.py "$dir/envoy.yaml" templates/envoy &&
	"$PYTHON" $check types "$dir/envoy.yaml" "$dir/ts/good-envoy.ts"; then
	ok
else
	cat "$dir/stderr"
	not_ok 'deploy/overlays/envoy'
fi
sed '/^ *[A-Z_]*: </s/<.*>/x/' deploy/example/supabase-secrets.yaml \
	>"$dir/example.yaml"
"$PYTHON" $check types "$dir/example.yaml" "$dir/ts/good-example.ts" ||
	not_ok 'deploy/example: has types'

if "$PYTHON" $check production "$dir/production.yaml"; then ok; else
	not_ok 'the component production finds Kong, and Kong alone'
fi
if "$kubectl" kustomize deploy/status >"$dir/status.yaml" 2>"$dir/stderr" &&
	! test -s "$dir/stderr" &&
	"$PYTHON" $check profile "$dir/status.yaml" &&
	"$PYTHON" $check types "$dir/status.yaml" "$dir/ts/good-status.ts"; then
	ok
else
	cat "$dir/stderr"
	not_ok deploy/status
fi
"$PYTHON" $check types deploy/role.yaml "$dir/ts/good-role.ts" ||
	not_ok 'deploy/role.yaml: has types'

# --- the component, on Deployments of somebody else

adopted=tests/manifests/adopted.py

# layer FOLDER FILE [EDIT]: a kustomization of FILE (a Deployment, changed by
# sed's EDIT) and a copy of the component.
layer() {
	rm -rf "$1" && mkdir -p "$1" &&
		copy deploy/components/kong-config-init "$1/component" &&
		sed "${3:-}" "tests/manifests/deployments/$2.yaml" \
			>"$1/kong.yaml" &&
		printf '%s\n' 'resources: [kong.yaml]' 'components:' \
			>"$1/kustomization.yaml"
}

# adopts NAME CONTAINER KEPT: what is in $dir/on-NAME builds without a word,
# has its types, and is what adopted.py wants.
adopts() {
	out=$dir/on-$1.yaml
	if ! "$kubectl" kustomize "$dir/on-$1" >"$out" 2>"$dir/stderr" ||
		test -s "$dir/stderr"; then
		cat "$dir/stderr"
		not_ok "the component on $1 builds"
		return
	fi
	"$PYTHON" $check types "$out" "$dir/ts/good-on-$1.ts" ||
		not_ok "the component on $1: has types"
	if "$PYTHON" $adopted "$2" "$3" "$out"; then ok; else
		not_ok "the component on $1: one kongrender and nothing old"
	fi
	if "$PYTHON" tests/manifests/pod.py "$out" "$dir/pod"; then ok; else
		not_ok "the component on $1: its init container renders"
	fi
}

for name in seed awkward; do
	layer "$dir/on-$name" $name &&
		echo '- component' >>"$dir/on-$name/kustomization.yaml"
done
adopts seed kong SERVICE_ROLE_KEY,kong:2.8.1
adopts awkward kong registry.example.com/wait:1,KEY,own
if "$PYTHON" $adopted self-test "$dir/on-seed.yaml"; then ok; else
	not_ok 'what is wrong with a pod is seen'
fi

layer "$dir/on-bare" bare
printf -- '- %s\n' component/add component >>"$dir/on-bare/kustomization.yaml"
adopts bare kong wait,own,/own,KONG_LOG_LEVEL

# Kong's chart: other names, changed in the copy as its comment says.
layer "$dir/on-chart" chart
printf -- '- %s\n' component/add component >>"$dir/on-chart/kustomization.yaml"
sed -i -e '/kind: Deployment/,/name:/s/name: kong$/name: gateway-kong/' \
	-e 's/name: kong$/name: proxy/' -e 's/=kong\]/=proxy]/' \
	"$dir"/on-chart/component/*/*.yaml "$dir"/on-chart/component/*.yaml
adopts chart proxy clear-stale-pid,/kong_dbless/,gateway-kong-tmp

# The component production copies the selector, whatever it is.
layer "$dir/on-labels" seed && copy deploy/components/production \
	"$dir/on-labels/production" &&
	printf -- '- %s\n' component production >>"$dir/on-labels/kustomization.yaml"
echo 'namespace: supabase' >>"$dir/on-labels/kustomization.yaml"
adopts labels kong pod-template-hash,app
if "$PYTHON" $check production "$dir/on-labels.yaml"; then ok; else
	not_ok 'the component production finds the pods by their own labels'
fi

# The page deploy/from-sed.md ends with a pod of the same kind.
README_KUBECTL=$(realpath "$kubectl")
export README_KUBECTL
if "$PYTHON" -B tests/manifests/page.py "$dir/page.yaml" &&
	"$PYTHON" $adopted kong kong:3.9.1,/home/kong "$dir/page.yaml" &&
	"$PYTHON" tests/manifests/pod.py "$dir/page.yaml" "$dir/pod"; then
	ok
else
	not_ok 'deploy/from-sed.md ends with a pod that runs'
fi

# refuses SENTENCE FILE EDIT MESSAGE
refuses() {
	layer "$dir/refused" "$2" "$3" &&
		echo '- component' >>"$dir/refused/kustomization.yaml"
	if "$kubectl" kustomize "$dir/refused" >"$dir/stdout" \
		2>"$dir/stderr"; then
		not_ok "$1: is refused"
	elif grep -q -F -e "$4" "$dir/stderr"; then
		ok
	else
		cat "$dir/stderr"
		not_ok "$1: the message names it"
	fi
}
missing='is missing for replacement source'
refuses 'a Deployment of another name' seed 's/^  name: kong/&-gateway/' \
	'nothing selected by Deployment'
refuses 'a container of another name' seed 's/- name: kong$/- name: proxy/' \
	"containers.[name=kong].name\` $missing"
refuses 'an init container of another name' seed \
	's/- name: kong-config-init/- name: render/' \
	"initContainers.[name=kong-config-init].name\` $missing"
refuses 'no init container' bare '' \
	"initContainers.[name=kong-config-init].name\` $missing"

# --- what must fail

"$PYTHON" $check mistakes >"$dir/mistakes" || exit 2
while read -r mistake by; do
	"$PYTHON" $check break "$mistake" "$dir/production.yaml" \
		"$dir/$mistake.yaml" || not_ok "$mistake can be planted"
	case $by in
	types)
		# Either there is no type of that name, or the compiler says no.
		"$PYTHON" $check types "$dir/$mistake.yaml" \
			"$dir/ts/broken-$mistake.ts" 2>/dev/null || ok
		continue
		;;
	profile) set -- profile "$dir/$mistake.yaml" ;;
	production) set -- production "$dir/$mistake.yaml" ;;
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

totals
