#include "suite.h"

#include "lua/insert.h"

#include <string.h>

/* Every reference becomes the value. */
static enum expand_answer
lookup(void *ctx, const char *name, size_t n, const char **value,
	size_t *nvalue)
{
	(void)name;
	(void)n;
	*value = ctx;
	*nvalue = strlen(ctx);
	return EXPAND_SET;
}

#define MAX_PROBLEMS 50000

static int
insert(const char *source, const char *value, struct buf *out,
	enum lua_problem *problem)
{
	const struct expand_hooks hooks = {
		.lookup = lookup, .lookup_ctx = (void *)(uintptr_t)value};
	struct expansions list = {0};
	struct buf now = {0};
	size_t i;
	int ret;

	ck_assert_int_eq(
		expand(source, strlen(source), &hooks, &now, &list), 0);
	ck_assert_uint_le(list.n, MAX_PROBLEMS);
	ret = lua_insert(out, source, strlen(source), now.s ? now.s : "",
		list.v, list.n, problem);
	for (i = 0; !ret && i < list.n; i++)
		ck_assert_uint_le(list.v[i].to_end, out->n);
	buf_free(&now);
	free(list.v);
	return ret;
}

static void
check(const char *source, const char *value, const char *wanted)
{
	enum lua_problem problem[8];
	struct buf out = {0};

	ck_assert_int_eq(insert(source, value, &out, problem), 0);
	ck_assert_str_eq(out.s, wanted);
	buf_free(&out);
}

START_TEST(a_value_is_escaped_for_its_string)
{
	check("a = \"${K}\"", "eyJ.b-c_d", "a = \"eyJ.b-c_d\"");
	check("a = \"${K}\"", "x\"y'z\\", "a = \"x\\\"y'z\\\\\"");
	check("a = '$K'", "x\"y'z\\", "a = 'x\"y\\'z\\\\'");
	check("a = \"<$K>\\n\" .. '${K}' -- c", "\n",
		"a = \"<\\010>\\n\" .. '\\010' -- c");
	check("a = \"${K}\"", "\" .. os.exit() .. \"",
		"a = \"\\\" .. os.exit() .. \\\"\"");
	check("a = \"${K}${K}\"", "]]--", "a = \"]]--]]--\"");
	check("a = \"${K}\"", "", "a = \"\"");
	check("a = \"${K:-'}\"", "x", "a = \"x\"");
	check("a = [[b]] --c\n", "x", "a = [[b]] --c\n");
	check("a = \"\\\\${K}\"", "9", "a = \"\\\\9\"");
	check("a = \"\\065${K}\"", "9", "a = \"\\0659\"");
	check("a = \"${K}\" b = \"\\q\"", "x", "a = \"x\" b = \"\\q\"");
}
END_TEST

static void
refuse(const char *source, const char *value, enum lua_problem wanted,
	size_t which)
{
	enum lua_problem problem[8] = {LUA_FINE};
	struct buf out = {0};
	size_t i;

	ck_assert_int_eq(insert(source, value, &out, problem), -1);
	for (i = 0; i < 8; i++)
		ck_assert_int_eq(problem[i], i == which ? wanted : LUA_FINE);
	ck_assert_uint_eq(out.n, 0);
	ck_assert_ptr_nonnull(lua_problem_text(wanted));
	buf_free(&out);
}

START_TEST(a_value_outside_of_a_string_is_refused)
{
	refuse("a = ${K}", "1", LUA_IN_CODE, 0);
	refuse("a = \"${K}\" .. $K", "1", LUA_IN_CODE, 1);
	refuse("-- ${K}\n", "x", LUA_IN_COMMENT, 0);
	refuse("--[[ ${K} ]]", "x", LUA_IN_COMMENT, 0);
	refuse("a = [[${K}]]", "x", LUA_IN_BRACKET, 0);
	refuse("a = \"${K}", "x", LUA_IN_UNCLOSED, 0);
	refuse("a = \"${K}\n\"", "x", LUA_IN_UNCLOSED, 0);
	refuse("a = \"${K:-\"b\"}\"", "x", LUA_ACROSS, 0);
	refuse("${K}", "x", LUA_IN_CODE, 0);
}
END_TEST

START_TEST(a_value_that_an_escape_would_take_in_is_refused)
{
	refuse("a = \"\\${K}\"", "x", LUA_IN_ESCAPE, 0);
	refuse("a = \"\\1${K}\"", "2", LUA_IN_ESCAPE, 0);
	check("a = \"\\1${K}\"", "b", "a = \"\\1b\"");
	refuse("a = \"\\z${K}\"", " x", LUA_IN_ESCAPE, 0);
	check("a = \"\\z${K}\"", "x", "a = \"\\zx\"");
	refuse("a = \"\\x4${K}\"", "1", LUA_IN_ESCAPE, 0);
	refuse("a = \"${K}\\q\"", "x", LUA_IN_ESCAPE, 0);
	refuse("a = \"$K\" b = \"\\1$K\"", "2", LUA_IN_ESCAPE, 1);
}
END_TEST

START_TEST(every_value_that_is_refused_is_known)
{
	enum lua_problem problem[8] = {LUA_FINE};
	struct buf out = {0};

	ck_assert_int_eq(insert("a = $K --$K\nb = \"$K\" c = [[$K]]", "x", &out,
				 problem),
		-1);
	ck_assert_int_eq(problem[0], LUA_IN_CODE);
	ck_assert_int_eq(problem[1], LUA_IN_COMMENT);
	ck_assert_int_eq(problem[2], LUA_FINE);
	ck_assert_int_eq(problem[3], LUA_IN_BRACKET);
	ck_assert_int_eq(insert("\"$K\" \"\\1$K\" \"$K$K\\q\" \"$K\"", "2",
				 &out, problem),
		-1);
	ck_assert_int_eq(problem[0], LUA_FINE);
	ck_assert_int_eq(problem[1], LUA_IN_ESCAPE);
	ck_assert_int_eq(problem[2], LUA_IN_ESCAPE);
	ck_assert_int_eq(problem[3], LUA_FINE);
	ck_assert_int_eq(problem[4], LUA_FINE);
	ck_assert_uint_eq(out.n, 0);
	buf_free(&out);
}
END_TEST

START_TEST(many_values_cost_their_length)
{
	static enum lua_problem problem[MAX_PROBLEMS];
	struct buf source = {0}, out = {0};
	size_t i;

	for (i = 0; i < 50000; i++)
		buf_adds(&source, "a = \"$K\" ");
	ck_assert_int_eq(insert(source.s, "x\"", &out, problem), 0);
	ck_assert_uint_eq(out.n, source.n + 50000);
	buf_free(&source);
	buf_free(&out);
}
END_TEST

SUITE("insert", a_value_is_escaped_for_its_string,
	a_value_outside_of_a_string_is_refused,
	a_value_that_an_escape_would_take_in_is_refused,
	every_value_that_is_refused_is_known, many_values_cost_their_length)
