#include "suite.h"

#include "kong/schema.h"

#include <math.h>
#include <string.h>

START_TEST(every_row_is_reached_through_its_record)
{
	const struct schema_field *row;
	size_t n, all = 0;
	unsigned r;

	for (r = 1; r < RECORD_COUNT; r++) {
		row = schema_rows((enum schema_record)r, &n);
		ck_assert_uint_le(n, SCHEMA_MAX_ROWS);
		for (all += n; n; n--, row++) {
			ck_assert(
				row->name > N_NONE && row->name < NAMES_COUNT);
			ck_assert(row->sub < RECORD_COUNT);
			ck_assert(row->type != SCHEMA_RECORD || row->sub);
		}
	}
	ck_assert_uint_gt(all, 700);
}
END_TEST

START_TEST(a_field_of_one_version_is_not_in_the_other)
{
	const struct schema_field *f;

	ck_assert_ptr_null(schema_find(RECORD_file, N_vaults, false));
	ck_assert_ptr_nonnull(schema_find(RECORD_file, N_vaults, true));
	ck_assert_ptr_nonnull(schema_find(RECORD_file, N_vaults_beta, false));
	ck_assert_ptr_null(schema_find(RECORD_service, N_paths, true));
	f = schema_find(RECORD_rate_limiting, N_redis_port, true);
	ck_assert(f->flags & SCHEMA_SHORTHAND);
	f = schema_find(RECORD_rate_limiting, N_redis_port, false);
	ck_assert(!(f->flags & SCHEMA_SHORTHAND));
}
END_TEST

static bool
has_word(enum schema_words words, const char *wanted, bool is_3)
{
	const char *word = NULL;

	while ((word = schema_word(words, word, is_3)))
		if (strcmp(word, wanted) == 0)
			return true;
	return false;
}

START_TEST(words_of_one_version_are_passed_over_in_the_other)
{
	ck_assert(has_word(WORDS_hash_on, "none", false));
	ck_assert(has_word(WORDS_hash_on, "uri_capture", true));
	ck_assert(!has_word(WORDS_hash_on, "uri_capture", false));
	ck_assert(!has_word(WORDS_hash_on, "path", false));
	ck_assert(!has_word(WORDS_hash_on, "tcp", true));
	ck_assert(has_word(WORDS_format_version, "3.0", true));
	ck_assert(!has_word(WORDS_format_version, "3.0", false));
}
END_TEST

START_TEST(ranges_are_closed_but_for_those_above_a_number)
{
	ck_assert(schema_span(RANGE_0_65535).to == 65535);
	ck_assert(!schema_span(RANGE_0_65535).open);
	ck_assert(schema_span(RANGE_ABOVE_0).open);
	ck_assert(isinf(schema_span(RANGE_ABOVE_0).to));
}
END_TEST

START_TEST(plugins_are_found_by_their_exact_names)
{
	unsigned i;

	for (i = 1; i < PLUGIN_COUNT; i++) {
		const char *name = plugin_name((enum plugin_id)i);

		ck_assert_uint_eq(plugin_find(name, strlen(name)), i);
		ck_assert(plugin_record((enum plugin_id)i));
	}
	ck_assert_uint_eq(PLUGIN_COUNT, 46);
	ck_assert_uint_eq(plugin_find("Key-Auth", 8), PLUGIN_NONE);
	ck_assert_uint_eq(plugin_find("key-aut", 7), PLUGIN_NONE);
	ck_assert_uint_eq(plugin_find("", 0), PLUGIN_NONE);
	ck_assert(plugin_flags(PLUGIN_acme) & PLUGIN_NO_ROUTE);
	ck_assert(!(plugin_flags(PLUGIN_acl) & PLUGIN_NO_ROUTE));
}
END_TEST

SUITE("schema", every_row_is_reached_through_its_record,
	a_field_of_one_version_is_not_in_the_other,
	words_of_one_version_are_passed_over_in_the_other,
	ranges_are_closed_but_for_those_above_a_number,
	plugins_are_found_by_their_exact_names)
