#include "kong/kong.h"
#include "kong/record.h"
#include "template/drop.h"

/* What a value becomes where Kong wants a string. */
static void
make_string(struct doc *doc, uint32_t i)
{
	if (doc->node[i].kind == NODE_SCALAR && doc->node[i].flags & NODE_REF)
		doc->node[i].flags |= NODE_STRING;
}

static void
make_strings(struct kong *k, struct doc *doc, uint32_t list)
{
	uint32_t i;

	if (!entries_is_list(&k->e, list))
		return;
	for (i = entries_first_of_all(&k->e, list); i;
		i = entries_next_of_all(&k->e, i))
		make_string(doc, k->e.v[i].node);
}

/* The item of a list that is to go because its key is empty, or 0. */
static uint32_t
empty_item(const struct kong *k, uint32_t key)
{
	const struct node *node = k->doc->node;
	uint32_t value = k->e.v[key].at, item = node[value].parent;

	return node[value].kind == NODE_SCALAR &&
			       node[value].flags & NODE_REF &&
			       node[value].n == 0 &&
			       node[node[item].parent].kind == NODE_SEQUENCE
		       ? item
		       : 0;
}

static int
decide_key(struct kong *k, struct doc *doc, uint32_t key)
{
	uint32_t item = empty_item(k, key);

	if (!item || doc->node[item].flags & NODE_DROPPED)
		return 0;
	return drop_item(doc, item, k->e.v[key].at, k->d);
}

static int decide_record(struct kong *k, struct doc *doc,
	const struct kong_entity *e, uint32_t i);

static int
decide_list(struct kong *k, struct doc *doc, const struct kong_entity *e,
	uint32_t list)
{
	uint32_t i;
	int ret = 0;

	if (!e || !entries_is_list(&k->e, list))
		return 0;
	for (i = entries_first_of_all(&k->e, list); i;
		i = entries_next_of_all(&k->e, i))
		ret |= decide_record(k, doc, e, i);
	return ret;
}

/* Types first: what is dropped is looked at no more. */
static int
decide_record(struct kong *k, struct doc *doc, const struct kong_entity *e,
	uint32_t i)
{
	const struct kong_field *f;
	struct record r;
	int ret = 0;

	record_read(&r, &k->e, i, e, k->config->version, NULL, NULL);
	for (f = e->fields; f < e->fields + e->nfields; f++) {
		uint32_t value = r.field[f - e->fields];

		if (!value)
			continue;
		if (f->type == KONG_LIST)
			ret |= decide_list(k, doc, f->entity, value);
		else if (f->type <= KONG_URIS && e->id != KONG_FILE)
			make_string(doc, k->e.v[value].node);
		if (f->type == KONG_TAGS || f->type == KONG_URIS)
			make_strings(k, doc, value);
	}
	/* of all entities only a key-auth credential is its key and no more */
	if (e->id == KONG_KEYAUTH && r.field[0])
		ret |= decide_key(k, doc, r.field[0]);
	return ret;
}

int
kong_types(struct kong *k, struct doc *doc)
{
	return k->e.n ? decide_record(k, doc, &kong_entities[KONG_FILE], 1) : 0;
}
