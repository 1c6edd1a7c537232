/* Cases of both Kongs are in tests/kong-whole; here is what they cannot say. */
#include "findings.h"

#define V "_format_version: \"3.0\"\n"
#define SERVICE(fields) V "services:\n- " fields
#define ROUTE(fields) V "services:\n- host: h\n  routes:\n  - " fields
#define PLUGIN(text) V "plugins:\n- " text

START_TEST(a_service_needs_a_host_or_a_url)
{
	assert_found(SERVICE("host: h\n"), "");
	assert_found(SERVICE("url: http://h\n"), "");
	assert_found(SERVICE("name: s\n"), "3:3 missing-field\n");
	assert_found(SERVICE("url: h:80\n"), "3:8 invalid-format\n");
	assert_found(SERVICE("url: ''\n"), "3:8 empty-string\n");
	assert_found(SERVICE("url:\n"), "3:3 missing-field\n");
	assert_found(SERVICE("url: http://h\n  port: 99999\n"), "");
	assert_found(SERVICE("host: h\n  port: 99999\n"), "4:9 out-of-range\n");
}
END_TEST

START_TEST(a_null_is_refused_where_absent_has_a_default)
{
	assert_found(SERVICE("host: h\n  port:\n"), "4:3 missing-field\n");
	assert_found(SERVICE("host: h\n  retries:\n"), "");
	assert_found(SERVICE("host: h\n  routes:\n"), "");
	assert_found(SERVICE("host: h\n  routes: {}\n"), "");
	assert_found(SERVICE("host: h\n  routes: x\n"), "4:11 wrong-type\n");
	assert_found(SERVICE("host: h\n  tags: [a,]\n"), "");
	assert_found(SERVICE("host: h\n  tags: [~]\n"), "4:10 null-entry\n");
}
END_TEST

START_TEST(a_route_needs_what_its_protocols_ask_for)
{
	assert_found(ROUTE("paths: [/]\n"), "");
	assert_found(ROUTE("name: r\n"), "5:5 field-combination\n");
	assert_found(ROUTE("protocols: [tcp]\n    sources: [{port: 1}]\n"), "");
	assert_found(ROUTE("protocols: [tcp]\n    paths: [/]\n"),
		"5:5 field-combination\n6:5 field-combination\n");
	assert_found(ROUTE("protocols: [http, tcp]\n    paths: [/]\n"),
		"5:5 field-combination\n");
	assert_found(ROUTE("protocols: [http]\n    paths: [/]\n"
			   "    snis: [a]\n"),
		"7:5 field-combination\n");
	assert_found(ROUTE("paths: [/]\n    snis: [a]\n"), "");
}
END_TEST

/* What Kong makes of "services" and "s", "routes" and "r", ... */
#define ID_S "b268827a-8f7f-551f-8769-e6bceb2f3ec6"
#define ID_R "da7ba03a-f1be-52d4-8a7e-c8f32640689a"
#define ID_U "597a2b96-28b9-56b9-8745-bb55e59539cc"

START_TEST(a_reference_may_be_the_id_that_kong_makes_of_a_name)
{
	assert_found(SERVICE("name: s\n  host: h\nplugins:\n"
			     "- name: cors\n  service: " ID_S "\n"),
		"");
	assert_found(SERVICE("name: s\n  host: h\n  id: ~\nplugins:\n"
			     "- name: cors\n  service: " ID_S "\n"),
		"8:12 unknown-reference\n");
	assert_found(SERVICE("name: t\n  host: h\nplugins:\n"
			     "- name: cors\n  service: " ID_S "\n"),
		"7:12 unknown-reference\n");
	assert_found(ROUTE("name: r\n    paths: [/]\nplugins:\n"
			   "- name: cors\n  route: " ID_R "\n"),
		"");
	assert_found(V "upstreams: [{name: u}]\n"
		       "targets: [{target: a, upstream: " ID_U "}]\n",
		"");
	assert_found(SERVICE("name: s\n  host: h\n  plugins: [{name: cors}]\n"
			     "plugins:\n- name: cors\n  service: " ID_S "\n"),
		"7:9 duplicate-entity\n");
}
END_TEST

START_TEST(a_plugin_is_the_same_where_kong_makes_the_same_key_of_it)
{
	assert_found(PLUGIN("name: cors\n- name: cors\n  route:\n"), "");
	assert_found(PLUGIN("name: cors\n  route:\n- name: cors\n"
			    "  route:\n"),
		"5:9 duplicate-entity\n");
	assert_found(PLUGIN("name: cors\n  route:\n- name: cors\n"
			    "  service:\n"),
		"5:9 duplicate-entity\n");
	assert_found(SERVICE("name: s\n  host: h\n  plugins:\n  - name: cors\n"
			     "  - name: cors\n    service:\n"),
		"");
	assert_found(SERVICE("name: s\n  host: h\n  plugins:\n  - name: cors\n"
			     "    service: s\n  - name: cors\n"),
		"");
	assert_found(SERVICE("name: s\n  host: h\n  plugins:\n  - name: cors\n"
			     "    service: s\nplugins:\n- name: cors\n"
			     "  service: s\n"),
		"9:9 duplicate-entity\n");
}
END_TEST

START_TEST(a_null_id_makes_kong_crash_on_what_is_nested)
{
	assert_found(SERVICE("host: h\n  id:\n"), "");
	assert_found(SERVICE("host: h\n  id:\n  routes: [{paths: [/]}]\n"), "");
	assert_found(SERVICE("host: h\n  id:\n  plugins: [{name: cors}]\n"),
		"4:3 missing-field\n");
	assert_found(SERVICE("host: h\n  id:\n  plugins: []\n"), "");
	assert_found(V "upstreams:\n- name: u\n  id: ~\n"
		       "  targets: [{target: a}]\n",
		"4:7 missing-field\n");
	assert_found(
		SERVICE("host: h\n  name:\n  routes: [{paths: [/]}]\n"), "");
}
END_TEST

START_TEST(with_basic_auth_a_null_name_is_refused_too)
{
#define BASIC                                                                  \
	"basicauth_credentials: [{username: a, password: b, consumer: u}]\n"   \
	"consumers:\n- username: u\n"
	assert_found(
		SERVICE("host: h\n  name:\n  routes: [{paths: [/]}]\n" BASIC),
		"4:3 missing-field\n");
	assert_found(
		SERVICE("host: h\n  name:\n  plugins: [{name: cors}]\n" BASIC),
		"4:3 missing-field\n");
	assert_found(
		SERVICE("host: h\n  id:\n  routes: [{paths: [/]}]\n" BASIC),
		"4:3 missing-field\n");
	assert_found(SERVICE("host: h\n  name:\n  routes: []\n" BASIC), "");
	assert_found(SERVICE("host: h\n  routes: [{paths: [/]}]\n" BASIC), "");
	assert_found(SERVICE("host: h\n  name:\n"
			     "  id: 00000000-0000-4000-8000-000000000001\n"
			     "  routes: [{paths: [/]}]\n" BASIC),
		"");
	assert_found(V BASIC "- username:\n  custom_id: x\n"
			     "  acls: [{group: g}]\n",
		"5:3 missing-field\n");
	assert_found(V BASIC "- custom_id: x\n  acls: [{group: g}]\n", "");
}
END_TEST

START_TEST(with_basic_auth_a_nested_sni_needs_its_certificate)
{
#define ID "00000000-0000-4000-8000-000000000001"
#define SNI(text)                                                              \
	V "certificates:\n- id: " ID "\n  cert: '{vault://env/x}'\n"           \
	  "  key: '{vault://env/x}'\n  snis: [{name: a" text "}]\n"
	assert_found(SNI(""), "");
	assert_found(SNI("") BASIC, "6:10 missing-field\n");
	assert_found(SNI(", certificate: {id: " ID "}") BASIC, "");
	assert_found(SNI(", certificate: " ID) BASIC, "6:33 missing-field\n");
}
END_TEST

START_TEST(a_reference_by_a_mapping_has_a_uuid)
{
	assert_found(SERVICE("name: s\n  host: h\nplugins:\n"
			     "- name: cors\n  service: {id: s}\n"),
		"7:17 invalid-uuid\n");
	assert_found(SERVICE("id: 00000000-0000-4000-8000-000000000001\n"
			     "  host: h\nplugins:\n- name: cors\n  service:\n"
			     "    id: 00000000-0000-4000-8000-000000000001\n"),
		"");
}
END_TEST

START_TEST(a_null_of_an_old_redis_field_counts_where_the_new_one_is_absent)
{
#define REDIS(text)                                                            \
	PLUGIN("name: rate-limiting\n  config:\n    minute: 5\n"               \
	       "    policy: redis\n" text)
	assert_found(REDIS("    redis: {host: a}\n    redis_timeout:\n"),
		"6:13 field-combination\n8:5 (warning) deprecated-field\n");
	assert_found(REDIS("    redis: {host: a, port: 1}\n    redis_port:\n"),
		"8:5 (warning) deprecated-field\n");
	assert_found(REDIS("    redis: {host: a}\n    redis_database:\n"),
		"8:5 (warning) deprecated-field\n");
}
END_TEST

START_TEST(updated_at_is_ignored_in_every_record)
{
	const struct kong_config of_28 = {.version = KONG_28};
	static const char s[] = "plugins:\n- name: cors\n"
				"  config: {updated_at: [x]}\n";
	char text[100];

	snprintf(text, sizeof(text), V "%s", s);
	assert_found(text, "");
	snprintf(text, sizeof(text), "_format_version: '2.1'\n%s", s);
	assert_found_with(&of_28, text, "4:12 unknown-field\n");
	assert_found(ROUTE("protocols: [tcp]\n"
			   "    sources: [{port: 1, updated_at: ~}]\n"),
		"");
	assert_found(ROUTE("protocols: [tcp]\n"
			   "    sources: [{port: 1, created_at: ~}]\n"),
		"6:25 unknown-field\n");
}
END_TEST

START_TEST(a_jwk_is_json_with_the_kid_beside_it)
{
#define JWK(text) V "keys:\n- kid: a\n  jwk: '" text "'\n"
	assert_found(JWK("{\"kty\":\"RSA\",\"kid\":\"a\"}"), "");
	assert_found(JWK("{\"kty\":\"RSA\",\"kid\":\"b\"}"),
		"4:8 field-combination\n");
	assert_found(JWK("{\"kty\":\"RSA\"}"), "4:8 field-combination\n");
	assert_found(JWK("{\"kty\":RSA}"), "4:8 invalid-format\n");
	assert_found(JWK("[]"), "4:8 invalid-format\n");
	assert_found(V "keys:\n- kid: a\n  jwk: '{vault://env/x}'\n", "");
}
END_TEST

START_TEST(a_misspelled_field_is_not_missing_too)
{
	assert_found(SERVICE("Url: http://h\n"), "3:3 unknown-field\n");
	assert_found(ROUTE("pahts: [/]\n"), "5:5 unknown-field\n");
	assert_found(ROUTE("colour: [/]\n"),
		"5:5 unknown-field\n5:5 field-combination\n");
	assert_found(PLUGIN("name: rate-limiting\n  config: {minut: 5}\n"),
		"4:12 unknown-field\n");
	assert_found(PLUGIN("nmae: cors\n"), "3:3 unknown-field\n");
	assert_found("_formatversion: \"3.0\"\n", "1:1 unknown-list\n");
	/* of what is misspelled inside, what is around misses nothing */
	assert_found(SERVICE("Host: h\n  routes:\n  - hots: [a]\n"),
		"3:3 unknown-field\n5:5 unknown-field\n");
}
END_TEST

START_TEST(a_path_is_not_judged_by_a_version_that_is_wrong)
{
	static const char path[] =
		"services: [{host: h, routes: [{paths: [\"~/a.*\"]}]}]\n";
	char s[200];

	snprintf(s, sizeof(s), "_format_version: 3.0\n%s", path);
	assert_found(s, "1:18 format-version\n");
	snprintf(s, sizeof(s), "_formt_version: \"3.0\"\n%s", path);
	assert_found(s, "1:1 unknown-list\n");
	snprintf(s, sizeof(s), "_format_version: 2.1\n%s", path);
	assert_found(s, "1:18 format-version\n2:40 invalid-format\n");
}
END_TEST

START_TEST(a_wrong_word_is_reported_where_it_is)
{
	assert_found(PLUGIN("name: cors\n  config:\n    methods:\n"
			    "    - GET\n    - GTE\n"),
		"7:7 invalid-enum\n");
	/* of these the whole set must be of one kind */
	assert_found(ROUTE("paths: [/]\n    protocols:\n    - http\n"
			   "    - ws\n"),
		"6:5 invalid-enum\n");
}
END_TEST

START_TEST(the_router_flavor_decides_about_expressions)
{
	const struct kong_config known = {.flavor = KONG_FLAVOR_EXPRESSIONS},
				 other = {.flavor = KONG_FLAVOR_COMPATIBLE};
	static const char s[] = ROUTE("expression: http.path == \"/\"\n");

	assert_found(s, "5:5 (warning) router-flavor\n");
	assert_found_with(&known, s, "");
	assert_found_with(&other, s, "5:5 router-flavor\n");
}
END_TEST

START_TEST(an_expression_is_alone)
{
	const struct kong_config known = {.flavor = KONG_FLAVOR_EXPRESSIONS},
				 of_28 = {.version = KONG_28};

#define EXPRESSION(text) ROUTE("expression: a\n    " text)
	assert_found_with(&known, EXPRESSION("priority: 5\n"), "");
	assert_found_with(&known, EXPRESSION("paths: []\n"), "");
	assert_found_with(&known, EXPRESSION("regex_priority: 0\n"), "");
	assert_found_with(
		&known, EXPRESSION("paths: [/]\n"), "6:5 field-combination\n");
	assert_found_with(&known, EXPRESSION("regex_priority: 1\n"),
		"6:21 field-combination\n");
	assert_found_with(
		&known, EXPRESSION("priority: -1\n"), "6:15 out-of-range\n");
	assert_found_with(
		&known, EXPRESSION("priority: 1.5\n"), "6:15 out-of-range\n");
	assert_found_with(&known, EXPRESSION("priority: 70368744177664\n"),
		"6:15 out-of-range\n");
	assert_found_with(
		&known, EXPRESSION("priority: '1'\n"), "6:15 wrong-type\n");
	assert_found_with(
		&known, ROUTE("expression: 5\n"), "5:17 not-a-string\n");
	assert_found_with(
		&known, ROUTE("expression: ''\n"), "5:17 empty-string\n");
	assert_found_with(
		&known, ROUTE("expression:\n"), "5:5 field-combination\n");
	assert_found_with(&known, ROUTE("paths: [/]\n    priority: 1\n"),
		"6:15 field-combination\n");
	assert_found_with(&known, ROUTE("paths: [/]\n    priority: 0\n"), "");
	/* only this flavor has them on http */
	assert_found_with(
		&known, ROUTE("paths: [/]\n    sources: [{port: 1}]\n"), "");
	assert_found(ROUTE("paths: [/]\n    sources: [{port: 1}]\n"),
		"6:5 field-combination\n");
	/* no flavor has both */
	assert_found(EXPRESSION("hosts: [a]\n"),
		"5:5 (warning) router-flavor\n6:5 field-combination\n");
	assert_found_with(&of_28,
		"_format_version: '2.1'\nroutes:\n- expression: a\n",
		"3:3 unknown-field\n");
}
END_TEST

START_TEST(a_plugin_that_is_not_bundled_is_an_error_if_the_list_is_known)
{
	const struct kong_config bundled = {.plugins = "bundled"},
				 own = {.plugins = "bundled, own"},
				 few = {.plugins = "key-auth"};

	assert_found(PLUGIN("name: own\n"), "3:9 (warning) unchecked-plugin\n");
	assert_found(PLUGIN("name: key_auth\n"), "3:9 unknown-plugin\n");
	assert_found(PLUGIN("name: key-auht\n"), "3:9 unknown-plugin\n");
	assert_found(PLUGIN("name: KeyAuth\n"), "3:9 unknown-plugin\n");
	assert_found(PLUGIN("name: rate-limit\n"), "3:9 unknown-plugin\n");
	assert_found(PLUGIN("name: ey-auth\n"), "3:9 unknown-plugin\n");
	assert_found(PLUGIN("name: ip-restrictions\n"), "3:9 unknown-plugin\n");
	assert_found(PLUGIN("name: cors, own\n"), "3:9 unknown-plugin\n");
	assert_found(PLUGIN("name: own, cors\n"), "3:9 unknown-plugin\n");
	/* names of plugins from elsewhere */
	assert_found(
		PLUGIN("name: my-auth\n"), "3:9 (warning) unchecked-plugin\n");
	assert_found(PLUGIN("name: key-auth-enc\n"),
		"3:9 (warning) unchecked-plugin\n");
	assert_found(
		PLUGIN("name: saml\n"), "3:9 (warning) unchecked-plugin\n");
	assert_found_with(
		&bundled, PLUGIN("name: own\n"), "3:9 unknown-plugin\n");
	assert_found_with(&own, PLUGIN("name: own\n"),
		"3:9 (warning) unchecked-plugin\n");
	assert_found_with(&few, PLUGIN("name: cors\n"), "3:9 unknown-plugin\n");
	assert_found_with(&few, PLUGIN("name: key-auth\n"), "");
	assert_found_with(&own, PLUGIN("name: key-auth\n  nam: x\n"),
		"4:3 unknown-field\n");
	assert_found_28("_format_version: '2.1'\nplugins: [{name: redirect}]\n",
		"2:18 unknown-plugin\n");
}
END_TEST

#define ACL "{name: acl, config: {deny: [g]}}"
#define ON_ROUTE(plugins) ROUTE("paths: [/]\n    plugins: [" plugins "]\n")

START_TEST(acl_needs_a_plugin_that_authenticates)
{
	assert_found(ON_ROUTE(ACL), "6:22 (warning) acl-without-auth\n");
	assert_found(ON_ROUTE(ACL ", {name: cors}"),
		"6:22 (warning) acl-without-auth\n");
	assert_found(ON_ROUTE(ACL ", {name: jwt, enabled: false}"),
		"6:22 (warning) acl-without-auth\n");
	assert_found(ON_ROUTE(ACL ", {name: jwt}"), "");
	assert_found(ON_ROUTE(ACL ", {name: own}"),
		"6:56 (warning) unchecked-plugin\n");
	assert_found(ON_ROUTE(ACL) "  plugins: [{name: key-auth}]\n", "");
	assert_found(ON_ROUTE(ACL) "plugins: [{name: key-auth}]\n", "");
	assert_found(ON_ROUTE("{name: jwt}") "  plugins: [" ACL "]\n", "");
	assert_found(ON_ROUTE("{name: jwt}") "plugins: [" ACL "]\n", "");
	assert_found(ON_ROUTE(ACL) "- host: i\n  plugins: [{name: jwt}]\n",
		"6:22 (warning) acl-without-auth\n");
	assert_found(
		ROUTE("paths: [/]\n    name: r\n") "plugins:\n"
						   "- {name: acl, config: "
						   "{deny: [g]}, route: r}\n"
						   "- {name: jwt, service: "
						   "s}\n- {name: jwt, route: "
						   "r}\n"
						   "routes: [{name: q, paths: "
						   "[/]}]\n",
		"9:24 unknown-reference\n");
	assert_found(
		ROUTE("paths: [/]\n    name: r\n") "plugins:\n"
						   "- {name: acl, config: "
						   "{deny: [g]}, route: r}\n"
						   "- {name: jwt, route: q}\n"
						   "routes: [{name: q, paths: "
						   "[/]}]\n",
		"8:10 (warning) acl-without-auth\n");
}
END_TEST

START_TEST(a_regex_without_its_tilde_is_literal_since_3_0)
{
	assert_found(
		ROUTE("paths: [/a.b, /a, ~/a.*, /a*b, '/a:b', /a/:1]\n"), "");
	assert_found(ROUTE("paths:\n    - /a/*\n    - /a/{id}/b\n"
			   "    - /a/:id\n    - /a?b=c\n"),
		"6:7 (warning) literal-path\n7:7 (warning) literal-path\n"
		"8:7 (warning) literal-path\n9:7 (warning) literal-path\n");
	assert_found(ROUTE("paths: [/a.*, '/\\d', /(a|b), /a$]\n"),
		"5:13 (warning) literal-path\n5:19 (warning) literal-path\n"
		"5:26 (warning) literal-path\n5:34 (warning) literal-path\n");
	assert_found("_format_version: '2.1'\n"
		     "routes: [{paths: [/a.*]}]\n",
		"");
}
END_TEST

START_TEST(the_enterprise_edition_knows_more)
{
	const struct kong_config edition = {
		.enterprise = true, .plugins = "bundled"};

	assert_found_with(&edition, V "consumer_groups: [{name: a}]\n", "");
	assert_found_with(&edition, V "others: [{name: a}]\n",
		"2:1 (warning) unknown-list\n");
	assert_found_with(&edition, SERVICE("host: h\n  new: 1\n"),
		"4:3 (warning) unknown-field\n");
	assert_found_with(&edition, PLUGIN("name: cors\n  config: {new: 1}\n"),
		"4:12 (warning) unknown-field\n");
	assert_found_with(&edition, PLUGIN("name: openid-connect\n"),
		"3:9 (warning) unchecked-plugin\n");
	assert_found_with(
		&edition, PLUGIN("name: key-auht\n"), "3:9 unknown-plugin\n");
	assert_found_with(&edition, SERVICE("host: 5\n"), "3:9 not-a-string\n");
	assert_found_with(&edition, SERVICE("host: a\n  protocol: ws\n"),
		"4:13 (warning) invalid-enum\n");
	assert_found_with(
		&edition, "_format_version: '4.0'\n", "1:18 format-version\n");
	assert_found_with(
		&edition, SERVICE("url: wss://a/b\n  tls_verify: true\n"), "");
	assert_found_with(
		&edition, SERVICE("url: wss://a b\n"), "3:8 invalid-format\n");
	assert_found_with(&edition,
		SERVICE("url: ws://a\n  tls_verify: true\n"),
		"4:15 field-combination\n");
	/* what it needs in the open-source edition, this one may not need */
	assert_found_with(&edition,
		PLUGIN("name: opentelemetry\n  config: {metrics: {}}\n"),
		"4:12 (warning) unknown-field\n");
	assert_found_with(&edition, PLUGIN("name: opentelemetry\n"),
		"3:3 field-combination\n");
}
END_TEST

START_TEST(the_config_of_a_plugin_is_judged)
{
	assert_found(PLUGIN("name: acl\n  config: {allow: [g]}\n"
			    "- name: jwt\n"),
		"4:20 (warning) acl-group\n");
	assert_found(PLUGIN("name: acl\n"), "3:3 field-combination\n");
	assert_found(PLUGIN("name: cors\n  config: {max_ag: 1}\n"),
		"4:12 unknown-field\n");
	assert_found(PLUGIN("name: cors\n  config: {max_age: .nan}\n"),
		"4:21 out-of-range\n");
	assert_found(PLUGIN("name: cors\n  config:\n"), "4:3 missing-field\n");
	assert_found(PLUGIN("name: rate-limiting\n"
			    "  config: {minute: 5, hour: 4}\n"),
		"4:3 field-combination\n");
	assert_found(PLUGIN("name: rate-limiting\n"
			    "  config: {minute: 5, redis_port: '1'}\n"),
		"4:35 lost-plugin\n4:35 (warning) deprecated-field\n");
}
END_TEST

START_TEST(a_vault_reference_passes_where_kong_resolves_it)
{
	assert_found(PLUGIN("name: loggly\n  config:\n"
			    "    key: '{vault://env/k}'\n"),
		"");
	assert_found(PLUGIN("name: loggly\n  config:\n    key: k\n"
			    "    host: '{vault://env/k}'\n"),
		"6:11 invalid-format\n");
	assert_found(PLUGIN("name: loggly\n  config:\n"
			    "    key: {vault://env/k}\n"),
		"5:5 not-a-string\n");
}
END_TEST

START_TEST(references_name_what_is_in_the_file)
{
	assert_found(V "services: [{name: s, host: h}]\n"
		       "routes: [{paths: [/], service: s}]\n",
		"");
	assert_found(V "services: [{name: s, host: h}]\n"
		       "routes: [{paths: [/], service: S}]\n",
		"3:32 unknown-reference\n");
	assert_found_in_template(V "services: [{name: \"$S\", host: h}]\n"
				   "routes: [{paths: [/], service: S}]\n",
		"");
}
END_TEST

START_TEST(names_and_plugins_are_there_once)
{
	assert_found(V "services: [{name: s, host: h}, {name: s, host: h}]\n",
		"2:39 duplicate-entity\n");
	assert_found_28("_format_version: '2.1'\n"
			"services: [{name: s, host: h}, {name: s, host: h}]\n",
		"2:39 (warning) duplicate-entity\n");
	assert_found(V "plugins: [{name: cors}, {name: cors}]\n",
		"2:32 duplicate-entity\n");
	assert_found(V "services:\n- {host: h, plugins: [{name: cors}]}\n"
		       "plugins: [{name: cors}]\n",
		"");
	assert_found(V "services:\n- host: h\n"
		       "  plugins: [{name: cors}, {name: cors}]\n",
		"");
	assert_found(V "services:\n- host: h\n  name: s\n"
		       "  plugins: [{name: cors}, {name: cors}]\n",
		"5:34 duplicate-entity\n");
}
END_TEST

START_TEST(a_reference_of_a_template_is_a_string_if_quoted)
{
	assert_found_in_template(SERVICE("url: $URL\n  port: $PORT\n"), "");
	assert_found_in_template(SERVICE("host: \"$H\"\n  port: $PORT\n"), "");
	assert_found_in_template(
		SERVICE("host: h\n  port: \"$PORT\"\n"), "4:9 wrong-type\n");
	assert_found_in_template(ROUTE("paths: [\"/$P\"]\n"), "");
	assert_found_in_template(ROUTE("paths: $P\n"), "");
}
END_TEST

START_TEST(an_alias_is_judged_once_and_where_it_stands)
{
	assert_found(V "services:\n- &s {host: h, port: x}\n- *s\n",
		"3:22 wrong-type\n");
	assert_found(V "_ignore: [&c {max_age: x}]\nplugins:\n"
		       "- name: cors\n  config: *c\n",
		"2:24 wrong-type\n");
}
END_TEST

START_TEST(a_reference_left_in_a_rendered_file_is_a_warning)
{
	assert_found(PLUGIN("name: correlation-id\n"
			    "  config: {header_name: 'X-${NAME}'}\n"),
		"4:25 (warning) unrendered-reference\n");
	assert_found(PLUGIN("name: correlation-id\n"
			    "  config: {header_name: 'X-$name'}\n"),
		"");
	assert_found(PLUGIN("name: pre-function\n"
			    "  config: {access: ['return \"$NAME\"']}\n"),
		"");
	assert_found_in_template(PLUGIN("name: correlation-id\n"
					"  config: {header_name: 'X-$NAME'}\n"),
		"");
}
END_TEST

START_TEST(a_file_of_another_program_is_one_finding)
{
	assert_found("services:\n  kong:\n    image: kong\n    ports: x\n",
		"1:1 not-kong\n");
	assert_found("apiVersion: v1\nkind: Service\n", "1:1 not-kong\n");
	assert_found("image:\n  repository: kong\n", "1:1 not-kong\n");
	assert_found("_format_version: '2.1'\nimage: {repository: x}\n",
		"2:1 unknown-list\n");
}
END_TEST

SUITE("gateway", a_service_needs_a_host_or_a_url,
	a_null_is_refused_where_absent_has_a_default,
	a_route_needs_what_its_protocols_ask_for,
	the_router_flavor_decides_about_expressions, an_expression_is_alone,
	a_reference_may_be_the_id_that_kong_makes_of_a_name,
	a_plugin_is_the_same_where_kong_makes_the_same_key_of_it,
	a_null_id_makes_kong_crash_on_what_is_nested,
	with_basic_auth_a_null_name_is_refused_too,
	with_basic_auth_a_nested_sni_needs_its_certificate,
	a_reference_by_a_mapping_has_a_uuid,
	a_null_of_an_old_redis_field_counts_where_the_new_one_is_absent,
	updated_at_is_ignored_in_every_record,
	a_jwk_is_json_with_the_kid_beside_it,
	a_misspelled_field_is_not_missing_too,
	a_path_is_not_judged_by_a_version_that_is_wrong,
	a_wrong_word_is_reported_where_it_is,
	a_plugin_that_is_not_bundled_is_an_error_if_the_list_is_known,
	acl_needs_a_plugin_that_authenticates,
	a_regex_without_its_tilde_is_literal_since_3_0,
	the_enterprise_edition_knows_more, the_config_of_a_plugin_is_judged,
	a_vault_reference_passes_where_kong_resolves_it,
	references_name_what_is_in_the_file, names_and_plugins_are_there_once,
	a_reference_of_a_template_is_a_string_if_quoted,
	an_alias_is_judged_once_and_where_it_stands,
	a_reference_left_in_a_rendered_file_is_a_warning,
	a_file_of_another_program_is_one_finding)
