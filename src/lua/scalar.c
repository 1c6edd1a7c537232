#include "lua/scalar.h"

#include "lua/insert.h"
#include "template/block.h"

#include <stdlib.h>

size_t
luascalar_place(const struct doc *doc, uint32_t i, size_t at)
{
	const struct node *node = &doc->node[i];
	const char *s = doc->text->s;
	size_t from, line = 0, start = 0, k;
	struct block b;

	if (node->value >= s && node->value < s + doc->text->n)
		return (size_t)(node->value - s) + at;
	if (node->style != STYLE_LITERAL)
		return scan_body(doc, i);
	for (k = 0; k < at; k++)
		if (node->value[k] == '\n') {
			line++;
			start = k + 1;
		}
	block_look(doc, i, &b);
	for (from = b.body; line && from < doc->text->n; from++)
		line -= s[from] == '\n';
	return from + b.indent + (at - start);
}

int
luascalar_change(const struct doc *doc, const struct render_insert *in,
	struct buf *out, struct diags *d)
{
	enum lua_problem *problem = xcalloc(in->n, sizeof(*problem));
	const char *name;
	size_t i;
	int n, ret;

	ret = lua_insert(out, in->was, in->nwas, doc->node[in->node].value,
		in->v, in->n, problem);
	for (i = 0; ret && i < in->n; i++) {
		if (!problem[i])
			continue;
		n = render_name(in, i, &name);
		diag_add(d, RULE_LUA_REFERENCE, doc->text,
			render_place(doc, in, i), "%.*s %s", n, name,
			lua_problem_text(problem[i]));
	}
	free(problem);
	return ret ? -1 : 1;
}

int
luascalar_check_references(const struct doc *doc, uint32_t i, struct diags *d)
{
	const struct node *node = &doc->node[i];
	struct lua_span span = {0};
	enum lua_problem problem;
	enum ref_status status;
	struct ref r = {0};
	int ret = 0;

	while ((status = ref_next(node->value, node->n, r.end, &r)) !=
		REF_NONE) {
		if (status == REF_UNTERMINATED || status == REF_TOO_DEEP)
			break;
		if (status != REF_FOUND)
			continue;
		problem = lua_judge(node->value, node->n, r.at, r.end, &span);
		if (problem)
			ret = diag_add(d, RULE_LUA_REFERENCE, doc->text,
				luascalar_place(doc, i, r.at), "%.*s %s",
				(int)(r.name_end - r.name),
				node->value + r.name,
				lua_problem_text(problem));
	}
	return ret;
}

int
luascalar_check_closed(const struct doc *doc, uint32_t i,
	const char *consequence, struct diags *d)
{
	const struct node *node = &doc->node[i];
	struct lua_span span = {0};

	while (lua_next(node->value, node->n, &span))
		if (span.unclosed)
			break;
	if (!span.unclosed)
		return 0;
	return diag_add(d, RULE_LUA_UNCLOSED, doc->text,
		luascalar_place(doc, i, span.at), "unterminated Lua %s: %s",
		span.kind == LUA_STRING	   ? "string"
		: span.kind == LUA_BRACKET ? "[[...]] string"
					   : "comment",
		consequence);
}
