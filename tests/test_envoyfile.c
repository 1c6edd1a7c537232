#include "document.h"

#include "envoy/envoyfile.h"

#include <string.h>

static void
check_is(const char *s, bool wanted)
{

	scan(s);
	ck_assert_msg(envoyfile_is(&doc) == wanted, "%s", s);
	unscan();
}

START_TEST(a_file_is_known_by_its_marks)
{
	check_is("resources:\n"
		 "- '@type': type.googleapis.com/"
		 "envoy.config.listener.v3.Listener\n",
		true);
	check_is("version_info: a\nresources:\n- {x: 1}\n"
		 "- {\"@type\": type.googleapis.com/"
		 "envoy.config.cluster.v3.Cluster}\n",
		true);
	check_is("static_resources: {}", true);
	check_is("dynamic_resources: {}", true);
	check_is("{\"staticResources\": {}}", true);
	check_is("dynamicResources: {}", true);
	check_is("x: &r [{'@type': /envoy.x}]\nresources: *r\n", true);
	check_is("resources: []", false);
	check_is(
		"resources:\n- '@type': type.googleapis.com/google.x\n", false);
	check_is("resources: {'@type': envoy.x}", false);
	check_is("resources:\n- [envoy.x]\n- envoy.x\n", false);
	check_is("a: {static_resources: {}}", false);
	check_is("StaticResources: {}", false);
	check_is("static_Resources: {}", false);
	check_is("staticresources: {}", false);
	check_is("- static_resources", false);
	check_is("static_resources", false);
	check_is("", false);
	check_is("_format_version: '3.0'\n", false);
}
END_TEST

/* The values of the programs of s, each with a comma after it. */
static void
check_programs(const char *s, const char *wanted)
{
	struct buf got = {0};
	bool *lua;
	uint32_t i;

	scan(s);
	lua = envoyfile_programs(&doc);
	buf_adds(&got, "");
	for (i = 0; i < doc.n; i++)
		if (lua[i])
			buf_addf(&got, "%.*s,", (int)doc.node[i].n,
				doc.node[i].value);
	ck_assert_msg(strcmp(got.s, wanted) == 0, "%s: %s", s, got.s);
	free(lua);
	buf_free(&got);
	unscan();
}

START_TEST(a_program_is_found_wherever_envoy_runs_one)
{
	check_programs("inline_code: a", "a,");
	check_programs("- inline_code: |\n    a\n- inline_code: >-\n    b\n",
		"a\n,b,");
	check_programs("{\"inlineCode\": \"a\"}", "a,");
	check_programs("default_source_code: {inline_string: a}", "a,");
	check_programs("defaultSourceCode: {inlineString: a}", "a,");
	check_programs("default_source_code: {inline_bytes: YQ==}", "YQ==,");
	check_programs("source_codes: {x: {inline_string: a}, y: "
		       "{inline_string: b, filename: c}}",
		"a,b,");
	check_programs("sourceCodes: {x: {inlineString: a}}", "a,");
	/* of a route, or of a cluster specifier */
	check_programs("source_code: {inline_string: a}", "a,");
	check_programs("inline_code: a\ninline_code: b", "a,b,");
}
END_TEST

START_TEST(a_program_is_found_through_aliases_and_merges)
{
	check_programs("x: &p a\ninline_code: *p\n", "a,");
	check_programs(
		"x: &p {inline_string: a}\ny: {source_code: *p}\n", "a,");
	check_programs("x: &p {inline_string: a}\n"
		       "source_codes: {y: *p, z: *p}\n",
		"a,");
	check_programs(
		"x: &p {y: {inline_string: a}}\nsource_codes: *p\n", "a,");
	check_programs("x: &p {inline_string: a}\n"
		       "source_code:\n  <<: *p\n",
		"a,");
	check_programs("x: &p {inline_string: a}\ny: &q {inline_bytes: b}\n"
		       "source_codes:\n  z:\n    <<: [*p, *q]\n",
		"a,b,");
	check_programs("x: &p {y: {inline_string: a}}\n"
		       "source_codes:\n  <<: *p\n",
		"a,");
	/* one mapping as both */
	check_programs("x: &p {y: {inline_string: a}, inline_string: b}\n"
		       "source_codes: *p\nsource_code: *p\n",
		"a,b,");
	check_programs("&k inline_code : a\ny: {*k : b}\n", "a,b,");
	/* around itself */
	check_programs("source_codes: &p {y: *p, inline_string: a}\n", "a,");
}
END_TEST

START_TEST(other_scalars_are_no_programs)
{
	check_programs("users: {inline_string: a}", "");
	check_programs("x: {y: {inline_string: a}}", "");
	check_programs("inline_codes: a\ninline-code: b\nInlineCode: c\n", "");
	check_programs("default_source_code: {filename: a}", "");
	check_programs("default_source_code: inline_string", "");
	check_programs("source_codes: {inline_string: a}", "");
	check_programs("source_codes: [{inline_string: a}]", "");
	check_programs("inline_code: {a: b}", "");
	check_programs("- inline_code\n- a\n", "");
}
END_TEST

/* What the list item of the scalar X begins with in the text; "" for none. */
static void
check_item(const char *s, const char *wanted)
{
	uint32_t i, item = 0;

	scan(s);
	for (i = 1; i < doc.n; i++)
		if (scan_is(&doc, i, "X"))
			item = envoyfile_match_item(&doc, i);
	if (!*wanted)
		ck_assert_msg(item == 0, "%s", s);
	else
		ck_assert_msg(item && strncmp(s + doc.node[item].at, wanted,
					      strlen(wanted)) == 0,
			"%s", s);
	unscan();
}

#define HEADER(match) "{header: {name: apikey, " match "}}"

START_TEST(an_item_that_only_compares_is_one_that_can_go)
{
	check_item("principals: [" HEADER("string_match: {exact: X}") "]",
		"{header");
	check_item("principals:\n- header:\n    name: apikey\n"
		   "    string_match:\n      exact: X\n",
		"header");
	check_item("principals: [" HEADER("exact_match: X") "]", "{header");
	check_item(
		"principals: [{header: {name: a, exactMatch: X}}]", "{header");
	check_item("or_ids: {ids: [" HEADER("stringMatch: {exact: X}") "]}",
		"{header");
	check_item("allow_origin_string_match: [{exact: X}]", "{exact");
	check_item("allowOriginStringMatch: [{exact: a}, {exact: X}]",
		"{exact: X");
}
END_TEST

START_TEST(an_item_that_does_more_must_stay)
{
	/* all of them must fit: without one, more would get in */
	check_item("and_ids: {ids: [" HEADER("exact_match: X") "]}", "");
	check_item("principals: [{not_id: " HEADER("exact_match: X") "}]", "");
	check_item("principals: [{header: {name: a, exact_match: X, "
		   "invert_match: true}}]",
		"");
	check_item("principals: [{header: {name: a, string_match: {exact: X, "
		   "ignore_case: true}}}]",
		"");
	check_item("principals: [{header: {name: a, prefix_match: X}}]", "");
	check_item("permissions: [{url_path: {path: {exact: X}}}]", "");
	check_item("principals: {a: " HEADER("exact_match: X") "}", "");
	check_item("allow_origin_string_match: [{exact: X, y: z}]", "");
	check_item("exact: X", "");
	check_item("X", "");
}
END_TEST

SUITE("envoyfile", a_file_is_known_by_its_marks,
	a_program_is_found_wherever_envoy_runs_one,
	a_program_is_found_through_aliases_and_merges,
	other_scalars_are_no_programs,
	an_item_that_only_compares_is_one_that_can_go,
	an_item_that_does_more_must_stay)
