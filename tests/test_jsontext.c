#include "suite.h"

#include "template/jsontext.h"

#include <string.h>

static void
assert_becomes(const char *s, const char *expected)
{
	struct buf b = {0};

	ck_assert(jsontext_for_yaml(s, strlen(s), &b));
	ck_assert_str_eq(b.s, expected);
	ck_assert_uint_eq(b.n, strlen(s));
	buf_free(&b);
}

static void
assert_stays(const char *s)
{
	struct buf b = {0};

	ck_assert(!jsontext_for_yaml(s, strlen(s), &b));
	ck_assert_uint_eq(b.n, 0);
}

START_TEST(a_pair_of_escapes_is_one_character)
{
	assert_becomes("\"\\ud83d\\ude00\"", "\"\\\n\\U0001F600\"");
	assert_becomes("\"a \\uDBFF\\uDFFF b\\uD800\\uDC00\"",
		"\"a \\\n\\U0010FFFF b\\\n\\U00010000\"");
}
END_TEST

START_TEST(what_is_no_pair_stays)
{
	assert_stays("");
	assert_stays("\"plain\\n\\u00e9\"");
	assert_stays("\"\\ud83d\"");
	assert_stays("\"\\ude00\\ud83d\"");
	assert_stays("\"\\ud83d\\ud83d\"");
	assert_stays("\"\\ud83d\\ude0");
	assert_stays("\"\\ud83d-\\ude00\"");
	assert_stays("\"\\\\ud83d\\ude00\"");
	assert_stays("\"\\");
}
END_TEST

START_TEST(a_tab_in_front_is_a_blank)
{
	assert_becomes("\t{}", " {}");
	assert_becomes("\n \t\r\n\t{\t}", "\n  \r\n {\t}");
	assert_stays(" \n{\t}");
}
END_TEST

SUITE("jsontext", a_pair_of_escapes_is_one_character, what_is_no_pair_stays,
	a_tab_in_front_is_a_blank)
