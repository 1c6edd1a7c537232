#include "kong/record.h"

#include <assert.h>
#include <string.h>

static const struct kong_field *
find_field(const struct doc *doc, uint32_t key, const struct kong_entity *e,
	enum kong_version version)
{
	const struct kong_field *f = NULL;
	uint32_t i = scan_deref(doc, key);
	const struct node *node = &doc->node[i];

	if (node->kind == NODE_SCALAR &&
		(!node->props || lyaml_type(doc, i) == TYPE_STRING))
		f = kong_field_find(e, node->value, node->n);
	return f && kong_field_in(f, version) ? f : NULL;
}

void
record_read(struct record *r, const struct entries *entries, uint32_t i,
	const struct kong_entity *e, enum kong_version version,
	record_unknown *unknown, void *ctx)
{
	const struct kong_field *f;
	const struct entry *v;
	uint32_t k;

	assert(e->nfields <= KONG_MAX_FIELDS);
	*r = (struct record){.e = e, .entry = i, .at = entries->v[i].node};
	if (entries_node(entries, i)->kind != NODE_MAPPING)
		return;
	FOR_EACH_ENTRY(entries, i, k)
	{
		v = &entries->v[k];
		f = find_field(entries->doc, v->key, e, version);
		if (f) {
			r->field[f - e->fields] = k;
			r->key[f - e->fields] = v->key;
			r->value[f - e->fields] = v->node;
		} else if (unknown) {
			unknown(ctx, v->key);
		}
	}
}

size_t
record_field(const struct kong_entity *e, const char *name)
{
	const struct kong_field *f = kong_field_find(e, name, strlen(name));

	assert(f);
	return (size_t)(f - e->fields);
}
