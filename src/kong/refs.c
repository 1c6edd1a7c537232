#include "kong/refs.h"

#include "base/table.h"
#include "kong/census.h"
#include "kong/guard.h"
#include "kong/secondlook.h"

#include <stdlib.h>
#include <string.h>

struct refs {
	struct judge *j;
	struct census census;
	const char *cause; /* why Kong looks at the file twice, or NULL */
	/* keys that are made here: plugins by scope, targets by upstream */
	struct table scoped;
	struct arena_of_keys {
		char **v;
		size_t n, cap;
	} keys;
};

static void
check_reference(struct refs *r, const struct schema_field *f, uint32_t at)
{
	struct judge *j = r->j;
	enum schema_record record = (enum schema_record)f->sub;
	uint32_t id = judge_value(j, at) == VALUE_MAPPING
			      ? judge_get(j, at, N_id)
			      : at;

	if (judge_value(j, id) != VALUE_STRING ||
		r->census.names[record].unknown ||
		census_find(&r->census, j, record, id) != TABLE_NONE)
		return;
	judge_report(j, RULE_UNKNOWN_REFERENCE, id,
		"unknown reference: no entry of %s has this name or id; add it "
		"or correct the name",
		census_list(record));
}

static void
check_references(struct refs *r)
{
	const struct census_reference *ref;
	size_t i;

	for (i = 0; i < r->census.nrefs; i++) {
		ref = &r->census.refs[i];
		/* rules.h knows who the consumers are */
		if (!model_has(ref->record) && ref->row->sub != RECORD_consumer)
			check_reference(r, ref->row, ref->at);
	}
}

/*
 * Kong 2.8 keeps the last of two entries with one id, which may be made from
 * the name. Where it looks at the file twice, it forgets to look up what the
 * first refers to, and refuses it.
 */
static bool
is_refused_28(const struct refs *r, const struct census_entity *e,
	const struct census_entity *second, enum name_id field)
{
	const struct schema_field *row;
	size_t n;

	if (field != N_id && (e->id || second->id))
		return false;
	for (row = schema_rows(e->record, &n); r->cause && n; n--, row++)
		if (row->type == SCHEMA_REFERENCE &&
			judge_value(r->j, judge_get(r->j, e->i,
						  (enum name_id)row->name)) >
				VALUE_NULL)
			return true;
	return false;
}

/* The entity second has the same field, or more, as first has. */
static void
report_duplicate(struct refs *r, uint32_t first, uint32_t second,
	enum name_id field, const char *what)
{
	struct judge *j = r->j;
	const struct census_entity *a = &r->census.v[first],
				   *b = &r->census.v[second];
	uint32_t first_at = judge_get(j, a->i, field),
		 at = judge_get(j, b->i, field);
	struct place p = diags_place(
		j->d, j->doc->text, scan_body(j->doc, j->e->v[first_at].node));

	if (j->context.is_3 || is_refused_28(r, a, b, field))
		judge_report(j, RULE_DUPLICATE_ENTITY, at,
			"duplicate %s, first used at line %zu: Kong will not "
			"start; change or remove one of them",
			what, p.line);
	else
		judge_note(j, LEVEL_WARNING, RULE_DUPLICATE_ENTITY, at,
			"duplicate %s, first used at line %zu: Kong 2.8 keeps "
			"only the last; change or remove one of them",
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

static bool
is_unique(const struct schema_field *row)
{
	return row->flags & SCHEMA_UNIQUE && row->type == SCHEMA_STRING &&
	       row->name != N_cert_digest;
}

/* What the census has seen already: the names that references may use. */
static void
check_twins(struct refs *r)
{
	const struct census_twins *t;
	const struct census_entity *b;
	const struct schema_field *row;
	size_t i;

	for (i = 0; i < r->census.ntwins; i++) {
		t = &r->census.twins[i];
		b = &r->census.v[t->second];
		row = judge_row(r->j, b->record, t->by_id ? b->id : b->name);
		if (row && is_unique(row) && !model_has(b->record))
			report_duplicate(r, t->first, t->second,
				(enum name_id)row->name, schema_name(row));
	}
}

/* Another field that is unique over the file. */
static void
check_unique(
	struct refs *r, enum schema_record record, const struct schema_field *f)
{
	struct table seen = {.seed = r->j->e->doc->seed};
	const struct node *node;
	uint32_t k, at, first;

	FOR_EACH_OF_KIND(&r->census, record, k)
	{
		at = judge_get(r->j, r->census.v[k].i, (enum name_id)f->name);
		if (!is_text(r->j, at))
			continue;
		node = entries_node(r->j->e, at);
		first = table_add(&seen, node->value, node->n, k);
		if (first != k)
			report_duplicate(r, first, k, (enum name_id)f->name,
				schema_name(f));
	}
	table_free(&seen);
}

static void
check_uniques(struct refs *r)
{
	const struct schema_field *top, *row;
	enum schema_record record;
	size_t ntop, n;

	check_twins(r);
	for (top = schema_rows(RECORD_file, &ntop); ntop; ntop--, top++) {
		record = (enum schema_record)top->sub;
		if (top->type != SCHEMA_ENTITIES || record == RECORD_unjudged ||
			model_has(record))
			continue;
		row = schema_rows(record, &n);
		for (; n; n--, row++)
			if (is_unique(row) && row->name != N_id &&
				row->name != census_naming_field(record))
				check_unique(r, record, row);
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

static void
add_entity(struct buf *key, uint32_t number)
{
	buf_adds(key, "entity");
	buf_add(key, &number, sizeof(number));
}

/*
 * Appends what Kong makes of a reference, as build_cache_key() in
 * declarative_config.lua does: nothing of a null or a mapping, the text as it
 * is written, or else the id of the entity it is nested in, which may be one
 * made of its name. Returns whether Kong can make anything of it.
 */
static bool
add_owner(struct refs *r, struct buf *key, const struct census_entity *e,
	enum schema_record record, enum name_id field)
{
	const struct census_entity *up =
		e->up == TABLE_NONE ? NULL : &r->census.v[e->up];
	bool is_nested = up && up->record == record;
	/* 2.8 looks at the upstream around a target alone */
	uint32_t at =
		is_nested && e->record == RECORD_target && !r->j->context.is_3
			? 0
			: judge_get(r->j, e->i, field);
	uint32_t derived = TABLE_NONE;

	if (judge_value(r->j, at) == VALUE_NULL ||
		judge_value(r->j, at) == VALUE_MAPPING)
		return true;
	buf_addc(key, '|');
	if (judge_value(r->j, at) == VALUE_STRING)
		derived = census_find_derived(
			&r->census, r->j, record, entries_node(r->j->e, at));
	if (derived != TABLE_NONE)
		add_entity(key, derived);
	if (at)
		return derived != TABLE_NONE || add_text(r, key, at);
	if (!is_nested || add_text(r, key, up->id))
		return true;
	add_entity(key, e->up);
	return judge_value(r->j, up->name) == VALUE_STRING;
}

/* The key by which Kong finds a second one of the same; false: it cannot. */
static bool
scope_key(struct refs *r, struct buf *key, const struct census_entity *e)
{
	if (e->id) /* null counts as one */
		return false;
	buf_add(key, &e->record, sizeof(e->record));
	switch (e->record) {
	case RECORD_plugin:
		return add_text(r, key, e->name) &&
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
	uint32_t k, first;
	size_t kind;

	for (k = 0; k < r->census.n; k++) {
		struct buf key = {0};

		for (kind = 0; kind < countof(kinds); kind++)
			if (kinds[kind].record == r->census.v[k].record)
				break;
		if (kind == countof(kinds) ||
			!scope_key(r, &key, &r->census.v[k])) {
			buf_free(&key);
			continue;
		}
		first = table_get(&r->scoped, key.s, key.n);
		if (first != TABLE_NONE) {
			report_duplicate(
				r, first, k, kinds[kind].at, kinds[kind].what);
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

	census_free(&r->census);
	table_free(&r->scoped);
	for (k = 0; k < r->keys.n; k++)
		free(r->keys.v[k]);
	free(r->keys.v);
}

bool
refs_check(struct judge *j)
{
	struct refs r = {.j = j, .scoped = {.seed = j->doc->seed}};

	census_take(&r.census, j);
	check_references(&r);
	r.cause = secondlook_cause(&r.census, j);
	if (r.cause)
		secondlook_check(j, &r.census, r.cause);
	check_uniques(&r);
	check_scopes(&r);
	guard_check(j, &r.census);
	refs_free(&r);
	return r.cause != NULL;
}
