#include "report/diag.h"

#include "suite.h"

#include <stdio.h>
#include <string.h>

START_TEST(only_errors_and_failures_return_minus_one)
{
	struct diags d = {0};

	ck_assert_int_eq(
		diag_add_level(&d, LEVEL_NOTE, RULE_IO, NULL, NOWHERE, "a"), 0);
	ck_assert_int_eq(diag_add(&d, RULE_SECRET_TYPE, NULL, NOWHERE, "b"), 0);
	ck_assert_uint_eq(diags_errors(&d), 0);
	ck_assert_int_eq(diag_add(&d, RULE_ENCODING, NULL, NOWHERE, "c"), -1);
	ck_assert_int_eq(diag_add(&d, RULE_IO, NULL, NOWHERE, "d"), -1);
	ck_assert_uint_eq(diags_errors(&d), 2);
	ck_assert_uint_eq(d.n, 4);
	ck_assert_uint_eq(d.count[LEVEL_NOTE], 1);
	ck_assert_uint_eq(d.count[LEVEL_WARNING], 1);
	diags_free(&d);
	diags_free(&d);
}
END_TEST

START_TEST(a_message_is_formatted_at_any_length)
{
	struct diags d = {0};

	diag_add(&d, RULE_IO, NULL, NOWHERE, "%s %05000d", "x", 7);
	ck_assert_uint_eq(strlen(d.v[0].message), 5002);
	diag_add(&d, RULE_IO, NULL, NOWHERE, "%s", "");
	ck_assert_str_eq(d.v[1].message, "");
	diags_free(&d);
}
END_TEST

START_TEST(the_status_is_2_for_failures_1_for_errors_and_strict_warnings)
{
	struct diags d = {0};

	ck_assert_int_eq(diags_status(&d, true), 0);
	diag_add_level(&d, LEVEL_NOTE, RULE_IO, NULL, NOWHERE, "n");
	ck_assert_int_eq(diags_status(&d, true), 0);
	diag_add_level(&d, LEVEL_WARNING, RULE_IO, NULL, NOWHERE, "w");
	ck_assert_int_eq(diags_status(&d, false), 0);
	ck_assert_int_eq(diags_status(&d, true), 1);
	diag_add_level(&d, LEVEL_ERROR, RULE_IO, NULL, NOWHERE, "e");
	ck_assert_int_eq(diags_status(&d, false), 1);
	diag_add_level(&d, LEVEL_FAILURE, RULE_IO, NULL, NOWHERE, "f");
	ck_assert_int_eq(diags_status(&d, false), 2);
	ck_assert_int_eq(diags_status(&d, true), 2);
	diags_free(&d);
}
END_TEST

static void
check_order(const struct diags *d, const char *wanted)
{
	struct buf got = {0};
	size_t i;

	buf_adds(&got, "");
	for (i = 0; i < d->n; i++)
		buf_adds(&got, d->v[i].message);
	ck_assert_str_eq(got.s, wanted);
	buf_free(&got);
}

START_TEST(sorted_by_text_then_place_then_order_of_addition)
{
	struct text one = {.path = "1"}, two = {.path = "2"};
	struct diags d = {0};

	diag_add(&d, RULE_IO, &two, 5, "d");
	diag_add(&d, RULE_IO, &one, 9, "h");
	diag_add(&d, RULE_IO, NULL, NOWHERE, "i");
	diag_add(&d, RULE_IO, &two, 5, "a");
	diag_add(&d, RULE_IO, &two, NOWHERE, "z");
	diag_add(&d, RULE_IO, &one, 0, "g");
	diag_add(&d, RULE_ENCODING, &two, 5, "c");
	diag_add(&d, RULE_IO, &two, 4, "y");
	diags_sort(&d);
	check_order(&d, "zydacghi");
	diags_sort(&d);
	check_order(&d, "zydacghi");
	diags_free(&d);
}
END_TEST

START_TEST(exact_repeats_are_dropped_wherever_they_were_added)
{
	struct text one = {.path = "1"}, two = {.path = "2"};
	struct diags d = {0};

	diag_add(&d, RULE_ENCODING, &one, 5, "b");
	diag_add(&d, RULE_ENCODING, &one, 5, "a");
	diag_add(&d, RULE_ENCODING, &one, 5, "b");
	diag_add(&d, RULE_SECRET_TYPE, &one, 5, "b");
	diag_add(&d, RULE_ENCODING, &two, 5, "b");
	diag_add(&d, RULE_ENCODING, &one, 6, "b");
	diag_add_level(&d, LEVEL_WARNING, RULE_ENCODING, &one, 5, "b");
	diag_add(&d, RULE_ENCODING, &one, 5, "b");
	diags_sort(&d);
	check_order(&d, "babbbb");
	ck_assert_uint_eq(d.count[LEVEL_ERROR], 4);
	ck_assert_uint_eq(d.count[LEVEL_WARNING], 2);
	ck_assert_int_eq(d.v[0].rule, RULE_ENCODING);
	diags_free(&d);
}
END_TEST

START_TEST(a_hundred_thousand_are_sorted_and_repeats_of_one_place_dropped)
{
	enum { N = 100000 };
	struct text t = {.path = "t"};
	struct diags d = {0};
	size_t i;

	for (i = 0; i < N; i++) {
		diag_add(&d, RULE_ENCODING, &t, i * 7919 % N, "unique");
		diag_add(&d, RULE_ENCODING, &t, 17, "repeated");
	}
	diags_sort(&d);
	ck_assert_uint_eq(d.n, N + 1);
	ck_assert_uint_eq(d.count[LEVEL_ERROR], N + 1);
	for (i = 1; i < d.n; i++)
		ck_assert_uint_le(d.v[i - 1].at, d.v[i].at);
	diags_free(&d);
}
END_TEST

START_TEST(a_kept_text_lives_as_long_as_the_diagnostics)
{
	struct diags d = {0};
	struct text *t = diags_text(&d), *u = diags_text(&d);

	ck_assert_ptr_ne(t, u);
	ck_assert_uint_eq(t->n, 0);
	buf_adds(&t->owned, "bytes");
	t->path = "p";
	diag_add(&d, RULE_IO, t, 0, "m");
	diags_sort(&d);
	ck_assert_str_eq(d.v[0].text->path, "p");
	diags_free(&d); /* a leak or a use after free is for the sanitizer */
}
END_TEST

START_TEST(every_rule_is_found_by_its_id_and_nothing_else_is)
{
	size_t i;

	for (i = 0; i < RULE_COUNT; i++) {
		ck_assert_uint_eq(
			rule_find(rules[i].id, strlen(rules[i].id)), i);
		ck_assert_uint_gt(strlen(rules[i].summary), 9);
	}
	ck_assert_uint_eq(rule_find("io", 1), RULE_COUNT);
	ck_assert_uint_eq(rule_find("iox", 3), RULE_COUNT);
	ck_assert_uint_eq(rule_find("IO", 2), RULE_COUNT);
	ck_assert_uint_eq(rule_find("", 0), RULE_COUNT);
}
END_TEST

SUITE("diag", only_errors_and_failures_return_minus_one,
	a_message_is_formatted_at_any_length,
	the_status_is_2_for_failures_1_for_errors_and_strict_warnings,
	sorted_by_text_then_place_then_order_of_addition,
	exact_repeats_are_dropped_wherever_they_were_added,
	a_hundred_thousand_are_sorted_and_repeats_of_one_place_dropped,
	a_kept_text_lives_as_long_as_the_diagnostics,
	every_rule_is_found_by_its_id_and_nothing_else_is)
