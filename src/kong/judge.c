#include "kong/judge.h"

#include "base/bytes.h"
#include "template/expand.h"
#include "vars/sensitive.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

/* Whether a line ends between the bytes at and end. */
static bool
is_broken(const struct judge *j, size_t at, size_t end)
{
	return end > at && memchr(j->doc->text->s + at, '\n', end - at);
}

/*
 * The node to print for entry i: its value, but its key if that is written by
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

/* Names the variables whose values a rendered scalar has. */
static void
add_variables(const struct judge *j, struct buf *b, uint32_t node)
{
	const struct node *n = &j->doc->node[node];
	const char *raw = j->doc->text->s + n->at;
	const char *before = " (value of ";
	struct ref r = {0};
	size_t from = 0;

	if (j->config->is_template || n->kind != NODE_SCALAR ||
		!(n->flags & NODE_REF))
		return;
	while (ref_next(raw, n->end - n->at, from, &r) == REF_FOUND) {
		buf_addf(b, "%s%.*s", before, (int)(r.name_end - r.name),
			raw + r.name);
		before = ", ";
		from = r.end;
	}
	if (from)
		buf_addc(b, ')');
}

static void
add(struct judge *j, enum level level, enum rule_id rule, uint32_t node,
	const char *fmt, va_list ap)
{
	struct buf b = {0};

	if (level >= LEVEL_ERROR)
		j->ret = -1;
	if (j->reported[node] == rule + 1)
		return;
	j->reported[node] = (uint8_t)(rule + 1);
	buf_addv(&b, fmt, ap);
	add_variables(j, &b, node);
	diag_add_level(j->d, level, rule, j->doc->text, scan_body(j->doc, node),
		"%s", b.s);
	buf_free(&b);
}

void
judge_key(struct judge *j, enum level level, enum rule_id rule, uint32_t i,
	const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	add(j, level, rule, j->e->v[i].key, fmt, ap);
	va_end(ap);
}

void
judge_report(
	struct judge *j, enum rule_id rule, uint32_t i, const char *fmt, ...)
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

static enum value
find_value(const struct judge *j, uint32_t i)
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

	if (j->e->v[i].kind == NODE_MAPPING)
		return VALUE_MAPPING;
	if (j->e->v[i].kind == NODE_SEQUENCE)
		return VALUE_SEQUENCE;
	node = entries_node(j->e, i);
	if (kong_is_unknown(j->k, j->e->v[i].node))
		return node->flags & NODE_ONE_REF ? VALUE_ANY : VALUE_UNKNOWN;
	return kongyaml_is_surely_string(node)
		       ? VALUE_STRING
		       : (enum value)
				 values[kongyaml_type(j->doc, j->e->v[i].node)];
}

enum value
judge_find_value(const struct judge *j, uint32_t i)
{
	return (enum value)(j->value[i] = (uint8_t)find_value(j, i));
}

const char *
judge_kind(const struct judge *j, uint32_t i)
{
	static const char *const names[] = {"missing", "null", "a reference",
		"a string", "a string", "a number", "a boolean", "another type",
		"a mapping", "a list"};

	return names[judge_value(j, i)];
}

const char *
judge_list_hint(const struct judge *j, uint32_t i)
{
	const struct node *node = entries_node(j->e, i);

	return node->kind == NODE_SCALAR && node->style == STYLE_PLAIN &&
			       node->n > 1 && node->value[0] == '-'
		       ? "put a space after each dash"
		       : "begin each entry with a dash";
}

const char *
judge_string_hint(const struct judge *j, uint32_t i)
{
	uint32_t first = entries_first(j->e, i);

	if (entries_node(j->e, i)->kind == NODE_SCALAR)
		return ": put it in quotes";
	if (judge_value(j, i) != VALUE_MAPPING || !first ||
		entries_next(j->e, first))
		return "";
	return ": put all of it in quotes, or remove the space after the colon";
}

uint32_t
judge_get(const struct judge *j, uint32_t i, enum name_id name)
{
	return kong_get(j->k, i, name);
}

const struct schema_field *
judge_row(const struct judge *j, enum schema_record record, uint32_t i)
{
	size_t n;

	return j->field[i] ? schema_rows(record, &n) + j->field[i] - 1 : NULL;
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
	       kongyaml_boolean(j->doc, j->e->v[i].node) == value;
}

bool
judge_is_vault(const struct judge *j, uint32_t i)
{
	const struct node *node = entries_node(j->e, i);

	return judge_value(j, i) == VALUE_STRING && node->n > 9 &&
	       bytes_begin(node->value, node->n, "{vault://") &&
	       node->value[node->n - 1] == '}';
}

double
judge_number(const struct judge *j, uint32_t i)
{
	return kongyaml_number(j->doc, j->e->v[i].node);
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

bool
judge_meant(const struct judge *j, enum name_id name)
{
	unsigned k;

	for (k = 0; k < j->meant.n; k++)
		if (j->meant.name[k] == name)
			return true;
	return false;
}

/* Unknown keys may be anything; only what looks like a name is printed. */
bool
judge_is_printable(const struct node *node)
{
	return node->kind == NODE_SCALAR && !(node->flags & NODE_REF) &&
	       node->n > 0 &&
	       bytes_all(node->value, node->n, LETTERS DIGITS "_-") &&
	       sensitive_is_name(node->value, node->n);
}

enum plugin_id
judge_plugin_loaded(const struct judge *j, uint32_t name)
{
	const struct node *node = entries_node(j->e, name);

	return judge_value(j, name) == VALUE_STRING &&
			       config_loads(j->config, node->value, node->n)
		       ? plugin_find(node->value, node->n)
		       : PLUGIN_NONE;
}

void
judge_must_not(struct judge *j, uint32_t i, enum name_id name, const char *with)
{
	uint32_t at = judge_get(j, i, name);

	if (judge_value(j, at) > VALUE_NULL)
		judge_report(j, RULE_FIELD_COMBINATION, at,
			"%s must not be set with %s", name_text(name), with);
}

bool
judge_is_clean(const struct judge *j, const struct schema_field *f, uint32_t i)
{
	return j->clean && j->clean[j->e->v[i].node] == schema_number(f);
}

void
judge_set_clean(struct judge *j, const struct schema_field *f, uint32_t i)
{
	if (j->clean)
		j->clean[j->e->v[i].node] = (uint16_t)schema_number(f);
}
