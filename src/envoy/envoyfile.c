#include "envoy/envoyfile.h"

#include <stdlib.h>
#include <string.h>

/*
 * Whether the scalar i names this field, "exact_match": protobuf's JSON, as
 * which Envoy reads its YAML, also knows it as exactMatch.
 */
static bool
is_field(const struct doc *doc, uint32_t i, const char *field)
{
	const struct node *node = &doc->node[i];
	size_t at = 0;
	char wanted;

	if (scan_is(doc, i, field))
		return true;
	if (node->kind != NODE_SCALAR)
		return false;
	for (; *field; field++) {
		wanted = *field;
		if (wanted == '_' && field[1] >= 'a' && field[1] <= 'z')
			wanted = (char)(*++field - 'a' + 'A');
		if (at == node->n || node->value[at++] != wanted)
			return false;
	}
	return at == node->n;
}

/* Returns the value of a field of the mapping i, or 0. */
static uint32_t
find_value(const struct doc *doc, uint32_t i, const char *field)
{
	uint32_t k, v;

	if (!i || doc->node[i].kind != NODE_MAPPING)
		return 0;
	for (k = scan_child(doc, i); k; k = scan_sibling(doc, v)) {
		v = scan_sibling(doc, k);
		if (is_field(doc, scan_deref(doc, k), field))
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

	return k && is_field(doc, scan_deref(doc, k), key);
}

/* What a mapping holds, where aliases lead there from. */
enum holds {
	HOLDS_SOURCE = 1, /* a DataSource (config/core/v3/base.proto) */
	HOLDS_NAMES = 2, /* names, and a DataSource each */
};

struct programs {
	const struct doc *doc;
	bool *lua; /* by node */
	uint8_t *seen; /* by node: enum holds, so that each is read once */
	struct todo {
		uint32_t map;
		enum holds holds;
	} * todo;
	size_t n, cap;
};

static void
add_todo(struct programs *p, uint32_t i, enum holds holds)
{
	if (p->doc->node[i].kind != NODE_MAPPING || p->seen[i] & holds)
		return;
	p->seen[i] |= (uint8_t)holds;
	p->todo = xgrow(p->todo, &p->cap, p->n + 1, sizeof(*p->todo));
	p->todo[p->n++] = (struct todo){i, holds};
}

/* A list of mappings, too, can be merged. */
static void
add_merged(struct programs *p, uint32_t i, enum holds holds)
{
	uint32_t k;

	add_todo(p, i, holds);
	if (p->doc->node[i].kind == NODE_SEQUENCE)
		for (k = scan_child(p->doc, i); k; k = scan_sibling(p->doc, k))
			add_todo(p, scan_deref(p->doc, k), holds);
}

static void
read_todo(struct programs *p, const struct todo t)
{
	const struct doc *doc = p->doc;
	uint32_t k, v, key, value;

	for (k = scan_child(doc, t.map); k; k = scan_sibling(doc, v)) {
		v = scan_sibling(doc, k);
		key = scan_deref(doc, k);
		value = scan_deref(doc, v);
		if (scan_is(doc, key, "<<"))
			add_merged(p, value, t.holds);
		else if (t.holds == HOLDS_NAMES)
			add_todo(p, value, HOLDS_SOURCE);
		else if (is_field(doc, key, "inline_string") ||
			 is_field(doc, key, "inline_bytes"))
			p->lua[value] = true;
	}
}

bool *
envoyfile_programs(const struct doc *doc)
{
	struct programs p = {.doc = doc,
		.lua = xcalloc(doc->n + 1u, sizeof(bool)),
		.seen = xcalloc(doc->n + 1u, 1)};
	uint32_t i, value;

	for (i = 1; i < doc->n; i++) {
		if (!doc->node[i].key)
			continue;
		value = scan_deref(doc, i);
		if (envoyfile_has_key(doc, i, "inline_code"))
			p.lua[value] = true;
		else if (envoyfile_has_key(doc, i, "default_source_code") ||
			 envoyfile_has_key(doc, i, "source_code"))
			add_todo(&p, value, HOLDS_SOURCE);
		else if (envoyfile_has_key(doc, i, "source_codes"))
			add_todo(&p, value, HOLDS_NAMES);
	}
	while (p.n)
		read_todo(&p, p.todo[--p.n]);
	for (i = 0; i < doc->n; i++)
		p.lua[i] = p.lua[i] && doc->node[i].kind == NODE_SCALAR;
	free(p.seen);
	free(p.todo);
	return p.lua;
}

/* Returns how many values the mapping i has; 3 for more. */
static size_t
count_values(const struct doc *doc, uint32_t i)
{
	uint32_t child;
	size_t n = 0;

	for (child = scan_child(doc, i); child && n < 6;
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
