#include "suite.h"

#include "report/excerpt.h"

#include <string.h>

/* Hides what is between < and >, so that a test says what it means. */
static void
hide_in_brackets(
	void *ctx, const struct text *t, size_t from, size_t to, bool *shown)
{
	bool show = true;
	size_t i;

	(void)ctx;
	for (i = from; i < to; i++) {
		show |= t->s[i] == '>';
		shown[i - from] = show;
		show &= t->s[i] != '<';
	}
}

/* The caret is under the first ^ that is not shown but cut out of s. */
static void
check_excerpt(const char *with_caret, size_t width, const char *wanted)
{
	const struct excerpt x = {hide_in_brackets, NULL, width};
	const char *caret = strchr(with_caret, '^');
	struct buf s = {0}, out = {0};
	struct text t = {.path = "t"};

	ck_assert_ptr_nonnull(caret);
	buf_add(&s, with_caret, (size_t)(caret - with_caret));
	buf_adds(&s, caret + 1);
	t.s = s.s;
	t.n = s.n;
	buf_adds(&out, "");
	excerpt_add(&out, &x, &t, (size_t)(caret - with_caret), 7, "", "");
	ck_assert_str_eq(out.s, wanted);
	buf_free(&s);
	buf_free(&out);
}

START_TEST(the_caret_is_under_the_place)
{
	check_excerpt(
		"a\n  b: ^c\nd\n", 80, "    7 |   b: c\n      |      ^\n");
	check_excerpt("^a: b", 80, "    7 | a: b\n      | ^\n");
	check_excerpt("a: b^\nc", 80, "    7 | a: b\n      |     ^\n");
	check_excerpt("\xef\xbb\xbf^a\r\n", 80, "    7 | a\n      | ^\n");
}
END_TEST

START_TEST(columns_are_counted_as_a_terminal_does)
{
	check_excerpt("\xe6\x97\xa5\xe6\x9c\xac: ^b", 80,
		"    7 | \xe6\x97\xa5\xe6\x9c\xac: b\n      |       ^\n");
	check_excerpt("e\xcc\x81t\xc3\xa9: ^b", 80,
		"    7 | e\xcc\x81t\xc3\xa9: b\n      |      ^\n");
	check_excerpt("\t\ta: ^b", 80, "    7 |   a: b\n      |      ^\n");
	check_excerpt("a\xe2\x80\xae\x1b[1m: ^b", 80,
		"    7 | a??[1m: b\n      |         ^\n");
}
END_TEST

START_TEST(what_is_hidden_has_three_stars)
{
	check_excerpt("key: \"<secret>\" ^x", 80,
		"    7 | key: \"<***>\" x\n      |              ^\n");
	check_excerpt(
		"key: <sec^ret>", 80, "    7 | key: <***>\n      |       ^\n");
	check_excerpt("key: <two words and more>^", 80,
		"    7 | key: <***>\n      |           ^\n");
	check_excerpt(
		"key: <secret^", 80, "    7 | key: <***\n      |          ^\n");
}
END_TEST

START_TEST(a_long_line_is_cut_around_the_caret)
{
	check_excerpt("abcdefghijklmnopqrstuvwxyz^abcdefghijklmnopqrstuvwxyz",
		40,
		"    7 | ...klmnopqrstuvwxyzabcdefghij...\n"
		"      |                    ^\n");
	check_excerpt("^abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyz",
		40,
		"    7 | abcdefghijklmnopqrstuvwxyzabc...\n"
		"      | ^\n");
	check_excerpt("abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxy^z",
		40,
		"    7 | ...jklmnopqrstuvwxyz\n"
		"      |                    ^\n");
	/* a terminal that is too narrow has lines of its least width */
	check_excerpt("abcdefghijklmnopqrstuvwxyz^abcdefghijklmnopqrstuvwxyz",
		1, "    7 | ...stuvwxyzab...\n      |            ^\n");
}
END_TEST

/* Whatever is cut, no line is wider than the terminal, the caret is on it. */
START_TEST(no_line_is_wider_than_the_terminal)
{
	const struct excerpt x = {hide_in_brackets, NULL, 40};
	struct text t = {.path = "t"};
	struct buf s = {0}, out = {0};
	const char *caret;
	size_t at, i;

	for (i = 0; i < 900; i++)
		buf_adds(&s, i % 7 ? "a" : "\xe6\x97\xa5<bc> ");
	t.s = s.s;
	t.n = s.n;
	for (at = 0; at <= s.n; at++) {
		if (at < s.n && ((unsigned char)s.s[at] & 0xc0) == 0x80)
			continue;
		buf_cut(&out, 0);
		excerpt_add(&out, &x, &t, at, 7, "", "");
		caret = strchr(out.s, '^');
		ck_assert_ptr_nonnull(caret);
		ck_assert_ptr_eq(caret + 1, out.s + out.n - 1);
		/* its two bytes that a terminal does not show: none is wider */
		ck_assert_uint_le((size_t)(caret - strchr(out.s, '\n')), 40);
	}
	buf_free(&s);
	buf_free(&out);
}
END_TEST

START_TEST(nothing_is_added_where_there_is_no_line)
{
	const struct text outer = {.path = "t", .s = "abc", .n = 3};
	const struct text_piece piece = {0, 1};
	const struct text fixed = {.path = "t",
		.s = "abc",
		.n = 3,
		.outer = &outer,
		.piece = &piece,
		.npiece = 1,
		.fixed = true};
	const struct excerpt x = {hide_in_brackets, NULL, 80};
	struct buf out = {0};

	check_excerpt("a\n^\nb", 80, "");
	check_excerpt("a\n^", 80, "");
	excerpt_add(&out, &x, &fixed, 1, 1, "", "");
	ck_assert_uint_eq(out.n, 0);
	buf_free(&out);
}
END_TEST

SUITE("excerpt", the_caret_is_under_the_place,
	columns_are_counted_as_a_terminal_does, what_is_hidden_has_three_stars,
	a_long_line_is_cut_around_the_caret, no_line_is_wider_than_the_terminal,
	nothing_is_added_where_there_is_no_line)
