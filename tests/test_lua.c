#include "suite.h"

#include "lua/lua.h"

#include <string.h>

/* The spans of a source in a few letters: c code, - comment, " and ' strings,
 * [ brackets, each with its length, ! where it is not closed. */
static void
describe(const char *s, size_t n, struct buf *out)
{
	struct lua_span span = {0};
	size_t last = 0;

	while (lua_next(s, n, &span)) {
		ck_assert_uint_eq(span.at, last);
		ck_assert_uint_gt(span.end, span.at);
		last = span.end;
		buf_addf(out, " %c%zu%s",
			span.kind == LUA_STRING ? span.quote
						: "c-?["[span.kind],
			span.end - span.at, span.unclosed ? "!" : "");
	}
	ck_assert_uint_eq(last, n);
}

static void
check_n(const char *s, size_t n, const char *wanted)
{
	struct buf out = {0};

	buf_adds(&out, "");
	describe(s, n, &out);
	ck_assert_str_eq(out.s ? out.s : "", wanted);
	buf_free(&out);
}

static void
check(const char *s, const char *wanted)
{
	check_n(s, strlen(s), wanted);
}

START_TEST(code_strings_and_comments_are_told_apart)
{
	check("", "");
	check("return 1", " c8");
	check("a = \"b\" -- c", " c4 \"3 c1 -4");
	check("a = 'b'--c\nd", " c4 '3 -3 c2");
	check("a = b - -c", " c10");
	check("f\"x\"'y'[[z]]", " c1 \"3 '3 [5");
	check("\"a--b\"", " \"6");
	check("--\"a\n\"b\"", " -4 c1 \"3");
	check("[[--]]--[[\"]]x", " [6 -7 c1");
}
END_TEST

START_TEST(a_quote_ends_at_the_same_quote_alone)
{
	check("\"a'b\"", " \"5");
	check("'a\"b'", " '5");
	check("\"a\\\"b\"", " \"6");
	check("'a\\'b'", " '6");
	check("\"a\\\\\"b", " \"5 c1");
	check("\"a]]b\"", " \"6");
}
END_TEST

START_TEST(brackets_close_at_their_own_level)
{
	check("[[a]b]]", " [7");
	check("[=[a]]b]=]c", " [10 c1");
	check("[==[a]=]]==]", " [12");
	check("[==[a]=]==]", " [11");
	check("[[a[[b]]c]]", " [8 c3");
	check("[[\n]]", " [5");
	check("t[ [[x]] ]", " c3 [5 c2");
	check("t[u[1]]", " c7");
	check("[=x]", " c4");
	check("[=", " c2");
	check("[==a[[b]]", " c4 [5");
}
END_TEST

START_TEST(a_long_comment_is_not_a_short_one)
{
	check("--[[a\nb]]c", " -9 c1");
	check("--[=[a]]\n]=]c", " -12 c1");
	check("--[a\nb]]c", " -4 c5");
	check("--[=a\nb", " -5 c2");
	check("-- [[a\nb", " -6 c2");
	check("---[[a\nb", " -6 c2");
	check("--\n--\r--", " -2 c1 -2 c1 -2");
}
END_TEST

START_TEST(what_is_not_closed_is_found_where_it_begins)
{
	check("a = \"b", " c4 \"2!");
	check("a = 'b\nc'", " c4 '2! c2 '1!");
	check("\"a\rb", " \"2! c2");
	check("\"", " \"1!");
	check("\"\\", " \"2!");
	check("\"\\\"", " \"3!");
	check("[[a]", " [4!");
	check("[==[a]=]\n\"b\"", " [12!");
	check("--[[a\n\"b\"", " -9!");
	check("--[[]]", " -6");
}
END_TEST

START_TEST(an_escaped_line_break_is_in_the_string)
{
	check("\"a\\\nb\"", " \"6");
	check("\"a\\\r\nb\"", " \"7");
	check("\"a\\\n\rb\"", " \"7");
	check("\"a\\\n\nb\"", " \"4! c2 \"1!");
	check("\"a\\z \n\r\t b\"", " \"11");
	check("\"a\\z\n", " \"5!");
	check("\"a\\z\"b", " \"5 c1");
	check("\"a\\z\\\"b\"", " \"8");
}
END_TEST

START_TEST(only_the_first_line_may_begin_with_a_hash)
{
	check("#\"\nx", " -2 c2");
	check("\xEF\xBB\xBF#'\nx", " -5 c2");
	check("\n#\"x\"", " c2 \"3");
	check("#", " -1");
	check("\xEF\xBB\xBF", " c3");
	check("\x1bLJ\"a\"", " c6");
	check(" \x1bLJ\"a\"", " c4 \"3");
}
END_TEST

START_TEST(a_nul_is_a_byte_like_another)
{
	check_n("\"a\0b\"", 5, " \"5");
	check_n("a\0\"b\"", 5, " c2 \"3");
	check_n("--\0\n", 4, " -3 c1");
	check_n("[[\0]]", 5, " [5");
}
END_TEST

static void
check_escape(const char *s, size_t n, char quote, const char *wanted)
{
	struct buf out = {0}, back = {0};

	lua_escape(&out, s, n, quote);
	ck_assert_str_eq(out.s, wanted);
	ck_assert_int_eq(lua_decode(&back, out.s, out.n), 0);
	ck_assert_uint_eq(back.n, n);
	ck_assert_int_eq(memcmp(back.s, s, n), 0);
	buf_free(&out);
	buf_free(&back);
}

START_TEST(an_escaped_value_means_itself)
{
	check_escape("eyJ.a-b_9", 9, '"', "eyJ.a-b_9");
	check_escape("a\"b'c\\d", 7, '"', "a\\\"b'c\\\\d");
	check_escape("a\"b'c\\d", 7, '\'', "a\"b\\'c\\\\d");
	check_escape(
		"\n\r\t\0\x1f\x7f", 6, '"', "\\010\\013\\009\\000\\031\\127");
	check_escape("\xC3\xA9\xFF", 3, '"', "\\195\\169\\255");
	check_escape("]]--%s ${A}~", 12, '"', "]]--%s ${A}~");
	/* three digits, so that a digit after them is no part of it */
	check_escape("\0019", 2, '"', "\\0019");
	check_escape(
		"\" .. os.exit() .. \"", 19, '"', "\\\" .. os.exit() .. \\\"");
}
END_TEST

static void
check_decode(const char *s, const char *wanted, size_t n)
{
	struct buf out = {0};

	buf_adds(&out, "<");
	ck_assert_int_eq(lua_decode(&out, s, strlen(s)), 0);
	ck_assert_uint_eq(out.n, n + 1);
	ck_assert_int_eq(memcmp(out.s + 1, wanted, n), 0);
	buf_free(&out);
}

START_TEST(every_escape_is_decoded)
{
	check_decode("", "", 0);
	check_decode("a'b", "a'b", 3);
	check_decode(
		"\\a\\b\\f\\n\\r\\t\\v\\\\\\\"\\'", "\a\b\f\n\r\t\v\\\"'", 10);
	check_decode("\\0\\1x\\12x\\0123\\255", "\0\1x\fx\f3\xFF", 8);
	check_decode("\\x4a\\xFf\\x00g", "J\xFF\0g", 4);
	check_decode("\\u{4A}\\u{e9}\\u{20AC}\\u{1F600}",
		"J\xC3\xA9\xE2\x82\xAC\xF0\x9F\x98\x80", 10);
	check_decode("\\u{0000000000004a}\\u{10ffff}", "J\xF4\x8F\xBF\xBF", 5);
	check_decode("a\\z \t\n\v\f\r b\\z", "ab", 2);
	check_decode("a\\\r\nb\\\n\rc\\\rd", "a\nb\nc\nd", 7);
	check_decode("${ANON_KEY}", "${ANON_KEY}", 11);
}
END_TEST

static void
check_no_decode(const char *s, size_t n)
{
	struct buf out = {0};

	buf_adds(&out, "<");
	ck_assert_int_eq(lua_decode(&out, s, n), -1);
	ck_assert_str_eq(out.s, "<");
	buf_free(&out);
}

START_TEST(what_luajit_refuses_is_not_decoded)
{
	static const char *const bad[] = {"\\", "a\\", "\\c", "\\$", "\\ ",
		"\\256", "\\999", "\\x", "\\x4", "\\x4g", "\\xg4", "\\u",
		"\\u4a", "\\u{", "\\u{4a", "\\u{}", "\\u{g}", "\\u{110000}",
		"\\u{ffffffffff}", "\\u{d800}", "\\u{dfff}", "a\nb", "a\rb",
		"\\\n\nb", "\\A", "\\Z"};
	size_t i;

	for (i = 0; i < countof(bad); i++)
		check_no_decode(bad[i], strlen(bad[i]));
	check_no_decode("\\\0", 2);
	check_no_decode("ok\\x", 4);
}
END_TEST

START_TEST(a_source_of_any_size_costs_its_length)
{
	size_t n = 1 << 20, i, pieces = 0;
	struct lua_span span = {0};
	char *s = xmalloc(n);

	/* [=[=[= ... opens nothing: [===... is looked at once */
	memset(s, '=', n);
	s[0] = '[';
	while (lua_next(s, n, &span))
		pieces++;
	ck_assert_uint_eq(pieces, 1);
	/* [==[ ]= ]= ]= ... */
	for (i = 4; i < n; i++)
		s[i] = i % 1024 == 0 ? ']' : '=';
	memcpy(s, "[==[", 4);
	span = (struct lua_span){0};
	ck_assert(lua_next(s, n, &span));
	ck_assert(span.unclosed);
	free(s);
}
END_TEST

SUITE("lua", code_strings_and_comments_are_told_apart,
	a_quote_ends_at_the_same_quote_alone, brackets_close_at_their_own_level,
	a_long_comment_is_not_a_short_one,
	what_is_not_closed_is_found_where_it_begins,
	an_escaped_line_break_is_in_the_string,
	only_the_first_line_may_begin_with_a_hash, a_nul_is_a_byte_like_another,
	an_escaped_value_means_itself, every_escape_is_decoded,
	what_luajit_refuses_is_not_decoded,
	a_source_of_any_size_costs_its_length)
