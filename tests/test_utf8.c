#include "suite.h"

#include "base/utf8.h"

#include <string.h>

static size_t
check(const char *s)
{
	return utf8_check(s, strlen(s));
}

START_TEST(valid_sequences_of_every_length_pass)
{
	ck_assert_uint_eq(check("plain ascii, long enough for a word"), 35);
	ck_assert_uint_eq(check("\xC3\xA9\xE2\x82\xAC\xF0\x9F\x98\x80"), 9);
	ck_assert_uint_eq(
		check("\xED\x9F\xBF\xEE\x80\x80\xF4\x8F\xBF\xBF"), 10);
	ck_assert_uint_eq(utf8_check("a\0b", 3), 3);
}
END_TEST

START_TEST(what_is_not_utf8_is_found_where_it_begins)
{
	ck_assert_uint_eq(check("abcdefghi\x80"), 9);
	ck_assert_uint_eq(check("a\xC0\x80"), 1);
	ck_assert_uint_eq(check("a\xE0\x80\x80"), 1);
	ck_assert_uint_eq(check("a\xED\xA0\x80"), 1);
	ck_assert_uint_eq(check("a\xF4\x90\x80\x80"), 1);
	ck_assert_uint_eq(check("a\xF5\x80\x80\x80"), 1);
	ck_assert_uint_eq(check("\xE2\x82"), 0);
	ck_assert_uint_eq(check("\xC3("), 0);
}
END_TEST

START_TEST(code_points_are_counted_not_bytes)
{
	ck_assert_uint_eq(utf8_count("a\xC3\xA9\xE2\x82\xAC", 6), 3);
	ck_assert(utf8_is_ascii("0123456789", 10));
	ck_assert(!utf8_is_ascii("012345678\xC3\xA9", 11));
}
END_TEST

SUITE("utf8", valid_sequences_of_every_length_pass,
	what_is_not_utf8_is_found_where_it_begins,
	code_points_are_counted_not_bytes)
