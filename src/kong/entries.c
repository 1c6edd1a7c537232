#include "kong/entries.h"

#include "kong/keys.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* A pair of a mapping, its own or merged into it. */
struct pair {
	uint32_t key, value, alias;
};

/* The pairs of one mapping, before what is below them is read. */
struct pairs {
	struct pair *v;
	size_t n, cap;
	struct keys keys;
	uint32_t *number; /* of the first of equal keys: its pair */
	size_t cap_number;
};

static void read_value(struct entries *e, uint32_t up, uint32_t key,
	uint32_t at, uint32_t alias);

static bool
is_unknown(const struct entries *e, uint32_t key)
{
	return e->is_template &&
	       e->doc->node[scan_deref(e->doc, key)].flags & NODE_REF;
}

/* own: the mapping's own pair, which beats what came before it. */
static void
take(struct entries *e, struct pairs *p, const struct pair *pair, bool own)
{
	uint32_t number = p->keys.n, first;

	p->number = xgrow(p->number, &p->cap_number, (size_t)number + 1,
		sizeof(*p->number));
	first = is_unknown(e, pair->key)
			? number
			: keys_add(&p->keys, e->doc, pair->key);
	if (first != number) {
		p->number[number] = p->number[first];
		if (own)
			p->v[p->number[first]] = *pair;
		return;
	}
	if (p->keys.n > number)
		p->number[number] = (uint32_t)p->n;
	p->v = xgrow(p->v, &p->cap, p->n + 1, sizeof(*p->v));
	p->v[p->n++] = *pair;
}

static void gather(struct entries *e, struct pairs *p, uint32_t map,
	uint32_t alias, bool own);

static void
gather_merged(
	struct entries *e, struct pairs *p, uint32_t value, uint32_t alias)
{
	const struct doc *doc = e->doc;
	uint32_t i = scan_deref(doc, value), item, map;

	if (i != value)
		alias = value;
	if (doc->node[i].kind == NODE_MAPPING)
		gather(e, p, i, alias, false);
	if (doc->node[i].kind != NODE_SEQUENCE)
		return;
	for (item = i + 1; item < doc->node[i].next;
		item = doc->node[item].next) {
		map = scan_deref(doc, item);
		if (doc->node[map].kind == NODE_MAPPING)
			gather(e, p, map, map == item ? alias : item, false);
	}
}

/*
 * What is in the mapping itself beats what is merged into it, wherever
 * the merge is; the last of equal keys and the first of merges win.
 */
static void
gather(struct entries *e, struct pairs *p, uint32_t map, uint32_t alias,
	bool own)
{
	const struct doc *doc = e->doc;
	struct pairs inner = {0}, *into = own ? p : &inner;
	bool merges = false;
	uint32_t key, value;
	size_t i;

	FOR_EACH_PAIR(doc, map, key, value)
	{
		if (kongyaml_is_merge(doc, key))
			merges = true;
		else
			take(e, into, &(struct pair){key, value, alias}, true);
	}
	for (i = 0; i < inner.n; i++)
		take(e, p, &inner.v[i], false);
	keys_free(&inner.keys);
	free(inner.v);
	free(inner.number);
	if (!merges)
		return;
	FOR_EACH_PAIR(doc, map, key, value)
	{
		if (kongyaml_is_merge(doc, key))
			gather_merged(e, p, value, alias);
	}
}

/* Whether the pairs can be read as they stand: nearly always. */
static bool
is_plain(const struct entries *e, uint32_t map)
{
	struct keys keys;
	uint32_t key, value;

	keys_init(&keys);
	FOR_EACH_PAIR(e->doc, map, key, value)
	{
		if (keys.n == KEYS_FEW || kongyaml_is_merge(e->doc, key) ||
			is_unknown(e, key) ||
			keys_add(&keys, e->doc, key) + 1 < keys.n)
			return false;
	}
	return true;
}

static void
read_mapping(struct entries *e, uint32_t up, uint32_t map, uint32_t alias)
{
	struct pairs p = {0};
	uint32_t key, value;
	size_t i;

	if (is_plain(e, map)) {
		FOR_EACH_PAIR(e->doc, map, key, value)
		{
			read_value(e, up, key, value, alias);
		}
		return;
	}

	e->is_plain = false;
	gather(e, &p, map, alias, true);
	keys_free(&p.keys);
	free(p.number);
	for (i = 0; i < p.n; i++)
		read_value(e, up, p.v[i].key, p.v[i].value, p.v[i].alias);
	free(p.v);
}

static void
read_value(struct entries *e, uint32_t up, uint32_t key, uint32_t at,
	uint32_t alias)
{
	const struct doc *doc = e->doc;
	uint32_t node = scan_deref(doc, at), i = e->n, item;

	if (node != at)
		alias = at;
	if (e->n == e->cap)
		e->v = xgrow(e->v, &e->cap, (size_t)e->n + 1, sizeof(*e->v));
	e->v[e->n++] = (struct entry){.at = at,
		.node = node,
		.key = key,
		.alias = alias,
		.up = up,
		.kind = doc->node[node].kind};
	if (doc->node[node].kind == NODE_MAPPING)
		read_mapping(e, i, node, alias);
	else if (doc->node[node].kind == NODE_SEQUENCE)
		for (item = node + 1; item < doc->node[node].next;
			item = doc->node[item].next)
			read_value(e, i, 0, item, alias);
	e->v[i].next = e->n;
}

void
entries_read(struct entries *e, const struct doc *doc, bool is_template)
{
	uint32_t root = kongyaml_root(doc);

	*e = (struct entries){
		.doc = doc, .is_template = is_template, .is_plain = true};
	if (!root)
		return;
	/* a node an entry, more only with aliases; 0 is none */
	e->v = xgrow(NULL, &e->cap, (size_t)doc->n / 2 + 2, sizeof(*e->v));
	e->v[e->n++] = (struct entry){0};
	read_value(e, 0, 0, root, 0);
}

void
entries_free(struct entries *e)
{
	free(e->v);
	*e = (struct entries){0};
}

bool
entries_is_dropped(const struct entries *e, uint32_t i)
{
	return e->doc->ndropped &&
	       e->doc->node[e->v[i].at].flags & NODE_DROPPED;
}

uint32_t
entries_first_of_all(const struct entries *e, uint32_t i)
{
	return i && e->v[i].next > i + 1 ? i + 1 : 0;
}

uint32_t
entries_next_of_all(const struct entries *e, uint32_t i)
{
	uint32_t next = e->v[i].next;

	return next < e->v[e->v[i].up].next ? next : 0;
}

static uint32_t
skip_dropped(const struct entries *e, uint32_t i)
{
	while (i && entries_is_dropped(e, i))
		i = entries_next_of_all(e, i);
	return i;
}

uint32_t
entries_first(const struct entries *e, uint32_t i)
{
	return skip_dropped(e, entries_first_of_all(e, i));
}

uint32_t
entries_next(const struct entries *e, uint32_t i)
{
	return skip_dropped(e, entries_next_of_all(e, i));
}

/* Whether the n keys below i are the numbers 1 to n. */
static bool
counts_up(const struct entries *e, uint32_t i, size_t n)
{
	bool *seen = xcalloc(n + 1, 1), ok = true;
	uint32_t k, key;
	double number;

	for (k = entries_first(e, i); k && ok; k = entries_next(e, k)) {
		key = scan_deref(e->doc, e->v[k].key);
		number = e->doc->node[key].kind == NODE_SCALAR &&
					 kongyaml_is_number(e->doc, key)
				 ? kongyaml_number(e->doc, key)
				 : 0;
		ok = number >= 1 && number <= (double)n &&
		     number == floor(number) && !seen[(size_t)number];
		if (ok)
			seen[(size_t)number] = true;
	}
	free(seen);
	return ok;
}

bool
entries_is_list(const struct entries *e, uint32_t i)
{
	uint32_t k;
	size_t n = 0;

	if (e->v[i].kind == NODE_SEQUENCE)
		return true;
	if (e->v[i].kind != NODE_MAPPING)
		return false;
	FOR_EACH_ENTRY(e, i, k)
	{
		n++;
	}
	return n == 0 || counts_up(e, i, n);
}

uint32_t
entries_get(const struct entries *e, uint32_t i, const char *name)
{
	const struct node *node = e->doc->node;
	size_t n = strlen(name);
	uint32_t k, key;

	if (e->v[i].kind != NODE_MAPPING)
		return 0;
	/* what is in a mapping is never dropped */
	for (k = i + 1; k < e->v[i].next; k = e->v[k].next) {
		key = scan_deref(e->doc, e->v[k].key);
		if (node[key].n == n && memcmp(node[key].value, name, n) == 0 &&
			kongyaml_is(e->doc, key, name))
			return k;
	}
	return 0;
}

const struct node *
entries_node(const struct entries *e, uint32_t i)
{
	return &e->doc->node[e->v[i].node];
}
