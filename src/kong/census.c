#include "kong/census.h"

#include "kong/entityid.h"
#include "kong/values.h"

#include <stdlib.h>
#include <string.h>

static void collect_list(struct census *c, const struct judge *j,
	enum schema_record record, uint32_t list, uint32_t up);

enum name_id
census_naming_field(enum schema_record record)
{
	switch (record) {
	case RECORD_service:
	case RECORD_route:
	case RECORD_upstream:
	case RECORD_key_set:
		return N_name;
	case RECORD_consumer:
		return N_username;
	default:
		return N_NONE;
	}
}

/* Notes the text at entry at, one of the names that are to be its own. */
static void
take_name(struct census *c, const struct judge *j, bool is_id, uint32_t at)
{
	uint32_t number = (uint32_t)c->n - 1, first;
	struct census_names *names = &c->names[c->v[number].record];
	struct table *t = is_id ? &names->id : &names->name;
	enum value value = judge_value(j, at);
	const struct node *node;

	if (value == VALUE_NULL && is_id && j->context.is_3) {
		/* to Kong 3.9 an id like any other, which nobody can name */
		first = table_add(t, "", 0, number);
	} else if (value >= VALUE_ANY && value <= VALUE_STRING) {
		names->unknown |= value != VALUE_STRING;
		node = entries_node(j->e, at);
		first = table_add(t, node->value, node->n, number);
	} else {
		return;
	}
	if (first == number)
		return;
	c->twins = xgrow(
		c->twins, &c->cap_twins, c->ntwins + 1, sizeof(*c->twins));
	c->twins[c->ntwins++] = (struct census_twins){first, number, is_id};
}

static void
collect_one(struct census *c, const struct judge *j, enum schema_record record,
	uint32_t i, uint32_t up)
{
	enum name_id naming = census_naming_field(record);
	uint32_t id = judge_get(j, i, N_id),
		 name = judge_get(
			 j, i, record == RECORD_plugin ? N_name : naming);

	c->v = xgrow(c->v, &c->cap, c->n + 1, sizeof(*c->v));
	c->v[c->n++] =
		(struct census_entity){record, i, up, TABLE_NONE, id, name};
	if (c->last[record])
		c->v[c->last[record] - 1].next = (uint32_t)c->n - 1;
	else
		c->first[record] = (uint32_t)c->n;
	c->last[record] = (uint32_t)c->n;
	take_name(c, j, true, id);
	if (naming)
		take_name(c, j, false, name);
	c->has_acl |= record == RECORD_plugin && judge_is(j, name, "acl");
}

static void
collect_reference(struct census *c, const struct schema_field *f, uint32_t at,
	enum schema_record record, uint32_t of)
{
	c->refs = xgrow(c->refs, &c->cap_refs, c->nrefs + 1, sizeof(*c->refs));
	c->refs[c->nrefs++] = (struct census_reference){
		f, at, record, c->v[of].up != TABLE_NONE};
}

static void
collect_nested(struct census *c, const struct judge *j,
	enum schema_record record, uint32_t i, uint32_t up)
{
	const struct schema_field *f;
	uint32_t at;

	FOR_EACH_ENTRY(j->e, i, at)
	{
		f = judge_row(j, record, at);
		if (f && f->type == SCHEMA_REFERENCE)
			collect_reference(c, f, at, record, up);
		if (f && f->type == SCHEMA_ENTITIES &&
			f->sub != RECORD_unjudged &&
			judge_value(j, at) >= VALUE_MAPPING)
			collect_list(c, j, (enum schema_record)f->sub, at, up);
	}
}

static void
collect_list(struct census *c, const struct judge *j, enum schema_record record,
	uint32_t list, uint32_t up)
{
	uint32_t i;

	if (!entries_is_list(j->e, list))
		return;
	FOR_EACH_ENTRY(j->e, list, i)
	{
		if (judge_value(j, i) != VALUE_MAPPING)
			continue;
		collect_one(c, j, record, i, up);
		collect_nested(c, j, record, i, (uint32_t)c->n - 1);
	}
}

void
census_take(struct census *c, const struct judge *j)
{
	size_t k;

	for (k = 0; k < RECORD_COUNT; k++)
		c->names[k].name.seed = c->names[k].id.seed =
			c->names[k].derived.seed = j->doc->seed;
	collect_nested(c, j, RECORD_file, 1, TABLE_NONE);
}

const char *
census_list(enum schema_record record)
{
	const struct schema_field *row;
	size_t n;

	for (row = schema_rows(RECORD_file, &n); n; n--, row++)
		if (row->sub == record)
			break;
	return schema_name(row);
}

/* An id that is null counts as one that is there. */
static void
derive(struct census *c, const struct judge *j, enum schema_record record)
{
	struct census_names *names = &c->names[record];
	const struct node *node;
	uint32_t k, at;
	char *p;

	p = names->text = xcalloc(c->n + 1, UUID_TEXT + 1);
	FOR_EACH_OF_KIND(c, record, k)
	{
		at = c->v[k].name;
		if (c->v[k].id || judge_value(j, at) != VALUE_STRING)
			continue;
		node = entries_node(j->e, at);
		entityid_of_name(census_list(record), node->value, node->n, p);
		table_add(&names->derived, p, UUID_TEXT, k);
		p += UUID_TEXT + 1;
	}
}

uint32_t
census_find_derived(struct census *c, const struct judge *j,
	enum schema_record record, const struct node *node)
{
	struct census_names *names = &c->names[record];

	if (!value_is_uuid(node->value, node->n))
		return TABLE_NONE;
	if (!names->text)
		derive(c, j, record);
	return table_get(&names->derived, node->value, node->n);
}

uint32_t
census_find(struct census *c, const struct judge *j, enum schema_record record,
	uint32_t at)
{
	const struct census_names *names = &c->names[record];
	const struct node *node;
	uint32_t found;

	if (judge_value(j, at) == VALUE_MAPPING)
		at = judge_get(j, at, N_id);
	if (judge_value(j, at) != VALUE_STRING)
		return TABLE_NONE;
	node = entries_node(j->e, at);
	found = table_get(&names->id, node->value, node->n);
	if (found == TABLE_NONE)
		found = table_get(&names->name, node->value, node->n);
	return found != TABLE_NONE ? found
				   : census_find_derived(c, j, record, node);
}

uint32_t
census_owner(struct census *c, const struct judge *j,
	const struct census_entity *e, enum schema_record record,
	enum name_id field)
{
	return e->up != TABLE_NONE && c->v[e->up].record == record
		       ? e->up
		       : census_find(c, j, record, judge_get(j, e->i, field));
}

void
census_free(struct census *c)
{
	size_t k;

	for (k = 0; k < RECORD_COUNT; k++) {
		table_free(&c->names[k].name);
		table_free(&c->names[k].id);
		table_free(&c->names[k].derived);
		free(c->names[k].text);
	}
	free(c->v);
	free(c->twins);
	free(c->refs);
	*c = (struct census){0};
}
