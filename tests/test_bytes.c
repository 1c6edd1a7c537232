#include "suite.h"

#include "base/bytes.h"

START_TEST(bytes_are_a_word_only_if_they_are_all_of_it)
{
	ck_assert(bytes_are("key-auth", 8, "key-auth"));
	ck_assert(bytes_are("key-auth", 3, "key"));
	ck_assert(bytes_are("", 0, ""));
	ck_assert(!bytes_are("key-auth", 8, "key"));
	ck_assert(!bytes_are("key", 3, "key-auth"));
	ck_assert(!bytes_are("ke\0", 3, "ke"));
}
END_TEST

START_TEST(a_word_is_at_the_beginning_or_anywhere)
{
	ck_assert(bytes_begin("HS256", 5, "HS"));
	ck_assert(!bytes_begin("HS256", 1, "HS"));
	ck_assert(!bytes_begin("hs256", 5, "HS"));
	ck_assert(bytes_contain("a\0ANON_KEY", 10, "ANON"));
	ck_assert(!bytes_contain("ANON_KEY", 3, "ANON"));
}
END_TEST

START_TEST(a_span_ends_at_a_nul)
{
	ck_assert_uint_eq(bytes_span("12a", 3, "0123456789"), 2);
	ck_assert_uint_eq(bytes_span("12", 1, "0123456789"), 1);
	ck_assert_uint_eq(bytes_span("1\0002", 3, "0123456789"), 1);
	ck_assert_uint_eq(bytes_span("", 0, "a"), 0);
	ck_assert_uint_eq(bytes_span("aZmz-0", 6, LETTERS "-"), 5);
	ck_assert_uint_eq(bytes_span("z@", 2, LETTERS), 1);
	ck_assert_uint_eq(bytes_span("Z[", 2, LETTERS DIGITS), 1);
	ck_assert_uint_eq(bytes_span("a`", 2, LETTERS DIGITS "_"), 1);
	ck_assert_uint_eq(bytes_span("{", 1, LETTERS), 0);
	ck_assert_uint_eq(bytes_span("0_9:", 4, DIGITS "_"), 3);
	ck_assert_uint_eq(bytes_span("a/", 2, DIGITS), 0);
	ck_assert_uint_eq(bytes_span("\xe1", 1, LETTERS), 0);
}
END_TEST

START_TEST(one_line_end_is_taken_off)
{
	ck_assert_uint_eq(bytes_chomp("a\n", 2), 1);
	ck_assert_uint_eq(bytes_chomp("a\r\n", 3), 1);
	ck_assert_uint_eq(bytes_chomp("a\n\n", 3), 2);
	ck_assert_uint_eq(bytes_chomp("a\r", 2), 2);
	ck_assert_uint_eq(bytes_chomp("\n", 1), 0);
	ck_assert_uint_eq(bytes_chomp("", 0), 0);
}
END_TEST

SUITE("bytes", bytes_are_a_word_only_if_they_are_all_of_it,
	a_word_is_at_the_beginning_or_anywhere, a_span_ends_at_a_nul,
	one_line_end_is_taken_off)
