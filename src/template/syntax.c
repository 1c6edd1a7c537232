#include "template/syntax.h"

#include <string.h>

/* The place that a row is about. */
enum { AT_ERROR, AT_CONTEXT };

/*
 * libyaml's problems (scanner.c and parser.c of 0.2.5), each by a part of its
 * text and of its context's; the first that fits counts.
 */
static const struct row {
	const char *context, *problem;
	int at;
	const char *what, *advice;
	cause_look *look;
} rows[] = {
	{"quoted scalar", "unexpected end of stream", AT_CONTEXT,
		"this quote is never closed", "close it", NULL},
	{"quoted scalar", "document indicator", AT_CONTEXT,
		"this quote is never closed",
		"close it before the next document", NULL},
	{"quoted scalar", "unknown escape", AT_ERROR,
		"unknown escape in double quotes",
		"write \\\\ for a backslash, or use single quotes", NULL},
	{"quoted scalar", "hexdecimal", AT_ERROR,
		"\\x, \\u and \\U need 2, 4 and 8 hexadecimal digits",
		"write \\\\ for a backslash, or use single quotes", NULL},
	/* JSON's halves of a character, which YAML does not put together */
	{"quoted scalar", "Unicode character escape", AT_ERROR,
		"invalid escape: it is half of a surrogate pair",
		"write the character itself, or \\U and 8 digits", NULL},
	{"flow sequence", "did not find expected", AT_CONTEXT,
		"this [ is never closed", "add the ]", cause_of_bracket},
	{"flow mapping", "did not find expected", AT_CONTEXT,
		"this { is never closed", "add the }", cause_of_bracket},
	{"flow node", "node content", AT_ERROR,
		"a value is missing before this",
		"remove a comma, or put the text in quotes", cause_of_value},
	{"block node", "node content", AT_ERROR,
		"a value cannot begin with this character", "put it in quotes",
		NULL},
	{"block mapping", "did not find expected key", AT_ERROR,
		"expected a key or the end of the mapping",
		"put the whole value in quotes", cause_of_indent},
	{"block collection", "'-'", AT_ERROR,
		"expected the next item of the list, or its end",
		"put the whole value in quotes", cause_of_item},
	{NULL, "mapping values are not allowed", AT_ERROR,
		"a key and its colon cannot be here",
		"put the value in quotes, or correct the indentation",
		cause_of_colon},
	{NULL, "block sequence entries are not allowed", AT_ERROR,
		"a list cannot begin here",
		"write its - on a line of its own, or put the value in quotes",
		NULL},
	{NULL, "mapping keys are not allowed", AT_ERROR,
		"a value cannot begin with ? and a space", "put it in quotes",
		NULL},
	{"simple key", "expected ':'", AT_CONTEXT,
		"expected a colon after this key", "write \"key: value\"",
		cause_of_key},
	{NULL, "a tab character", AT_ERROR, "a tab cannot indent", "use spaces",
		NULL},
	{NULL, "cannot start any token", AT_ERROR,
		"a value cannot begin with this character", "put it in quotes",
		cause_of_character},
	{"alias", "alphabetic", AT_CONTEXT, "in YAML a * begins an alias",
		"put the value in quotes, as in \"*.example.com\"", NULL},
	{"anchor", "alphabetic", AT_CONTEXT, "in YAML a & begins an anchor",
		"put the value in quotes", NULL},
	{NULL, "undefined tag handle", AT_ERROR, "in YAML a ! begins a tag",
		"put the value in quotes", NULL},
	{"tag", "", AT_CONTEXT, "in YAML a ! begins a tag",
		"put the value in quotes", NULL},
	{"block scalar", "equal to 0", AT_ERROR,
		"the indentation after | or > is 1 to 9", "leave it out", NULL},
	{"block scalar", "comment or line break", AT_ERROR,
		"no text can follow | or > on its line",
		"begin it on the next line, or put it in quotes", NULL},
	{NULL, "incompatible YAML", AT_ERROR, "%YAML has to be 1.1 or 1.2",
		"leave the line out", NULL},
	{NULL, "duplicate %", AT_ERROR, "this % line is a duplicate",
		"leave it out", NULL},
	{"directive", "", AT_CONTEXT,
		"a line that begins with % is a directive",
		"leave it out, or put the text in quotes", NULL},
	{NULL, "<document start>", AT_ERROR,
		"text after the end of the document",
		"remove it, or correct what ends before it", cause_of_rest},
};

static bool
has(const char *s, const char *part)
{
	return !part || (s && strstr(s, part));
}

static const struct row *
find_row(const struct syntax_error *e)
{
	size_t i;

	for (i = 0; i < countof(rows); i++)
		if (has(e->context, rows[i].context) &&
			has(e->problem, rows[i].problem))
			return &rows[i];
	return NULL;
}

/* What the table says; for a text of libyaml that it has not, that text. */
static void
take_row(const struct text *t, const struct syntax_error *e, struct cause *c)
{
	const struct row *row = find_row(e);

	c->at = row && row->at == AT_CONTEXT ? e->context_at : e->at;
	if (row && row->look)
		row->look(t, e, c);
	if (c->what)
		return;
	c->what = row	       ? row->what
		  : e->problem ? e->problem
			       : "the YAML does not parse";
	c->advice = row ? row->advice : NULL;
}

static size_t
line_at(struct diags *d, const struct text *t, size_t at)
{
	return diags_place(d, t, at).line;
}

int
syntax_report(
	const struct text *t, const struct syntax_error *e, struct diags *d)
{
	struct cause c = {.rule = RULE_YAML_SYNTAX, .second_at = e->at};
	struct buf second = {0};
	struct place place;
	int ret;

	if (!cause_find(t, e, &c))
		take_row(t, e, &c);
	if (!c.second)
		c.second = "parsing stopped at";
	if (line_at(d, t, c.at) != line_at(d, t, c.second_at)) {
		place = diags_place(d, t, c.second_at);
		buf_addf(&second, " (%s line %zu, column %zu)", c.second,
			place.line, place.col);
	}
	ret = diag_add(d, c.rule, t, c.at, "%s%s%s%s", c.what,
		second.s ? second.s : "", c.advice ? ": " : "",
		c.advice ? c.advice : "");
	buf_free(&second);
	return ret;
}
