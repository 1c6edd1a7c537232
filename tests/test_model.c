#include "suite.h"

#include "kong/model.h"

START_TEST(the_model_has_consumers_and_six_kinds_of_credentials)
{
	unsigned record, n = 0;

	for (record = 0; record < RECORD_COUNT; record++)
		n += model_has((enum schema_record)record);
	ck_assert_uint_eq(n, 1 + KONG_NLISTS);
	ck_assert(!model_has(RECORD_plugin));
	ck_assert(!model_has(RECORD_file));
}
END_TEST

START_TEST(what_is_unique_has_a_member_and_a_secret_is_sent)
{
	const struct schema_field *row;
	unsigned record;
	size_t n;

	for (record = RECORD_consumer; record <= KONG_LAST_LIST; record++)
		for (row = schema_rows((enum schema_record)record, &n); n;
			n--, row++) {
			ck_assert(!(row->flags & SCHEMA_UNIQUE) ||
				  model_offset((enum schema_record)record,
					  (enum name_id)row->name));
			ck_assert(!(row->flags & SCHEMA_SECRET) ||
				  row->flags & SCHEMA_SENT);
		}
}
END_TEST

/* Whether a record from one to the other has a row for it. */
static bool
is_field(unsigned from, unsigned to, enum name_id name)
{
	for (; from <= to; from++)
		if (schema_find((enum schema_record)from, name, true))
			return true;
	return false;
}

START_TEST(every_member_has_a_row)
{
	unsigned name, n = 0;

	for (name = 1; name < NAMES_COUNT; name++) {
		if (model_offset(RECORD_consumer, (enum name_id)name))
			ck_assert(is_field(RECORD_consumer, RECORD_consumer,
				(enum name_id)name));
		if (!model_offset(KONG_FIRST_LIST, (enum name_id)name))
			continue;
		ck_assert(is_field(
			KONG_FIRST_LIST, KONG_LAST_LIST, (enum name_id)name));
		n++;
	}
	ck_assert_uint_gt(n, 10);
}
END_TEST

START_TEST(each_field_of_a_record_has_a_bit_of_its_own)
{
	const struct schema_field *row;
	uint32_t seen = 0, bit;
	size_t n;

	for (row = schema_rows(RECORD_oauth2_credential, &n); n; n--, row++) {
		bit = model_bit(
			RECORD_oauth2_credential, (enum name_id)row->name);
		ck_assert_uint_eq(seen & bit, 0);
		seen |= bit;
	}
	ck_assert_uint_ne(seen, 0);
}
END_TEST

SUITE("model", the_model_has_consumers_and_six_kinds_of_credentials,
	what_is_unique_has_a_member_and_a_secret_is_sent,
	every_member_has_a_row, each_field_of_a_record_has_a_bit_of_its_own)
