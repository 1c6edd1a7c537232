#include "kong/functions.h"

#include "lua/scalar.h"

#include <stdlib.h>

/* The value of key in the mapping i, or 0. */
static uint32_t
find_value(const struct doc *doc, uint32_t i, const char *key)
{
	uint32_t k, v;

	for (k = scan_child(doc, i); k; k = scan_sibling(doc, v)) {
		v = scan_sibling(doc, k);
		if (scan_is(doc, scan_deref(doc, k), key))
			return scan_deref(doc, v);
	}
	return 0;
}

/* The lists of a plugin's config: one for each phase, "functions" before. */
static void
mark_lists(const struct doc *doc, uint32_t config, bool *lua)
{
	uint32_t k, v, list, item;

	for (k = scan_child(doc, config); k; k = scan_sibling(doc, v)) {
		v = scan_sibling(doc, k);
		list = scan_deref(doc, v);
		if (doc->node[list].kind != NODE_SEQUENCE)
			continue;
		for (item = scan_child(doc, list); item;
			item = scan_sibling(doc, item))
			lua[scan_deref(doc, item)] = true;
	}
}

/* By node: whether it is a program. Caller frees. */
static bool *
find_programs(const struct doc *doc)
{
	bool *lua = xcalloc(doc->n + 1u, sizeof(*lua));
	uint32_t i, name, config;

	for (i = 1; i < doc->n; i++) {
		if (doc->node[i].kind != NODE_MAPPING)
			continue;
		name = find_value(doc, i, "name");
		config = find_value(doc, i, "config");
		if (!name || !config ||
			doc->node[config].kind != NODE_MAPPING ||
			!(scan_is(doc, name, "pre-function") ||
				scan_is(doc, name, "post-function")))
			continue;
		mark_lists(doc, config, lua);
	}
	for (i = 1; i < doc->n; i++)
		lua[i] = lua[i] && doc->node[i].kind == NODE_SCALAR;
	return lua;
}

struct values {
	const struct doc *doc;
	struct diags *d;
	const bool *lua;
};

static int
change(void *ctx, const struct render_insert *in, struct buf *out)
{
	const struct values *v = ctx;

	return v->lua[in->node] ? luascalar_change(v->doc, in, out, v->d) : 0;
}

int
functions_values(struct doc *doc, struct render *render, struct diags *d)
{
	bool *lua = find_programs(doc);
	struct values v = {doc, d, lua};
	int ret = render_each(render, change, &v);

	free(lua);
	return ret;
}

int
functions_check(const struct doc *doc, struct diags *d)
{
	bool *lua = find_programs(doc);
	uint32_t i;
	int ret = 0;

	for (i = 1; i < doc->n; i++)
		if (lua[i])
			ret |= luascalar_check_references(doc, i, d);
	free(lua);
	return ret;
}
