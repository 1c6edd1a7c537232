#include "lua/scalar.h"

#include "lua/insert.h"
#include "template/block.h"

#include <stdlib.h>

static void
begin(struct luascalar_cursor *c, const struct doc *doc, uint32_t i)
{
	struct block b;

	block_look(doc, i, &b);
	*c = (struct luascalar_cursor){
		.node = i, .from = b.body, .indent = b.indent};
}

size_t
luascalar_place(const struct doc *doc, uint32_t i, size_t at,
	struct luascalar_cursor *cursor)
{
	const struct node *node = &doc->node[i];
	const struct text *t = doc->text;
	struct luascalar_cursor one = {0}, *c = cursor ? cursor : &one;

	if (node->value >= t->s && node->value < t->s + t->n)
		return (size_t)(node->value - t->s) + at;
	if (node->style != STYLE_LITERAL)
		return scan_body(doc, i);
	if (c->node != i || at < c->at)
		begin(c, doc, i);
	for (; c->at < at; c->at++) {
		if (node->value[c->at] != '\n')
			continue;
		c->line = c->at + 1;
		while (c->from < t->n && t->s[c->from++] != '\n')
			;
	}
	return c->from + c->indent + (at - c->line);
}

int
luascalar_change(const struct doc *doc, const struct render_insert *in,
	struct buf *out, struct diags *d)
{
	enum lua_problem *problem = xcalloc(in->n + 1, sizeof(*problem));
	uint32_t *places;
	const char *name;
	size_t i;
	int n, ret;

	ret = lua_insert(out, in->was, in->nwas, doc->node[in->node].value,
		in->v, in->n, problem);
	places = ret ? render_places(doc, in) : NULL;
	for (i = 0; ret && i < in->n; i++) {
		if (!problem[i])
			continue;
		n = render_name(in, i, &name);
		diag_add(d, RULE_LUA_REFERENCE, doc->text, places[i], "%.*s %s",
			n, name, lua_problem_text(problem[i]));
	}
	free(places);
	free(problem);
	return ret ? -1 : 1;
}

int
luascalar_check_references(const struct doc *doc, uint32_t i, struct diags *d)
{
	const struct node *node = &doc->node[i];
	struct lua_span span = {0};
	enum lua_problem problem;
	struct luascalar_cursor cursor = {0};
	struct ref r = {0};
	int ret = 0;

	while (ref_after(node->value, node->n, &r)) {
		problem = lua_judge(node->value, node->n, r.at, r.end, &span);
		if (problem)
			ret = diag_add(d, RULE_LUA_REFERENCE, doc->text,
				luascalar_place(doc, i, r.at, &cursor),
				"%.*s %s", (int)(r.name_end - r.name),
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
		luascalar_place(doc, i, span.at, NULL),
		"unterminated Lua %s: %s",
		span.kind == LUA_STRING	   ? "string"
		: span.kind == LUA_BRACKET ? "[[...]] string"
					   : "comment",
		consequence);
}
