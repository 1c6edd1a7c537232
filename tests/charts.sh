#!/bin/sh
# The values in deploy/charts: their keys against what the charts publish, and,
# where there is a helm and a chart, what the chart makes of them. KONG_CHART and
# SUPABASE_CHART name folders with the charts; otherwise helm pulls Kong's, if
# the network lets it.
. "$(dirname "$0")/suite.sh"

dir=$BUILD/charts
mkdir -p "$dir" && dir=$(cd "$dir" && pwd) || exit 2
charts=tests/manifests/charts.py
TEMPLATE=$PWD/templates/supabase.yml
export TEMPLATE
kong_version=3.4.1

# A copy without dependencies: all are switched off, and none is here.
copy_chart() {
	rm -rf "${dir:?}/$1" && copy "$2" "$dir/$1" && rm -rf "${dir:?}/$1/charts" &&
		"$PYTHON" - "$dir/$1/Chart.yaml" <<-'END'
			import sys, yaml
			chart = yaml.safe_load(open(sys.argv[1]))
			chart.pop("dependencies", None)
			yaml.safe_dump(chart, open(sys.argv[1], "w"))
		END
}

pull_kong() {
	rm -rf "$dir/pulled" && mkdir -p "$dir/pulled" &&
		timeout 20 "$helm" pull kong --untar --untardir "$dir/pulled" \
			--repo https://charts.konghq.com \
			--version "$kong_version" >"$dir/pull.log" 2>&1
}

# build NAME FLAGS...: what the chart makes, into $dir/NAME.yaml.
build() {
	name=$1 && shift
	check "helm builds $name with its values" "$helm" template gateway \
		"$dir/$name" --namespace supabase \
		--values "deploy/charts/$name-values.yaml" "$@"
	sed '/^level=\|^coalesce/d' "$tmp/out" >"$dir/$name.yaml"
	check "all that is believed of $name's values is published" \
		"$PYTHON" $charts published "$name" "$dir/$name/values.yaml"
}

for name in kong supabase; do
	check "deploy/charts/$name-values.yaml has the chart's own keys" \
		"$PYTHON" $charts keys "$name" deploy/charts/$name-values.yaml
	sed 's/^deployment:/deployments:/' deploy/charts/$name-values.yaml \
		>"$dir/misspelt.yaml"
	if "$PYTHON" $charts keys "$name" "$dir/misspelt.yaml" >/dev/null; then
		not_ok "a key that $name's chart does not have is seen"
	else
		ok
	fi
done

helm=${HELM:-$(command -v helm)}
if test -z "$helm"; then
	echo 'not run: helm template (no helm)'
else
	test -n "${KONG_CHART:-}" || { pull_kong &&
		KONG_CHART=$dir/pulled/kong; }
	if test -n "${KONG_CHART:-}" && copy_chart kong "$KONG_CHART"; then
		build kong
		check 'a pod of Kong'\''s chart is one kongrender and nothing old' \
			"$PYTHON" tests/manifests/adopted.py chart \
			clear-stale-pid,/kong_prefix/ "$dir/kong.yaml"
		check 'its init container renders' "$PYTHON" \
			tests/manifests/pod.py "$dir/kong.yaml" "$dir/pod"
	else
		echo "not run: Kong's chart (set KONG_CHART)"
	fi
	if test -n "${SUPABASE_CHART:-}" &&
		copy_chart supabase "$SUPABASE_CHART"; then
		build supabase --show-only templates/kong/deployment.yaml
		check 'Kong of the community chart becomes Kong by kongrender' \
			"$PYTHON" $charts community "$dir/supabase.yaml"
	else
		echo 'not run: the community chart (set SUPABASE_CHART)'
	fi
fi

totals
