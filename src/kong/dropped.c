#include "base/table.h"
#include "kong/entities.h"
#include "kong/lyaml.h"

#include <stdlib.h>

/* What rendering left of one consumer's credentials. */
struct holding {
	uint32_t at; /* the consumer's node */
	uint32_t had, dropped;
};

struct dropping {
	const struct doc *doc;
	struct holding *v;
	size_t n, cap;
	struct table by_name, by_id;
};

/* The value of a field of map as it was before dropping, or 0. */
static uint32_t
value_of(const struct doc *doc, uint32_t map, const char *name, int depth)
{
	const struct node *node = doc->node;
	uint32_t key, value, i, found = 0, merged = 0;

	if (node[map].kind != NODE_MAPPING || depth == 0)
		return 0;
	for (key = map + 1; key < node[map].next; key = node[value].next) {
		value = node[key].next;
		i = scan_deref(doc, value);
		if (lyaml_is(doc, scan_deref(doc, key), name))
			found = i;
		else if (!merged && lyaml_is_merge(doc, key))
			merged = value_of(doc, i, name, depth - 1);
	}
	return found ? found : merged;
}

#define MERGES 8

static uint32_t
field_of(const struct doc *doc, uint32_t map, const char *name)
{
	return value_of(doc, scan_deref(doc, map), name, MERGES);
}

/* Counts the items of list, a list of credentials, dropped ones too. */
static void
count_items(const struct doc *doc, uint32_t list, struct holding *h)
{
	uint32_t item;

	if (!list || doc->node[list].kind != NODE_SEQUENCE)
		return;
	for (item = list + 1; item < doc->node[list].next;
		item = doc->node[item].next) {
		h->had++;
		h->dropped += (doc->node[item].flags & NODE_DROPPED) != 0;
	}
}

static void
remember(const struct doc *doc, uint32_t scalar, struct table *t, size_t number)
{
	const struct node *node = &doc->node[scalar];

	if (scalar && node->kind == NODE_SCALAR)
		table_put(t, node->value, node->n, (uint32_t)number);
}

static void
add_consumer(struct dropping *p, uint32_t consumer)
{
	struct holding h = {.at = scan_deref(p->doc, consumer)};
	size_t l;

	for (l = KONG_FIRST_LIST; l < KONG_ACLS; l++)
		count_items(p->doc,
			field_of(p->doc, h.at, kong_entities[l].name), &h);
	remember(p->doc, field_of(p->doc, h.at, "username"), &p->by_name, p->n);
	remember(p->doc, field_of(p->doc, h.at, "id"), &p->by_id, p->n);
	p->v = xgrow(p->v, &p->cap, p->n + 1, sizeof(*p->v));
	p->v[p->n++] = h;
}

static struct holding *
owner_of(const struct dropping *p, uint32_t item)
{
	uint32_t scalar = field_of(p->doc, item, "consumer"), number;
	const struct node *node;

	if (scalar && p->doc->node[scalar].kind == NODE_MAPPING)
		scalar = field_of(p->doc, scalar, "id");
	node = &p->doc->node[scalar];
	if (!scalar || node->kind != NODE_SCALAR)
		return NULL;
	number = table_get(&p->by_name, node->value, node->n);
	if (number == TABLE_NONE)
		number = table_get(&p->by_id, node->value, node->n);
	return number == TABLE_NONE ? NULL : &p->v[number];
}

static void
count_flat(const struct dropping *p, uint32_t list)
{
	const struct node *node = p->doc->node;
	struct holding *h;
	uint32_t item;

	if (!list || node[list].kind != NODE_SEQUENCE)
		return;
	for (item = list + 1; item < node[list].next; item = node[item].next) {
		h = owner_of(p, item);
		if (!h)
			continue;
		h->had++;
		h->dropped += (node[item].flags & NODE_DROPPED) != 0;
	}
}

static bool
drops_anything(const struct doc *doc)
{
	uint32_t i;

	for (i = 1; i < doc->n; i++)
		if (doc->node[i].flags & NODE_DROPPED)
			return true;
	return false;
}

static int
report(const struct dropping *p, struct diags *d)
{
	size_t i;
	int ret = 0;

	for (i = 0; i < p->n; i++)
		if (p->v[i].dropped > 0 && p->v[i].dropped == p->v[i].had)
			ret = diag_add(d, RULE_NO_CREDENTIAL, p->doc->text,
				scan_body(p->doc, p->v[i].at),
				"all credentials of this consumer came out "
				"empty, so that nobody could be it any more: "
				"set one of their variables");
	return ret;
}

int
kong_check_dropped(const struct doc *doc, struct diags *d)
{
	struct dropping p = {.doc = doc};
	uint32_t root = lyaml_root(doc), list, item;
	size_t l;
	int ret;

	if (!root || !drops_anything(doc) || !lyaml_is_bounded(doc))
		return 0;
	list = field_of(doc, root, "consumers");
	if (list && doc->node[list].kind == NODE_SEQUENCE)
		for (item = list + 1; item < doc->node[list].next;
			item = doc->node[item].next)
			add_consumer(&p, item);
	for (l = KONG_FIRST_LIST; l < KONG_ACLS; l++)
		count_flat(&p, field_of(doc, root, kong_entities[l].name));
	ret = report(&p, d);
	table_free(&p.by_name);
	table_free(&p.by_id);
	free(p.v);
	return ret;
}
