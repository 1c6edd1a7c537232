#include "findings.h"

START_TEST(the_top_level_wants_a_mapping)
{
	assert_found("a: 1", "1:1 unknown-list\n1:1 format-version\n");
	assert_found("", "0:0 wrong-type\n");
	assert_found("# only a comment\n", "0:0 wrong-type\n");
	assert_found("hello", "1:1 wrong-type\n");
	assert_found("- a\n", "1:1 wrong-type\n");
	assert_found("{}", "1:1 format-version\n");
}
END_TEST

START_TEST(the_format_version_is_one_of_a_few_strings)
{
	assert_found("_format_version: '3.0'\n", "");
	assert_found("_format_version: \"1.1\"\n", "");
	assert_found("_format_version: 2.1\n", "1:18 format-version\n");
	assert_found("_format_version: '2.0'\n", "1:18 format-version\n");
	assert_found("_format_version:\n", "1:1 format-version\n");
	assert_found("_format_version: ''\n", "1:18 format-version\n");
	assert_found_28("_format_version: '3.0'\n", "1:18 format-version\n");
}
END_TEST

START_TEST(the_notes_of_a_file_are_checked)
{
	assert_found(
		FILE_OF("_transform: no\n_comment: x\n_ignore: [1]\n"), "");
	assert_found(FILE_OF("_transform: 0\n_comment: 5\n_ignore: x\n"),
		"3:13 wrong-type\n4:11 not-a-string\n5:10 wrong-type\n");
	assert_found(FILE_OF("_ignore: [a, ~]\n"), "3:14 null-entry\n");
	assert_found(FILE_OF("_comment: ''\n"), "3:11 empty-string\n");
}
END_TEST

START_TEST(a_second_document_is_an_error_unless_it_is_empty)
{
	assert_found(FILE_OF("---\n"), "");
	assert_found(FILE_OF("---\n# nothing\n"), "");
	assert_found(FILE_OF("---\na: 1\n"), "3:1 multiple-documents\n");
	assert_found("---\n---\n_format_version: '2.1'\n",
		"1:1 wrong-type\n2:1 multiple-documents\n");
}
END_TEST

START_TEST(a_mapping_key_twice_is_an_error_wherever_kong_reads_it)
{
	assert_found(FILE_OF("- username: a\n  username: b\n"),
		"4:3 duplicate-mapping-key\n");
	assert_found(FILE_OF("consumers: []\n"), "3:1 duplicate-mapping-key\n");
	assert_found(FILE_OF("workspaces:\n- {name: a, \"name\": b}\n"),
		"4:13 duplicate-mapping-key\n");
	assert_found(FILE_OF("workspaces:\n- {1: a, 0x1: b}\n"),
		"4:10 duplicate-mapping-key\n");
	assert_found(FILE_OF("_ignore:\n- {a: 1, a: 2}\n"), "");
	assert_found(FILE_OF("_ignore:\n- &x {a: 1, a: 2}\n"),
		"4:13 duplicate-mapping-key\n");
	assert_found(FILE_OF("workspaces:\n- {1: a, '1': b}\n"), "");
	assert_found(FILE_OF("_ignore:\n- &a {x: 1}\nworkspaces:\n"
			     "- {<<: *a, \"<<\": *a}\n"),
		"");
}
END_TEST

START_TEST(a_mapping_of_many_keys_is_searched_too)
{
	struct buf b = {0};
	int i;

	buf_adds(&b, FILE_OF("workspaces:\n-\n"));
	for (i = 0; i < 40; i++)
		buf_addf(&b, "  k%d: 1\n  %d: 1\n", i, i);
	assert_found(b.s, "");
	buf_adds(&b, "  k7: 1\n  0x7: 1\n  '7': 1\n");
	assert_found(b.s, "85:3 duplicate-mapping-key\n"
			  "86:3 duplicate-mapping-key\n");
	buf_free(&b);
}
END_TEST

START_TEST(an_explicit_field_beats_a_merged_one)
{
	assert_found(FILE_OF("- username: u\n  <<: {username: 5}\n"), "");
	assert_found(FILE_OF("- <<: {username: 5}\n  username: u\n"), "");
	assert_found(FILE_OF("- <<: [{username: u}, {username: 5}]\n"), "");
	assert_found(FILE_OF("- <<: [{username: 5}, {username: u}]\n"),
		"3:19 not-a-string\n");
	assert_found(FILE_OF("- <<: {usrname: u}\n  custom_id: c\n"),
		"3:8 unknown-field\n");
}
END_TEST

START_TEST(a_merge_of_anything_but_mappings_is_an_error)
{
	assert_found(
		FILE_OF("- <<: abc\n  username: u\n"), "3:7 invalid-merge\n");
	assert_found(
		FILE_OF("- <<: [a]\n  username: u\n"), "3:7 invalid-merge\n");
	assert_found(FILE_OF("workspaces:\n- <<: ~\n"), "4:7 invalid-merge\n");
	assert_found(FILE_OF("workspaces:\n- <<: [~, {}]\n"), "");
}
END_TEST

START_TEST(a_tag_must_fit_its_value_anywhere)
{
	assert_found(FILE_OF("workspaces:\n- a: !!int x\n  b: !!bool y\n"),
		"4:12 yaml-tag\n");
	assert_found(FILE_OF("- username: !!str 123\n"), "");
	assert_found(
		FILE_OF("- username: !!int '123'\n"), "3:19 not-a-string\n");
}
END_TEST

START_TEST(a_list_is_a_sequence_or_counts_from_one)
{
	assert_found("_format_version: '2.1'\nconsumers: {}\nacls: ~\n", "");
	assert_found("_format_version: '2.1'\n"
		     "consumers: {1: {username: a}, 2: {username: b}}\n",
		"");
	assert_found("_format_version: '2.1'\n"
		     "consumers: {1: {username: a}, 3: {username: b}}\n",
		"2:1 wrong-type\n");
	assert_found("_format_version: '2.1'\nconsumers: {username: a}\n",
		"2:1 wrong-type\n");
	assert_found(
		"_format_version: '2.1'\nservices: no\n", "2:11 wrong-type\n");
}
END_TEST

START_TEST(an_entry_is_a_mapping)
{
	assert_found(FILE_OF("- a\n-\n- 5\n- [b]\n- []\n"),
		"3:3 wrong-type\n4:2 null-entry\n5:3 wrong-type\n"
		"6:4 wrong-type\n7:3 missing-field\n");
	assert_found(
		"_format_version: '2.1'\nservices: [a]\n", "2:12 wrong-type\n");
	assert_found("_format_version: '2.1'\nworkspaces: [{}]\n", "");
}
END_TEST

START_TEST(a_consumer_has_a_username_or_a_custom_id)
{
	assert_found(FILE_OF("- username: a\n- custom_id: b\n"), "");
	assert_found(FILE_OF("- {}\n- username:\n- tags: [x]\n"),
		"3:3 missing-field\n4:3 missing-field\n5:3 missing-field\n");
	assert_found(FILE_OF("- username: ''\n"), "3:13 empty-string\n");
}
END_TEST

START_TEST(an_unknown_field_is_reported_at_its_key)
{
	assert_found(FILE_OF("- username: a\n  groups: [g]\n  ~: x\n  5: y\n"
			     "  [z]: z\n"),
		"4:3 unknown-field\n5:3 unknown-field\n6:3 unknown-field\n"
		"7:3 unknown-field\n");
	assert_found("_format_version: '2.1'\nConsumers: []\n",
		"2:1 unknown-list\n");
	assert_found(FILE_OF("- {username: a, updated_at: x}\n"), "");
	assert_found(FILE_OF("- username: a\n  acls:\n"
			     "  - {group: g, updated_at: x}\nupdated_at: x\n"),
		"");
	assert_found_28(FILE_OF("- {username: a, updated_at: x}\n"),
		"3:17 unknown-field\n");
	assert_found("_format_version: '2.1'\nvaults_beta: []\n",
		"2:1 unknown-list\n");
	assert_found_28("_format_version: '2.1'\nvaults_beta: []\n", "");
}
END_TEST

START_TEST(unknown_lists_are_warnings_where_others_may_bring_them)
{
	const struct kong_config enterprise = {.enterprise = true};
	const struct kong_config own = {.plugins = "bundled,mine"};
	static const char s[] =
		FILE_OF("- username: a\n  x_credentials: []\n"
			"  keyauth_credentials:\n  - {ky: a}\ny: []\n");

	assert_found(
		s, "4:3 unknown-field\n6:6 unknown-field\n7:1 unknown-list\n");
	assert_found_with(&enterprise, s,
		"4:3 (warning) unknown-field\n6:6 (warning) unknown-field\n"
		"7:1 (warning) unknown-list\n");
	assert_found_with(&own, s,
		"4:3 (warning) unknown-field\n6:6 unknown-field\n"
		"7:1 (warning) unknown-list\n");
}
END_TEST

START_TEST(a_list_without_its_plugin_is_an_error)
{
	const struct kong_config some = {.plugins = "key-auth,acl"};
	static const char s[] = FILE_OF("- username: a\n  jwt_secrets: []\n"
					"  acls: []\nsessions: []\n");

	assert_found(s, "");
	assert_found_with(&some, s, "4:3 missing-plugin\n6:1 missing-plugin\n");
}
END_TEST

START_TEST(a_plugin_of_a_consumer_has_a_name)
{
	assert_found(FILE_OF("- username: a\n  plugins:\n"
			     "  - {name: cors, config: {max_age: 5}}\n"),
		"");
	assert_found(FILE_OF("- username: a\n  plugins:\n"
			     "  - {config: {}}\n  - {name: ~}\n"
			     "  - {name: 5}\n  - x\n"),
		"5:5 missing-field\n6:12 missing-field\n"
		"7:12 not-a-string\n8:5 wrong-type\n");
	assert_found("_format_version: '2.1'\nplugins: [{config: {}}]\n",
		"2:11 missing-field\n");
}
END_TEST

START_TEST(ids_times_and_tags_have_their_forms)
{
	assert_found(FILE_OF("- username: a\n"
			     "  id: 11111111-2222-4333-8444-555555555555\n"
			     "  created_at: 1e9\n  tags: [a, 'b c', ~]\n"),
		"6:20 null-entry\n");
	assert_found(FILE_OF("- {username: a, id: x, created_at: 0}\n"
			     "- {username: b, id: 5, created_at: '5'}\n"
			     "- {username: c, id: ~, created_at: 1.5}\n"
			     "- {username: d, tags: x}\n"
			     "- {username: e, tags: ['', 5, 'a,b']}\n"
			     "- {username: f, created_at: .inf}\n"),
		"3:21 invalid-uuid\n3:36 out-of-range\n4:21 not-a-string\n"
		"4:36 wrong-type\n5:21 missing-field\n5:36 wrong-type\n6:23 "
		"wrong-type\n"
		"7:24 empty-string\n7:28 not-a-string\n7:31 invalid-tag\n"
		"8:29 wrong-type\n");
	assert_found_28(FILE_OF("- {username: a, tags: ['b c']}\n"),
		"3:24 invalid-tag\n");
}
END_TEST

/* One credential of a list, nested in a consumer, at 5:5. */
#define NESTED(list, entry)                                                    \
	FILE_OF("- username: u\n  " list ":\n  - " entry "\n")

START_TEST(required_fields_of_credentials_are_required)
{
	assert_found(NESTED("basicauth_credentials", "{username: a}"),
		"5:5 missing-field\n");
	assert_found(
		NESTED("basicauth_credentials", "{username: a, password: ~}"),
		"5:29 missing-field\n");
	assert_found(
		NESTED("basicauth_credentials", "{username: a, password: b}"),
		"");
	assert_found(NESTED("hmacauth_credentials", "{secret: a}"),
		"5:5 missing-field\n");
	assert_found(NESTED("oauth2_credentials", "{client_id: a}"),
		"5:5 missing-field\n");
	assert_found(NESTED("acls", "{}"), "5:5 missing-field\n");
	assert_found(NESTED("jwt_secrets", "{}"), "");
	assert_found(NESTED("keyauth_credentials", "{}"),
		"5:5 (warning) null-credential\n");
}
END_TEST

START_TEST(a_flattened_credential_names_its_consumer)
{
	assert_found(FILE_OF("- username: u\nacls:\n- {group: g}\n"
			     "- {group: g, consumer: ~}\n"
			     "- {group: g, consumer: 5}\n"
			     "- {group: g, consumer: ''}\n"
			     "- {group: g, consumer: [u]}\n"
			     "- {group: g, consumer: {username: u}}\n"
			     "- {group: g, consumer: {id: "
			     "00000000-0000-4000-8000-000000000001}}\n"),
		"5:3 missing-field\n6:24 missing-field\n7:24 wrong-type\n"
		"8:24 wrong-type\n9:14 wrong-type\n10:14 wrong-type\n"
		"11:24 unknown-consumer\n");
}
END_TEST

START_TEST(null_in_a_credential_is_told_by_what_it_does)
{
	assert_found(
		NESTED("keyauth_credentials", "key:"), "5:5 null-credential\n");
	assert_found(NESTED("keyauth_credentials", "key: ~"),
		"5:10 null-credential\n");
	assert_found(NESTED("keyauth_credentials", "key: ''"),
		"5:10 empty-string\n");
	assert_found(
		NESTED("jwt_secrets", "key: null"), "5:10 null-credential\n");
	assert_found(NESTED("jwt_secrets", "secret: ~"),
		"5:13 (warning) null-credential\n");
	assert_found(NESTED("oauth2_credentials",
			     "{name: a, client_secret: ~, hash_secret: ~}"),
		"5:30 missing-field\n5:46 missing-field\n");
}
END_TEST

START_TEST(a_key_has_no_white_space_around_it)
{
	assert_found(NESTED("keyauth_credentials", "key: ' a'"),
		"5:10 key-whitespace\n");
	assert_found(NESTED("keyauth_credentials", "key: \"a\\n\""),
		"5:10 key-whitespace\n");
	assert_found(NESTED("keyauth_credentials", "key: |\n      a"),
		"5:10 key-whitespace\n");
	assert_found(NESTED("keyauth_credentials", "key: |-\n      a"), "");
	assert_found(NESTED("keyauth_credentials", "key: a b"), "");
	assert_found(NESTED("jwt_secrets", "key: ' a'"), "");
}
END_TEST

START_TEST(a_reference_left_outside_of_secrets_is_a_warning)
{
	assert_found(NESTED("basicauth_credentials",
			     "{username: $U, password: 'x${P}'}"),
		"5:16 (warning) unrendered-reference\n");
	assert_found(NESTED("acls", "group: $G"),
		"5:12 (warning) unrendered-reference\n");
	assert_found(FILE_OF("- username: ${NAME}\n"),
		"3:13 (warning) unrendered-reference\n");
	assert_found(FILE_OF("- username: ${name}\n"), "");
}
END_TEST

START_TEST(a_vault_reference_in_a_credential_is_an_error)
{
	assert_found(NESTED("keyauth_credentials", "key: '{vault://env/x}'"),
		"5:10 vault-reference\n");
	assert_found(NESTED("acls", "group: '{vault://env/x}'"), "");
}
END_TEST

START_TEST(a_ttl_is_an_error_or_a_warning)
{
	assert_found(NESTED("keyauth_credentials", "{key: a, ttl: 3600}"),
		"5:19 (warning) ttl-is-absolute\n");
	assert_found(NESTED("keyauth_credentials", "{key: a, ttl: 1.5}"),
		"5:19 invalid-ttl\n");
	assert_found(NESTED("keyauth_credentials", "{key: a, ttl: '1'}"),
		"5:19 invalid-ttl\n");
	assert_found(NESTED("keyauth_credentials", "{key: a, ttl: 0}"),
		"5:19 invalid-ttl\n");
	assert_found(NESTED("keyauth_credentials", "{key: a, ttl: ~}"), "");
	assert_found_28(NESTED("keyauth_credentials", "{key: a, ttl: x}"),
		"5:19 (warning) ttl-is-absolute\n");
	assert_found(NESTED("jwt_secrets", "{key: a, ttl: 1}"),
		"5:14 unknown-field\n");
}
END_TEST

START_TEST(a_basic_auth_credential_that_cannot_log_in_is_a_warning)
{
	assert_found(NESTED("basicauth_credentials",
			     "{username: 'a:b', password: p}"),
		"5:16 (warning) username-colon\n");
	assert_found("_transform: off\n" NESTED("basicauth_credentials",
			     "{username: a, password: p}"),
		"6:29 (warning) transform-false\n");
	assert_found("_transform: off\n" NESTED("basicauth_credentials",
			     "{username: a, password: "
			     "0123456789abcdef0123456789abcdef01234567}"),
		"");
	assert_found("_transform: on\n" NESTED("basicauth_credentials",
			     "{username: a, password: p}"),
		"");
}
END_TEST

#define KEY                                                                    \
	"|\n      -----BEGIN PUBLIC KEY-----\n      MCowBQYDK2VwAyEARcyW876CL" \
	"eoWW8byOQAbZCjCTi+HUgzUZMhqvrrDJFA=\n      -----END PUBLIC KEY-----"

START_TEST(an_asymmetric_algorithm_needs_a_key)
{
	assert_found(
		NESTED("jwt_secrets", "algorithm: RS256"), "5:16 public-key\n");
	assert_found(NESTED("jwt_secrets",
			     "algorithm: EdDSA\n    rsa_public_key: " KEY),
		"");
	assert_found(NESTED("jwt_secrets",
			     "algorithm: RS256\n    rsa_public_key: hello"),
		"6:21 public-key\n");
	assert_found(NESTED("jwt_secrets",
			     "algorithm: HS256\n    rsa_public_key: hello"),
		"");
	assert_found(NESTED("jwt_secrets", "algorithm: ES256"),
		"5:16 (warning) public-key\n");
	assert_found(
		NESTED("jwt_secrets", "algorithm: ~"), "5:16 public-key\n");
	assert_found(NESTED("jwt_secrets", "algorithm: rs256"),
		"5:16 invalid-enum\n");
	assert_found_28(NESTED("jwt_secrets", "algorithm: PS256"),
		"5:16 invalid-enum\n");
}
END_TEST

START_TEST(the_fields_of_an_oauth2_credential_have_their_types)
{
	assert_found(NESTED("oauth2_credentials",
			     "{name: a, hash_secret: yes, client_type: public, "
			     "redirect_uris: ['https://x'], oauth2_tokens: "
			     "[{expires_in: 10}]}"),
		"");
	assert_found(NESTED("oauth2_credentials",
			     "{name: a, hash_secret: 'yes', client_type: x, "
			     "redirect_uris: ['https://x#', x], "
			     "oauth2_tokens: [x]}"),
		"5:28 wrong-type\n5:48 invalid-enum\n5:67 invalid-uri\n"
		"5:81 invalid-uri\n5:101 wrong-type\n");
	assert_found(NESTED("oauth2_credentials",
			     "{name: a, redirect_uris: 'https://x'}"),
		"5:30 wrong-type\n");
}
END_TEST

START_TEST(one_problem_of_an_aliased_value_is_reported_once)
{
	assert_found(FILE_OF("- &c {username: 5}\n- *c\n- *c\n"),
		"3:17 not-a-string\n");
	assert_found(FILE_OF("- {username: a, tags: &t [5]}\n"
			     "- {username: b, tags: *t}\n"),
		"3:27 not-a-string\n");
}
END_TEST

START_TEST(aliases_without_end_are_an_error)
{
	assert_found(
		"_format_version: '2.1'\n_ignore: &x\n- *x\n", "3:3 nesting\n");
}
END_TEST

START_TEST(values_of_a_template_are_not_judged)
{
	assert_found_in_template(
		"_format_version: $A\n_transform: ${B:-true}\n"
		"consumers:\n- username: $C\n  id: '$D'\n  created_at: $E\n"
		"  tags: [$F, 'x $G']\n"
		"  keyauth_credentials:\n  - key: ' $H'\n  - key: ${I:-}\n"
		"  basicauth_credentials:\n"
		"  - {username: '$J:x', password: '$K'}\n"
		"  jwt_secrets:\n  - {algorithm: $L, rsa_public_key: $M}\n"
		"  oauth2_credentials:\n"
		"  - {name: $N, redirect_uris: [$O], hash_secret: $P}\n"
		"acls: $Q\n",
		"");
}
END_TEST

START_TEST(the_structure_of_a_template_is_judged)
{
	assert_found_in_template(
		FILE_OF("- username: 5\n  usrname: $A\n  created_at: 1$B\n"
			"  tags: $C d\n- $D\n"
			"- keyauth_credentials: [{ky: $E}]\n"),
		"3:13 not-a-string\n4:3 unknown-field\n5:15 wrong-type\n"
		"6:9 wrong-type\n7:3 wrong-type\n8:3 missing-field\n"
		"8:26 unknown-field\n");
	assert_found_in_template(
		NESTED("keyauth_credentials", "{key: $A, ttl: $B}"),
		"5:20 (warning) ttl-is-absolute\n");
}
END_TEST

START_TEST(twenty_mistakes_are_twenty_findings_at_their_places)
{
	static const char s[] =
		"\xEF\xBB\xBF# \xE0\xB9\x84\r\n"
		"_format_version: 2.1\r\n"
		"_transform: maybe\r\n"
		"consumer: []\r\n"
		"consumers:\r\n"
		"- {username: \"\xF0\x9F\x98\x80\", custom_id: 5}\r\n"
		"-\r\n"
		"- plain\r\n"
		"- id: x\r\n"
		"- username: on\t# tab\r\n"
		"  tags: [a/b, '\xC3\xA9', 5]\r\n"
		"  created_at: '1'\r\n"
		"  keyauth_credentials: {key: a}\r\n"
		"  acls:\r\n"
		"  - colour: g\r\n"
		"  jwt_secrets:\r\n"
		"  - {algorithm: RS256}\r\n"
		"  - {algorithm: none}\r\n"
		"  basicauth_credentials:\r\n"
		"  - {username: a, username: b}\r\n"
		"keyauth_credentials:\r\n"
		"- {key: $K, consumer: ''}\r\n";

	assert_found(s, "2:18 format-version\n"
			"3:13 wrong-type\n"
			"4:1 unknown-list\n"
			"6:30 not-a-string\n"
			"7:2 null-entry\n"
			"8:3 wrong-type\n"
			"9:3 missing-field\n"
			"9:7 invalid-uuid\n"
			"10:13 not-a-string\n"
			"11:10 invalid-tag\n"
			"11:20 not-a-string\n"
			"12:15 wrong-type\n"
			"13:3 wrong-type\n"
			"15:5 unknown-field\n"
			"15:5 missing-field\n"
			"17:17 public-key\n"
			"18:17 invalid-enum\n"
			"20:5 missing-field\n"
			"20:19 duplicate-mapping-key\n"
			"22:23 wrong-type\n");
}
END_TEST

START_TEST(no_message_holds_a_value)
{
	static const char s[] = FILE_OF(
		"- {key:sesame1: x, username: u}\n"
		"- {username: a, id: sesame2, keyauth_credentials: "
		"[{key: ' sesame3'}, {key: $sesame4}, {sesame5.x: 1}]}\n"
		"- sesame6\n"
		"- {username: a, tags: ['sesame7/']}\n"
		"- {username: b, oauth2_credentials: [{name: sesame8, "
		"redirect_uris: [sesame9], client_type: sesame10}]}\n");
	struct text text = {.path = "t", .s = s, .n = sizeof(s) - 1};
	const struct kong_config config = {0};
	struct diags d = {0};
	struct doc doc;
	size_t i;

	ck_assert_int_eq(scan_yaml(&doc, &text, &d), 0);
	ck_assert_int_eq(check_doc(&doc, &config, &d), -1);
	ck_assert_uint_ge(d.n, 9);
	for (i = 0; i < d.n; i++)
		ck_assert_msg(!strstr(d.v[i].message, "sesame"), "%s",
			d.v[i].message);
	scan_free(&doc);
	diags_free(&d);
}
END_TEST

SUITE("walk", the_top_level_wants_a_mapping,
	the_format_version_is_one_of_a_few_strings,
	the_notes_of_a_file_are_checked,
	a_second_document_is_an_error_unless_it_is_empty,
	a_mapping_key_twice_is_an_error_wherever_kong_reads_it,
	a_mapping_of_many_keys_is_searched_too,
	an_explicit_field_beats_a_merged_one,
	a_merge_of_anything_but_mappings_is_an_error,
	a_tag_must_fit_its_value_anywhere,
	a_list_is_a_sequence_or_counts_from_one, an_entry_is_a_mapping,
	a_consumer_has_a_username_or_a_custom_id,
	an_unknown_field_is_reported_at_its_key,
	unknown_lists_are_warnings_where_others_may_bring_them,
	a_list_without_its_plugin_is_an_error,
	a_plugin_of_a_consumer_has_a_name, ids_times_and_tags_have_their_forms,
	required_fields_of_credentials_are_required,
	a_flattened_credential_names_its_consumer,
	null_in_a_credential_is_told_by_what_it_does,
	a_key_has_no_white_space_around_it,
	a_reference_left_outside_of_secrets_is_a_warning,
	a_vault_reference_in_a_credential_is_an_error,
	a_ttl_is_an_error_or_a_warning,
	a_basic_auth_credential_that_cannot_log_in_is_a_warning,
	an_asymmetric_algorithm_needs_a_key,
	the_fields_of_an_oauth2_credential_have_their_types,
	one_problem_of_an_aliased_value_is_reported_once,
	aliases_without_end_are_an_error, values_of_a_template_are_not_judged,
	the_structure_of_a_template_is_judged,
	twenty_mistakes_are_twenty_findings_at_their_places,
	no_message_holds_a_value)
