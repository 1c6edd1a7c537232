#include "suite.h"

#include "kong/entities.h"

#include <string.h>

START_TEST(every_field_is_found_by_its_name_and_by_no_other)
{
	const struct kong_entity *e;
	const struct kong_field *f;
	size_t n;

	for (e = kong_entities; e < kong_entities + KONG_NENTITIES; e++) {
		ck_assert_uint_eq(e->id, (unsigned)(e - kong_entities));
		ck_assert_uint_le(e->nfields, KONG_MAX_FIELDS);
		for (f = e->fields; f < e->fields + e->nfields; f++) {
			n = strlen(f->name);
			ck_assert_ptr_eq(kong_field_find(e, f->name, n), f);
			ck_assert_ptr_null(kong_field_find(e, f->name, n - 1));
		}
	}
	ck_assert_ptr_null(kong_field_find(kong_entities, "", 0));
	ck_assert_ptr_null(kong_field_find(kong_entities, "Consumers", 9));
	ck_assert_ptr_null(kong_field_find(kong_entities, "consumers_", 10));
}
END_TEST

START_TEST(the_tables_hold_together)
{
	const struct kong_entity *e;
	const struct kong_field *f;

	for (e = kong_entities; e < kong_entities + KONG_NENTITIES; e++)
		for (f = e->fields; f < e->fields + e->nfields; f++) {
			ck_assert(!f->entity || f->type == KONG_LIST);
			ck_assert(f->type != KONG_LIST || !f->offset);
			ck_assert((f->words[0] != NULL) ==
				  (f->type == KONG_WORD));
			/* a secret is sent, and what is unique is compared */
			ck_assert(!(f->flags & KONG_SECRET) ||
				  f->flags & KONG_SENT);
			ck_assert(!(f->flags & KONG_UNIQUE) || f->offset);
		}
}
END_TEST

START_TEST(a_field_may_be_of_one_version_only)
{
	const struct kong_entity *e = &kong_entities[KONG_FILE];
	const struct kong_field *vaults = kong_field_find(e, "vaults", 6);
	const struct kong_field *beta = kong_field_find(e, "vaults_beta", 11);

	ck_assert(kong_field_in(vaults, KONG_3));
	ck_assert(!kong_field_in(vaults, KONG_28));
	ck_assert(!kong_field_in(beta, KONG_3));
	ck_assert(kong_field_in(beta, KONG_28));
}
END_TEST

static bool
has(const char *plugins, const char *name)
{
	return kong_has_plugin(&(struct kong_config){.plugins = plugins}, name);
}

START_TEST(a_plugin_is_loaded_by_name_or_as_bundled)
{
	ck_assert(has(NULL, "jwt"));
	ck_assert(has("bundled", "jwt"));
	ck_assert(has("x, bundled", "key-auth"));
	ck_assert(has("key-auth,jwt", "jwt"));
	ck_assert(has(" jwt ", "jwt"));
	ck_assert(!has("key-auth,acl", "jwt"));
	ck_assert(!has("jwt-signer", "jwt"));
	ck_assert(!has("off", "jwt"));
	ck_assert(!has("", "jwt"));
}
END_TEST

static bool
may_know_more(const char *plugins, bool enterprise)
{
	return kong_may_know_more(&(struct kong_config){
		.plugins = plugins, .enterprise = enterprise});
}

START_TEST(a_plugin_of_ones_own_may_bring_lists_of_its_own)
{
	ck_assert(may_know_more("bundled,mine", false));
	ck_assert(may_know_more(NULL, true));
	ck_assert(!may_know_more(NULL, false));
	ck_assert(!may_know_more("bundled", false));
	ck_assert(!may_know_more("key-auth,acl", false));
	ck_assert(!may_know_more("off", false));
}
END_TEST

SUITE("entities", every_field_is_found_by_its_name_and_by_no_other,
	the_tables_hold_together, a_field_may_be_of_one_version_only,
	a_plugin_is_loaded_by_name_or_as_bundled,
	a_plugin_of_ones_own_may_bring_lists_of_its_own)
