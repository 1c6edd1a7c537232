#include "envoy/envoyfile.h"

#include <stdlib.h>
#include <string.h>

/* Returns the value of key in the mapping i, or 0. */
static uint32_t
find_value(const struct doc *doc, uint32_t i, const char *key)
{
	uint32_t k, v;

	if (!i || doc->node[i].kind != NODE_MAPPING)
		return 0;
	for (k = scan_child(doc, i); k; k = scan_sibling(doc, v)) {
		v = scan_sibling(doc, k);
		if (scan_is(doc, scan_deref(doc, k), key))
			return scan_deref(doc, v);
		if (!v)
			break;
	}
	return 0;
}

/* The first document's content. */
static uint32_t
find_root(const struct doc *doc)
{
	uint32_t i = scan_child(doc, 0);

	return i ? scan_deref(doc, scan_child(doc, i)) : 0;
}

bool
envoyfile_has_top(const struct doc *doc, const char *key)
{
	return find_value(doc, find_root(doc), key) != 0;
}

static bool
has_envoy_type(const struct doc *doc, uint32_t list)
{
	uint32_t i, type;

	if (!list || doc->node[list].kind != NODE_SEQUENCE)
		return false;
	for (i = scan_child(doc, list); i; i = scan_sibling(doc, i)) {
		type = find_value(doc, scan_deref(doc, i), "@type");
		if (type && doc->node[type].kind == NODE_SCALAR &&
			memmem(doc->node[type].value, doc->node[type].n,
				"envoy.", 6))
			return true;
	}
	return false;
}

bool
envoyfile_is(const struct doc *doc)
{
	return envoyfile_has_top(doc, "static_resources") ||
	       envoyfile_has_top(doc, "dynamic_resources") ||
	       has_envoy_type(
		       doc, find_value(doc, find_root(doc), "resources"));
}

bool
envoyfile_has_key(const struct doc *doc, uint32_t i, const char *key)
{
	uint32_t k = doc->node[i].key;

	return k && scan_is(doc, scan_deref(doc, k), key);
}

static bool
is_lua(const struct doc *doc, uint32_t i)
{
	uint32_t up = doc->node[i].parent;

	if (envoyfile_has_key(doc, i, "inline_code"))
		return true;
	if (!envoyfile_has_key(doc, i, "inline_string"))
		return false;
	return envoyfile_has_key(doc, up, "default_source_code") ||
	       (up && envoyfile_has_key(
			      doc, doc->node[up].parent, "source_codes"));
}

bool *
envoyfile_programs(const struct doc *doc)
{
	bool *lua = xcalloc(doc->n + 1u, sizeof(*lua));
	uint32_t i, target;

	for (i = 1; i < doc->n; i++) {
		if (doc->node[i].kind != NODE_SCALAR &&
			doc->node[i].kind != NODE_ALIAS)
			continue;
		target = scan_deref(doc, i);
		if (doc->node[target].kind == NODE_SCALAR && is_lua(doc, i))
			lua[target] = true;
	}
	return lua;
}

/* Returns how many values the mapping i has. */
static size_t
count_values(const struct doc *doc, uint32_t i)
{
	uint32_t child;
	size_t n = 0;

	for (child = scan_child(doc, i); child;
		child = scan_sibling(doc, child))
		n++;
	return n / 2;
}

/* Whether i is a list of which one item that fits is enough. */
static bool
is_any_of(const struct doc *doc, uint32_t i)
{
	if (doc->node[i].kind != NODE_SEQUENCE)
		return false;
	if (envoyfile_has_key(doc, i, "principals") ||
		envoyfile_has_key(doc, i, "allow_origin_string_match"))
		return true;
	return envoyfile_has_key(doc, i, "ids") &&
	       envoyfile_has_key(doc, doc->node[i].parent, "or_ids");
}

uint32_t
envoyfile_match_item(const struct doc *doc, uint32_t i)
{
	uint32_t map = doc->node[i].parent;

	if (!map || !(envoyfile_has_key(doc, i, "exact") ||
			    envoyfile_has_key(doc, i, "exact_match")))
		return 0;
	if (envoyfile_has_key(doc, map, "string_match") &&
		count_values(doc, map) == 1)
		map = doc->node[map].parent;
	/* header: {name: apikey, string_match: ...} */
	if (envoyfile_has_key(doc, map, "header") &&
		count_values(doc, map) == 2 && find_value(doc, map, "name"))
		map = doc->node[map].parent;
	if (doc->node[map].kind != NODE_MAPPING || count_values(doc, map) != 1)
		return 0;
	return is_any_of(doc, doc->node[map].parent) ? map : 0;
}
