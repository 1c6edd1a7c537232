#include "document.h"

#include "envoy/envoyinsert.h"

#include <string.h>

struct row {
	const char *a; /* the value of $A; $B is "b", $O optional */
	const char *template; /* and what it becomes, or NULL */
	const char *wanted;
	/* and what the errors say: so many, each with this text */
	size_t n;
	const char *says;
};

static enum expand_answer
look_up(void *ctx, const char *name, size_t n, const char **value,
	size_t *nvalue)
{
	const struct row *row = ctx;

	if (n != 1)
		return EXPAND_UNSET;
	if (*name == 'O')
		return EXPAND_OPTIONAL;
	*value = *name == 'A' ? row->a : "b";
	*nvalue = strlen(*value);
	return EXPAND_SET;
}

static void
check_diags(const struct row *row)
{
	size_t i;

	ck_assert_msg(
		diags.n == row->n, "%s: %zu errors", row->template, diags.n);
	for (i = 0; i < diags.n; i++)
		ck_assert_msg(strstr(diags.v[i].message, row->says), "%s: %s",
			row->template, diags.v[i].message);
}

static void
check(const struct row *row)
{
	struct render_config config = {
		RESOLVE_ANY, (void *)(uintptr_t)row, look_up, NULL};
	struct buf out = {0};
	struct render *r;
	int ret;

	scan(row->template);
	r = render_expand(&doc, &config, &diags);
	ck_assert(render_is_expanded(r));
	ret = envoyinsert_values(&doc, r, &diags);
	if (ret == 0)
		ret = render_write(r, &out);
	ck_assert_msg((ret == 0) == (row->wanted != NULL), "%s", row->template);
	if (row->wanted)
		ck_assert_msg(strcmp(out.s, row->wanted) == 0, "%s: %s",
			row->template, out.s);
	check_diags(row);
	render_free(r);
	buf_free(&out);
	unscan();
}

static void
check_all(const struct row *rows, size_t n)
{
	while (n--)
		check(rows++);
}

START_TEST(a_value_in_lua_is_escaped_for_lua_then_for_yaml)
{
	static const struct row rows[] = {
		{"x", "inline_code: a = \"$A\"\n", "inline_code: a = \"x\"\n",
			0, NULL},
		{"a\"b\\", "inline_code: |\n  a = \"$A\"\n",
			"inline_code: |\n  a = \"a\\\"b\\\\\"\n", 0, NULL},
		{"a'b", "inline_code: 'a = \"$A\"'\n",
			"inline_code: 'a = \"a''b\"'\n", 0, NULL},
		{"a\nb", "inline_code: \"a = '$A'\"\n",
			"inline_code: \"a = 'a\\\\010b'\"\n", 0, NULL},
		{"a\nb", "inline_code: >-\n  a = '$A'\n  b = 1\n",
			"inline_code: >-\n  a = 'a\\010b'\n  b = 1\n", 0, NULL},
		{"\" .. x .. \"", "{\"inlineCode\": \"a = \\\"$A\\\"\"}\n",
			"{\"inlineCode\": \"a = \\\"\\\\\\\" .. x .. "
			"\\\\\\\"\\\"\"}\n",
			0, NULL},
		{"a\"",
			"x: &s {inline_string: 'a = \"$A\"'}\nsource_code: "
			"*s\n",
			"x: &s {inline_string: 'a = \"a\\\"\"'}\nsource_code: "
			"*s\n",
			0, NULL},
		{"a\"", "users: {inline_string: '$A'}\n",
			"users: {inline_string: 'a\"'}\n", 0, NULL},
	};

	check_all(rows, countof(rows));
}
END_TEST

START_TEST(a_value_anywhere_else_in_lua_is_refused)
{
	static const struct row rows[] = {
		{"1", "inline_code: |\n  a = $A + $B -- $A\n", NULL, 3,
			" is in "},
		{"x", "inline_code: a = [[$A]]\n", NULL, 1, "[[...]]"},
		{"x", "source_code: {inline_bytes: $A}\n", NULL, 1, "Lua code"},
		{"x", "inline_code: $A\n", NULL, 1, "Lua code"},
	};

	check_all(rows, countof(rows));
}
END_TEST

START_TEST(a_value_does_not_leave_a_json_string)
{
	static const struct row rows[] = {
		{"x-_/+=.'$", "a: '{\"k\": \"$A\"}'\n",
			"a: '{\"k\": \"x-_/+=.''$\"}'\n", 0, NULL},
		{"\xC3\xA9", "a: '[\"$A\"]'\n", "a: '[\"\xC3\xA9\"]'\n", 0,
			NULL},
		{"a\"b", "a: '{\"k\": \"$A\"}'\n", NULL, 1, "JSON"},
		{"a\\", "a: '{\"k\": \"$A\", \"l\": \"$A$B\"}'\n", NULL, 2,
			"value of A"},
		{"a\nb", "a: >-\n  {\"k\":\n    \"$A\"}\n", NULL, 1, "JSON"},
		{"a\tb", "a: \"\\n [\\\"$A\\\"]\"\n", NULL, 1, "JSON"},
		/* outside a string, only what is no structure */
		{"-1.5E+3", "a: '{\"k\": $A, \"$B\": [$A]}'\n",
			"a: '{\"k\": -1.5E+3, \"b\": [-1.5E+3]}'\n", 0, NULL},
		{"true", "a: '[$A,\"\\\"]\"]'\n", "a: '[true,\"\\\"]\"]'\n", 0,
			NULL},
		{"1, 2", "a: '{\"k\": [$A]}'\n", NULL, 1, "outside a JSON"},
		{"{}", "a: '[\"\\\"\", $B$A]'\n", NULL, 1, "value of A is out"},
		{"", "a: '{\"k\": $A}'\n", NULL, 1, "outside a JSON"},
		{"1, 2", "a: '{\"k\": \"x: $A\"}'\n",
			"a: '{\"k\": \"x: 1, 2\"}'\n", 0, NULL},
		/* not JSON: a format, a word */
		{"a b", "a: '[$A] \"x\" $A'\n", "a: '[a b] \"x\" a b'\n", 0,
			NULL},
		{"a\"b", "a: '{x} $A'\n", "a: '{x} a\"b'\n", 0, NULL},
		{"a\"b", "a: 'x {\"$A\"}'\n", "a: 'x {\"a\"b\"}'\n", 0, NULL},
	};

	check_all(rows, countof(rows));
}
END_TEST

START_TEST(a_percent_does_not_begin_a_variable_of_a_header)
{
	static const struct row rows[] = {
		{"/a", "header: {key: k, value: '$A%REQ(X)%'}\n",
			"header: {key: k, value: '/a%REQ(X)%'}\n", 0, NULL},
		{"a%b", "header: {key: k, value: '$A'}\n", NULL, 1, "a %"},
		{"a%b", "header: {key: '$A', value: x}\n",
			"header: {key: 'a%b', value: x}\n", 0, NULL},
		{"a%b", "other: {value: '$A'}\n", "other: {value: 'a%b'}\n", 0,
			NULL},
	};

	check_all(rows, countof(rows));
}
END_TEST

#define MATCH(value)                                                           \
	"{header: {name: apikey, string_match: {exact: '" value "'}}}"

START_TEST(what_would_compare_with_an_empty_value_is_left_out)
{
	static const struct row rows[] = {
		{"x", "principals: [" MATCH("$A") ", " MATCH("$O") "]\n",
			"principals: [" MATCH("x") "]\n", 0, NULL},
		{"x", "principals: [" MATCH("$O") ", " MATCH("$A") "]\n",
			"principals: [" MATCH("x") "]\n", 0, NULL},
		{"x",
			"principals:\n- header:\n    name: apikey\n"
			"    exact_match: $O # gone\n"
			"- header: {name: apikey, exact_match: $A}\n",
			"principals:\n"
			"- header: {name: apikey, exact_match: x}\n",
			0, NULL},
		{"",
			"{\"principals\":[{\"header\":{\"name\":\"k\","
			"\"stringMatch\":{\"exact\":\"$A\"}}},"
			"{\"header\":{\"name\":\"k\",\"stringMatch\":{"
			"\"exact\":"
			"\"$B\"}}}]}",
			"{\"principals\":["
			"{\"header\":{\"name\":\"k\",\"stringMatch\":{"
			"\"exact\":\"b\"}}}]}",
			0, NULL},
		{"x",
			"allow_origin_string_match: [{exact: '$O'}, {exact: "
			"y}]\n",
			"allow_origin_string_match: [{exact: y}]\n", 0, NULL},
		/* the template's own is not ours to leave out */
		{"x", "principals: [" MATCH("") ", " MATCH("$A") "]\n",
			"principals: [" MATCH("") ", " MATCH("x") "]\n", 0,
			NULL},
		{"x", "a: '$O'\n", "a: ''\n", 0, NULL},
	};

	check_all(rows, countof(rows));
}
END_TEST

START_TEST(what_cannot_be_left_out_is_refused)
{
	static const struct row rows[] = {
		{"x", "principals: [" MATCH("$O") "]\n", NULL, 1, "every item"},
		{"x",
			"p: {principals: [" MATCH(
				"$O") "]}\n"
				      "q: {principals: [" MATCH(
					      "$O") ", " MATCH("$O") "]}\n",
			NULL, 2, "every item"},
		{"x", "allow_origin_string_match: [{exact: '$O'}]\n", NULL, 1,
			"would allow no origin"},
		{"x",
			"principals: [{not_id: " MATCH("$O") "}, " MATCH(
				"$A") "]\n",
			NULL, 1, "not part of a list item"},
		{"x", "and_ids: {ids: [" MATCH("$O") ", " MATCH("$A") "]}\n",
			NULL, 1, "not part of a list item"},
		{"x", "path: {exact: '$O'}\n", NULL, 1,
			"not part of a list item"},
	};

	check_all(rows, countof(rows));
}
END_TEST

SUITE("envoyinsert", a_value_in_lua_is_escaped_for_lua_then_for_yaml,
	a_value_anywhere_else_in_lua_is_refused,
	a_value_does_not_leave_a_json_string,
	a_percent_does_not_begin_a_variable_of_a_header,
	what_would_compare_with_an_empty_value_is_left_out,
	what_cannot_be_left_out_is_refused)
