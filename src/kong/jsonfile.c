#include "kong/jsonfile.h"

#include "base/bytes.h"
#include "token/strictjson.h"

#include <string.h>

bool
jsonfile_is_name(const char *name, size_t n)
{
	/* parse_string() in kong/db/declarative/init.lua: "json$" */
	return bytes_end(name, n, "json");
}

/* Puts digits in the place of plain references, so that offsets stay. */
static void
fill_references(const struct doc *doc, struct buf *b)
{
	uint32_t i;

	for (i = 1; i < doc->n; i++)
		if (doc->node[i].kind == NODE_SCALAR &&
			doc->node[i].flags & NODE_ONE_REF)
			memset(b->s + scan_body(doc, i), '1',
				doc->node[i].end - scan_body(doc, i));
}

/* What people write that YAML takes and JSON does not. */
static const char *
find_slip(const char *s, size_t n, size_t *at)
{
	size_t before = *at;

	if (*at == n)
		return "unexpected end of the file: close every bracket and "
		       "quote";
	while (before > 0 && strchr(" \t\r\n", s[before - 1]))
		before--;
	if (strchr("]}", s[*at]) && before > 0 && s[before - 1] == ',') {
		*at = before - 1;
		return "remove this trailing comma";
	}
	if (s[*at] == '\'')
		return "use double quotes";
	if (strchr("#/", s[*at]))
		return "remove the comment";
	if (s[*at] == '_' || ((s[*at] | 0x20) >= 'a' && (s[*at] | 0x20) <= 'z'))
		return "put this in double quotes";
	return "correct it";
}

int
jsonfile_check(const struct doc *doc, bool is_template, struct diags *d)
{
	const struct text *t = doc->text;
	struct buf b = {0};
	const char *slip;
	size_t at;

	buf_add(&b, t->s, t->n);
	if (is_template)
		fill_references(doc, &b);
	at = strictjson_wrong(b.s, b.n);
	buf_free(&b);
	if (at == NOWHERE)
		return 0;
	slip = find_slip(t->s, t->n, &at);
	return diag_add(d, RULE_JSON_SYNTAX, t, at,
		"invalid JSON: %s, or rename the file to .yml (Kong reads a "
		"file whose name ends with json as JSON only)",
		slip);
}

int
jsonfile_check_output(
	const struct text *template, const struct buf *output, struct diags *d)
{
	const struct text out = {.s = output->s, .n = output->n};
	size_t at = strictjson_wrong(out.s, out.n);
	struct place place;

	if (at == NOWHERE)
		return 0;
	place = text_place(&out, at);
	return diag_add(d, RULE_JSON_SYNTAX, template, NOWHERE,
		"the output is invalid JSON from line %zu, column %zu on: Kong "
		"reads a file whose name ends with json as JSON only; put "
		"references in double quotes or rename the output to .yml",
		place.line, place.col);
}
