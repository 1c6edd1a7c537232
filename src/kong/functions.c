#include "kong/functions.h"

#include "lua/scalar.h"
#include "token/apikey.h"

#include <stdlib.h>

/* The lists of a plugin's config: one for each phase, "functions" before. */
static void
mark_lists(const struct entries *e, uint32_t config, bool *lua)
{
	uint32_t list, item;

	FOR_EACH_ENTRY(e, config, list)
	{
		if (!entries_is_list(e, list))
			continue;
		FOR_EACH_ENTRY(e, list, item)
		{
			lua[e->v[item].node] = true;
		}
	}
}

/* By node: whether it is a program; NULL: none is. Caller frees. */
static bool *
find_programs(const struct kong *k)
{
	const struct entries *e = &k->e;
	uint32_t i, config;
	bool *lua = NULL;

	for (i = 1; k->has_functions && i < e->n; i++) {
		config = kong_is_function(k, i)
				 ? kong_get(k, e->v[i].up, N_config)
				 : 0;
		if (!config || e->v[config].kind != NODE_MAPPING)
			continue;
		if (!lua)
			lua = xcalloc(k->doc->n + 1u, sizeof(*lua));
		mark_lists(e, config, lua);
	}
	for (i = 1; lua && i < k->doc->n; i++)
		lua[i] = lua[i] && k->doc->node[i].kind == NODE_SCALAR;
	return lua;
}

struct values {
	const struct doc *doc;
	struct diags *d;
	const bool *lua;
	functions_is_key *is_key;
};

static int
check_keys(const struct values *v, const struct render_insert *in)
{
	const char *value = v->doc->node[in->node].value, *name;
	uint32_t *places = NULL;
	size_t i;
	int n, ret = 0;

	for (i = 0; i < in->n; i++) {
		n = render_name(in, i, &name);
		if (!v->is_key(name, (size_t)n) ||
			apikey_is_plain(value + in->v[i].to,
				in->v[i].to_end - in->v[i].to))
			continue;
		if (!places)
			places = render_places(v->doc, in);
		ret = diag_add(v->d, RULE_INVALID_VALUE, v->doc->text,
			places[i],
			"%.*s contains an invalid character; a key consists of "
			"A-Z a-z 0-9 . _ -",
			n, name);
	}
	free(places);
	return ret;
}

static int
change(void *ctx, const struct render_insert *in, struct buf *out)
{
	const struct values *v = ctx;

	if (!v->lua[in->node])
		return 0;
	return check_keys(v, in) ? -1 : luascalar_change(v->doc, in, out, v->d);
}

int
functions_values(
	const struct kong *k, struct render *render, functions_is_key *is_key)
{
	bool *lua = find_programs(k);
	struct values v = {k->doc, k->d, lua, is_key};
	int ret = lua ? render_each(render, change, &v) : 0;

	free(lua);
	return ret;
}

int
functions_check(const struct kong *k)
{
	bool *lua = find_programs(k);
	uint32_t i;
	int ret = 0;

	for (i = 1; lua && i < k->doc->n; i++) {
		/* of the others, luacheck.h says it as an error */
		if (!lua[i] || !(k->doc->node[i].flags & NODE_REF))
			continue;
		ret |= luascalar_check_references(k->doc, i, k->d);
		ret |= luascalar_check_closed(
			k->doc, i, "Kong rejects the whole file", k->d);
	}
	free(lua);
	return ret;
}
