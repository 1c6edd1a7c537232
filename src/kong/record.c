#include "kong/record.h"

#include "kong/lyaml.h"

#include <assert.h>
#include <string.h>

struct reader {
	struct record *r;
	const struct doc *doc;
	enum kong_version version;
	record_unknown *unknown;
	void *ctx;
	/* which mapping gave a field: only the same one may replace it */
	uint32_t giver[KONG_MAX_FIELDS];
	uint32_t ngiver;
};

static void
take(struct reader *b, uint32_t giver, uint32_t key, uint32_t value,
	uint32_t site)
{
	const struct kong_field *f = NULL;
	uint32_t k = scan_deref(b->doc, key);
	const struct node *node = &b->doc->node[k];
	size_t i;

	if (node->kind == NODE_SCALAR &&
		(!node->props || lyaml_type(b->doc, k) == TYPE_STRING))
		f = kong_field_find(b->r->e, node->value, node->n);
	if (!f || !kong_field_in(f, b->version)) {
		if (b->unknown)
			b->unknown(b->ctx, key, site);
		return;
	}
	i = (size_t)(f - b->r->e->fields);
	if (b->giver[i] && b->giver[i] != giver)
		return;
	b->giver[i] = giver;
	b->r->key[i] = key;
	b->r->value[i] = scan_deref(b->doc, value);
	b->r->site[i] = b->r->value[i] == value ? site : value;
}

static void read_mapping(struct reader *b, uint32_t map, uint32_t site);

static void
read_merged(struct reader *b, uint32_t value, uint32_t site)
{
	uint32_t i = scan_deref(b->doc, value), entry;

	if (i != value)
		site = value;
	if (b->doc->node[i].kind == NODE_MAPPING)
		read_mapping(b, i, site);
	if (b->doc->node[i].kind != NODE_SEQUENCE)
		return;
	for (entry = scan_child(b->doc, i); entry;
		entry = scan_sibling(b->doc, entry))
		if (b->doc->node[scan_deref(b->doc, entry)].kind ==
			NODE_MAPPING)
			read_mapping(b, scan_deref(b->doc, entry),
				b->doc->node[entry].kind == NODE_ALIAS ? entry
								       : site);
}

/*
 * What stands in the mapping itself beats what is merged into it, wherever
 * the merge stands; the last of equal keys and the first of merges win.
 */
static void
read_mapping(struct reader *b, uint32_t map, uint32_t site)
{
	uint32_t key, value, giver = ++b->ngiver;
	bool merges = false;

	for (key = scan_child(b->doc, map); key;
		key = scan_sibling(b->doc, value)) {
		value = scan_sibling(b->doc, key);
		if (lyaml_is_merge(b->doc, key))
			merges = true;
		else
			take(b, giver, key, value, site);
	}
	if (!merges)
		return;
	for (key = scan_child(b->doc, map); key;
		key = scan_sibling(b->doc, value)) {
		value = scan_sibling(b->doc, key);
		if (lyaml_is_merge(b->doc, key))
			read_merged(b, value, site);
	}
}

void
record_read(struct record *r, const struct doc *doc, uint32_t map,
	const struct kong_entity *e, enum kong_version version,
	record_unknown *unknown, void *ctx)
{
	struct reader b = {.r = r, .doc = doc, .version = version};

	assert(e->nfields <= KONG_MAX_FIELDS);
	*r = (struct record){.e = e, .at = map};
	b.unknown = unknown;
	b.ctx = ctx;
	if (doc->node[map].kind == NODE_MAPPING)
		read_mapping(&b, map, 0);
}

size_t
record_field(const struct kong_entity *e, const char *name)
{
	const struct kong_field *f = kong_field_find(e, name, strlen(name));

	assert(f);
	return (size_t)(f - e->fields);
}

static uint32_t
get_merged(const struct doc *doc, uint32_t value, const char *name)
{
	uint32_t i = scan_deref(doc, value), entry, found = 0;

	if (doc->node[i].kind != NODE_SEQUENCE)
		return record_get(doc, i, name);
	for (entry = scan_child(doc, i); entry && !found;
		entry = scan_sibling(doc, entry))
		found = record_get(doc, scan_deref(doc, entry), name);
	return found;
}

uint32_t
record_get(const struct doc *doc, uint32_t map, const char *name)
{
	uint32_t key, value, found = 0, merged = 0;

	if (doc->node[map].kind != NODE_MAPPING)
		return 0;
	for (key = scan_child(doc, map); key; key = scan_sibling(doc, value)) {
		value = scan_sibling(doc, key);
		if (lyaml_is(doc, scan_deref(doc, key), name))
			found = scan_deref(doc, value);
		else if (!merged && lyaml_is_merge(doc, key))
			merged = get_merged(doc, value, name);
	}
	return found ? found : merged;
}
