#include "findings.h"

#define ID1 "11111111-2222-4333-8444-555555555551"
#define ID2 "11111111-2222-4333-8444-555555555552"

START_TEST(usernames_custom_ids_and_ids_of_consumers_are_unique)
{
	assert_found(FILE_OF("- username: a\n- username: a\n"),
		"4:13 duplicate-consumer\n");
	assert_found_28(FILE_OF("- username: a\n- username: a\n"),
		"4:13 duplicate-consumer\n");
	assert_found(FILE_OF("- custom_id: a\n- custom_id: a\n"),
		"4:14 duplicate-consumer\n");
	assert_found(FILE_OF("- {username: a, id: " ID1 "}\n"
			     "- {username: b, id: " ID1 "}\n"),
		"4:21 duplicate-consumer\n");
	assert_found(FILE_OF("- {username: a, id: ~}\n"
			     "- {username: b, id: ~}\n"),
		"3:21 missing-field\n4:21 missing-field\n");
	assert_found(FILE_OF("- {username: a, custom_id: b}\n"
			     "- {username: b, custom_id: a}\n"
			     "- {username: A}\n- {username: '1'}\n"),
		"");
}
END_TEST

START_TEST(credentials_are_unique_nested_and_flattened_together)
{
	assert_found(FILE_OF("- username: a\n"
			     "  keyauth_credentials: [{key: k}, {key: k}]\n"),
		"4:41 duplicate-credential\n");
	assert_found(FILE_OF("- username: a\n"
			     "  keyauth_credentials: [{key: k}]\n"
			     "- username: b\n"
			     "keyauth_credentials: [{key: k, consumer: b}]\n"),
		"6:29 duplicate-credential\n");
	assert_found(FILE_OF("- username: a\n"
			     "basicauth_credentials:\n"
			     "- {consumer: a, username: x, password: p}\n"
			     "- {consumer: a, username: x, password: q}\n"),
		"6:27 duplicate-credential\n");
	assert_found(FILE_OF("- username: a\n"
			     "  oauth2_credentials:\n"
			     "  - {name: n, client_id: c}\n"
			     "  - {name: n, client_id: c}\n"),
		"6:26 duplicate-credential\n");
}
END_TEST

START_TEST(credentials_of_two_lists_are_never_compared)
{
	assert_found(FILE_OF("- username: a\n"
			     "  keyauth_credentials: [{key: k, id: " ID1 "}]\n"
			     "  jwt_secrets: [{key: k, id: " ID1 "}]\n"
			     "  basicauth_credentials: [{username: k, "
			     "password: p}]\n"
			     "  hmacauth_credentials: [{username: k}]\n"),
		"");
	assert_found(FILE_OF("- username: a\n"
			     "  keyauth_credentials: [{key: j}, {key: k}]\n"
			     "  basicauth_credentials:\n"
			     "  - {username: x, password: p}\n"
			     "  - {username: y, password: p}\n"),
		"");
}
END_TEST

START_TEST(a_duplicate_by_an_alias_is_reported_at_the_alias)
{
	assert_found(FILE_OF("- username: a\n"
			     "  keyauth_credentials: &k [{key: k}]\n"
			     "- username: b\n  keyauth_credentials: *k\n"),
		"6:24 duplicate-credential\n");
	assert_found(FILE_OF("- &c {username: a}\n- *c\n"),
		"4:3 duplicate-consumer\n");
	assert_found(FILE_OF("- &c {username: a}\n- <<: *c\n"),
		"4:7 duplicate-consumer\n");
	assert_found(FILE_OF("- username: &u a\n- username: *u\n"),
		"4:13 duplicate-consumer\n");
}
END_TEST

START_TEST(a_duplicate_names_the_place_of_the_first)
{
	static const char s[] =
		FILE_OF("- username: \xE0\xB9\x84\n- username: \xE0\xB9\x84\n");
	struct text text = {.path = "t", .s = s, .n = sizeof(s) - 1};
	const struct kong_config config = {0};
	struct diags d = {0};
	struct doc doc;

	ck_assert_int_eq(scan_yaml(&doc, &text, &d), 0);
	ck_assert_int_eq(check_doc(&doc, &config, &d), -1);
	ck_assert_uint_eq(d.n, 1);
	ck_assert_ptr_nonnull(strstr(d.v[0].message, "line 3, column 13"));
	ck_assert_ptr_null(strstr(d.v[0].message, "\xE0\xB9\x84"));
	scan_free(&doc);
	diags_free(&d);
}
END_TEST

START_TEST(a_group_twice_is_an_error_where_kong_gives_both_one_id)
{
	assert_found(FILE_OF("- username: a\n"
			     "  acls: [{group: g}, {group: g}]\n"),
		"4:30 duplicate-credential\n");
	assert_found(FILE_OF("- username: a\nacls:\n"
			     "- {consumer: a, group: g}\n"
			     "- {consumer: a, group: g}\n"),
		"6:24 duplicate-credential\n");
	assert_found(FILE_OF("- {username: a, id: " ID1 "}\n"
			     "- {username: b, id: " ID2 "}\nacls:\n"
			     "- {consumer: {id: " ID1 "}, group: g}\n"
			     "- {consumer: {id: " ID2 "}, group: g}\n"),
		"7:65 duplicate-credential\n");
	/* elsewhere it says the same thing twice, and Kong starts */
	assert_found(FILE_OF("- username: a\n  acls: [{group: g}]\n"
			     "acls:\n- {consumer: a, group: g}\n"),
		"6:24 (warning) duplicate-credential\n");
	assert_found(FILE_OF("- custom_id: a\n"
			     "  acls: [{group: g}, {group: g}]\n"),
		"4:30 (warning) duplicate-credential\n");
	assert_found(FILE_OF("- username: a\n  acls:\n"
			     "  - {group: g, id: " ID1 "}\n"
			     "  - {group: g, id: " ID2 "}\n"),
		"6:13 (warning) duplicate-credential\n");
	assert_found_28(FILE_OF("- username: a\n"
				"  acls: [{group: g}, {group: g}]\n"),
		"4:30 (warning) duplicate-credential\n");
	assert_found(FILE_OF("- username: a\n  acls: [{group: g}]\n"
			     "- username: b\n  acls: [{group: g}]\n"),
		"");
}
END_TEST

START_TEST(a_flattened_credential_refers_to_a_username_or_an_id)
{
	assert_found(FILE_OF("- {username: a, custom_id: c, id: " ID1 "}\n"
			     "oauth2_credentials:\n"
			     "- {consumer: a, name: n}\n- {consumer: " ID1
			     ", name: n}\n"
			     "- {consumer: {id: " ID1 "}, name: n}\n"),
		"");
	assert_found(
		FILE_OF("- {username: a, custom_id: c}\n"
			"oauth2_credentials:\n"
			"- {consumer: c, name: n}\n- {consumer: A, name: n}\n"
			"- {consumer: {id: " ID1 "}, name: n}\n"),
		"5:14 unknown-consumer\n6:14 unknown-consumer\n"
		"7:14 unknown-consumer\n");
	assert_found_28(FILE_OF("- {username: a, id: " ID1 "}\n"
				"oauth2_credentials:\n"
				"- {consumer: {id: " ID1 "}, name: n}\n"),
		"5:4 wrong-type\n");
}
END_TEST

START_TEST(a_nested_credential_names_its_own_consumer_or_none)
{
	assert_found(FILE_OF("- username: a\n- username: b\n"
			     "  oauth2_credentials:\n"
			     "  - {consumer: b, name: n}\n  - {consumer: a, "
			     "name: n}\n"
			     "  - {consumer: ~, name: n}\n"),
		"7:16 (warning) ignored-consumer\n"
		"8:16 missing-field\n");
	assert_found(
		FILE_OF("- username: b\n"
			"  oauth2_credentials: [{consumer: ~, name: n}]\n"),
		"");
	assert_found(
		FILE_OF("- username: b\n"
			"  oauth2_credentials: [{consumer: x, name: n}]\n"),
		"4:35 unknown-consumer\n");
}
END_TEST

START_TEST(a_plugin_refers_to_a_consumer_that_exists)
{
	assert_found(FILE_OF("- username: a\n"
			     "plugins:\n"
			     "- {name: request-size-limiting, consumer: a}\n"
			     "- {name: request-size-limiting, consumer: ~}\n"),
		"");
	assert_found("_format_version: '2.1'\n"
		     "plugins:\n- {consumer: a, name: datadog}\n"
		     "services:\n- plugins: [{consumer: a, name: datadog}]\n"
		     "  host: h\n"
		     "  routes:\n"
		     "  - plugins: [{consumer: a, name: datadog}]\n"
		     "    paths: [/]\n"
		     "routes:\n- plugins: [{consumer: b, name: datadog}]\n"
		     "  paths: [/]\n",
		"3:14 unknown-consumer\n5:24 unknown-consumer\n"
		"8:26 unknown-consumer\n11:24 unknown-consumer\n");
	assert_found("_format_version: '2.1'\n"
		     "plugins:\n- {consumer: 5, name: datadog}\n",
		"3:14 wrong-type\n");
}
END_TEST

START_TEST(an_acl_plugin_allows_groups_that_somebody_is_in)
{
	assert_found(FILE_OF("- username: a\n  acls: [{group: g}]\n"
			     "plugins:\n"
			     "- {name: acl, config: {allow: [g, h]}}\n"
			     "- {name: key-auth}\n"),
		"6:35 (warning) acl-group\n");
	assert_found("_format_version: '2.1'\nservices:\n"
		     "- plugins: [{name: acl, config: {allow: [h]}}, "
		     "{name: jwt}]\n"
		     "  host: h\n",
		"3:42 (warning) acl-group\n");
	assert_found("_format_version: '2.1'\nplugins:\n"
		     "- {name: acl, enabled: false, config: {allow: [h]}}\n"
		     "- {name: key-auth}\n"
		     "- {name: bot-detection, config: {allow: [h]}}\n"
		     "services:\n- host: h\n"
		     "  plugins: [{name: acl, config: {deny: [h]}}]\n"
		     "- host: h\n  plugins:\n"
		     "  - {name: acl, config: {allow: [h], "
		     "always_use_authenticated_groups: true}}\n",
		"");
	assert_found_28("_format_version: '2.1'\nplugins:\n"
			"- {name: acl, config: {whitelist: [h]}}\n"
			"- {name: key-auth}\n",
		"3:36 (warning) acl-group\n");
}
END_TEST

START_TEST(anonymous_names_a_consumer)
{
	assert_found(FILE_OF("- {username: a, id: " ID1 "}\nplugins:\n"
			     "- {name: key-auth, config: {anonymous: a}}\n"
			     "- {name: jwt, config: {anonymous: " ID1 "}}\n"
			     "- {name: oauth2, config: {anonymous: ~, "
			     "enable_implicit_grant: true}}\n"
			     "- {name: cors, config: {headers: [b]}}\n"
			     "- {name: hmac-auth, config: {anonymous: b}}\n"),
		"9:41 (warning) anonymous-consumer\n");
}
END_TEST

START_TEST(what_is_wrong_by_itself_hides_no_duplicate)
{
	assert_found(FILE_OF("- username: a\n- username: a\n- username: 5\n"),
		"4:13 duplicate-consumer\n5:13 not-a-string\n");
}
END_TEST

START_TEST(references_of_a_template_may_be_anything)
{
	assert_found_in_template(
		FILE_OF("- username: $A\n- username: $B\n"
			"  keyauth_credentials: [{key: $C}, {key: k}]\n"
			"  acls: [{group: $D}]\n"
			"acls:\n- {consumer: x, group: g}\n"
			"plugins:\n- {name: acl, config: {allow: [h, $E]}}\n"
			"- {name: datadog, consumer: y}\n"
			"- {name: key-auth, config: {anonymous: z}}\n"),
		"");
}
END_TEST

START_TEST(what_a_template_spells_out_is_compared)
{
	assert_found_in_template(FILE_OF("- username: a\n- username: a\n"),
		"4:13 duplicate-consumer\n");
	assert_found_in_template(
		FILE_OF("- username: a\n"
			"  keyauth_credentials: [{key: $K}, {key: $K}]\n"),
		"4:42 duplicate-credential\n");
	assert_found_in_template(FILE_OF("- username: a\nacls:\n"
					 "- {consumer: b, group: $G}\n"),
		"5:14 unknown-consumer\n");
}
END_TEST

START_TEST(a_hundred_thousand_consumers_take_a_moment)
{
	struct buf b = {0};
	int i;

	buf_adds(&b, FILE_OF(""));
	for (i = 0; i < 100000; i++)
		buf_addf(&b,
			"- username: u%d\n  acls: [{group: g}]\n"
			"  keyauth_credentials: [{key: k%d}]\n",
			i, i);
	buf_adds(&b, "keyauth_credentials:\n- {consumer: u7, key: k99999}\n");
	assert_found(b.s, "300004:23 duplicate-credential\n");
	buf_free(&b);
}
END_TEST

SUITE("rules", usernames_custom_ids_and_ids_of_consumers_are_unique,
	credentials_are_unique_nested_and_flattened_together,
	credentials_of_two_lists_are_never_compared,
	a_duplicate_by_an_alias_is_reported_at_the_alias,
	a_duplicate_names_the_place_of_the_first,
	a_group_twice_is_an_error_where_kong_gives_both_one_id,
	a_flattened_credential_refers_to_a_username_or_an_id,
	a_nested_credential_names_its_own_consumer_or_none,
	a_plugin_refers_to_a_consumer_that_exists,
	an_acl_plugin_allows_groups_that_somebody_is_in,
	anonymous_names_a_consumer, what_is_wrong_by_itself_hides_no_duplicate,
	references_of_a_template_may_be_anything,
	what_a_template_spells_out_is_compared,
	a_hundred_thousand_consumers_take_a_moment)
