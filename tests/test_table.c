#include "base/table.h"

#include "suite.h"

#include <stdio.h>
#include <string.h>

/* The hash of the one key of a table. */
static uint64_t
first_hash(const struct table *t)
{
	size_t i = 0;

	while (!t->slots[i].s)
		i++;
	return t->slots[i].hash;
}

START_TEST(an_empty_table_holds_nothing)
{
	struct table t = {0};

	ck_assert_uint_eq(table_get(&t, "a", 1), TABLE_NONE);
	ck_assert_uint_eq(table_get(&t, "", 0), TABLE_NONE);
	table_free(&t);
	table_free(&t);
}
END_TEST

START_TEST(a_key_is_its_bytes_and_its_length)
{
	struct table t = {0};

	ck_assert_uint_eq(table_put(&t, "ab", 2, 1), TABLE_NONE);
	ck_assert_uint_eq(table_put(&t, "abc", 3, 2), TABLE_NONE);
	ck_assert_uint_eq(table_put(&t, "a\0b", 3, 3), TABLE_NONE);
	ck_assert_uint_eq(table_put(&t, "", 0, 4), TABLE_NONE);
	ck_assert_uint_eq(table_get(&t, "abX", 2), 1);
	ck_assert_uint_eq(table_get(&t, "abc", 3), 2);
	ck_assert_uint_eq(table_get(&t, "a\0b", 3), 3);
	ck_assert_uint_eq(table_get(&t, "zzz", 0), 4);
	ck_assert_uint_eq(table_get(&t, "a", 1), TABLE_NONE);
	ck_assert_uint_eq(table_get(&t, "a\0c", 3), TABLE_NONE);
	table_free(&t);
}
END_TEST

START_TEST(putting_again_replaces_and_tells_the_old_number)
{
	struct table t = {0};

	table_put(&t, "k", 1, 0);
	ck_assert_uint_eq(table_put(&t, "k", 1, 9), 0);
	ck_assert_uint_eq(table_get(&t, "k", 1), 9);
	ck_assert_uint_eq(t.used, 1);
	table_free(&t);
}
END_TEST

START_TEST(many_keys_are_all_found_and_no_others)
{
	enum { N = 20000 };
	char(*keys)[8] = xmalloc(2 * N * sizeof(*keys));
	struct table t = {0};
	uint32_t i;

	for (i = 0; i < 2 * N; i++)
		snprintf(keys[i], sizeof(keys[i]), "%x", i);
	for (i = 0; i < N; i++)
		table_put(&t, keys[i], strlen(keys[i]), i);
	for (i = 0; i < 2 * N; i++)
		ck_assert_uint_eq(table_get(&t, keys[i], strlen(keys[i])),
			i < N ? i : TABLE_NONE);
	ck_assert_uint_eq(t.used, N);
	table_free(&t);
	free(keys);
}
END_TEST

START_TEST(another_seed_gives_other_hashes_and_the_same_answers)
{
	struct table one = {.seed = {{1, 2}}}, two = {.seed = {{1, 3}}};

	table_put(&one, "a", 1, 1);
	table_put(&two, "a", 1, 1);
	ck_assert_uint_eq(table_get(&one, "a", 1), 1);
	ck_assert_uint_eq(table_get(&two, "a", 1), 1);
	ck_assert_uint_eq(table_get(&two, "b", 1), TABLE_NONE);
	ck_assert_uint_ne(first_hash(&one), first_hash(&two));
	table_free(&one);
	ck_assert_uint_eq(one.seed.k[0], 1);
	ck_assert_uint_eq(one.seed.k[1], 2);
	table_free(&two);
}
END_TEST

/* Published with SipHash-1-3's implementations: key 00 to 0f, no bytes
 * (ab ac 01 58 05 0f c4 dc); a table keeps the lower half. */
START_TEST(hashes_are_those_of_siphash_1_3)
{
	struct table t = {.seed = {{0x0706050403020100u, 0x0f0e0d0c0b0a0908u}}};

	table_put(&t, "", 0, 1);
	ck_assert_uint_eq(first_hash(&t), 0x050fc4dcu);
	table_free(&t);
}
END_TEST

START_TEST(adding_keeps_the_first_number)
{
	struct table t = {0};

	ck_assert_uint_eq(table_add(&t, "ab", 2, 1), 1);
	ck_assert_uint_eq(table_add(&t, "ab", 2, 2), 1);
	ck_assert_uint_eq(table_add(&t, "a", 1, 2), 2);
	ck_assert_uint_eq(table_put(&t, "ab", 2, 3), 1);
	ck_assert_uint_eq(table_add(&t, "ab", 2, 4), 3);
	table_free(&t);
}
END_TEST

SUITE("table", adding_keeps_the_first_number, an_empty_table_holds_nothing,
	a_key_is_its_bytes_and_its_length,
	putting_again_replaces_and_tells_the_old_number,
	many_keys_are_all_found_and_no_others,
	another_seed_gives_other_hashes_and_the_same_answers,
	hashes_are_those_of_siphash_1_3)
