#include "document.h"

#include "kong/types.h"
#include "kong/check.h"
#include "kong/rules.h"
#include "template/render.h"

#include <stdio.h>
#include <string.h>

static const struct kong_config config;
static struct kong kong;
static struct render *render;

/* Every variable is empty but FULL. */
static enum expand_answer
lookup(void *ctx, const char *name, size_t n, const char **value,
	size_t *nvalue)
{
	(void)ctx;
	*value = n == 4 && memcmp(name, "FULL", 4) == 0 ? "k" : "";
	*nvalue = strlen(*value);
	return EXPAND_SET;
}

/* A letter stands for itself, so that it can be found again. */
static enum expand_answer
lookup_name(void *ctx, const char *name, size_t n, const char **value,
	size_t *nvalue)
{
	(void)ctx;
	*value = name;
	*nvalue = n;
	return EXPAND_SET;
}

static void
begin(const char *s, expand_lookup *values)
{
	static struct render_config how;

	how = (struct render_config){.list = RESOLVE_LYAML, .lookup = values};
	scan(s);
	render = render_expand(&doc, &how, &diags);
	ck_assert(render_is_expanded(render));
	kong_open(&kong, &doc, &config, &diags);
}

static void
mark(const char *s)
{
	begin(s, lookup_name);
	ck_assert_int_eq(types_decide(&kong, &doc), 0);
}

static void
unmark(void)
{
	kong_close(&kong);
	render_free(render);
	unscan();
}

/* The first scalar with that value. */
static uint32_t
find(const char *value)
{
	uint32_t i;

	for (i = 1; i < doc.n; i++)
		if (scan_is(&doc, i, value))
			return i;
	ck_abort_msg("no scalar %s", value);
	return 0;
}

static bool
string(const char *value)
{
	return doc.node[find(value + 1)].flags & NODE_STRING;
}

START_TEST(consumer_and_credential_fields_are_strings)
{
	mark("consumers:\n"
	     "- username: $A\n  custom_id: $B\n  id: $C\n  tags: [$D]\n"
	     "  keyauth_credentials:\n  - key: $E\n    tags:\n    - $F\n"
	     "acls:\n- {group: $G, consumer: $H}\n"
	     "oauth2_credentials:\n- redirect_uris: [$I]\n");
	ck_assert(string("$A"));
	ck_assert(string("$B"));
	ck_assert(string("$C"));
	ck_assert(string("$D"));
	ck_assert(string("$E"));
	ck_assert(string("$F"));
	ck_assert(string("$G"));
	ck_assert(string("$H"));
	ck_assert(string("$I"));
	unmark();
}
END_TEST

START_TEST(other_types_and_other_parts_of_the_file_keep_theirs)
{
	mark("_format_version: $A\n_transform: $B\n"
	     "services:\n- {name: $C, port: $D}\n"
	     "consumers:\n- {username: u, created_at: $E, key: $F}\n"
	     "- $G\n"
	     "oauth2_credentials:\n- {hash_secret: $H}\n"
	     "keyauth_credentials:\n- {ttl: $I}\n"
	     "x: {consumers: [{username: $J}]}\n");
	ck_assert(!string("$A"));
	ck_assert(!string("$B"));
	ck_assert(!string("$C"));
	ck_assert(!string("$D"));
	ck_assert(!string("$E"));
	ck_assert(!string("$F"));
	ck_assert(!string("$G"));
	ck_assert(!string("$H"));
	ck_assert(!string("$I"));
	ck_assert(!string("$J"));
	unmark();
}
END_TEST

START_TEST(aliases_and_merges_are_followed)
{
	mark("_ignore:\n- &a $A\n- &b {username: $B}\n- &c [{key: $C}]\n"
	     "- &d {key: $D}\n- &e {tags: [$E]}\n- $F\n"
	     "consumers:\n"
	     "- username: *a\n"
	     "- <<: *b\n"
	     "- custom_id: x\n  keyauth_credentials: *c\n"
	     "keyauth_credentials:\n- *d\n- \"<<\": [*e, *d]\n");
	ck_assert(string("$A"));
	ck_assert(string("$B"));
	ck_assert(string("$C"));
	ck_assert(string("$D"));
	ck_assert(string("$E"));
	ck_assert(!string("$F"));
	unmark();
}
END_TEST

START_TEST(only_the_first_document_counts)
{
	mark("consumers: [{username: $A}]\n---\n"
	     "consumers: [{username: $B}]\n");
	ck_assert(string("$A"));
	ck_assert(!string("$B"));
	unmark();
}
END_TEST

/* Renders s with empty values. Returns how many items were dropped. */
static size_t
dropped_from(const char *s)
{
	size_t n = 0;
	uint32_t i;

	begin(s, lookup);
	ck_assert_int_eq(types_decide(&kong, &doc), 0);
	for (i = 1; i < doc.n; i++)
		n += (doc.node[i].flags & NODE_DROPPED) != 0;
	unmark();
	return n;
}

START_TEST(the_key_of_an_item_drops_the_item)
{
	ck_assert_uint_eq(
		dropped_from("consumers:\n- username: u\n"
			     "  keyauth_credentials:\n"
			     "  - key: $A\n  - {tags: [x], key: $B}\n"
			     "keyauth_credentials:\n"
			     "- {key: $C, consumer: u}\n- key: $FULL\n"),
		3);
}
END_TEST

START_TEST(nothing_else_drops_anything)
{
	ck_assert_uint_eq(dropped_from("_ignore:\n- &m {key: $M}\n- &s $S\n"
				       "- {key: $N}\n"
				       "consumers:\n- username: $A\n"
				       "  keyauth_credentials:\n"
				       "  - {consumer: $B, key: k, <<: *m}\n"
				       "  - key: *s\n"
				       "  jwt_secrets:\n  - key: $C\n"
				       "keyauth_credentials: {1: {key: $D}}\n"),
		0);
}
END_TEST

START_TEST(an_alias_bomb_is_not_walked)
{
	struct buf b = {0};
	int i;

	buf_adds(&b, "_ignore:\n- &a0 {username: $A}\n");
	for (i = 1; i < 40; i++)
		buf_addf(&b, "- &a%d {<<: [*a%d, *a%d]}\n", i, i - 1, i - 1);
	buf_adds(&b, "consumers:\n- <<: *a39\n");
	mark(b.s);
	ck_assert(!string("$A"));
	ck_assert_uint_eq(kong.e.n, 0);
	unmark();
	buf_free(&b);
}
END_TEST

/* Renders s, dropping items, and returns how many consumers lost all. */
static size_t
left_without(const char *s)
{
	struct buf out = {0};
	size_t n;

	begin(s, lookup);
	ck_assert_int_eq(types_decide(&kong, &doc), 0);
	ck_assert_int_eq(render_write(render, &out), 0);
	n = diags.n;
	ck_assert_int_eq(kong_load(&kong), 0);
	ck_assert_int_eq(rules_check_lost(&kong), diags.n > n ? -1 : 0);
	n = diags.n - n;
	buf_free(&out);
	unmark();
	return n;
}

START_TEST(a_consumer_that_loses_all_its_credentials_is_an_error)
{
	ck_assert_uint_eq(left_without("consumers:\n- username: a\n"
				       "  keyauth_credentials:\n"
				       "  - key: $A\n  - key: $B\n"),
		1);
	/* acls let nobody in */
	ck_assert_uint_eq(left_without("consumers:\n- username: a\n"
				       "  acls:\n  - group: g\n"
				       "keyauth_credentials:\n"
				       "- consumer: a\n  key: $A\n"),
		1);
	ck_assert_uint_eq(left_without("consumers:\n"
				       "- {username: a, id: i}\n"
				       "- username: b\n"
				       "  keyauth_credentials:\n  - key: $B\n"
				       "keyauth_credentials:\n"
				       "- consumer: {id: i}\n  key: $A\n"),
		2);
}
END_TEST

START_TEST(a_consumer_that_keeps_one_credential_is_fine)
{
	ck_assert_uint_eq(left_without("consumers:\n- username: a\n"
				       "  keyauth_credentials:\n"
				       "  - key: $A\n  - key: $FULL\n"),
		0);
	ck_assert_uint_eq(left_without("consumers:\n- username: a\n"
				       "  keyauth_credentials:\n  - key: $A\n"
				       "  jwt_secrets:\n  - key: x\n"),
		0);
	ck_assert_uint_eq(left_without("consumers:\n- username: a\n"
				       "  keyauth_credentials:\n  - key: $A\n"
				       "keyauth_credentials:\n"
				       "- consumer: a\n  key: $FULL\n"),
		0);
}
END_TEST

START_TEST(a_consumer_without_credentials_in_the_template_is_fine)
{
	ck_assert_uint_eq(left_without("consumers:\n- username: a\n"
				       "- username: b\n"
				       "  keyauth_credentials:\n  - key: $A\n"
				       "  - key: x\n"),
		0);
}
END_TEST

SUITE("types", consumer_and_credential_fields_are_strings,
	other_types_and_other_parts_of_the_file_keep_theirs,
	aliases_and_merges_are_followed, only_the_first_document_counts,
	the_key_of_an_item_drops_the_item, nothing_else_drops_anything,
	an_alias_bomb_is_not_walked,
	a_consumer_that_loses_all_its_credentials_is_an_error,
	a_consumer_that_keeps_one_credential_is_fine,
	a_consumer_without_credentials_in_the_template_is_fine)
