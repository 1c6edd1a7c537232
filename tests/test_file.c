#include "document.h"

#include "kong/check.h"
#include "kong/small.h"
#include "template/render.h"

#include <string.h>

static struct kong_config config;
static struct kong kong;

static const struct kong_file *
load(const char *s, bool is_template)
{
	config = (struct kong_config){.is_template = is_template};
	scan(s);
	if (is_template)
		render_find(&doc, &diags);
	kong_open(&kong, &doc, &config, &diags);
	ck_assert_int_eq(kong_load(&kong), 0);
	ck_assert_uint_eq(diags.n, 0);
	return kong.file;
}

static void
unload(void)
{
	kong_close(&kong);
	unscan();
}

START_TEST(every_field_reaches_its_struct)
{
	const struct kong_file *f = load(
		"consumers:\n"
		"- username: u\n  custom_id: c\n  id: i\n  created_at: 1e3\n"
		"  tags: [a, b]\n"
		"  jwt_secrets:\n  - {key: k, secret: s, algorithm: HS384, "
		"rsa_public_key: r}\n"
		"oauth2_credentials:\n- {consumer: u, name: n, client_id: ci, "
		"client_secret: cs, client_type: public, hash_secret: yes, "
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
	ck_assert_uint_eq(c->list[KONG_LIST(RECORD_jwt_secret)].n, 1);
	jwt = c->list[KONG_LIST(RECORD_jwt_secret)].v;
	ck_assert_str_eq(jwt->key, "k");
	ck_assert_str_eq(jwt->secret, "s");
	ck_assert_int_eq(jwt->algorithm, 2);
	ck_assert_str_eq(jwt->rsa_public_key, "r");
	ck_assert_ptr_null(jwt->consumer);
	oauth2 = f->list[KONG_LIST(RECORD_oauth2_credential)].v;
	ck_assert_str_eq(oauth2->consumer, "u");
	ck_assert_str_eq(oauth2->name, "n");
	ck_assert_str_eq(oauth2->client_id, "ci");
	ck_assert_str_eq(oauth2->client_secret, "cs");
	ck_assert_int_eq(oauth2->client_type, 2);
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
		f->list[KONG_LIST(RECORD_jwt_secret)].v;

	ck_assert_ptr_null(f->consumer->custom_id);
	/* an id that is null is one that others may have too */
	ck_assert_str_eq(f->consumer->id, SMALL_STAND_IN);
	ck_assert_uint_eq(f->consumer->list[0].n, 0);
	ck_assert_ptr_null(jwt->key);
	ck_assert_str_eq(jwt->consumer, "x");
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
			kong.file->consumer[i].username, cases[i].value);
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

static uint32_t
site_of(const struct kong_origin *from)
{
	return kong.e.v[from->at].alias;
}

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
	ck_assert_uint_eq(site_of(&f->consumer[0].from), 0);
	ck_assert_str_eq(f->consumer[1].list[0].v->key, "k");
	ck_assert_uint_eq(
		doc.node[site_of(&f->consumer[1].list[0].v->from)].kind,
		NODE_ALIAS);
	ck_assert_uint_eq(
		kong_field_node(&kong, f->consumer[1].list[0].v, N_key),
		kong_field_node(&kong, f->consumer[0].list[0].v, N_key));
	ck_assert_str_eq(f->consumer[2].username, "x");
	ck_assert_uint_eq(
		doc.node[site_of(&f->consumer[2].from)].kind, NODE_ALIAS);
	unload();
}
END_TEST

START_TEST(references_of_a_template_are_marked)
{
	const struct kong_file *f =
		load("consumers: [{username: $A, custom_id: c}]", true);

	ck_assert_uint_eq(f->consumer->from.unknown,
		model_bit(RECORD_consumer, N_username));
	unload();
}
END_TEST

/* A head of a small document that the schema takes. */
#define SMALL "_format_version: '2.1'\n"

START_TEST(what_libcyaml_refuses_is_an_internal_error_without_its_value)
{
	static const char *const wrong[] = {
		SMALL "consumers:\n- created_at: sesame\n",
		SMALL "consumers:\n- sesame: x\n",
		SMALL "consumers: sesame\n",
		SMALL "oauth2_credentials:\n- hash_secret: [sesame]\n",
		SMALL "acls: [&a {group: sesame}, *a]\n",
		SMALL "acls:\n- tags: {sesame: x}\n",
		SMALL "acls:\n- {_at: 1, _unknown: 0, sesame: x}\n",
		SMALL "acls:\n- {_at: 1, _unknown: 0}\n",
		SMALL "acls:\n- {_at: 1, _unknown: 0, group: ''}\n",
		SMALL "jwt_secrets:\n- {_at: 1, _unknown: 0, algorithm: "
		      "sesame}\n",
		"consumers: []\n",
		"_format_version: sesame\n",
	};
	struct kong_file *file;
	struct diags d = {0};
	size_t i;

	for (i = 0; i < countof(wrong); i++) {
		struct buf small = {0};

		buf_adds(&small, wrong[i]);
		file = file_load(&small, KONG_3, &d);
		ck_assert_msg(!file, "%s", wrong[i]);
		buf_free(&small);
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

START_TEST(what_kong_would_refuse_is_stood_in_for_and_unknown)
{
	const struct kong_file *f =
		load("_format_version: 9\nconsumers: [{username: [x]}, 5]\n"
		     "acls: [{group: ~, consumer: 7}]\n"
		     "jwt_secrets: [{algorithm: X, key: k}]\n",
			false);

	ck_assert_uint_eq(f->nconsumer, 1);
	ck_assert_ptr_null(f->consumer->username);
	ck_assert_uint_ne(f->consumer->from.unknown, 0);
	ck_assert_str_eq(
		f->list[KONG_LIST(RECORD_acl_group)].v->group, SMALL_STAND_IN);
	ck_assert_uint_eq(
		f->list[KONG_LIST(RECORD_acl_group)].v->owner, KONG_NOBODY);
	ck_assert_int_eq(f->list[KONG_LIST(RECORD_jwt_secret)].v->algorithm, 0);
	unload();
}
END_TEST

START_TEST(a_credential_has_one_owner)
{
	const struct kong_file *f = load(
		"consumers:\n"
		"- &c {username: a, keyauth_credentials: [{key: k}]}\n"
		"- {username: b, id: 11111111-2222-4333-8444-555555555555}\n"
		"acls:\n- {group: g, consumer: a}\n"
		"- {group: g, consumer: 11111111-2222-4333-8444-555555555555}\n"
		"- {group: g, consumer: {id: "
		"11111111-2222-4333-8444-555555555555}}\n"
		"- {group: g, consumer: c}\n- {group: g}\n",
		false);
	static const uint32_t owner[] = {0, 1, 1, KONG_NOBODY, KONG_NOBODY};
	const struct kong_credentials *acls =
		&f->list[KONG_LIST(RECORD_acl_group)];
	unsigned i;

	ck_assert_uint_eq(f->consumer[0].list[0].v->owner, 0);
	ck_assert(f->consumer[0].list[0].v->nested);
	ck_assert_uint_eq(acls->n, countof(owner));
	for (i = 0; i < acls->n; i++) {
		ck_assert_uint_eq(acls->v[i].owner, owner[i]);
		ck_assert(!acls->v[i].nested);
	}
	unload();
}
END_TEST

SUITE("file", every_field_reaches_its_struct, what_is_absent_or_null_is_null,
	no_string_changes_on_the_way, a_nul_does_not_cut_a_string_short,
	merges_and_aliases_are_resolved_and_their_site_is_kept,
	references_of_a_template_are_marked,
	what_libcyaml_refuses_is_an_internal_error_without_its_value,
	what_kong_would_refuse_is_stood_in_for_and_unknown,
	a_credential_has_one_owner)
