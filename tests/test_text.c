#include "report/diag.h"
#include "report/input.h"

#include "suite.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define ck_assert_place(t, at, l, c)                                           \
	do {                                                                   \
		struct place found_ = text_place((t), (at));                   \
		ck_assert_uint_eq(found_.line, (l));                           \
		ck_assert_uint_eq(found_.col, (c));                            \
	} while (0)

static struct text
text_of(const char *s)
{
	return (struct text){.path = "t", .s = s, .n = strlen(s)};
}

START_TEST(a_line_ends_at_lf_and_a_column_is_a_character)
{
	struct text t = text_of("ab\n\xc3\xa9\xf0\x9f\x94\x91z\r\n\tq");

	ck_assert_place(&t, 0, 1, 1);
	ck_assert_place(&t, 2, 1, 3); /* the line end itself */
	ck_assert_place(&t, 3, 2, 1);
	ck_assert_place(&t, 5, 2, 2);
	ck_assert_place(&t, 9, 2, 3);
	ck_assert_place(&t, 10, 2, 4); /* CR */
	ck_assert_place(&t, 12, 3, 1); /* a tab is one */
	ck_assert_place(&t, 13, 3, 2);
	ck_assert_place(&t, 14, 3, 3); /* the end of the text */
}
END_TEST

START_TEST(only_lf_ends_a_line)
{
	/* CR, NEL, LS: characters like any other */
	struct text t = text_of("a\rb\xc2\x85\xe2\x80\xa8z");

	ck_assert_place(&t, t.n - 1, 1, 6);
}
END_TEST

START_TEST(a_byte_order_mark_has_no_column_at_the_start_only)
{
	struct text t = text_of("\xef\xbb\xbf"
				"a\xef\xbb\xbf"
				"b");

	ck_assert_place(&t, 0, 1, 1);
	ck_assert_place(&t, 1, 1, 1);
	ck_assert_place(&t, 3, 1, 1);
	ck_assert_place(&t, 4, 1, 2);
	ck_assert_place(&t, 7, 1, 3);
	t = text_of("\xef\xbb");
	ck_assert_place(&t, 2, 1, 2);
}
END_TEST

START_TEST(an_empty_text_has_its_first_place)
{
	struct text t = {.path = "t"};

	ck_assert_place(&t, 0, 1, 1);
	t = text_of("\n");
	ck_assert_place(&t, 0, 1, 1);
	ck_assert_place(&t, 1, 2, 1);
}
END_TEST

START_TEST(an_index_says_what_a_fresh_start_says)
{
	static const char s[] = "\xef\xbb\xbf"
				"a\n\n\xc3\xa9xyz\nlast";
	struct text one = text_of(s), two = text_of(s + 4);
	struct text_index c = {0};
	struct place place;
	size_t from, to;

	for (from = 0; from <= one.n; from++) {
		for (to = 0; to <= two.n; to++) {
			text_place_in(&c, &one, from);
			place = text_place_in(&c, &one, to);
			ck_assert_place(&one, to, place.line, place.col);
			place = text_place_in(&c, &two, to);
			ck_assert_place(&two, to, place.line, place.col);
		}
	}
	text_index_free(&c);
}
END_TEST

START_TEST(a_text_inside_another_has_the_places_of_the_outer_one)
{
	struct text outer = text_of("head:\n  k: |\n    one\n    two\nend\n");
	static const struct text_piece pieces[] = {{0, 17}, {4, 25}};
	struct text inner = text_of("one\ntwo\n");

	inner.outer = &outer;
	inner.piece = pieces;
	inner.npiece = countof(pieces);
	ck_assert_place(&inner, 0, 3, 5);
	ck_assert_place(&inner, 2, 3, 7);
	ck_assert_place(&inner, 3, 3, 8);
	ck_assert_place(&inner, 4, 4, 5);
	ck_assert_place(&inner, 6, 4, 7);
	/* past the outer text is its end */
	ck_assert_place(&inner, 40, 6, 1);
}
END_TEST

START_TEST(a_fixed_text_has_the_place_of_its_piece)
{
	struct text outermost = text_of("a\nbc \"x\\ny\"\n");
	static const struct text_piece middle[] = {{0, 2}};
	static const struct text_piece at[] = {{0, 3}, {2, 4}};
	struct text outer = text_of("bc \"x\\ny\"\n");
	struct text inner = text_of("x\ny");

	outer.outer = &outermost;
	outer.piece = middle;
	outer.npiece = 1;
	inner.outer = &outer;
	inner.piece = at;
	inner.npiece = 2;
	inner.fixed = true;
	ck_assert_place(&inner, 0, 2, 4);
	ck_assert_place(&inner, 1, 2, 4);
	ck_assert_place(&inner, 2, 2, 5);
	ck_assert_place(&inner, 3, 2, 5);
}
END_TEST

START_TEST(a_file_is_read_and_named_as_asked)
{
	char path[] = "/tmp/test_text.XXXXXX";
	int fd = mkstemp(path);
	struct diags d = {0};
	struct text t;

	ck_assert_int_eq(write(fd, "a\0b", 3), 3);
	ck_assert_int_eq(input_read(&t, path, "name.yml", 3, &d), 0);
	ck_assert_str_eq(t.path, "name.yml");
	ck_assert_uint_eq(t.n, 3);
	ck_assert_mem_eq(t.s, "a\0b", 4);
	ck_assert_uint_eq(d.n, 0);
	text_free(&t);
	text_free(&t);
	ck_assert_uint_eq(t.n, 0);
	ck_assert_int_eq(input_read(&t, path, "name.yml", 2, &d), -1);
	ck_assert_int_eq(d.v[0].rule, RULE_TOO_LARGE);
	ck_assert_int_eq(d.v[0].level, LEVEL_ERROR);
	ck_assert_str_eq(
		d.v[0].message, "file exceeds the size limit of 2 bytes");
	ck_assert_ptr_eq(d.v[0].text, &t);
	text_free(&t);
	diags_free(&d);
	close(fd);
	unlink(path);
}
END_TEST

START_TEST(an_empty_file_is_an_empty_text)
{
	struct diags d = {0};
	struct text t;

	ck_assert_int_eq(input_read(&t, "/dev/null", "n", 0, &d), 0);
	ck_assert_uint_eq(t.n, 0);
	ck_assert_ptr_nonnull(t.s);
	text_free(&t);
	diags_free(&d);
}
END_TEST

START_TEST(a_file_that_cannot_be_read_is_a_failure_with_its_reason)
{
	struct diags d = {0};
	struct text missing, folder, closed;

	close(STDIN_FILENO);
	ck_assert_int_eq(input_read(&missing, "/no/file", "f", 9, &d), -1);
	ck_assert_int_eq(input_read(&folder, "/tmp", "f", 9, &d), -1);
	ck_assert_int_eq(input_read(&closed, "-", "<stdin>", 9, &d), -1);
	ck_assert_uint_eq(d.count[LEVEL_FAILURE], 3);
	ck_assert_int_eq(diags_status(&d, false), 2);
	ck_assert_str_eq(
		d.v[0].message, "cannot read: No such file or directory");
	ck_assert_str_eq(d.v[1].message,
		"cannot read: expected a file, found a folder: docker and "
		"subPath make a folder where the "
		"file to mount is missing");
	ck_assert_str_eq(d.v[2].message, "cannot read: Bad file descriptor");
	ck_assert_int_eq(d.v[2].rule, RULE_IO);
	diags_free(&d);
}
END_TEST

SUITE("text", a_line_ends_at_lf_and_a_column_is_a_character,
	only_lf_ends_a_line, a_byte_order_mark_has_no_column_at_the_start_only,
	an_empty_text_has_its_first_place,
	an_index_says_what_a_fresh_start_says,
	a_text_inside_another_has_the_places_of_the_outer_one,
	a_fixed_text_has_the_place_of_its_piece,
	a_file_is_read_and_named_as_asked, an_empty_file_is_an_empty_text,
	a_file_that_cannot_be_read_is_a_failure_with_its_reason)
