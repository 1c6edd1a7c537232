#include "kong/refs.h"

#include "base/table.h"

#include <stdlib.h>
#include <string.h>

/* An entry of a list, at any level. */
struct entity {
	enum schema_record record;
	uint32_t i;
	uint32_t up; /* number of the entity it is nested in, or TABLE_NONE */
};

/* What one kind of entity can be named by. */
struct named {
	struct table name, id;
	bool unknown; /* a name or id is a reference of the template */
};

struct refs {
	struct judge *j;
	struct entity *v;
	size_t n, cap;
	struct named named[RECORD_COUNT];
	/* keys that are made here: plugins by scope, targets by upstream */
	struct table scoped;
	struct arena_of_keys {
		char **v;
		size_t n, cap;
	} keys;
};

static void collect_list(
	struct refs *r, enum schema_record record, uint32_t list, uint32_t up);

static void
collect_nested(
	struct refs *r, enum schema_record record, uint32_t i, uint32_t up)
{
	const struct schema_field *row;
	size_t n, k;
	uint32_t at;

	row = schema_rows(record, &n);
	for (k = 0; k < n; k++) {
		if (row[k].type != SCHEMA_ENTITIES ||
			row[k].sub == RECORD_unjudged)
			continue;
		at = judge_get(r->j, i, (enum name_id)row[k].name);
		if (judge_value(r->j, at) >= VALUE_MAPPING)
			collect_list(r, (enum schema_record)row[k].sub, at, up);
	}
}

static void
collect_list(
	struct refs *r, enum schema_record record, uint32_t list, uint32_t up)
{
	uint32_t i;

	if (!entries_is_list(r->j->e, list))
		return;
	FOR_EACH_ENTRY(r->j->e, list, i)
	{
		if (judge_value(r->j, i) != VALUE_MAPPING)
			continue;
		r->v = xgrow(r->v, &r->cap, r->n + 1, sizeof(*r->v));
		r->v[r->n++] = (struct entity){record, i, up};
		collect_nested(r, record, i, (uint32_t)r->n - 1);
	}
}

/* The field that names an entity beside its id. */
static enum name_id
naming_field(enum schema_record record)
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

static void
take_name(struct refs *r, struct named *named, struct table *t, uint32_t at,
	uint32_t number)
{
	const struct node *node = entries_node(r->j->e, at);
	enum value value = judge_value(r->j, at);

	if (value == VALUE_ANY || value == VALUE_UNKNOWN)
		named->unknown = true;
	else if (value == VALUE_STRING &&
		 table_get(t, node->value, node->n) == TABLE_NONE)
		table_put(t, node->value, node->n, number);
}

static void
take_names(struct refs *r)
{
	struct named *named;
	uint32_t k;

	for (k = 0; k < r->n; k++) {
		named = &r->named[r->v[k].record];
		take_name(r, named, &named->id,
			judge_get(r->j, r->v[k].i, N_id), k);
		take_name(r, named, &named->name,
			judge_get(
				r->j, r->v[k].i, naming_field(r->v[k].record)),
			k);
	}
}

static const char *
list_name(enum schema_record record)
{
	const struct schema_field *row;
	size_t n;

	for (row = schema_rows(RECORD_file, &n); n; n--, row++)
		if (row->sub == record)
			break;
	return schema_name(row);
}

static void
check_reference(struct refs *r, const struct schema_field *f, uint32_t at)
{
	struct judge *j = r->j;
	const struct named *named = &r->named[f->sub];
	const struct node *node;

	if (judge_value(j, at) == VALUE_MAPPING)
		at = judge_get(j, at, N_id);
	node = entries_node(j->e, at);
	if (judge_value(j, at) != VALUE_STRING || named->unknown ||
		table_get(&named->id, node->value, node->n) != TABLE_NONE ||
		table_get(&named->name, node->value, node->n) != TABLE_NONE)
		return;
	judge_report(j, RULE_UNKNOWN_REFERENCE, at,
		"unknown reference: no entry of %s has this name or id; add it "
		"or correct the name",
		list_name((enum schema_record)f->sub));
}

static void
check_references(struct refs *r, const struct entity *e)
{
	const struct schema_field *row;
	size_t n;
	uint32_t at;

	for (row = schema_rows(e->record, &n); n; n--, row++) {
		/* rules.h knows who the consumers are */
		if (row->type != SCHEMA_REFERENCE ||
			row->sub == RECORD_consumer ||
			!schema_field_in(row, r->j->context.is_3))
			continue;
		at = judge_get(r->j, e->i, (enum name_id)row->name);
		if (at)
			check_reference(r, row, at);
	}
}

/*
 * Kong 2.8 keeps the last of two entries with one id. Where it has to check
 * the file a second time, as basic-auth credentials make it, it forgets to
 * look up what the first refers to, and refuses it.
 */
static bool
is_refused_28(const struct refs *r, const struct entity *e)
{
	const struct schema_field *row;
	size_t n;

	for (row = schema_rows(e->record, &n); r->j->has_basicauth && n;
		n--, row++)
		if (row->type == SCHEMA_REFERENCE &&
			judge_value(r->j, judge_get(r->j, e->i,
						  (enum name_id)row->name)) >
				VALUE_NULL)
			return true;
	return false;
}

/* first: number of the entity that has it already, at first_at. */
static void
report_duplicate(struct refs *r, uint32_t first, uint32_t first_at, uint32_t at,
	const char *what)
{
	struct judge *j = r->j;
	struct place p = diags_place(
		j->d, j->doc->text, scan_body(j->doc, j->e->v[first_at].node));

	if (j->context.is_3 || is_refused_28(r, &r->v[first]))
		judge_report(j, RULE_DUPLICATE_ENTITY, at,
			"duplicate %s, first used at line %zu", what, p.line);
	else
		judge_note(j, LEVEL_WARNING, RULE_DUPLICATE_ENTITY, at,
			"duplicate %s, first used at line %zu: Kong 2.8 keeps "
			"only the last",
			what, p.line);
}

/* A string, or a reference: two are equal if they are written the same. */
static bool
is_text(const struct judge *j, uint32_t i)
{
	enum value value = judge_value(j, i);

	return value == VALUE_STRING || value == VALUE_UNKNOWN ||
	       value == VALUE_ANY;
}

/* The fields of a kind that are unique over the file. */
static void
check_unique(
	struct refs *r, enum schema_record record, const struct schema_field *f)
{
	struct table seen = {.seed = r->j->e->doc->seed};
	const struct node *node;
	uint32_t k, at, first;

	for (k = 0; k < r->n; k++) {
		if (r->v[k].record != record)
			continue;
		at = judge_get(r->j, r->v[k].i, (enum name_id)f->name);
		if (!is_text(r->j, at))
			continue;
		node = entries_node(r->j->e, at);
		first = table_get(&seen, node->value, node->n);
		if (first == TABLE_NONE)
			table_put(&seen, node->value, node->n, k);
		else
			report_duplicate(r, first,
				judge_get(r->j, r->v[first].i,
					(enum name_id)f->name),
				at, schema_name(f));
	}
	table_free(&seen);
}

static void
check_uniques(struct refs *r)
{
	const struct schema_field *top, *row;
	size_t ntop, n;

	for (top = schema_rows(RECORD_file, &ntop); ntop; ntop--, top++) {
		if (top->type != SCHEMA_ENTITIES ||
			top->sub == RECORD_unjudged ||
			model_has((enum schema_record)top->sub))
			continue;
		row = schema_rows((enum schema_record)top->sub, &n);
		for (; n; n--, row++)
			if (row->flags & SCHEMA_UNIQUE &&
				row->type == SCHEMA_STRING &&
				row->name != N_cert_digest)
				check_unique(
					r, (enum schema_record)top->sub, row);
	}
}

/* Appends the text of an entry's string with its length. */
static bool
add_text(struct refs *r, struct buf *key, uint32_t at)
{
	const struct node *node = entries_node(r->j->e, at);

	if (!is_text(r->j, at))
		return false;
	buf_add(key, &node->n, sizeof(node->n));
	buf_add(key, node->value, node->n);
	return true;
}

/*
 * Appends what Kong makes of a reference: the id of the entity it is nested
 * in, or one made from its name; else the text as it is written. Returns
 * whether Kong can make anything of it.
 */
static bool
add_owner(struct refs *r, struct buf *key, const struct entity *e,
	enum schema_record record, enum name_id field)
{
	const struct entity *up = e->up == TABLE_NONE ? NULL : &r->v[e->up];
	uint32_t at;

	buf_addc(key, '|');
	if (!up || up->record != record) {
		at = judge_get(r->j, e->i, field);
		return judge_value(r->j, at) <= VALUE_NULL ||
		       add_text(r, key, at);
	}
	if (add_text(r, key, judge_get(r->j, up->i, N_id)))
		return true;
	at = judge_get(r->j, up->i, naming_field(record));
	if (judge_value(r->j, at) != VALUE_STRING)
		return false;
	buf_adds(key, "entity");
	buf_add(key, &e->up, sizeof(e->up));
	return true;
}

/* The key by which Kong finds a second one of the same; false: it cannot. */
static bool
scope_key(struct refs *r, struct buf *key, const struct entity *e)
{
	if (judge_value(r->j, judge_get(r->j, e->i, N_id)) > VALUE_NULL)
		return false;
	buf_add(key, &e->record, sizeof(e->record));
	switch (e->record) {
	case RECORD_plugin:
		return add_text(r, key, judge_get(r->j, e->i, N_name)) &&
		       add_owner(r, key, e, RECORD_route, N_route) &&
		       add_owner(r, key, e, RECORD_service, N_service) &&
		       add_owner(r, key, e, RECORD_consumer, N_consumer);
	case RECORD_target:
		return add_text(r, key, judge_get(r->j, e->i, N_target)) &&
		       add_owner(r, key, e, RECORD_upstream, N_upstream);
	case RECORD_key:
		return add_text(r, key, judge_get(r->j, e->i, N_kid)) &&
		       add_owner(r, key, e, RECORD_key_set, N_set);
	default:
		return false;
	}
}

static void
check_scopes(struct refs *r)
{
	static const struct {
		enum schema_record record;
		enum name_id at;
		const char *what;
	} kinds[] = {{RECORD_plugin, N_name,
			     "plugin of the same service, route and consumer"},
		{RECORD_target, N_target, "target of the same upstream"},
		{RECORD_key, N_kid, "kid of the same set"}};
	uint32_t k, first, at;
	size_t kind;

	for (k = 0; k < r->n; k++) {
		struct buf key = {0};

		for (kind = 0; kind < countof(kinds); kind++)
			if (kinds[kind].record == r->v[k].record)
				break;
		if (kind == countof(kinds) || !scope_key(r, &key, &r->v[k])) {
			buf_free(&key);
			continue;
		}
		at = judge_get(r->j, r->v[k].i, kinds[kind].at);
		first = table_get(&r->scoped, key.s, key.n);
		if (first != TABLE_NONE) {
			report_duplicate(r, first,
				judge_get(r->j, r->v[first].i, kinds[kind].at),
				at, kinds[kind].what);
			buf_free(&key);
			continue;
		}
		r->keys.v = xgrow(r->keys.v, &r->keys.cap, r->keys.n + 1,
			sizeof(*r->keys.v));
		r->keys.v[r->keys.n++] = key.s;
		table_put(&r->scoped, key.s, key.n, k);
	}
}

static void
refs_free(struct refs *r)
{
	size_t k;

	for (k = 0; k < RECORD_COUNT; k++) {
		table_free(&r->named[k].name);
		table_free(&r->named[k].id);
	}
	table_free(&r->scoped);
	for (k = 0; k < r->keys.n; k++)
		free(r->keys.v[k]);
	free(r->keys.v);
	free(r->v);
}

void
refs_check(struct judge *j)
{
	struct refs r = {.j = j};
	size_t k;

	collect_nested(&r, RECORD_file, 1, TABLE_NONE);
	take_names(&r);
	for (k = 0; k < r.n; k++)
		if (!model_has(r.v[k].record))
			check_references(&r, &r.v[k]);
	check_uniques(&r);
	check_scopes(&r);
	refs_free(&r);
}
