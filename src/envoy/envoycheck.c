#include "envoy/envoycheck.h"

#include "envoy/envoyfile.h"
#include "base/table.h"
#include "lua/insert.h"
#include "lua/lua.h"
#include "lua/scalar.h"

#include <stdlib.h>
#include <string.h>

struct check {
	const struct doc *doc;
	const bool *lua;
	bool is_template;
	struct diags *d;
};

/* Whether the program has one of the values in a string. */
static bool
knows_one(const struct node *program, const struct table *values)
{
	struct lua_span span = {0};
	struct buf got = {0};
	bool found = false;

	while (!found &&
		lua_next_string(program->value, program->n, &span, &got))
		found = got.n && table_get(values, got.s, got.n) != TABLE_NONE;
	buf_free(&got);
	return found;
}

/* Whether i tells that a filter of http_filters is rbac, by name or by type. */
static bool
is_rbac(const struct doc *doc, uint32_t i)
{
	if (envoyfile_has_key(doc, i, "name"))
		return scan_is(doc, i, "envoy.filters.http.rbac");
	return envoyfile_has_key(doc, i, "@type") &&
	       scan_is(doc, i,
		       "type.googleapis.com/"
		       "envoy.extensions.filters.http.rbac.v3.RBAC");
}

/* The values that rbac compares with; returns the filter's name, or doc->n. */
static uint32_t
find_values(const struct doc *doc, struct table *values)
{
	uint32_t i, rbac = doc->n;

	for (i = 1; i < doc->n; i++) {
		if (rbac == doc->n && is_rbac(doc, i))
			rbac = i;
		if (envoyfile_has_key(doc, i, "exact") && doc->node[i].n)
			table_put(
				values, doc->node[i].value, doc->node[i].n, i);
	}
	return rbac;
}

/*
 * Whether a program before the rbac filter refuses what rbac would: it answers
 * requests, and knows one of the keys that rbac compares with.
 */
static bool
has_guard(const struct check *c)
{
	const struct doc *doc = c->doc;
	struct table values = {.seed = c->d->seed};
	uint32_t i, rbac = find_values(doc, &values);
	bool found = false;

	for (i = 1; i < rbac && !found; i++)
		found = c->lua[i] &&
			memmem(doc->node[i].value, doc->node[i].n, ":respond(",
				9) &&
			knows_one(&doc->node[i], &values);
	table_free(&values);
	return found;
}

static bool
is_empty_match(const struct doc *doc, uint32_t i, const char *key)
{
	return doc->node[i].kind == NODE_SCALAR && !doc->node[i].n &&
	       envoyfile_has_key(doc, i, key) && !scan_is_dropped(doc, i);
}

/*
 * api/envoy/type/matcher/v3/string.proto: exact: '' matches a header that is
 * there and empty; exact_match: '' (deprecated) any that is there.
 */
static int
check_empty(const struct check *c)
{
	const struct doc *doc = c->doc;
	int guarded = -1, ret = 0;
	uint32_t i;

	for (i = 1; i < doc->n; i++) {
		if (is_empty_match(doc, i, "exact_match")) {
			ret = diag_add_level(c->d, LEVEL_ERROR,
				RULE_EMPTY_MATCH, doc->text, scan_body(doc, i),
				"exact_match: '' matches every value of the "
				"header: Envoy would accept any key");
			continue;
		}
		if (!is_empty_match(doc, i, "exact") ||
			!envoyfile_has_key(
				doc, doc->node[i].parent, "string_match"))
			continue;
		if (guarded < 0)
			guarded = has_guard(c);
		ret |= diag_add_level(c->d, guarded ? LEVEL_NOTE : LEVEL_ERROR,
			RULE_EMPTY_MATCH, doc->text, scan_body(doc, i),
			guarded ? "exact: '' matches an empty header, which "
				  "only the Lua filter refuses: remove the item"
				: "exact: '' matches an empty header, and no "
				  "Lua filter refuses it: Envoy would accept "
				  "an empty key");
	}
	return ret;
}

/* Whether the text itself would be a key, a password or an open route. */
static bool
lets_in(const struct check *c, uint32_t i)
{
	return c->lua[i] || envoyfile_has_key(c->doc, i, "exact") ||
	       envoyfile_has_key(c->doc, i, "inline_string") ||
	       envoyfile_has_key(c->doc, i, "prefix");
}

/* ${NAME} alone: Lua's patterns are full of $. */
static int
check_left(const struct check *c, uint32_t i)
{
	const struct node *node = &c->doc->node[i];
	struct luascalar_cursor cursor = {0};
	struct lua_span span = {0};
	struct ref r = {0};
	int ret = 0;

	if (node->flags & (NODE_HAS_KEPT | NODE_REF))
		return 0;
	while (ref_after(node->value, node->n, &r)) {
		if (node->value[r.at + 1] != '{' ||
			(c->lua[i] && lua_judge(node->value, node->n, r.at,
					      r.end, &span) == LUA_IN_COMMENT))
			continue;
		ret = diag_add(c->d, RULE_UNRENDERED_REFERENCE, c->doc->text,
			luascalar_place(c->doc, i, r.at, &cursor),
			"unrendered reference %.*s: Envoy would use this text "
			"itself%s",
			(int)(r.end - r.at), node->value + r.at,
			lets_in(c, i) ? ", which anyone can know" : "");
	}
	return ret;
}

int
envoycheck_file(const struct doc *doc, bool is_template, struct diags *d)
{
	struct check c = {.doc = doc, .is_template = is_template, .d = d};
	bool *lua = envoyfile_programs(doc);
	uint32_t i;
	int ret = 0;

	c.lua = lua;
	for (i = 1; i < doc->n; i++) {
		if (doc->node[i].kind != NODE_SCALAR)
			continue;
		if (lua[i]) {
			ret |= is_template
				       ? luascalar_check_references(doc, i, d)
				       : 0;
			ret |= luascalar_check_closed(doc, i,
				"Envoy would reject the whole listener", d);
		}
		if (!is_template)
			ret |= check_left(&c, i);
	}
	if (!is_template)
		ret |= check_empty(&c);
	free(lua);
	return ret;
}
