#include "kong/publicfields.h"

#include "kong/schema.h"

static void mark_record(
	struct doc *doc, enum schema_record record, uint32_t mapping);

static bool
is_public(const struct schema_field *f)
{
	return f->flags & SCHEMA_PUBLIC ||
	       (f->words != WORDS_NONE && !(f->flags & SCHEMA_SECRET));
}

static void
mark_scalar(struct doc *doc, const struct schema_field *f, uint32_t i)
{
	if (is_public(f) && doc->node[i].kind == NODE_SCALAR)
		doc->node[i].flags |= NODE_PUBLIC;
}

/* The record of the config of a plugin: its name says which. */
static enum schema_record
config_record(const struct doc *doc, uint32_t mapping)
{
	const struct node *value;
	uint32_t key;

	for (key = scan_child(doc, mapping); key;
		key = scan_sibling(doc, doc->node[key].next)) {
		value = &doc->node[doc->node[key].next];
		if (scan_is(doc, key, "name") && value->kind == NODE_SCALAR)
			return plugin_record(
				plugin_find(value->value, value->n));
	}
	return RECORD_NONE;
}

static void
mark_each(struct doc *doc, const struct schema_field *f, uint32_t list)
{
	uint32_t i;

	if (doc->node[list].kind == NODE_SCALAR)
		mark_scalar(doc, f, list);
	if (doc->node[list].kind != NODE_SEQUENCE)
		return;
	for (i = scan_child(doc, list); i; i = scan_sibling(doc, i))
		if (f->type == SCHEMA_ENTITIES || f->of == SCHEMA_RECORD)
			mark_record(doc, (enum schema_record)f->sub, i);
		else
			mark_scalar(doc, f, i);
}

/* value is of the field f, in the mapping. */
static void
mark_value(struct doc *doc, const struct schema_field *f, uint32_t mapping,
	uint32_t value)
{
	switch (f->type) {
	case SCHEMA_LIST:
	case SCHEMA_SET:
	case SCHEMA_ENTITIES:
		mark_each(doc, f, value);
		break;
	case SCHEMA_RECORD:
		mark_record(doc, (enum schema_record)f->sub, value);
		break;
	case SCHEMA_CONFIG:
		mark_record(doc, config_record(doc, mapping), value);
		break;
	default:
		mark_scalar(doc, f, value);
	}
}

static void
mark_record(struct doc *doc, enum schema_record record, uint32_t mapping)
{
	const struct schema_field *f;
	uint32_t key, value;

	if (record == RECORD_NONE || doc->node[mapping].kind != NODE_MAPPING)
		return;
	for (key = scan_child(doc, mapping); key;
		key = scan_sibling(doc, value)) {
		enum name_id name = N_NONE;

		value = doc->node[key].next;
		if (doc->node[key].kind == NODE_SCALAR)
			name = name_find(
				doc->node[key].value, doc->node[key].n);
		if (name == N_NONE)
			continue;
		f = schema_find(record, name, true);
		if (!f)
			f = schema_find(record, name, false);
		if (f)
			mark_value(doc, f, mapping, value);
	}
}

void
publicfields_mark(struct doc *doc)
{
	uint32_t root = doc->n > 1 ? scan_child(doc, 1) : 0;

	if (root)
		mark_record(doc, RECORD_file, root);
}
