#include "suite.h"

#include "kong/consumers.h"
#include "kong/lyaml.h"

#include <string.h>

static struct text text;
static struct doc doc;
static struct diags diags;
static struct small small;
static struct consumers consumers;

static const struct kong_file *
load(const char *s, bool is_template)
{
	const struct kong_config config = {.is_template = is_template};

	text = (struct text){.path = "t", .s = s, .n = strlen(s)};
	ck_assert_int_eq(scan_yaml(&doc, &text, &diags), 0);
	if (is_template)
		render_find(&doc, &diags);
	small_emit(&small, &doc, lyaml_root(&doc), &config);
	ck_assert_int_eq(consumers_load(&consumers, &small, &diags), 0);
	ck_assert_uint_eq(diags.n, 0);
	return consumers.file;
}

static void
unload(void)
{
	small_free(&small);
	consumers_free(&consumers);
	scan_free(&doc);
	diags_free(&diags);
}

START_TEST(every_field_reaches_its_struct)
{
	const struct kong_file *f = load(
		"consumers:\n"
		"- username: u\n  custom_id: c\n  id: i\n  created_at: 1e3\n"
		"  tags: [a, b]\n"
		"  jwt_secrets:\n  - {key: k, secret: s, algorithm: a, "
		"rsa_public_key: r}\n"
		"oauth2_credentials:\n- {consumer: u, name: n, client_id: ci, "
		"client_secret: cs, client_type: ct, hash_secret: yes, "
		"redirect_uris: [x], created_at: 5}\n",
		false);
	const struct kong_consumer *c = f->consumer;
	const struct kong_credential *jwt, *oauth2;

	ck_assert_uint_eq(f->nconsumer, 1);
	ck_assert_str_eq(c->username, "u");
	ck_assert_str_eq(c->custom_id, "c");
	ck_assert_str_eq(c->id, "i");
	ck_assert(c->created_at == 1000);
	ck_assert_uint_eq(c->tags.n, 2);
	ck_assert_str_eq(c->tags.v[1], "b");
	ck_assert_uint_eq(c->list[KONG_JWT - KONG_FIRST_LIST].n, 1);
	jwt = c->list[KONG_JWT - KONG_FIRST_LIST].v;
	ck_assert_str_eq(jwt->key, "k");
	ck_assert_str_eq(jwt->secret, "s");
	ck_assert_str_eq(jwt->algorithm, "a");
	ck_assert_str_eq(jwt->rsa_public_key, "r");
	ck_assert_ptr_null(jwt->consumer);
	oauth2 = f->list[KONG_OAUTH2 - KONG_FIRST_LIST].v;
	ck_assert_str_eq(oauth2->consumer, "u");
	ck_assert_str_eq(oauth2->name, "n");
	ck_assert_str_eq(oauth2->client_id, "ci");
	ck_assert_str_eq(oauth2->client_secret, "cs");
	ck_assert_str_eq(oauth2->client_type, "ct");
	ck_assert(oauth2->hash_secret);
	ck_assert_str_eq(oauth2->redirect_uris.v[0], "x");
	ck_assert(oauth2->created_at == 5);
	unload();
}
END_TEST

START_TEST(what_is_absent_or_null_is_null)
{
	const struct kong_file *f =
		load("consumers:\n- username: u\n  custom_id: ~\n  id:\n"
		     "  keyauth_credentials: ~\n  acls: {}\n"
		     "jwt_secrets: [{consumer: {id: x}, key: ~}]\n",
			false);
	const struct kong_credential *jwt =
		f->list[KONG_JWT - KONG_FIRST_LIST].v;

	ck_assert_ptr_null(f->consumer->custom_id);
	/* an id that is null is one that others may have too */
	ck_assert_str_eq(f->consumer->id, "");
	ck_assert_uint_eq(f->consumer->list[0].n, 0);
	ck_assert_ptr_null(jwt->key);
	ck_assert_str_eq(jwt->consumer, "x");
	ck_assert(jwt->from.by_mapping);
	unload();
}
END_TEST

START_TEST(no_string_changes_on_the_way)
{
	static const struct {
		const char *spelled, *value;
	} cases[] = {{"~", "~"}, {"null", "null"}, {"5", "5"}, {"true", "true"},
		{" a ", " a "}, {"a: b # c", "a: b # c"}, {"'", "'"},
		{"\\\"", "\""}, {"\\\\", "\\"}, {"- x", "- x"}, {"&a", "&a"},
		{"*a", "*a"}, {"!t", "!t"}, {"{a}", "{a}"}, {"[a]", "[a]"},
		{"%a", "%a"}, {"@", "@"}, {"`", "`"}, {"|", "|"},
		{"\\L", "\xE2\x80\xA8"}, {"\\P", "\xE2\x80\xA9"},
		{"\\N", "\xC2\x85"}, {"\\uFEFF", "\xEF\xBB\xBF"},
		{"\\U0001F600", "\xF0\x9F\x98\x80"},
		{"a\\n b\\n\\n", "a\n b\n\n"}, {"\\t", "\t"}, {"\\r", "\r"},
		{"\\x7F", "\x7F"}, {"\\x01", "\x01"}, {"---", "---"},
		{"...", "..."}, {"\\_", "\xC2\xA0"}};
	struct buf b = {0};
	size_t i;

	buf_adds(&b, "consumers:\n");
	for (i = 0; i < countof(cases); i++)
		buf_addf(&b, "- username: \"%s\"\n", cases[i].spelled);
	load(b.s, false);
	for (i = 0; i < countof(cases); i++)
		ck_assert_str_eq(
			consumers.file->consumer[i].username, cases[i].value);
	unload();
	buf_free(&b);
}
END_TEST

START_TEST(a_nul_does_not_cut_a_string_short)
{
	const struct kong_file *f =
		load("consumers: [{username: \"a\\0b\"}]", false);

	ck_assert_str_eq(f->consumer->username, "a\xEF\xBF\xBD"
						"b");
	unload();
}
END_TEST

START_TEST(merges_and_aliases_are_resolved_and_their_site_is_kept)
{
	const struct kong_file *f =
		load("_ignore: [&m {custom_id: c, username: x}]\n"
		     "consumers:\n- <<: *m\n  username: u\n"
		     "  keyauth_credentials: &k [{key: k}]\n"
		     "- username: v\n  keyauth_credentials: *k\n- *m\n",
			false);

	ck_assert_uint_eq(f->nconsumer, 3);
	ck_assert_str_eq(f->consumer[0].username, "u");
	ck_assert_str_eq(f->consumer[0].custom_id, "c");
	ck_assert_uint_eq(f->consumer[0].from.site, 0);
	ck_assert_str_eq(f->consumer[1].list[0].v->key, "k");
	ck_assert_uint_eq(
		doc.node[f->consumer[1].list[0].v->from.site].kind, NODE_ALIAS);
	ck_assert_uint_eq(f->consumer[1].list[0].v->from.at,
		f->consumer[0].list[0].v->from.at);
	ck_assert_str_eq(f->consumer[2].username, "x");
	ck_assert_uint_eq(doc.node[f->consumer[2].from.site].kind, NODE_ALIAS);
	unload();
}
END_TEST

START_TEST(references_of_a_template_are_marked)
{
	const struct kong_file *f =
		load("consumers: [{username: $A, custom_id: c}]", true);

	ck_assert_uint_eq(f->consumer->from.unknown,
		1u << (kong_field_find(
			       &kong_entities[KONG_CONSUMERS], "username", 8) -
			kong_entities[KONG_CONSUMERS].fields));
	unload();
}
END_TEST

START_TEST(what_libcyaml_refuses_is_an_internal_error_without_its_value)
{
	static const char *const wrong[] = {
		"consumers:\n- created_at: sesame\n",
		"consumers:\n- sesame: x\n",
		"consumers: sesame\n",
		"oauth2_credentials:\n- hash_secret: [sesame]\n",
		"acls: [&a {group: sesame}, *a]\n",
		"acls:\n- tags: {sesame: x}\n",
	};
	struct diags d = {0};
	size_t i;

	for (i = 0; i < countof(wrong); i++) {
		struct small s = {0};

		buf_adds(&s.text, wrong[i]);
		ck_assert_int_eq(consumers_load(&consumers, &s, &d), -1);
		consumers_free(&consumers);
		small_free(&s);
		ck_assert_uint_eq(d.n, i + 1);
		ck_assert_uint_eq(d.v[i].rule, RULE_INTERNAL);
		ck_assert_msg(!strstr(d.v[i].message, "sesame"), "%s",
			d.v[i].message);
	}
	/* the path to it is named */
	ck_assert_ptr_nonnull(strstr(d.v[0].message, "created_at"));
	ck_assert_ptr_nonnull(strstr(d.v[0].message, "consumers"));
	diags_free(&d);
}
END_TEST

SUITE("consumers", every_field_reaches_its_struct,
	what_is_absent_or_null_is_null, no_string_changes_on_the_way,
	a_nul_does_not_cut_a_string_short,
	merges_and_aliases_are_resolved_and_their_site_is_kept,
	references_of_a_template_are_marked,
	what_libcyaml_refuses_is_an_internal_error_without_its_value)
