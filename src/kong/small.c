#include "kong/small.h"

#include <math.h>
#include <stdio.h>
#include <string.h>
#include <yaml.h>

struct writer {
	yaml_emitter_t emitter;
	const struct kong *k;
};

static int
append(void *out, unsigned char *s, size_t n)
{
	buf_add(out, s, n);
	return 1;
}

/* What is emitted is well-formed by construction: only memory can fail. */
static void
emit(struct writer *m, yaml_event_t *event, int made)
{
	if (!made || !yaml_emitter_emit(&m->emitter, event))
		out_of_memory();
}

static void
emit_scalar(
	struct writer *m, const char *s, size_t n, yaml_scalar_style_t style)
{
	yaml_event_t event;

	emit(m, &event,
		yaml_scalar_event_initialize(&event, NULL, NULL,
			(const yaml_char_t *)s, (int)n, 1, 1, style));
}

static void
emit_word(struct writer *m, const char *word)
{
	emit_scalar(m, word, strlen(word), YAML_PLAIN_SCALAR_STYLE);
}

/*
 * Strings are C strings from here on: a NUL, of no use in a credential,
 * becomes U+FFFD.
 */
static void
emit_string(struct writer *m, uint32_t i)
{
	const struct node *node = &m->k->doc->node[i];
	struct buf b = {0};
	uint32_t k;

	if (!memchr(node->value, '\0', node->n)) {
		emit_scalar(m, node->value, node->n,
			YAML_DOUBLE_QUOTED_SCALAR_STYLE);
		return;
	}
	for (k = 0; k < node->n; k++)
		if (node->value[k])
			buf_addc(&b, node->value[k]);
		else
			buf_adds(&b, "\xEF\xBF\xBD");
	emit_scalar(m, b.s, b.n, YAML_DOUBLE_QUOTED_SCALAR_STYLE);
	buf_free(&b);
}

static void
begin_mapping(struct writer *m)
{
	yaml_event_t event;

	emit(m, &event,
		yaml_mapping_start_event_initialize(
			&event, NULL, NULL, 1, YAML_BLOCK_MAPPING_STYLE));
}

static void
end_mapping(struct writer *m)
{
	yaml_event_t event;

	emit(m, &event, yaml_mapping_end_event_initialize(&event));
}

static void
begin_list(struct writer *m, const char *name)
{
	yaml_event_t event;

	emit_word(m, name);
	emit(m, &event,
		yaml_sequence_start_event_initialize(
			&event, NULL, NULL, 1, YAML_BLOCK_SEQUENCE_STYLE));
}

static void
end_list(struct writer *m)
{
	yaml_event_t event;

	emit(m, &event, yaml_sequence_end_event_initialize(&event));
}

static void
emit_number(struct writer *m, const char *name, double value)
{
	char s[32];

	snprintf(s, sizeof(s), "%.17g", value);
	emit_word(m, name);
	emit_word(m, s);
}

static void
emit_count(struct writer *m, const char *name, uint32_t value)
{
	char s[16];

	snprintf(s, sizeof(s), "%u", (unsigned)value);
	emit_word(m, name);
	emit_word(m, s);
}

static bool
is_string(const struct writer *m, uint32_t node)
{
	const struct doc *doc = m->k->doc;

	return doc->node[node].kind == NODE_SCALAR &&
	       (kong_is_unknown(m->k, node) ||
		       (lyaml_type(doc, node) == TYPE_STRING &&
			       doc->node[node].n > 0));
}

static void
emit_strings(struct writer *m, const char *name, uint32_t list)
{
	const struct entries *e = &m->k->e;
	uint32_t i;

	if (!entries_is_list(e, list))
		return;
	begin_list(m, name);
	FOR_EACH_ENTRY(e, list, i)
	{
		if (is_string(m, e->v[i].node))
			emit_string(m, e->v[i].node);
	}
	end_list(m);
}

/* The word after word (NULL: the first) of those that a field may be. */
static const char *
next_word(
	const struct writer *m, const struct schema_field *f, const char *word)
{
	return schema_word((enum schema_words)f->words, word,
		m->k->config->version == KONG_3);
}

static bool
is_word(const struct writer *m, const struct schema_field *f, uint32_t node)
{
	const char *word = NULL;

	do
		word = next_word(m, f, word);
	while (word && !scan_is(m->k->doc, node, word));
	return word && is_string(m, node);
}

/* Null, and kept: a null id is an id to Kong, one that others may have too. */
static bool
is_null_id(const struct writer *m, const struct schema_field *f, uint32_t node)
{
	return f->name == N_id && !kong_is_unknown(m->k, node) &&
	       lyaml_is_null(m->k->doc, node);
}

/* The content of a string, or of a consumer that is {id: ...}. */
static uint32_t
string_entry(const struct writer *m, const struct schema_field *f, uint32_t i)
{
	if (f->type == SCHEMA_REFERENCE &&
		entries_node(&m->k->e, i)->kind == NODE_MAPPING)
		i = kong_get(m->k, i, N_id);
	return i;
}

/* Whether the field has a value for its struct. */
static bool
has_value(const struct writer *m, const struct schema_field *f, uint32_t i)
{
	const struct doc *doc = m->k->doc;
	uint32_t node = m->k->e.v[string_entry(m, f, i)].node;

	if (!node)
		return false;
	switch (f->type) {
	case SCHEMA_LIST:
	case SCHEMA_SET:
		return entries_is_list(&m->k->e, i);
	case SCHEMA_INTEGER:
		return doc->node[node].kind == NODE_SCALAR &&
		       !kong_is_unknown(m->k, node) &&
		       lyaml_is_number(doc, node) &&
		       isfinite(lyaml_number(doc, node));
	case SCHEMA_BOOLEAN:
		return doc->node[node].kind == NODE_SCALAR &&
		       !kong_is_unknown(m->k, node) &&
		       lyaml_type(doc, node) == TYPE_BOOLEAN;
	default:
		return f->words ? is_word(m, f, node)
				: is_string(m, node) || is_null_id(m, f, node);
	}
}

static void
emit_value(struct writer *m, const struct schema_field *f, uint32_t i)
{
	const char *name = schema_name(f);
	const struct doc *doc = m->k->doc;
	uint32_t node = m->k->e.v[string_entry(m, f, i)].node;

	if (f->type == SCHEMA_LIST || f->type == SCHEMA_SET) {
		emit_strings(m, name, i);
		return;
	}
	if (f->type == SCHEMA_INTEGER) {
		emit_number(m, name, lyaml_number(doc, node));
		return;
	}
	emit_word(m, name);
	if (f->type == SCHEMA_BOOLEAN)
		emit_word(m, lyaml_boolean(doc, node) ? "true" : "false");
	else if (is_string(m, node))
		emit_string(m, node);
	else
		emit_word(m, SMALL_STAND_IN);
}

static void
emit_stand_in(struct writer *m, const struct schema_field *f)
{
	emit_word(m, schema_name(f));
	emit_word(m, f->words ? next_word(m, f, NULL) : SMALL_STAND_IN);
}

static void emit_list(
	struct writer *m, const struct schema_field *f, uint32_t list);

static void
emit_record(struct writer *m, enum schema_record record, uint32_t i)
{
	const struct schema_field *f, *row;
	uint32_t written = 0, unknown = 0, bit, k;
	size_t n;

	row = schema_rows(record, &n);
	begin_mapping(m);
	FOR_EACH_ENTRY(&m->k->e, i, k)
	{
		f = kong_field(m->k, record, k);
		if (f && f->type == SCHEMA_ENTITIES &&
			model_has((enum schema_record)f->sub))
			emit_list(m, f, k);
		if (!f || !model_offset(record, (enum name_id)f->name))
			continue;
		bit = 1u << (f - row);
		if (has_value(m, f, k)) {
			emit_value(m, f, k);
			written |= bit;
		}
		if (!(written & bit) ||
			kong_is_unknown(m->k, m->k->e.v[k].node))
			unknown |= bit;
	}
	for (f = row; f < row + n; f++) {
		bit = 1u << (f - row);
		if (!file_requires(f) || written & bit)
			continue;
		emit_stand_in(m, f);
		unknown |= bit;
	}
	if (record != RECORD_file) {
		emit_count(m, "_at", i);
		emit_count(m, "_unknown", unknown);
	}
	end_mapping(m);
}

static void
emit_list(struct writer *m, const struct schema_field *f, uint32_t list)
{
	const struct entries *e = &m->k->e;
	uint32_t i;

	if (!entries_is_list(e, list))
		return;
	begin_list(m, schema_name(f));
	for (i = entries_first_of_all(e, list); i;
		i = entries_next_of_all(e, i))
		if (entries_node(e, i)->kind == NODE_MAPPING)
			emit_record(m, (enum schema_record)f->sub, i);
	end_list(m);
}

void
small_write(const struct kong *k, struct buf *out)
{
	struct writer m = {.k = k};
	yaml_event_t event;

	if (!yaml_emitter_initialize(&m.emitter))
		out_of_memory();
	yaml_emitter_set_output(&m.emitter, append, out);
	yaml_emitter_set_unicode(&m.emitter, 1);
	yaml_emitter_set_width(&m.emitter, -1);
	emit(&m, &event,
		yaml_stream_start_event_initialize(&event, YAML_UTF8_ENCODING));
	emit(&m, &event,
		yaml_document_start_event_initialize(
			&event, NULL, NULL, NULL, 1));
	emit_record(&m, RECORD_file, 1);
	emit(&m, &event, yaml_document_end_event_initialize(&event, 1));
	emit(&m, &event, yaml_stream_end_event_initialize(&event));
	yaml_emitter_delete(&m.emitter);
}
