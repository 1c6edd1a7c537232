#include "suite.h"

#include "template/scan.h"
#include "template/syntax.h"

#include <stdio.h>
#include <string.h>

/* A slip, the place that is to be named, what is said, and a second place. */
static const struct slip {
	const char *yaml, *place, *what, *second;
} slips[] = {
	{"a: []]\n", "1:6", "closes nothing", NULL},
	{"a\uff1a\n  - b: c\n", "1:2", "fullwidth colon", "line 2"},
	{"a: 1\nb: \"x\nc: 2\n", "2:4", "this quote is never closed",
		"line 4, column 1"},
	{"a: \"x\nb: \"y\"\nc: 1\n", "1:4",
		"this quote is not closed on its line", "line 2, column 4"},
	{"a: 'x\nb: 'y'\nc: 1\n", "1:4", "this quote is not closed on its line",
		"line 2, column 4"},
	{"a:\n  tags: [a, b\n  name: c\nd: 1\n", "2:9",
		"this [ is never closed", "line 3, column 7"},
	{"tags: [a, b\nservices:\n  - name: x\n", "1:7",
		"this [ is never closed", "line 2, column 9"},
	{"a: {b: 1, c: 2\nd: 1\n", "1:4", "this { is never closed",
		"line 2, column 2"},
	{"_format_version: \"3.0\"\nconsumers\n  - username: anon\n", "2:1",
		"this line has no colon after its key", "line 3, column 13"},
	{"_format_version: \"3.0\"\nconsumers:\n  - username anon\n    "
	 "custom_id: x\n",
		"3:5", "this line has no colon after its key",
		"line 4, column 14"},
	{"a: 1\nfoo\nbar: 2\n", "2:1", "this line has no colon after its key",
		"line 3, column 1"},
	{"a: 1\nfoo:bar\nbar: 2\n", "2:4",
		"a space is missing after this colon", "line 3, column 1"},
	{"consumers:\n  - username:anon\n    custom_id: x\n", "2:13",
		"a space is missing after this colon", "line 3, column 14"},
	{"a:\n  paths:\n    - /a\n     strip: true\n", "4:6",
		"this line is indented deeper than the one abov", NULL},
	{"a:\n  paths:\n    - /a\n      strip: true\n", "4:7",
		"this line is indented deeper than the one abov", NULL},
	{"a:\n  - GET\n    strip: true\n", "3:5",
		"this line is indented deeper than the one abov", NULL},
	{"a:\n  - name\n    strip: true\n", "2:5",
		"this line has no colon after its key", "line 3, column 10"},
	{"consumers:\n  - username: anon\n      custom_id: x\n", "3:7",
		"this line is indented deeper than the one abov", NULL},
	{"consumers:\n  - username: \"anon\"\n      custom_id: x\n", "3:7",
		"the indentation of this line matches no line above",
		"line 2, column 5"},
	{"consumers:\n  - username: anon\n   custom_id: x\n", "3:4",
		"this line is inside a list, but does not begin",
		"line 2, column 3"},
	{"a: 1\n b: 2\n", "2:2",
		"this line is indented deeper than the one abov", NULL},
	{"  a: 1\nb: 2\n", "2:1",
		"this line is indented less than the first line",
		"line 1, column 3"},
	{"_format_version: \"3.0\"\nconsumers:\n  - username: anon\n "
	 "services:\n   - name: x\n",
		"4:2", "the indentation of this line matches no line above",
		"line 1, column 1"},
	{"a:\n  - b\n - c\n", "3:2",
		"a list item where a key of a mapping is expect",
		"line 1, column 1"},
	{"a:\n  - b\n  c: d\n", "3:3",
		"this line is inside a list, but does not begin",
		"line 2, column 3"},
	{"- a\nb: c\n", "2:1", "this line is inside a list, but does not begin",
		"line 1, column 1"},
	{"a: b: c\n", "1:5", "a second \": \" on one line", NULL},
	{"message: error: not found\n", "1:15", "a second \": \" on one line",
		NULL},
	{"a:\n	- b\n", "2:1", "a tab cannot indent or separate here", NULL},
	{"a:\n  - b: 1\n	c: 2\n", "3:1", "a tab cannot indent", NULL},
	{"a: b\n	c: 2\n", "2:1", "a tab cannot indent", NULL},
	{"a:\n  -	b: 1\n    c: 2\n", "2:4",
		"a tab cannot indent or separate here", NULL},
	{"a: %b\n", "1:4", "a value cannot begin with %", NULL},
	{"a: @b\n", "1:4", "a value cannot begin with @", NULL},
	{"a: `b`\n", "1:4", "a value cannot begin with a backtick", NULL},
	{"%b\n", "1:1", "a line that begins with % is a directive", NULL},
	{"hosts: *.example.com\n", "1:8", "in YAML a * begins an alias", NULL},
	{"hosts:\n  - *\n", "2:5", "in YAML a * begins an alias", NULL},
	{"methods: [*]\n", "1:11", "in YAML a * begins an alias", NULL},
	{"a: & b\n", "1:4", "in YAML a & begins an anchor", NULL},
	{"a: |text\n  b\n", "1:5", "no text can follow | or > on its line",
		NULL},
	{"a: > b\n  c\n", "1:6", "no text can follow | or > on its line", NULL},
	{"a: \"b\" c\n", "1:8", "text after the closing quote", NULL},
	{"a: 'it's'\n", "1:8", "text after the closing quote", NULL},
	{"a: \"say \"hi\"\"\n", "1:10", "text after the closing quote", NULL},
	{"a: ]\n", "1:4", "a value cannot begin with this character", NULL},
	{"a: }\n", "1:4", "a value cannot begin with this character", NULL},
	{"a: ,b\n", "1:4", "a value cannot begin with this character", NULL},
	{"a: \"\\d+\"\n", "1:5", "unknown escape in double quotes", NULL},
	{"a: \"\\xZZ\"\n", "1:7",
		"\\x, \\u and \\U need 2, 4 and 8 hexadecimal digi", NULL},
	{"a: - b\n", "1:4", "a list cannot begin here", NULL},
	{"a: ? b\n", "1:4", "a value cannot begin with ? and a space", NULL},
	{"{\"a\": 1} x\n", "1:10", "text after the end of the document", NULL},
	{"[a]\nb = \"c\"\n", "1:1", "this is a TOML or .ini file",
		"line 2, column 1"},
	{"{\"a\": 1\n \"b\": 2}\n", "2:2", "a comma is missing before this",
		"line 1, column 1"},
	{"{\"a\": [1, 2}\n", "1:7", "this [ is never closed", NULL},
	{"{\"a\": 1,,}\n", "1:9", "a value is missing before this", NULL},
	{"a: \u201cb: c\u201d\n", "1:4",
		"this is a curly quote, which YAML reads as tex", NULL},
	{"a:\u00a0b\nc: d\n", "1:3",
		"this is a no-break space, which YAML reads as",
		"line 2, column 2"},
	{"a:\n<<<<<<< HEAD\n  b: 1\n=======\n  b: 2\n>>>>>>> x\n", "2:1",
		"this is the mark of a merge conflict", "line 3, column 4"},
	{"<<<<<<< HEAD\na: 1\n=======\na: 2\n>>>>>>> x\n", "1:1",
		"this is the mark of a merge conflict", "line 2, column 2"},
	{"a: 1\n{% if x %}\nb: 2\n{% endif %}\n", "2:1",
		"this is a Go, Helm or Jinja template, not YAML", NULL},
	{"a: {{X}}\nb: {{ Y }}\n", "1:4",
		"{{ }} is a reference of Helm or Jinja, not of", NULL},
	{"A=b\nC=\"d\"\nE=f: g\n", "1:1", "this is a .env file",
		"line 3, column 4"},
	{"--- a\n--- b\n... x\n", "3:5", "text after the end of the document",
		NULL},
	{"a: *\n", "1:4", "in YAML a * begins an alias", NULL},
	{"a: [${A}, $B]\n", "1:5", "a ${ inside brackets ends the text", NULL},
	{"a: ${A:-x: y}\n", "1:10", "a second \": \" on one line", NULL},
	{"a: {b: ${A}}\n", "1:8", "a ${ inside brackets ends the text", NULL},
	{"%YAML 2.0\n---\na: 1\n", "1:1", "%YAML has to be 1.1 or 1.2", NULL},
	{"a: !x!y z\n", "1:4", "in YAML a ! begins a tag", NULL},
	{"a: \"b\n---\nc: 1\n", "1:4", "this quote is never closed",
		"line 2, column 1"},
	{"consumers:\n    username: anon\n  - username: b\n", "3:3",
		"a list item where a key of a mapping is expect",
		"line 1, column 1"},
	{"consumers:\n  username: anon\n  - username: b\n", "3:3",
		"a list item where a key of a mapping is expect",
		"line 2, column 3"},
	{"services:\n  - name: x\n    routes: \n    - name: y\n     paths: "
	 "[/]\n",
		"5:6", "the indentation of this line matches no line above",
		"line 2, column 5"},
};

static void
check_slip(const struct slip *slip)
{
	struct text text = {
		.path = "t.yml", .s = slip->yaml, .n = strlen(slip->yaml)};
	struct diags d = {0};
	struct doc doc = {0};
	struct place place;
	char at[32];

	ck_assert_int_eq(scan_yaml(&doc, &text, &d), -1);
	ck_assert_uint_ge(d.n, 1);
	place = text_place(&text, d.v[0].at);
	snprintf(at, sizeof(at), "%zu:%zu", place.line, place.col);
	ck_assert_msg(strcmp(at, slip->place) == 0, "%s: %s", slip->yaml, at);
	ck_assert_msg(strstr(d.v[0].message, slip->what) != NULL, "%s: %s",
		slip->yaml, d.v[0].message);
	if (slip->second)
		ck_assert_msg(strstr(d.v[0].message, slip->second) != NULL,
			"%s: %s", slip->yaml, d.v[0].message);
	else
		ck_assert_msg(strstr(d.v[0].message, "line ") == NULL ||
				      strstr(d.v[0].message, "column") == NULL,
			"%s: %s", slip->yaml, d.v[0].message);
	scan_free(&doc);
	diags_free(&d);
}

START_TEST(a_slip_is_named_where_it_is)
{
	size_t i;

	for (i = 0; i < countof(slips); i++)
		check_slip(&slips[i]);
}
END_TEST

START_TEST(a_text_that_libyaml_adds_is_passed_on)
{
	const struct syntax_error e = {"something new", NULL, 2, 2, 0, 0};
	struct text text = {.path = "t.yml", .s = "a: b\n", .n = 5};
	struct diags d = {0};

	ck_assert_int_eq(syntax_report(&text, &e, &d), -1);
	ck_assert_str_eq(d.v[0].message, "something new");
	ck_assert_uint_eq(d.v[0].at, 2);
	diags_free(&d);
}
END_TEST

/* What looks like a slip and is none parses, and nothing is said. */
START_TEST(what_parses_is_not_looked_at)
{
	static const char *const fine[] = {"a: {{b: 1}: 2}\n", "a: {b}\n",
		"a: \u201cb\u201d\n", "a: |\n  <<<<<<< HEAD\n", "A=b\n",
		"a: \"{{ b }}\"\n", "a: { {b}: c }\n"};
	struct diags d = {0};
	struct text text;
	struct doc doc;
	size_t i;

	for (i = 0; i < countof(fine); i++) {
		text = (struct text){
			.path = "t.yml", .s = fine[i], .n = strlen(fine[i])};
		ck_assert_msg(scan_yaml(&doc, &text, &d) == 0, "%s", fine[i]);
		ck_assert_uint_eq(d.n, 0);
		scan_free(&doc);
	}
}
END_TEST

/* Lines that end in CR LF, and a file that ends in the middle. */
START_TEST(lines_end_with_any_line_end)
{
	static const struct slip windows[] = {
		{"a: 1\r\nfoo\r\nbar: 2\r\n", "2:1", "no colon", "line 3"},
		{"a: 1\r\n<<<<<<< x\r\nb: 2: 3\r\n", "2:1", "merge conflict",
			"line 3"},
		{"a: [", "1:4", "never closed", NULL},
		{"a: \"", "1:4", "never closed", NULL},
		{"a: [\"b", "1:5", "never closed", NULL},
		{"a: {b: 'c", "1:8", "never closed", NULL},
	};
	size_t i;

	for (i = 0; i < countof(windows); i++)
		check_slip(&windows[i]);
}
END_TEST

SUITE("syntax", a_slip_is_named_where_it_is,
	a_text_that_libyaml_adds_is_passed_on, what_parses_is_not_looked_at,
	lines_end_with_any_line_end)
