#include "report/shown.h"

#include "suite.h"

static struct text one = {.path = "one", .s = "", .n = 0},
		   two = {.path = "two", .s = "", .n = 0},
		   inner = {.path = "one", .s = "", .n = 0, .outer = &one};

static void
add(struct diags *d, size_t n, enum level level, const struct text *t)
{
	while (n--)
		diag_add_level(d, level, RULE_ENCODING, t, 0, "m");
}

/* Whether the findings of one file that are printed are these. */
static void
expect(struct shown *s, size_t notes, size_t errors, size_t more)
{
	const struct diag *diag;
	size_t count[4] = {0};

	do {
		diag = shown_next(s);
		ck_assert_ptr_nonnull(diag);
		count[diag->level]++;
	} while (s->left);
	ck_assert_uint_eq(count[LEVEL_NOTE], notes);
	ck_assert_uint_eq(count[LEVEL_ERROR], errors);
	ck_assert_uint_eq(s->more, more);
}

START_TEST(as_many_as_there_is_room_for_are_all_printed)
{
	struct diags d = {0};
	struct shown s;

	shown_begin(&s, &d, LEVEL_NOTE);
	ck_assert_ptr_null(shown_next(&s));
	add(&d, SHOWN_MAX, LEVEL_ERROR, &one);
	shown_begin(&s, &d, LEVEL_NOTE);
	expect(&s, 0, SHOWN_MAX, 0);
	ck_assert_ptr_null(shown_next(&s));
	ck_assert_ptr_null(shown_next(&s));
	diags_free(&d);
}
END_TEST

START_TEST(each_file_has_room_of_its_own_and_a_text_inside_has_its_files)
{
	struct diags d = {0};
	struct shown s;

	add(&d, SHOWN_MAX, LEVEL_ERROR, &one);
	add(&d, 2, LEVEL_ERROR, &inner);
	add(&d, 3, LEVEL_ERROR, &two);
	add(&d, 1, LEVEL_ERROR, NULL);
	shown_begin(&s, &d, LEVEL_NOTE);
	expect(&s, 0, SHOWN_MAX, 2);
	expect(&s, 0, 3, 0);
	expect(&s, 0, 1, 0);
	ck_assert_ptr_null(shown_next(&s));
	diags_free(&d);
}
END_TEST

START_TEST(an_error_is_printed_whatever_stands_before_it)
{
	struct diags d = {0};
	struct shown s;

	add(&d, SHOWN_MAX * 2, LEVEL_NOTE, &one);
	add(&d, 3, LEVEL_ERROR, &one);
	shown_begin(&s, &d, LEVEL_NOTE);
	expect(&s, SHOWN_MAX - 3, 3, SHOWN_MAX + 3);
	diags_free(&d);
}
END_TEST

START_TEST(what_is_below_the_level_takes_no_room_and_is_not_missed)
{
	struct diags d = {0};
	struct shown s;

	add(&d, 5, LEVEL_NOTE, &two);
	add(&d, SHOWN_MAX * 2, LEVEL_NOTE, &one);
	add(&d, 3, LEVEL_ERROR, &one);
	shown_begin(&s, &d, LEVEL_ERROR);
	expect(&s, 0, 3, 0);
	ck_assert_ptr_null(shown_next(&s));
	diags_free(&d);
}
END_TEST

SUITE("shown", as_many_as_there_is_room_for_are_all_printed,
	each_file_has_room_of_its_own_and_a_text_inside_has_its_files,
	an_error_is_printed_whatever_stands_before_it,
	what_is_below_the_level_takes_no_room_and_is_not_missed)
