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

	FOR_EACH_PAIR(b->doc, map, key, value)
	{
		if (lyaml_is_merge(b->doc, key))
			merges = true;
		else
			take(b, giver, key, value, site);
	}
	if (!merges)
		return;
	FOR_EACH_PAIR(b->doc, map, key, value)
	{
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

/* What to look for, and what is found. */
struct search {
	const struct doc *doc;
	const struct word *word;
	size_t n;
	uint32_t *value;
};

static void pick(struct search *s, uint32_t map, bool merged);

static void
pick_merged(struct search *s, uint32_t value)
{
	uint32_t i = scan_deref(s->doc, value), entry;

	if (s->doc->node[i].kind != NODE_SEQUENCE) {
		pick(s, i, true);
		return;
	}
	for (entry = scan_child(s->doc, i); entry;
		entry = scan_sibling(s->doc, entry))
		pick(s, scan_deref(s->doc, entry), true);
}

/* Which of the words the string key is, or s->n. */
static size_t
which_word(const struct search *s, uint32_t key)
{
	const struct node *node = &s->doc->node[key];
	size_t i;

	for (i = 0; i < s->n; i++)
		if (node->n == s->word[i].n &&
			memcmp(node->value, s->word[i].s, node->n) == 0)
			break;
	if (i == s->n || node->kind != NODE_SCALAR ||
		lyaml_type(s->doc, key) != TYPE_STRING)
		return s->n;
	return i;
}

/* What is found while merging gives way to what is there. */
static void
pick(struct search *s, uint32_t map, bool merged)
{
	uint32_t key, value, own[RECORD_PICKS] = {0};
	bool merges = false;
	size_t i;

	if (s->doc->node[map].kind != NODE_MAPPING)
		return;
	FOR_EACH_PAIR(s->doc, map, key, value)
	{
		merges |= lyaml_is_merge(s->doc, key);
		i = which_word(s, scan_deref(s->doc, key));
		if (i < s->n)
			own[i] = scan_deref(s->doc, value);
	}
	for (i = 0; i < s->n; i++)
		if (own[i] && (!merged || !s->value[i]))
			s->value[i] = own[i];
	if (!merges)
		return;
	FOR_EACH_PAIR(s->doc, map, key, value)
	{
		if (lyaml_is_merge(s->doc, key))
			pick_merged(s, value);
	}
}

void
record_pick(const struct doc *doc, uint32_t map, const struct word *word,
	size_t n, uint32_t *value)
{
	struct search s = {doc, word, n, value};

	assert(n <= RECORD_PICKS);
	memset(value, 0, n * sizeof(*value));
	pick(&s, map, false);
}

uint32_t
record_get(const struct doc *doc, uint32_t map, const char *name)
{
	const struct word word = {name, (uint32_t)strlen(name)};
	uint32_t value;

	record_pick(doc, map, &word, 1, &value);
	return value;
}
