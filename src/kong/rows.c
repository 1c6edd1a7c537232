#include "kong/rows.h"

#include "kong/across.h"
#include "kong/credentials.h"
#include "kong/leftover.h"
#include "kong/fieldvalue.h"
#include "kong/unknown.h"
#include "kong/values.h"

#include <assert.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

/* A record being judged: its fields by row. */
struct subject {
	enum schema_record record;
	const struct schema_field *row;
	size_t nrows;
	uint32_t i; /* its entry; 0: absent */
	uint32_t place;
	const struct scope *scope;
	struct buf missing; /* names of required fields */
	size_t nmissing;
	bool misses_consumer;
	bool has_unknown; /* a field that may be a misspelled one */
	uint32_t *at; /* the entry of each field, or 0 */
};

static void
judge_map_key(struct judge *j, const struct schema_field *f, uint32_t i)
{
	uint32_t key = scan_deref(j->doc, j->e->v[i].key);
	const struct node *node = &j->doc->node[key];
	const char *problem = NULL;

	if (kong_is_unknown(j->k, key))
		return;
	if (node->kind != NODE_SCALAR ||
		kongyaml_type(j->doc, key) != TYPE_STRING)
		judge_key(j, LEVEL_ERROR, RULE_NOT_A_STRING, i,
			"a mapping key of %s is not a string: put it in quotes",
			schema_name(f));
	else if (node->n == 0)
		judge_key(j, LEVEL_ERROR, RULE_EMPTY_STRING, i,
			"a mapping key of %s is empty", schema_name(f));
	else
		problem = check_string((enum check_id)f->keys, node->value,
			node->n, &j->context);
	if (problem)
		judge_key(j, LEVEL_ERROR, RULE_INVALID_FORMAT, i,
			"a mapping key of %s %s", schema_name(f), problem);
}

static void judge_typed(struct judge *j, const struct schema_field *f,
	enum schema_type type, uint32_t i, const struct scope *scope);

/* An element of a list, or the value of a map: null is refused. */
static void
judge_element(struct judge *j, const struct schema_field *f,
	enum schema_type type, uint32_t i, const struct scope *scope)
{
	if (judge_value(j, i) == VALUE_NULL)
		judge_report(j, RULE_NULL_ENTRY, i,
			"an entry of %s is null: remove it", schema_name(f));
	else
		judge_typed(j, f, type, i, scope);
}

static void
judge_list(struct judge *j, const struct schema_field *f, enum schema_type type,
	uint32_t list, const struct scope *scope)
{
	struct schema_span span = schema_span((enum schema_range)f->range);
	bool is_map = entries_node(j->e, list)->kind == NODE_MAPPING;
	uint32_t i;
	size_t n = 0;

	if ((judge_value(j, list) != VALUE_SEQUENCE && !is_map) ||
		!entries_is_list(j->e, list)) {
		judge_report(j, fieldvalue_rule(j, f, RULE_WRONG_TYPE), list,
			"%s is %s, expected a list: %s%s", schema_name(f),
			judge_kind(j, list), judge_list_hint(j, list),
			fieldvalue_lost(j, f));
		return;
	}
	FOR_EACH_ENTRY(j->e, list, i)
	{
		judge_element(j, f, type, i, scope);
		n++;
	}
	if (!n && f->flags & SCHEMA_NOT_EMPTY)
		judge_report(j, RULE_OUT_OF_RANGE, list,
			"%s needs at least one entry", schema_name(f));
	if (f->range && span.to < 100 && (double)n > span.to)
		judge_report(j, RULE_OUT_OF_RANGE, list,
			"%s must not have more than %.15g entries",
			schema_name(f), span.to);
}

static void
judge_map(struct judge *j, const struct schema_field *f, uint32_t map,
	const struct scope *scope)
{
	uint32_t i;

	if (judge_value(j, map) == VALUE_SEQUENCE && !entries_first(j->e, map))
		return;
	if (judge_value(j, map) != VALUE_MAPPING) {
		judge_report(j, RULE_WRONG_TYPE, map,
			"%s is %s, expected a mapping", schema_name(f),
			judge_kind(j, map));
		return;
	}
	FOR_EACH_ENTRY(j->e, map, i)
	{
		judge_map_key(j, f, i);
		judge_element(j, f, (enum schema_type)f->of, i, scope);
	}
}

bool
rows_is_mapping(struct judge *j, const char *what, uint32_t i)
{
	if (judge_value(j, i) == VALUE_MAPPING ||
		(judge_value(j, i) == VALUE_SEQUENCE &&
			!entries_first(j->e, i)))
		return true;
	judge_report(j, RULE_WRONG_TYPE,
		judge_value(j, i) == VALUE_SEQUENCE ? entries_first(j->e, i)
						    : i,
		"%s is %s, expected a mapping: write \"name: value\" with a "
		"space after the colon",
		what, judge_kind(j, i));
	return false;
}

static void
judge_reference(struct judge *j, const struct schema_field *f, uint32_t i)
{
	const struct node *node;
	uint32_t id;

	if (judge_value(j, i) == VALUE_STRING && entries_node(j->e, i)->n)
		return;
	if (judge_value(j, i) == VALUE_UNKNOWN)
		return;
	if (judge_value(j, i) == VALUE_MAPPING && j->context.is_3) {
		id = judge_get(j, i, N_id);
		node = entries_node(j->e, id);
		if (judge_value(j, id) == VALUE_STRING &&
			!value_is_uuid(node->value, node->n))
			judge_report(j, RULE_INVALID_UUID, id,
				"the id of %s must be a UUID: write the name "
				"in place of the mapping",
				schema_name(f));
		if (judge_value(j, id) >= VALUE_ANY &&
			judge_value(j, id) <= VALUE_STRING)
			return;
	}
	judge_report(j, RULE_WRONG_TYPE, i,
		"%s is %s, expected the name or id of an entry%s",
		schema_name(f),
		judge_value(j, i) == VALUE_STRING ? "empty" : judge_kind(j, i),
		judge_get(j, i, N_name) ? " (a mapping with a name is decK's)"
					: "");
}

static void
judge_typed(struct judge *j, const struct schema_field *f,
	enum schema_type type, uint32_t i, const struct scope *scope)
{
	if (judge_value(j, i) == VALUE_ANY)
		return;
	switch (type) {
	case SCHEMA_STRING:
		fieldvalue_string(j, f, i);
		break;
	case SCHEMA_INTEGER:
	case SCHEMA_NUMBER:
		fieldvalue_number(j, f, type, i);
		break;
	case SCHEMA_BOOLEAN:
		fieldvalue_boolean(j, f, i);
		break;
	case SCHEMA_LIST:
	case SCHEMA_SET:
		judge_list(j, f, (enum schema_type)f->of, i, scope);
		break;
	case SCHEMA_STRINGS:
		judge_list(j, f, SCHEMA_STRING, i, scope);
		break;
	case SCHEMA_MAP:
		judge_map(j, f, i, scope);
		break;
	case SCHEMA_RECORD:
		if (rows_is_mapping(j, schema_name(f), i))
			rows_check(j, (enum schema_record)f->sub, i, i, scope);
		break;
	case SCHEMA_REFERENCE:
		judge_reference(j, f, i);
		break;
	case SCHEMA_ENTITIES: /* gateway.h */
	case SCHEMA_CONFIG:
	case SCHEMA_ANY:
		break;
	}
}

/* Whether the parent that an entity is nested in gives it the field. */
static bool
is_given(const struct subject *s, const struct schema_field *f)
{
	return f->type == SCHEMA_REFERENCE && s->scope &&
	       s->scope->record == f->sub;
}

/* Whether judge_absent() has anything to say of a field: of few. */
static bool
may_miss(const struct subject *s, const struct schema_field *f)
{
	return f->flags & (SCHEMA_REQUIRED | SCHEMA_NOT_NULL) ||
	       s->record == RECORD_keyauth_credential;
}

static void
judge_absent(struct judge *j, struct subject *s, const struct schema_field *f)
{
	if (judge_meant(j, (enum name_id)f->name) || j->meant.by_enterprise ||
		(s->record == RECORD_service && f->name == N_host &&
			judge_meant(j, N_url)))
		return;
	if (f->type == SCHEMA_RECORD && f->flags & SCHEMA_NOT_NULL &&
		!(f->flags & SCHEMA_DEFAULT))
		rows_check(
			j, (enum schema_record)f->sub, 0, s->place, s->scope);
	else if (f->flags & SCHEMA_REQUIRED && !is_given(s, f)) {
		s->misses_consumer |= f->name == N_consumer;
		buf_addf(&s->missing, "%s%s", s->nmissing++ ? " and " : "",
			schema_name(f));
	} else if (s->record == RECORD_keyauth_credential && !s->has_unknown) {
		credentials_check_absent(j, f, s->place);
	}
}

/* All in one finding: they have one place to print. */
static void
report_missing(struct judge *j, struct subject *s)
{
	const char *advice = "";

	if (s->record == RECORD_file)
		advice = ": write _format_version: \"2.1\"";
	else if (s->misses_consumer)
		advice = ": set consumer, or move this into the consumer's "
			 "entry";
	if (s->nmissing)
		judge_report(j,
			s->record == RECORD_file ? RULE_FORMAT_VERSION
						 : RULE_MISSING_FIELD,
			s->place, "%s %s missing%s", s->missing.s,
			s->nmissing > 1 ? "are" : "is", advice);
	buf_free(&s->missing);
}

static bool
is_service_overwritten(const struct judge *j, const struct subject *s,
	const struct schema_field *f)
{
	return (f->name == N_host || f->name == N_port ||
		       f->name == N_protocol || f->name == N_path) &&
	       judge_get(j, s->i, N_url);
}

/*
 * Some algorithms set hash_on to none, whatever it is; otherwise hash_on sets
 * the algorithm, and only the type of what was there counts.
 */
static bool
is_upstream_overwritten(const struct judge *j, const struct subject *s,
	const struct schema_field *f)
{
	uint32_t algorithm = judge_get(j, s->i, N_algorithm),
		 hash_on = judge_get(j, s->i, N_hash_on);
	bool unhashed = across_is_unhashed(j, s->i);

	if (f->name == N_hash_on)
		return unhashed;
	return f->name == N_algorithm && judge_is_filled(j, algorithm) &&
	       judge_value(j, algorithm) == VALUE_STRING && !unhashed &&
	       judge_value(j, hash_on) > VALUE_NULL;
}

/* Fields that a shorthand beside them overwrites are not looked at. */
static bool
is_overwritten(const struct judge *j, const struct subject *s,
	const struct schema_field *f)
{
	if (s->record == RECORD_service)
		return is_service_overwritten(j, s, f);
	if (f->name == N_allow || f->name == N_deny)
		return !j->context.is_3 &&
		       judge_get(j, s->i,
			       f->name == N_allow ? N_whitelist : N_blacklist);
	return s->record == RECORD_upstream && is_upstream_overwritten(j, s, f);
}

static void
judge_null(struct judge *j, const struct subject *s,
	const struct schema_field *f, uint32_t i)
{
	if (is_given(s, f))
		return;
	if (f->flags & SCHEMA_SHORTHAND && f->check == CHECK_SERVICE_URL)
		judge_report(j, RULE_MISSING_FIELD, i,
			"url is null: set a value or remove the field");
	else if (f->flags & (SCHEMA_REQUIRED | SCHEMA_NOT_NULL))
		judge_report(j, fieldvalue_rule(j, f, RULE_MISSING_FIELD), i,
			"%s is null: set a value%s", schema_name(f),
			f->flags & SCHEMA_REQUIRED ? ""
						   : " or remove the field");
	else
		credentials_check_null(j, f, i);
}

static void
judge_plugin(struct judge *j, const struct schema_field *f, uint32_t i)
{
	const char *plugin = plugin_name((enum plugin_id)f->plugin);

	if (!config_loads(j->config, plugin, strlen(plugin)))
		judge_report(j, RULE_MISSING_PLUGIN, i,
			"%s needs the plugin %s: add it to KONG_PLUGINS or "
			"remove the list",
			schema_name(f), plugin);
}

/* Kong asks for "value or default", and false is no value to Lua. */
static bool
is_false_record(struct judge *j, const struct schema_field *f, uint32_t i)
{
	if ((f->type != SCHEMA_RECORD && f->type != SCHEMA_CONFIG) ||
		!judge_is_boolean(j, i, false))
		return false;
	judge_note(j, LEVEL_WARNING, RULE_WRONG_TYPE, i,
		"%s is false, which Kong reads as if it were not there: remove "
		"it or write a mapping",
		schema_name(f));
	return true;
}

static void
judge_field(
	struct judge *j, struct subject *s, size_t r, const struct scope *scope)
{
	const struct schema_field *f = &s->row[r];
	uint32_t i = s->at[r];

	if (is_overwritten(j, s, f))
		return;
	if (i && f->plugin)
		judge_plugin(j, f, i);
	if (!i) {
		judge_absent(j, s, f);
		return;
	}
	if (judge_value(j, i) == VALUE_NULL)
		judge_null(j, s, f, i);
	else if (is_false_record(j, f, i))
		judge_absent(j, s, f);
	else
		judge_typed(j, f, (enum schema_type)f->type, i, scope);
	if (f->flags & SCHEMA_DEPRECATED && j->context.is_3)
		judge_note(j, LEVEL_NOTE, RULE_DEPRECATED_FIELD, i,
			"%s is deprecated in Kong 3", schema_name(f));
}

/* Sorts the children of the record into its rows. */
static void
read_fields(struct judge *j, struct subject *s)
{
	const struct schema_field *f;
	uint32_t i;

	if (!s->i || entries_node(j->e, s->i)->kind != NODE_MAPPING)
		return;
	FOR_EACH_ENTRY(j->e, s->i, i)
	{
		f = kong_field(j->k, s->record, i);
		if (f) {
			s->at[f - s->row] = i;
			j->field[i] = (uint8_t)(f - s->row + 1);
		} else if (s->record != RECORD_unjudged) {
			s->has_unknown = true;
			unknown_report(j, s->record, i);
		}
	}
}

void
rows_check(struct judge *j, enum schema_record record, uint32_t i,
	uint32_t place, const struct scope *scope)
{
	uint32_t at[SCHEMA_MAX_ROWS];
	struct subject s = {.record = record,
		.i = i,
		.place = place,
		.scope = scope,
		.at = at};
	const struct scope own = {record, i, scope};
	struct meant outer = j->meant;
	size_t r;

	j->meant = (struct meant){0};
	s.row = schema_rows(record, &s.nrows);
	assert(s.nrows <= SCHEMA_MAX_ROWS);
	memset(at, 0, s.nrows * sizeof(*at));
	read_fields(j, &s);
	for (r = 0; r < s.nrows; r++)
		if ((at[r] || may_miss(&s, &s.row[r])) &&
			schema_field_in(&s.row[r], j->context.is_3))
			judge_field(j, &s, r, &own);
	report_missing(j, &s);
	across_check(j, record, i, place);
	if (model_has(record))
		credentials_across(j, record, i);
	j->meant = outer;
}
