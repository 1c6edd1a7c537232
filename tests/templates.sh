#!/bin/sh
# What lint finds in real public templates: nothing in those that are right.
# Every finding below was looked up in the file by hand, and holds: Redis
# wants strings for a username and password, and a reference that stands
# alone without quotes becomes a number when its value is all digits; a service
# named by a mapping is decK's; expressions need a router flavor; the
# chart is no YAML before Helm has run; two files are for Kong 3 ("3.0").
. "$(dirname "$0")/suite.sh"
folder=../shared/templates
test -d "$folder" || skip "templates: $folder is not here"

cat >"$tmp/wanted" <<'END'
2.8 ai-gateway.yml:1:18 error format-version
any ai-gateway.yml:13:5 error wrong-type
any ai-gateway.yml:17:5 error wrong-type
2.8 ai-gateway.yml:26:11 error unknown-plugin
any ai-gateway.yml:40:11 note unchecked-plugin
any ai-gateway.yml:62:21 note secret-type
any ai-gateway.yml:63:21 note secret-type
any ai-gateway.yml:105:11 note unchecked-plugin
any ai-gateway.yml:125:21 note secret-type
any ai-gateway.yml:126:21 note secret-type
any ai-gateway.yml:129:11 note unchecked-plugin
any ai-gateway.yml:149:21 note secret-type
any ai-gateway.yml:150:21 note secret-type
any ai-gateway.yml:160:11 note unchecked-plugin
any ai-gateway.yml:167:19 note secret-type
any ai-gateway.yml:168:19 note secret-type
2.8 configmap-wrapped.yml:9:22 error format-version
2.8 configmap-wrapped.yml:92:11 error unknown-field
2.8 configmap-wrapped.yml:93:11 error unknown-field
2.8 configmap-wrapped.yml:94:11 error unknown-field
2.8 configmap-wrapped.yml:95:11 error unknown-field
3 supabase-docker-newest.yml:137:9 note router-flavor
2.8 supabase-docker-newest.yml:137:9 error unknown-field
any supabase-kubernetes-chart.yml:5:1 error helm-template
2.8 supabase-on-aws.yml:8:11 error unknown-plugin
3 supabase-on-aws.yml:11:17 note deprecated-field
END

for file in "$folder"/*; do
	test -f "$file" || continue
	name=${file##*/}
	for version in 3 2.8; do
		sed -n "s/^any //; s/^$version //; /^$name:/p" \
			"$tmp/wanted" >"$tmp/here"
		"$KONGRENDER" lint --kong-version "$version" "$file" \
			>"$tmp/said" 2>&1
		status=$?
		sed -E "s|^$folder/||; s/: ([a-z]+): .* \[([a-z-]+)\]\$/ \1 \2/" \
			"$tmp/said" >"$tmp/found"
		diff "$tmp/here" "$tmp/found" >"$tmp/out"
		ok $? "$name, Kong $version: what is found"
		! grep -q ' error ' "$tmp/here"
		test $? = "$status"
		ok $? "$name, Kong $version: status $status"
	done
done
# Every line of the list is about a file that is here.
while IFS=' :' read -r _ name _; do
	test -f "$folder/$name"
	ok $? "$name is here"
done <"$tmp/wanted"

totals
