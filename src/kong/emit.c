#include "kong/consumers.h"
#include "kong/lyaml.h"
#include "kong/record.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <yaml.h>

struct maker {
	yaml_emitter_t emitter;
	const struct doc *doc;
	const struct kong_config *config;
	struct small *small;
};

static int
append(void *out, unsigned char *s, size_t n)
{
	buf_add(out, s, n);
	return 1;
}

/* What is emitted is well-formed by construction: only memory can fail. */
static void
emit(struct maker *m, yaml_event_t *event, int made)
{
	if (!made || !yaml_emitter_emit(&m->emitter, event))
		out_of_memory();
}

static void
emit_scalar(struct maker *m, const char *s, size_t n, yaml_scalar_style_t style)
{
	yaml_event_t event;

	emit(m, &event,
		yaml_scalar_event_initialize(&event, NULL, NULL,
			(const yaml_char_t *)s, (int)n, 1, 1, style));
}

static void
emit_word(struct maker *m, const char *word)
{
	emit_scalar(m, word, strlen(word), YAML_PLAIN_SCALAR_STYLE);
}

/*
 * Strings are C strings from here on: a NUL, of no use in a credential,
 * becomes U+FFFD.
 */
static void
emit_string(struct maker *m, uint32_t i)
{
	const struct node *node = &m->doc->node[i];
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
begin_mapping(struct maker *m)
{
	yaml_event_t event;

	emit(m, &event,
		yaml_mapping_start_event_initialize(
			&event, NULL, NULL, 1, YAML_BLOCK_MAPPING_STYLE));
}

static void
end_mapping(struct maker *m)
{
	yaml_event_t event;

	emit(m, &event, yaml_mapping_end_event_initialize(&event));
}

static void
begin_list(struct maker *m, const char *name)
{
	yaml_event_t event;

	emit_word(m, name);
	emit(m, &event,
		yaml_sequence_start_event_initialize(
			&event, NULL, NULL, 1, YAML_BLOCK_SEQUENCE_STYLE));
}

static void
end_list(struct maker *m)
{
	yaml_event_t event;

	emit(m, &event, yaml_sequence_end_event_initialize(&event));
}

static void
emit_number(struct maker *m, const char *name, double value)
{
	char s[32];

	snprintf(s, sizeof(s), "%.17g", value);
	emit_word(m, name);
	emit_word(m, s);
}

static bool
is_unknown(const struct maker *m, uint32_t i)
{
	return m->config->is_template && m->doc->node[i].flags & NODE_REF;
}

static bool
is_string(const struct maker *m, uint32_t i)
{
	return m->doc->node[i].kind == NODE_SCALAR &&
	       (is_unknown(m, i) || lyaml_type(m->doc, i) == TYPE_STRING);
}

static void
emit_strings(struct maker *m, const char *name, uint32_t list)
{
	uint32_t entry, i;

	if (!lyaml_is_list(m->doc, list))
		return;
	begin_list(m, name);
	for (entry = lyaml_entry(m->doc, list); entry;
		entry = lyaml_next(m->doc, entry)) {
		i = scan_deref(m->doc, entry);
		if (is_string(m, i))
			emit_string(m, i);
	}
	end_list(m);
}

/* A null id is an id to Kong, and one that others may have too. */
static bool
is_null_id(const struct maker *m, const struct kong_field *f, uint32_t i)
{
	return f->type == KONG_UUID && f->offset && !is_unknown(m, i) &&
	       lyaml_is_null(m->doc, i);
}

static void
emit_field(struct maker *m, const struct kong_field *f, uint32_t i)
{
	if (f->type == KONG_CONSUMER && m->doc->node[i].kind == NODE_MAPPING)
		i = record_get(m->doc, i, "id");
	switch (f->type) {
	case KONG_TAGS:
	case KONG_URIS:
		emit_strings(m, f->name, i);
		return;
	case KONG_TIMESTAMP:
		if (!is_unknown(m, i) && lyaml_is_number(m->doc, i))
			emit_number(m, f->name, lyaml_number(m->doc, i));
		return;
	case KONG_BOOLEAN:
		if (!is_unknown(m, i) && !lyaml_is_null(m->doc, i)) {
			emit_word(m, f->name);
			emit_word(
				m, lyaml_boolean(m->doc, i) ? "true" : "false");
		}
		return;
	default:
		if (!is_string(m, i) && !is_null_id(m, f, i))
			return;
		emit_word(m, f->name);
		if (is_string(m, i))
			emit_string(m, i);
		else
			emit_scalar(m, "", 0, YAML_DOUBLE_QUOTED_SCALAR_STYLE);
	}
}

static void emit_list(struct maker *m, const struct kong_field *f,
	uint32_t list, uint32_t site);

static void
add_origin(struct maker *m, const struct record *r, uint32_t site)
{
	struct kong_origin from = {.at = r->at, .site = site};
	struct small *small = m->small;
	size_t i;

	for (i = 0; i < r->e->nfields; i++) {
		if (!r->value[i] || !r->e->fields[i].offset)
			continue;
		if (is_unknown(m, r->value[i]))
			from.unknown |= 1u << i;
		if (r->e->fields[i].type == KONG_CONSUMER)
			from.by_mapping =
				m->doc->node[r->value[i]].kind == NODE_MAPPING;
	}
	small->origin = xgrow(small->origin, &small->cap, small->norigin + 1,
		sizeof(*small->origin));
	small->origin[small->norigin++] = from;
}

static void
emit_record(struct maker *m, const struct kong_entity *e, uint32_t map,
	uint32_t site)
{
	struct record r;
	size_t i;

	record_read(&r, m->doc, map, e, m->config->version, NULL, NULL);
	if (e->id != KONG_FILE)
		add_origin(m, &r, site);
	begin_mapping(m);
	for (i = 0; i < e->nfields; i++) {
		if (!r.value[i])
			continue;
		if (e->fields[i].offset)
			emit_field(m, &e->fields[i], r.value[i]);
		if (e->fields[i].entity)
			emit_list(m, &e->fields[i], r.value[i],
				r.site[i] ? r.site[i] : site);
	}
	end_mapping(m);
}

static void
emit_list(struct maker *m, const struct kong_field *f, uint32_t list,
	uint32_t site)
{
	uint32_t entry;

	if (!lyaml_is_list(m->doc, list))
		return;
	begin_list(m, f->name);
	for (entry = lyaml_entry(m->doc, list); entry;
		entry = lyaml_next(m->doc, entry))
		emit_record(m, f->entity, scan_deref(m->doc, entry),
			m->doc->node[entry].kind == NODE_ALIAS ? entry : site);
	end_list(m);
}

void
small_emit(struct small *small, const struct doc *doc, uint32_t root,
	const struct kong_config *config)
{
	struct maker m = {.doc = doc, .config = config, .small = small};
	yaml_event_t event;

	*small = (struct small){0};
	if (!yaml_emitter_initialize(&m.emitter))
		out_of_memory();
	yaml_emitter_set_output(&m.emitter, append, &small->text);
	yaml_emitter_set_unicode(&m.emitter, 1);
	yaml_emitter_set_width(&m.emitter, -1);
	emit(&m, &event,
		yaml_stream_start_event_initialize(&event, YAML_UTF8_ENCODING));
	emit(&m, &event,
		yaml_document_start_event_initialize(
			&event, NULL, NULL, NULL, 1));
	emit_record(&m, &kong_entities[KONG_FILE], root, 0);
	emit(&m, &event, yaml_document_end_event_initialize(&event, 1));
	emit(&m, &event, yaml_stream_end_event_initialize(&event));
	yaml_emitter_delete(&m.emitter);
}

void
small_free(struct small *small)
{
	buf_free(&small->text);
	free(small->origin);
	*small = (struct small){0};
}
