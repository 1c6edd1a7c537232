#include "vars/envquote.h"

#include "suite.h"

#include <string.h>

static void
check(const char *value, const char *wanted, const char *misreader)
{
	struct buf out = {0};
	const char *who = envquote_misreader(value, strlen(value));

	envquote_add(&out, value, strlen(value));
	ck_assert_str_eq(out.s ? out.s : "", wanted);
	ck_assert_str_eq(who ? who : "", misreader);
	buf_free(&out);
}

START_TEST(a_value_is_bare_single_quoted_or_double_quoted)
{
	check("a.b-c_D9/:@%+,=", "a.b-c_D9/:@%+,=", "");
	check("$a `b` \"c\" \\d", "'$a `b` \"c\" \\d'", "");
	check("it's", "\"it's\"", "");
	check("'$\"\\", "\"'\\$\\\"\\\\\"", "node's dotenv reads");
	check("'`", "\"'\\`\"", "docker compose and node's dotenv read");
	check("a b\\", "\"a b\\\\\"", "node's dotenv reads");
	check("a\rb", "'a\rb'", "node's dotenv reads");
	check("a\nb", "'a\nb'", "");
}
END_TEST

static bool
is_open(const char *s)
{
	return envquote_is_open(s, strlen(s));
}

START_TEST(what_a_shell_has_not_closed_is_open)
{
	ck_assert(is_open("A=it's\n"));
	ck_assert(is_open("A=\"b\n"));
	ck_assert(is_open("A=\"b\\\"\n"));
	ck_assert(is_open("A=`b\n"));
	ck_assert(is_open("A=$(b\n"));
	ck_assert(is_open("A=b\\"));
	ck_assert(is_open("A=b <<X\n"));
	ck_assert(is_open("A=b#it's\n"));
}
END_TEST

START_TEST(what_is_closed_or_in_a_comment_is_not)
{
	ck_assert(!is_open(""));
	ck_assert(!is_open("A='it\\'\n"));
	ck_assert(!is_open("A=\"it's\"\n"));
	ck_assert(!is_open("A=it\\'s\n"));
	ck_assert(!is_open("# it's\nA=b # \"\n"));
	ck_assert(!is_open("A=`b` B=$(c)\n"));
	ck_assert(!is_open("A='<<X'\n"));
}
END_TEST

SUITE("envquote", a_value_is_bare_single_quoted_or_double_quoted,
	what_a_shell_has_not_closed_is_open,
	what_is_closed_or_in_a_comment_is_not)
