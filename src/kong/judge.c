#include "kong/judge.h"

#include "kong/values.h"
#include "report/nearest.h"

#include <assert.h>
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MAX_ROWS 64

/* A record being judged: its fields by row. */
struct subject {
	enum schema_record record;
	const struct schema_field *row;
	size_t nrows;
	uint32_t i; /* its entry; 0: absent */
	uint32_t place;
	uint32_t at[MAX_ROWS]; /* the entry of each field, or 0 */
	const struct scope *scope;
};

static void judge_record(struct judge *j, enum schema_record record,
	uint32_t i, uint32_t place, const struct scope *scope);
static void judge_entities(struct judge *j, const struct schema_field *f,
	uint32_t list, const struct scope *scope);

/* Whether a line ends between the bytes at and end. */
static bool
is_broken(const struct judge *j, size_t at, size_t end)
{
	return end > at && memchr(j->doc->text->s + at, '\n', end - at);
}

/*
 * The node to print for entry i: its value, but its key if that is spelled by
 * nothing or is on lines of its own.
 */
static uint32_t
place_of(const struct judge *j, uint32_t i)
{
	const struct entry *entry = &j->e->v[i];
	const struct node *node = &j->doc->node[entry->node];
	size_t at = scan_body(j->doc, entry->node);

	if (!entry->key)
		return entry->node;
	return node->kind != NODE_SCALAR || at == node->end ||
			       is_broken(j, j->doc->node[entry->key].end, at)
		       ? entry->key
		       : entry->node;
}

static void
add(struct judge *j, enum level level, enum rule_id rule, uint32_t node,
	const char *fmt, va_list ap)
{
	char message[512];

	if (level >= LEVEL_ERROR)
		j->ret = -1;
	if (j->reported[node] == rule + 1)
		return;
	j->reported[node] = (uint8_t)(rule + 1);
	vsnprintf(message, sizeof(message), fmt, ap);
	diag_add_level(j->d, level, rule, j->doc->text,
		scan_body(j->doc, node), "%s", message);
}

static void key_report(struct judge *j, enum level level, enum rule_id rule,
	uint32_t i, const char *fmt, ...) PRINTF_LIKE(5, 6);

/* At the key of entry i. */
static void
key_report(struct judge *j, enum level level, enum rule_id rule, uint32_t i,
	const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	add(j, level, rule, j->e->v[i].key, fmt, ap);
	va_end(ap);
}

void
judge_report(struct judge *j, enum rule_id rule, uint32_t i, const char *fmt,
	...)
{
	va_list ap;

	va_start(ap, fmt);
	add(j, rules[rule].level, rule, place_of(j, i), fmt, ap);
	va_end(ap);
}

void
judge_note(struct judge *j, enum level level, enum rule_id rule, uint32_t i,
	const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	add(j, level, rule, place_of(j, i), fmt, ap);
	va_end(ap);
}

enum value
judge_value(const struct judge *j, uint32_t i)
{
	static const uint8_t values[] = {
		[TYPE_STRING] = VALUE_STRING,
		[TYPE_NULL] = VALUE_NULL,
		[TYPE_INTEGER] = VALUE_NUMBER,
		[TYPE_FLOAT] = VALUE_NUMBER,
		[TYPE_BOOLEAN] = VALUE_BOOLEAN,
		[TYPE_OTHER] = VALUE_OTHER,
	};
	const struct node *node;

	if (!i)
		return VALUE_ABSENT;
	node = entries_node(j->e, i);
	if (node->kind == NODE_MAPPING)
		return VALUE_MAPPING;
	if (node->kind == NODE_SEQUENCE)
		return VALUE_SEQUENCE;
	if (j->config->is_template && node->flags & NODE_WHOLE)
		return VALUE_ANY;
	if (j->config->is_template && node->flags & NODE_REF)
		return VALUE_UNKNOWN;
	return lyaml_is_surely_string(node)
		       ? VALUE_STRING
		       : (enum value)values[lyaml_type(
				 j->doc, j->e->v[i].node)];
}

const char *
judge_kind(const struct judge *j, uint32_t i)
{
	static const char *const names[] = {"missing", "null", "a reference",
		"a string", "a string", "a number", "a boolean",
		"something else", "a mapping", "a list"};

	return names[judge_value(j, i)];
}

uint32_t
judge_get(const struct judge *j, uint32_t i, enum name_id name)
{
	uint32_t k;

	if (!i || entries_node(j->e, i)->kind != NODE_MAPPING)
		return 0;
	FOR_EACH_ENTRY(j->e, i, k)
	{
		if (j->name[k] == name)
			return k;
	}
	return 0;
}

bool
judge_is(const struct judge *j, uint32_t i, const char *word)
{
	return judge_value(j, i) == VALUE_STRING &&
	       scan_is(j->doc, j->e->v[i].node, word);
}

bool
judge_is_boolean(const struct judge *j, uint32_t i, bool value)
{
	return judge_value(j, i) == VALUE_BOOLEAN &&
	       lyaml_boolean(j->doc, j->e->v[i].node) == value;
}

bool
judge_is_vault(const struct judge *j, uint32_t i)
{
	const struct node *node = entries_node(j->e, i);

	return judge_value(j, i) == VALUE_STRING && node->n > 9 &&
	       memcmp(node->value, "{vault://", 9) == 0 &&
	       node->value[node->n - 1] == '}';
}

double
judge_number(const struct judge *j, uint32_t i)
{
	return lyaml_number(j->doc, j->e->v[i].node);
}

bool
judge_is_filled(const struct judge *j, uint32_t i)
{
	switch (judge_value(j, i)) {
	case VALUE_ABSENT:
	case VALUE_NULL:
		return false;
	case VALUE_STRING:
		return entries_node(j->e, i)->n > 0;
	case VALUE_MAPPING:
	case VALUE_SEQUENCE:
		return entries_first(j->e, i) != 0;
	default:
		return true;
	}
}

/* Unknown keys may be anything; only what looks like a name is printed. */
static bool
is_printable(const struct node *node)
{
	uint32_t i;

	for (i = 0; i < node->n; i++)
		if (!memchr("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwx"
			    "yz0123456789_-",
			    node->value[i], 64))
			return false;
	return node->kind == NODE_SCALAR && !(node->flags & NODE_REF) &&
	       node->n > 0 && node->n <= 40;
}

static const char *
nearest_field(const struct judge *j, const struct subject *s,
	const struct node *node)
{
	const char *names[MAX_ROWS];
	size_t r;

	for (r = 0; r < s->nrows; r++)
		names[r] = schema_field_in(&s->row[r], j->context.is_3)
				   ? name_text(s->row[r].name)
				   : NULL;
	return nearest(node->value, node->n, names, s->nrows);
}

static bool
is_in_other_version(
	const struct judge *j, const struct subject *s, uint32_t i)
{
	return j->name[i] &&
	       schema_find(s->record, (enum name_id)j->name[i],
		       !j->context.is_3);
}

/* Fields of a route that exist in one router flavor only. */
static bool
is_flavored(struct judge *j, const struct subject *s, uint32_t i)
{
	enum kong_flavor flavor = j->config->flavor;

	if (s->record != RECORD_route || !j->context.is_3 ||
		(j->name[i] != N_expression && j->name[i] != N_priority))
		return false;
	if (flavor == KONG_FLAVOR_EXPRESSIONS)
		return true;
	key_report(j,
		flavor == KONG_FLAVOR_UNKNOWN ? LEVEL_NOTE : LEVEL_ERROR,
		RULE_ROUTER_FLAVOR, i,
		"%s needs KONG_ROUTER_FLAVOR=expressions; with another flavor "
		"Kong does not start",
		name_text((enum name_id)j->name[i]));
	return true;
}

static void
report_unknown(struct judge *j, const struct subject *s, uint32_t i)
{
	uint32_t key = scan_deref(j->doc, j->e->v[i].key);
	const struct node *node = &j->doc->node[key];
	enum level level =
		j->config->enterprise ? LEVEL_WARNING : LEVEL_ERROR;
	const char *near;

	if ((j->config->is_template && node->flags & NODE_REF) ||
		is_flavored(j, s, i))
		return;
	if (!is_printable(node))
		key_report(j, level, RULE_UNKNOWN_FIELD, i,
			"this key is not a field that Kong knows here%s",
			node->kind == NODE_SCALAR && node->n &&
					memchr(node->value, ':', node->n)
				? ": put a space after the colon"
				: "");
	else if (is_in_other_version(j, s, i))
		key_report(j, level, RULE_UNKNOWN_FIELD, i,
			"unknown field %.*s: only %s has it", (int)node->n,
			node->value,
			kong_version_name(j->context.is_3 ? KONG_28 : KONG_3));
	else if ((near = nearest_field(j, s, node)))
		key_report(j, level, RULE_UNKNOWN_FIELD, i,
			"unknown field %.*s: did you mean %s?", (int)node->n,
			node->value, near);
	else
		key_report(j, level, RULE_UNKNOWN_FIELD, i,
			"unknown field %.*s: remove it or correct the name",
			(int)node->n, node->value);
}

static const char *
field_name(const struct schema_field *f)
{
	return name_text((enum name_id)f->name);
}

/* The value of a field that Kong turns into others, or drops. */
static enum rule_id
rule_of(const struct judge *j, const struct schema_field *f, enum rule_id rule)
{
	return j->context.is_3 && f->flags & SCHEMA_SHORTHAND &&
			       f->check != CHECK_SERVICE_URL
		       ? RULE_LOST_PLUGIN
		       : rule;
}

static const char *
lost(const struct judge *j, const struct schema_field *f)
{
	return rule_of(j, f, RULE_WRONG_TYPE) == RULE_LOST_PLUGIN
		       ? "; Kong 3.9 may start and silently drop this plugin"
		       : "";
}

static void
judge_words(struct judge *j, const struct schema_field *f, uint32_t i,
	const char *text)
{
	const char *word = NULL;
	struct buf list = {0};

	while ((word = schema_word((enum schema_words)f->words, word,
			j->context.is_3))) {
		if (strcmp(word, text) == 0)
			return;
		buf_addf(&list, "%s%s", list.n ? ", " : "", word);
	}
	judge_report(j, rule_of(j, f, RULE_BAD_WORD), i,
		"unsupported %s for %s; use one of %s", field_name(f),
		kong_version_name(j->config->version), list.s);
	buf_free(&list);
}

static void
judge_content(struct judge *j, const struct schema_field *f, uint32_t i)
{
	const struct node *node = entries_node(j->e, i);
	const char *problem;
	char text[64] = "";

	if (f->flags & SCHEMA_VAULT && judge_is_vault(j, i))
		return;
	if (f->words && node->n < sizeof(text))
		memcpy(text, node->value, node->n);
	if (f->words) {
		judge_words(j, f, i, text);
		return;
	}
	problem = check_string((enum check)f->check, node->value, node->n,
		&j->context);
	if (problem)
		judge_report(j, rule_of(j, f, RULE_INVALID_FORMAT), i,
			"%s %s", field_name(f), problem);
}

static void
judge_string(struct judge *j, const struct schema_field *f, uint32_t i)
{
	if (judge_value(j, i) == VALUE_UNKNOWN)
		return;
	if (judge_value(j, i) != VALUE_STRING) {
		judge_report(j, rule_of(j, f, RULE_NOT_A_STRING), i,
			"%s is %s, expected a string%s%s", field_name(f),
			judge_kind(j, i),
			entries_node(j->e, i)->kind == NODE_SCALAR
				? ": put it in quotes"
				: "",
			lost(j, f));
		return;
	}
	if (entries_node(j->e, i)->n == 0 && !(f->flags & SCHEMA_EMPTY))
		judge_report(j, rule_of(j, f, RULE_EMPTY_STRING), i,
			"%s is empty: give it a value or leave it out%s",
			field_name(f), lost(j, f));
	else
		judge_content(j, f, i);
}

static void
judge_numeric(struct judge *j, const struct schema_field *f,
	enum schema_type type, uint32_t i)
{
	struct schema_span span = schema_span((enum schema_range)f->range);
	bool is_list = f->type == SCHEMA_LIST || f->type == SCHEMA_SET;
	double v;
	char text[32];

	if (judge_value(j, i) != VALUE_NUMBER) {
		judge_report(j, rule_of(j, f, RULE_WRONG_TYPE), i,
			"%s is %s, expected a number without quotes%s",
			field_name(f), judge_kind(j, i), lost(j, f));
		return;
	}
	v = judge_number(j, i);
	if (type == SCHEMA_INTEGER && !(isfinite(v) && v == floor(v))) {
		judge_report(j, rule_of(j, f, RULE_WRONG_TYPE), i,
			"%s is not a whole number%s", field_name(f),
			lost(j, f));
		return;
	}
	if (f->words) {
		snprintf(text, sizeof(text), "%.15g", v);
		judge_words(j, f, i, text);
	}
	if (!f->range || (is_list && span.to < 100))
		return;
	if (span.open ? !(v > span.from) : !(v >= span.from && v <= span.to))
		judge_report(j, RULE_OUT_OF_RANGE, i,
			span.open ? "%s must be above %.15g"
				  : "%s must be from %.15g to %.15g",
			field_name(f), span.from, span.to);
}

static void
judge_boolean(struct judge *j, const struct schema_field *f, uint32_t i)
{
	if (judge_value(j, i) != VALUE_BOOLEAN)
		judge_report(j, rule_of(j, f, RULE_WRONG_TYPE), i,
			"%s is %s, expected true or false without quotes%s",
			field_name(f), judge_kind(j, i), lost(j, f));
}

static void
judge_map_key(struct judge *j, const struct schema_field *f, uint32_t i)
{
	uint32_t key = scan_deref(j->doc, j->e->v[i].key);
	const struct node *node = &j->doc->node[key];
	const char *problem = NULL;

	if (j->config->is_template && node->flags & NODE_REF)
		return;
	if (node->kind != NODE_SCALAR ||
		lyaml_type(j->doc, key) != TYPE_STRING)
		key_report(j, LEVEL_ERROR, RULE_NOT_A_STRING, i,
			"a key of %s is not a string: put it in quotes",
			field_name(f));
	else if (node->n == 0)
		key_report(j, LEVEL_ERROR, RULE_EMPTY_STRING, i, "a key of %s is empty",
			field_name(f));
	else
		problem = check_string((enum check)f->keys, node->value,
			node->n, &j->context);
	if (problem)
		key_report(j, LEVEL_ERROR, RULE_INVALID_FORMAT, i, "a key of %s %s",
			field_name(f), problem);
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
			"an entry of %s is null: remove it", field_name(f));
	else
		judge_typed(j, f, type, i, scope);
}

static void
judge_list(struct judge *j, const struct schema_field *f,
	enum schema_type type, uint32_t list, const struct scope *scope)
{
	struct schema_span span = schema_span((enum schema_range)f->range);
	bool is_map = entries_node(j->e, list)->kind == NODE_MAPPING;
	uint32_t i;
	size_t n = 0;

	if ((judge_value(j, list) != VALUE_SEQUENCE && !is_map) ||
		!entries_is_list(j->e, list)) {
		judge_report(j, rule_of(j, f, RULE_NOT_A_LIST), list,
			"%s is %s, expected a list: begin each entry with a "
			"dash%s",
			field_name(f), judge_kind(j, list), lost(j, f));
		return;
	}
	FOR_EACH_ENTRY(j->e, list, i)
	{
		judge_element(j, f, type, i, scope);
		n++;
	}
	if (!n && f->flags & SCHEMA_NOT_EMPTY)
		judge_report(j, RULE_OUT_OF_RANGE, list,
			"%s needs at least one entry", field_name(f));
	if (f->range && span.to < 100 && (double)n > span.to)
		judge_report(j, RULE_OUT_OF_RANGE, list,
			"%s must not have more than %.15g entries",
			field_name(f), span.to);
}

static void
judge_map(struct judge *j, const struct schema_field *f, uint32_t map,
	const struct scope *scope)
{
	uint32_t i;

	if (judge_value(j, map) == VALUE_SEQUENCE && !entries_first(j->e, map))
		return;
	if (judge_value(j, map) != VALUE_MAPPING) {
		judge_report(j, RULE_NOT_A_MAPPING, map,
			"%s is %s, expected a mapping", field_name(f),
			judge_kind(j, map));
		return;
	}
	FOR_EACH_ENTRY(j->e, map, i)
	{
		judge_map_key(j, f, i);
		judge_element(j, f, (enum schema_type)f->of, i, scope);
	}
}

/* A list counts as a mapping with the key 1, an empty one as {}. */
static bool
is_mapping(struct judge *j, const char *what, uint32_t i)
{
	if (judge_value(j, i) == VALUE_MAPPING ||
		(judge_value(j, i) == VALUE_SEQUENCE &&
			!entries_first(j->e, i)))
		return true;
	judge_report(j, RULE_NOT_A_MAPPING,
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
	uint32_t id;

	if (judge_value(j, i) == VALUE_STRING && entries_node(j->e, i)->n)
		return;
	if (judge_value(j, i) == VALUE_UNKNOWN)
		return;
	if (judge_value(j, i) == VALUE_MAPPING && j->context.is_3) {
		id = judge_get(j, i, N_id);
		if (judge_value(j, id) >= VALUE_ANY &&
			judge_value(j, id) <= VALUE_STRING)
			return;
	}
	judge_report(j, RULE_WRONG_TYPE, i,
		"%s is %s, expected the name or id of an entry", field_name(f),
		judge_value(j, i) == VALUE_STRING ? "empty"
						  : judge_kind(j, i));
}

static void
judge_typed(struct judge *j, const struct schema_field *f,
	enum schema_type type, uint32_t i, const struct scope *scope)
{
	if (judge_value(j, i) == VALUE_ANY)
		return;
	switch (type) {
	case SCHEMA_STRING:
		judge_string(j, f, i);
		break;
	case SCHEMA_INTEGER:
	case SCHEMA_NUMBER:
		judge_numeric(j, f, type, i);
		break;
	case SCHEMA_BOOLEAN:
		judge_boolean(j, f, i);
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
		if (is_mapping(j, field_name(f), i))
			judge_record(j, (enum schema_record)f->sub, i, i,
				scope);
		break;
	case SCHEMA_REFERENCE:
		judge_reference(j, f, i);
		break;
	case SCHEMA_ENTITIES:
		judge_entities(j, f, i, scope);
		break;
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

static void
judge_absent(struct judge *j, const struct subject *s,
	const struct schema_field *f)
{
	if (f->type == SCHEMA_RECORD && f->flags & SCHEMA_NOT_NULL &&
		!(f->flags & SCHEMA_DEFAULT))
		judge_record(j, (enum schema_record)f->sub, 0, s->place,
			s->scope);
	else if (f->flags & SCHEMA_REQUIRED && !is_given(s, f))
		judge_report(j, RULE_MISSING_FIELD, s->place, "%s is missing",
			field_name(f));
}

/* Whether config->plugins has the name, or "bundled" and it is. */
static bool
is_listed(const struct judge *j, enum plugin_id id, const char *name, size_t n)
{
	const char *p = j->config->plugins;
	bool is_bundled = id && (j->context.is_3 ||
					!(plugin_flags(id) & PLUGIN_ONLY_3));
	size_t len;

	if (!p)
		return is_bundled;
	for (;; p += len) {
		p += strspn(p, ", \t");
		len = strcspn(p, ", \t");
		if (!len)
			return false;
		if ((len == n && !memcmp(p, name, n)) ||
			(is_bundled && len == 7 && !memcmp(p, "bundled", 7)))
			return true;
	}
}

static bool
is_loaded(const struct judge *j, enum plugin_id id)
{
	return is_listed(j, id, plugin_name(id), strlen(plugin_name(id)));
}

/* Fields that a service's url overwrites are not looked at. */
static bool
is_overwritten(const struct judge *j, const struct subject *s,
	const struct schema_field *f)
{
	uint32_t url;

	if (s->record != RECORD_service ||
		(f->name != N_host && f->name != N_port &&
			f->name != N_protocol && f->name != N_path))
		return false;
	url = judge_get(j, s->i, N_url);
	return url && judge_value(j, url) != VALUE_NULL;
}

static void
judge_null(struct judge *j, const struct subject *s,
	const struct schema_field *f, uint32_t i)
{
	if (is_given(s, f))
		return;
	if (f->flags & SCHEMA_SHORTHAND && f->check == CHECK_SERVICE_URL)
		judge_report(j, RULE_MISSING_FIELD, i,
			"url is null: give it a value or leave it out");
	else if (f->flags & (SCHEMA_REQUIRED | SCHEMA_NOT_NULL))
		judge_report(j, RULE_MISSING_FIELD, i,
			"%s is null: give it a value%s", field_name(f),
			f->flags & SCHEMA_REQUIRED ? "" : " or leave it out");
}

static void
judge_field(struct judge *j, const struct subject *s, size_t r,
	const struct scope *scope)
{
	const struct schema_field *f = &s->row[r];
	uint32_t i = s->at[r];

	if (is_overwritten(j, s, f))
		return;
	if (i && f->plugin && !is_loaded(j, (enum plugin_id)f->plugin))
		judge_report(j, RULE_MISSING_PLUGIN, i,
			"%s needs the plugin %s: add it to KONG_PLUGINS or "
			"remove the list",
			field_name(f),
			plugin_name((enum plugin_id)f->plugin));
	if (!i) {
		judge_absent(j, s, f);
		return;
	}
	if (judge_value(j, i) == VALUE_NULL)
		judge_null(j, s, f, i);
	else
		judge_typed(j, f, (enum schema_type)f->type, i, scope);
	if (f->flags & SCHEMA_DEPRECATED && j->context.is_3)
		judge_note(j, LEVEL_NOTE, RULE_DEPRECATED_FIELD, i,
			"%s is deprecated in Kong 3", field_name(f));
}

/* Sorts the children of the record into its rows. */
static void
read_fields(struct judge *j, struct subject *s)
{
	uint32_t i;
	size_t r;

	assert(s->nrows <= MAX_ROWS);
	if (!s->i || entries_node(j->e, s->i)->kind != NODE_MAPPING)
		return;
	FOR_EACH_ENTRY(j->e, s->i, i)
	{
		for (r = 0; r < s->nrows; r++)
			if (s->row[r].name == j->name[i] &&
				schema_field_in(&s->row[r], j->context.is_3))
				break;
		if (j->name[i] && r < s->nrows)
			s->at[r] = i;
		else if (s->record != RECORD_unjudged)
			report_unknown(j, s, i);
	}
}

static void
judge_record(struct judge *j, enum schema_record record, uint32_t i,
	uint32_t place, const struct scope *scope)
{
	struct subject s = {.record = record, .i = i, .place = place,
		.scope = scope};
	const struct scope own = {record, i, scope};
	size_t r;

	s.row = schema_rows(record, &s.nrows);
	read_fields(j, &s);
	for (r = 0; r < s.nrows; r++)
		if (schema_field_in(&s.row[r], j->context.is_3))
			judge_field(j, &s, r, &own);
	across_check(j, record, i, place, scope);
}

enum plugin_id
judge_plugin_loaded(const struct judge *j, uint32_t name)
{
	const struct node *node = entries_node(j->e, name);
	enum plugin_id id;

	if (judge_value(j, name) != VALUE_STRING)
		return PLUGIN_NONE;
	id = plugin_find(node->value, node->n);
	return is_listed(j, id, node->value, node->n) ? id : PLUGIN_NONE;
}

static const char *
nearest_plugin(const struct node *node)
{
	const char *names[PLUGIN_COUNT] = {NULL};
	char text[64];
	size_t i;

	for (i = 1; i < PLUGIN_COUNT; i++)
		names[i] = plugin_name((enum plugin_id)i);
	if (node->n >= sizeof(text))
		return NULL;
	for (i = 0; i < node->n; i++)
		text[i] = node->value[i] == '_' ? '-' : node->value[i];
	return nearest(text, node->n, names, PLUGIN_COUNT);
}

static void
report_plugin(struct judge *j, uint32_t name)
{
	const struct node *node = entries_node(j->e, name);
	enum plugin_id id = plugin_find(node->value, node->n);
	const char *near = id ? NULL : nearest_plugin(node);
	bool printable = is_printable(node);

	if (is_listed(j, id, node->value, node->n) ||
		(!j->config->plugins && !id && !near))
		judge_note(j, LEVEL_NOTE, RULE_UNCHECKED_PLUGIN, name,
			"not a plugin that comes with Kong; its config is not "
			"checked");
	else if (near)
		judge_report(j, RULE_UNKNOWN_PLUGIN, name,
			"unknown plugin; did you mean %s?", near);
	else
		judge_report(j, RULE_UNKNOWN_PLUGIN, name,
			"%.*s is not among the plugins that Kong loads: add "
			"it to KONG_PLUGINS, or correct the name",
			printable ? (int)node->n : 11,
			printable ? node->value : "this plugin");
}

static void
judge_config(struct judge *j, uint32_t entity, enum schema_record record,
	enum plugin_id plugin)
{
	uint32_t config = judge_get(j, entity, N_config);

	if (judge_value(j, config) == VALUE_ANY)
		return;
	if (judge_value(j, config) == VALUE_NULL) {
		judge_report(j, RULE_MISSING_FIELD, config,
			"config is null: give it a value or leave it out");
		return;
	}
	if (config && !is_mapping(j, "config", config))
		return;
	judge_record(j, record, config, config ? config : entity, NULL);
	if (plugin)
		across_check_plugin(
			j, plugin, config, config ? config : entity);
}

/* Fields that the plugin's own schema restricts. */
static void
judge_plugin_limits(struct judge *j, enum plugin_id id, uint32_t plugin)
{
	static const struct {
		enum plugin_flag flag;
		enum name_id name;
	} limits[] = {{PLUGIN_NO_CONSUMER, N_consumer},
		{PLUGIN_NO_SERVICE, N_service}, {PLUGIN_NO_ROUTE, N_route}};
	unsigned http = j->context.is_3 ? PLUGIN_HTTP_3 : PLUGIN_HTTP_28;
	uint32_t at, i;
	size_t l;

	for (l = 0; l < countof(limits); l++) {
		at = judge_get(j, plugin, limits[l].name);
		if (plugin_flags(id) & limits[l].flag &&
			judge_value(j, at) > VALUE_NULL)
			judge_report(j, RULE_PLUGIN_SCOPE, at,
				"the plugin %s must not have a %s",
				plugin_name(id), name_text(limits[l].name));
	}
	at = judge_get(j, plugin, N_protocols);
	if (!(plugin_flags(id) & http) || judge_value(j, at) < VALUE_MAPPING)
		return;
	FOR_EACH_ENTRY(j->e, at, i)
	{
		if (judge_is(j, i, "tcp") || judge_is(j, i, "tls") ||
			judge_is(j, i, "tls_passthrough") ||
			judge_is(j, i, "udp"))
			judge_report(j, RULE_BAD_WORD, i,
				"the plugin %s works with http, https, grpc "
				"and grpcs only",
				plugin_name(id));
	}
}

static void
judge_plugin(struct judge *j, uint32_t plugin)
{
	uint32_t name = judge_get(j, plugin, N_name);
	enum plugin_id id;

	if (judge_value(j, name) != VALUE_STRING ||
		!entries_node(j->e, name)->n)
		return;
	id = judge_plugin_loaded(j, name);
	if (!id) {
		report_plugin(j, name);
		return;
	}
	judge_plugin_limits(j, id, plugin);
	judge_config(j, plugin, plugin_record(id), id);
}

/* Only the vault of environment variables is open source, and not in 2.8. */
static void
judge_vault(struct judge *j, uint32_t vault)
{
	uint32_t name = judge_get(j, vault, N_name);

	if (judge_is(j, name, "env") && j->context.is_3)
		judge_config(j, vault, RECORD_vault_env, PLUGIN_NONE);
	else if (judge_value(j, name) == VALUE_STRING &&
		 entries_node(j->e, name)->n && !j->config->enterprise)
		judge_report(j, RULE_BAD_WORD, name,
			j->context.is_3
				? "the open-source Kong has no vault but env"
				: "the open-source Kong 2.8 has no vaults");
}

static void
judge_entity(struct judge *j, const struct schema_field *f, uint32_t i,
	const struct scope *scope)
{
	enum schema_record record = (enum schema_record)f->sub;

	if (judge_value(j, i) == VALUE_NULL) {
		judge_report(j, RULE_NULL_ENTRY, i,
			"an entry of %s is empty, which makes Kong crash: "
			"remove it, or indent its fields below the dash",
			field_name(f));
		return;
	}
	if (judge_value(j, i) == VALUE_ANY ||
		!is_mapping(j, "an entry of a list", i))
		return;
	judge_record(j, record, i, i, scope);
	if (record == RECORD_plugin)
		judge_plugin(j, i);
	if (record == RECORD_vault || record == RECORD_vault_beta)
		judge_vault(j, i);
}

static void
judge_entities(struct judge *j, const struct schema_field *f, uint32_t list,
	const struct scope *scope)
{
	uint32_t i;

	if (judge_value(j, list) < VALUE_MAPPING ||
		!entries_is_list(j->e, list)) {
		judge_report(j, RULE_NOT_A_LIST, list,
			"%s is %s, expected a list: begin each entry with a "
			"dash",
			field_name(f), judge_kind(j, list));
		return;
	}
	FOR_EACH_ENTRY(j->e, list, i)
	{
		judge_entity(j, f, i, scope);
	}
}

static bool
is_consumer_part(enum schema_record record)
{
	return record >= RECORD_consumer && record <= RECORD_acl_group;
}

static void
judge_consumers(struct judge *j, uint32_t list)
{
	const struct schema_field *f =
		schema_find(RECORD_consumer, N_plugins, true);
	uint32_t i, plugins;

	FOR_EACH_ENTRY(j->e, list, i)
	{
		const struct scope scope = {RECORD_consumer, i, NULL};

		plugins = judge_get(j, i, N_plugins);
		if (judge_value(j, plugins) > VALUE_ANY)
			judge_entities(j, f, plugins, &scope);
	}
}

static void
judge_top(struct judge *j)
{
	const struct schema_field *row;
	size_t n, r;
	uint32_t at;

	row = schema_rows(RECORD_file, &n);
	for (r = 0; r < n; r++) {
		at = judge_get(j, 1, (enum name_id)row[r].name);
		if (row[r].type != SCHEMA_ENTITIES ||
			judge_value(j, at) <= VALUE_ANY ||
			!schema_field_in(&row[r], j->context.is_3))
			continue;
		if (!is_consumer_part((enum schema_record)row[r].sub))
			judge_entities(j, &row[r], at, NULL);
		else if (row[r].sub == RECORD_consumer &&
			 judge_value(j, at) >= VALUE_MAPPING &&
			 entries_is_list(j->e, at))
			judge_consumers(j, at);
	}
}

/* One look-up a key. */
static void
read_names(struct judge *j)
{
	const struct node *node;
	uint32_t i, key;

	j->name = xcalloc(j->e->n, sizeof(*j->name));
	for (i = 1; i < j->e->n; i++) {
		if (!j->e->v[i].key)
			continue;
		key = scan_deref(j->doc, j->e->v[i].key);
		node = &j->doc->node[key];
		if (node->kind == NODE_SCALAR &&
			!(j->config->is_template && node->flags & NODE_REF) &&
			(lyaml_is_surely_string(node) ||
				lyaml_type(j->doc, key) == TYPE_STRING))
			j->name[i] = (uint16_t)name_find(node->value, node->n);
	}
}

int
judge_file(struct kong *k)
{
	struct judge j = {.k = k, .e = &k->e, .doc = k->doc,
		.config = k->config, .d = k->d};

	j.context.is_3 = k->config->version == KONG_3;
	j.context.is_traditional =
		k->config->flavor == KONG_FLAVOR_TRADITIONAL;
	j.reported = xcalloc(k->doc->n, 1);
	read_names(&j);
	j.context.is_format_3 =
		judge_is(&j, judge_get(&j, 1, N__format_version), "3.0");
	judge_top(&j);
	if (!j.ret)
		refs_check(&j);
	free(j.name);
	free(j.reported);
	return j.ret;
}
