#include "document.h"

#include "envoy/envoycheck.h"
#include "template/render.h"

#include <stdarg.h>
#include <string.h>

/*
 * Checks the file s: the findings are those that are named, each by a letter
 * for its level and a piece of its text, in their order; NULL ends the list.
 */
static void
check(bool is_template, const char *s, ...)
{
	static const char letters[] = {
		[LEVEL_ERROR] = 'E', [LEVEL_WARNING] = 'W', [LEVEL_NOTE] = 'N'};
	const char *wanted;
	va_list list;
	size_t i = 0;
	int ret;

	scan(s);
	if (is_template)
		ck_assert_int_eq(render_find(&doc, &diags), 0);
	ret = envoycheck_file(&doc, is_template, &diags);
	ck_assert_int_eq(ret, diags_errors(&diags) ? -1 : 0);
	va_start(list, s);
	for (; (wanted = va_arg(list, const char *)); i++) {
		ck_assert_msg(i < diags.n, "%s: not %s", s, wanted);
		ck_assert_msg(letters[diags.v[i].level] == *wanted &&
				      strstr(diags.v[i].message, wanted + 1),
			"%s: %s", s, diags.v[i].message);
	}
	va_end(list);
	ck_assert_msg(i == diags.n, "%s: %s", s,
		i < diags.n ? diags.v[i].message : "");
	unscan();
}

#define EMPTY                                                                  \
	"principals: [{header: {name: apikey, string_match: {exact: ''}}}, "   \
	"{header: {name: apikey, string_match: {exact: KEY}}}]\n"
#define GUARD                                                                  \
	"- inline_code: |\n    if key ~= \"KEY\" then handle:respond({}) "     \
	"end\n"
#define RBAC_BY_NAME "- {name: envoy.filters.http.rbac}\n"
#define RBAC_BY_TYPE                                                           \
	"- {'@type': type.googleapis.com/"                                     \
	"envoy.extensions.filters.http.rbac.v3.RBAC}\n"

START_TEST(an_empty_value_is_as_bad_as_what_is_before_it)
{
	check(false, EMPTY "filters:\n" GUARD RBAC_BY_NAME,
		"Nonly the Lua filter refuses", NULL);
	check(false, EMPTY "filters:\n" GUARD RBAC_BY_TYPE,
		"Nonly the Lua filter refuses", NULL);
	check(false, EMPTY "filters:\n" RBAC_BY_NAME, "Eaccept an empty key",
		NULL);
	/* it runs too late */
	check(false, EMPTY "filters:\n" RBAC_BY_NAME GUARD,
		"Eaccept an empty key", NULL);
	check(false, EMPTY "filters:\n" RBAC_BY_TYPE GUARD,
		"Eaccept an empty key", NULL);
	/* it knows no key, or answers nothing */
	check(false,
		EMPTY
		"filters:\n- inline_code: handle:respond({})\n" RBAC_BY_NAME,
		"Eaccept an empty key", NULL);
	check(false,
		EMPTY "filters:\n- inline_code: x = \"KEY\"\n" RBAC_BY_NAME,
		"Eaccept an empty key", NULL);
	check(false,
		EMPTY "filters:\n- inline_code: |\n    -- \"KEY\"\n"
		      "    handle:respond({})\n" RBAC_BY_NAME,
		"Eaccept an empty key", NULL);
	/* none of a template's is rendered yet */
	check(true, EMPTY "filters:\n" RBAC_BY_NAME, NULL);
}
END_TEST

START_TEST(every_empty_value_is_told)
{
	check(false, EMPTY "x:\n  " EMPTY, "Eaccept an empty key",
		"Eaccept an empty key", NULL);
	check(false, "{\"stringMatch\": {\"exact\": \"\"}}",
		"Eaccept an empty key", NULL);
	check(false, "header: {name: apikey, exact_match: ''}",
		"Eaccept any key", NULL);
	check(false, EMPTY "y: {exactMatch: ''}\nfilters:\n" GUARD RBAC_BY_NAME,
		"Nonly the Lua filter", "Eaccept any key", NULL);
	check(false, "path: {exact: ''}\nprefix: ''\n", NULL);
}
END_TEST

START_TEST(what_was_not_rendered_is_told_where_it_counts)
{
	check(false, "string_match: {exact: '${A}'}", "E${A}", NULL);
	check(false, "inline_code: a = \"${A:-b}\"", "E${A:-b}", NULL);
	check(false, "users: {inline_string: '${A}'}", "E${A}", NULL);
	check(false, "match: {prefix: '${A}'}", "E${A}", NULL);
	check(false, "inline_code: |\n  a = \"${A}\"\n  b = '${B}' --${C}\n",
		"E${A}", "E${B}", NULL);
	check(false, "address: ${A}\nport_value: ${B:-80}\n",
		"E${A}: Envoy would use this text itself",
		"E${B:-80}: Envoy would use this text itself", NULL);
	check(false, "exact: $A\ninline_code: a = '^[%w]$A'\nx: '%REQ(A)%'\n",
		NULL);
	check(false, "regex: '^a${2}b$(c)${'\n", NULL);
	check(true, "string_match: {exact: '${A}'}", NULL);
}
END_TEST

START_TEST(a_reference_outside_of_a_lua_string_is_told)
{
	check(true, "inline_code: |\n  a = \"$A\" + $B --$C\n",
		"EB is in Lua code", "EC is in a Lua comment", NULL);
	check(true, "x: &p {inline_string: $A}\nsource_code: *p\n",
		"EA is in Lua code", NULL);
	check(true, "inline_code: a = \"$A\"\nother: $A\n", NULL);
}
END_TEST

START_TEST(what_is_never_closed_is_warned_of)
{
	check(true, "inline_code: a = \"x\n", "WLua string", NULL);
	check(false, "inline_code: a = [==[x]]\n", "W[[...]] string", NULL);
	check(false,
		"inline_code: --[[ x\nsource_code: {inline_string: '\"'}\n",
		"WLua comment", "WLua string", NULL);
	check(false, "inline_code: a = \"x\" --[[]]\nb: '\"'\n", NULL);
}
END_TEST

SUITE("envoycheck", an_empty_value_is_as_bad_as_what_is_before_it,
	every_empty_value_is_told,
	what_was_not_rendered_is_told_where_it_counts,
	a_reference_outside_of_a_lua_string_is_told,
	what_is_never_closed_is_warned_of)
