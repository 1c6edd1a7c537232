#include "suite.h"

#include "kong/values.h"

#include <string.h>

#define ON(fn, s) fn(s, sizeof(s) - 1)

START_TEST(a_uuid_has_36_characters_of_hex_and_dashes)
{
	ck_assert(ON(value_is_uuid, "11111111-2222-4333-8444-555555555555"));
	ck_assert(ON(value_is_uuid, "abcdefAB-CDEF-0000-9999-aaaaaaaaaaaa"));
	ck_assert(!ON(value_is_uuid, "11111111-2222-4333-8444-55555555555"));
	ck_assert(!ON(value_is_uuid, "11111111-2222-4333-8444-5555555555555"));
	ck_assert(!ON(value_is_uuid, "1111111-12222-4333-8444-555555555555"));
	ck_assert(!ON(value_is_uuid, "g1111111-2222-4333-8444-555555555555"));
	ck_assert(
		!ON(value_is_uuid, "11111111\0002222-4333-8444-555555555555"));
	ck_assert(!ON(value_is_uuid, ""));
}
END_TEST

static bool
tag(const char *s, bool is_3)
{
	return !value_tag_problem(s, strlen(s), is_3);
}

START_TEST(a_tag_has_no_comma_slash_or_control_character)
{
	ck_assert(tag("a-b_c:d.e!", true));
	ck_assert(tag("\xE0\xB9\x84", true));
	ck_assert(!tag("a,b", true));
	ck_assert(!tag("a/b", true));
	ck_assert(!tag("a\tb", true));
	ck_assert(!tag("a\x7F", true));
}
END_TEST

START_TEST(a_tag_with_a_blank_is_one_of_kong_3_only)
{
	ck_assert(tag("a b", true));
	ck_assert(!tag("a b", false));
}
END_TEST

static bool
uri(const char *s)
{
	return !value_uri_problem(s, strlen(s));
}

START_TEST(a_redirect_uri_has_a_scheme_and_a_host_and_no_fragment)
{
	static const char *const right[] = {"https://x.test/cb", "HTTP://h",
		"a+b.c-d://h", "1x://h", "http://u:p@h:80/", "http://[::1]/",
		"http://h?a=b", "http://u@x@h"};
	static const char *const wrong[] = {"nope", "", "://h",
		"https:", "https:/h", "https://", "https:///path", "https://u@",
		"https://:80", "https://h/#a", "https://h#", "/path", "-a://h",
		"ht tp://h"};
	size_t i;

	for (i = 0; i < sizeof(right) / sizeof(*right); i++)
		ck_assert_msg(uri(right[i]), "%s", right[i]);
	for (i = 0; i < sizeof(wrong) / sizeof(*wrong); i++)
		ck_assert_msg(!uri(wrong[i]), "%s", wrong[i]);
}
END_TEST

START_TEST(a_vault_reference_is_a_whole_string)
{
	ck_assert(ON(value_is_vault, "{vault://env/x}"));
	ck_assert(!ON(value_is_vault, "{vault://env/x"));
	ck_assert(!ON(value_is_vault, "x{vault://env/x}"));
	ck_assert(!ON(value_is_vault, "{vault://}"));
}
END_TEST

START_TEST(a_leftover_is_certain_where_it_is_the_whole_or_looks_like_a_variable)
{
	ck_assert_int_eq(ON(value_leftover, "$KEY"), LEFTOVER_CERTAIN);
	ck_assert_int_eq(ON(value_leftover, "$K"), LEFTOVER_CERTAIN);
	ck_assert_int_eq(ON(value_leftover, "$key"), LEFTOVER_MAYBE);
	ck_assert_int_eq(ON(value_leftover, "$KEYs"), LEFTOVER_MAYBE);
	ck_assert_int_eq(ON(value_leftover, "-$K"), LEFTOVER_MAYBE);
	ck_assert_int_eq(ON(value_leftover, "pa$WORD"), LEFTOVER_MAYBE);
	ck_assert_int_eq(ON(value_leftover, "8Typ|/$C5K#%"), LEFTOVER_MAYBE);
	ck_assert_int_eq(ON(value_leftover, "a: $KEY"), LEFTOVER_CERTAIN);
	ck_assert_int_eq(ON(value_leftover, "x-$KEY"), LEFTOVER_CERTAIN);
	ck_assert_int_eq(ON(value_leftover, "x${key}"), LEFTOVER_CERTAIN);
	ck_assert_int_eq(ON(value_leftover, "${K:-d}"), LEFTOVER_CERTAIN);
	ck_assert_int_eq(ON(value_leftover, "${ $KEY"), LEFTOVER_CERTAIN);
	ck_assert_int_eq(ON(value_leftover, "pa$word1"), LEFTOVER_MAYBE);
	ck_assert_int_eq(ON(value_leftover, "pa$$w"), LEFTOVER_MAYBE);
	ck_assert_int_eq(ON(value_leftover, "pa$1"), LEFTOVER_NONE);
	ck_assert_int_eq(ON(value_leftover, "$(x) $ ${1} ${"), LEFTOVER_NONE);
	ck_assert_int_eq(ON(value_leftover, "$"), LEFTOVER_NONE);
	ck_assert_int_eq(ON(value_leftover, ""), LEFTOVER_NONE);
}
END_TEST

SUITE("values", a_uuid_has_36_characters_of_hex_and_dashes,
	a_tag_has_no_comma_slash_or_control_character,
	a_tag_with_a_blank_is_one_of_kong_3_only,
	a_redirect_uri_has_a_scheme_and_a_host_and_no_fragment,
	a_vault_reference_is_a_whole_string,
	a_leftover_is_certain_where_it_is_the_whole_or_looks_like_a_variable)
