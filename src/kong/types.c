#include "kong/types.h"

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

static int decide_record(
	struct kong *k, struct doc *doc, enum schema_record record, uint32_t i);

static int
decide_list(
	struct kong *k, struct doc *doc, enum schema_record of, uint32_t list)
{
	uint32_t i;
	int ret = 0;

	if (!model_has(of) || !entries_is_list(&k->e, list))
		return 0;
	for (i = entries_first_of_all(&k->e, list); i;
		i = entries_next_of_all(&k->e, i))
		ret |= decide_record(k, doc, of, i);
	return ret;
}

static void
decide_string(struct kong *k, struct doc *doc, const struct schema_field *f,
	uint32_t i)
{
	bool is_list = f->of == SCHEMA_STRING;

	if (is_list || f->type == SCHEMA_STRING || f->type == SCHEMA_REFERENCE)
		make_string(doc, k->e.v[i].node);
	if (is_list)
		make_strings(k, doc, i);
}

/* Types first: what is dropped is looked at no more. */
static int
decide_record(
	struct kong *k, struct doc *doc, enum schema_record record, uint32_t i)
{
	const struct schema_field *f;
	uint32_t at, key = 0;
	int ret = 0;

	FOR_EACH_ENTRY(&k->e, i, at)
	{
		f = kong_field(k, record, at);
		if (!f)
			continue;
		if (f->type == SCHEMA_ENTITIES)
			ret |= decide_list(
				k, doc, (enum schema_record)f->sub, at);
		else if (record != RECORD_file)
			decide_string(k, doc, f, at);
		/* of all entities only a key-auth credential is its key and
		   no more */
		if (record == RECORD_keyauth_credential && f->name == N_key)
			key = at;
	}
	return key ? ret | decide_key(k, doc, key) : ret;
}

int
types_decide(struct kong *k, struct doc *doc)
{
	return k->e.n ? decide_record(k, doc, RECORD_file, 1) : 0;
}
