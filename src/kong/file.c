#include "kong/file.h"

#include <assert.h>
#include <cyaml/cyaml.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* In front of each block of memory that libcyaml holds. */
union block {
	struct {
		size_t n, cap;
	} is;
	max_align_t align;
};

/*
 * libcyaml grows a list by one entry at a time; growing by half keeps that
 * linear. What is left behind is wiped.
 */
static void *
wiping_memory(void *ctx, void *p, size_t n)
{
	union block *old = p ? (union block *)p - 1 : NULL, *new;
	size_t cap;

	(void)ctx;
	if (old && n > 0 && n <= old->is.cap) {
		old->is.n = n;
		return p;
	}
	if (n == 0) {
		if (old)
			wipe(old, sizeof(*old) + old->is.cap);
		free(old);
		return NULL;
	}
	cap = old ? n + n / 2 : n;
	new = xmalloc(sizeof(*new) + cap);
	new->is.n = n;
	new->is.cap = cap;
	if (old) {
		memcpy(new + 1, old + 1, old->is.n);
		wipe(old, sizeof(*old) + old->is.cap);
		free(old);
	}
	return new + 1;
}

/*
 * libcyaml's messages quote values, except for the lines of its backtrace:
 * field names and positions in the small document.
 */
static void
keep_path(cyaml_log_t level, void *ctx, const char *fmt, va_list ap)
{
	char line[256];
	size_t n;

	if (level < CYAML_LOG_ERROR || strncmp(fmt, "  in ", 5) != 0)
		return;
	vsnprintf(line, sizeof(line), fmt + 2, ap);
	n = strcspn(line, "\n");
	buf_addf(ctx, "; %.*s", (int)n, line);
}

#define MAX_FIELDS (KONG_MAX_FIELDS + 2) /* with _at and _unknown, or the end  \
					  */
#define MAX_WORDS 16

/* The schema holds pointers into itself: not to be copied. */
struct schema {
	enum kong_version version;
	cyaml_schema_field_t fields[KONG_NENTITIES][MAX_FIELDS + 1];
	cyaml_schema_value_t entries[KONG_NENTITIES];
	cyaml_schema_value_t root;
	cyaml_strval_t words[MAX_WORDS * 4];
	size_t nwords;
};

static const cyaml_schema_value_t string_entry = {
	CYAML_VALUE_STRING(CYAML_FLAG_POINTER, char *, 1, CYAML_UNLIMITED),
};

static cyaml_schema_field_t
string_field(size_t at)
{
	return (cyaml_schema_field_t){
		.data_offset = (uint32_t)at,
		.value = {CYAML_VALUE_STRING(
			CYAML_FLAG_POINTER, char *, 1, CYAML_UNLIMITED)},
	};
}

_Static_assert(offsetof(struct kong_strings, n) ==
			       offsetof(struct kong_credentials, n) &&
		       offsetof(struct kong_file, nconsumer) -
				       offsetof(struct kong_file, consumer) ==
			       offsetof(struct kong_credentials, n),
	"list_field() fits all lists");

/* A sequence is a pointer to its entries, and a number of them behind it. */
static cyaml_schema_field_t
list_field(size_t at, const cyaml_schema_value_t *entry, size_t size)
{
	cyaml_schema_field_t f = {
		.data_offset = (uint32_t)at,
		.count_offset =
			(uint32_t)(at + offsetof(struct kong_credentials, n)),
		.count_size = sizeof(unsigned),
		.value = {CYAML_VALUE_SEQUENCE(
			CYAML_FLAG_POINTER, char *, entry, 0, CYAML_UNLIMITED)},
	};

	f.value.data_size = (uint32_t)size;
	return f;
}

static cyaml_schema_field_t
flat_field(size_t at, enum cyaml_type type, size_t size)
{
	return (cyaml_schema_field_t){
		.data_offset = (uint32_t)at,
		.value = {.type = type, .data_size = (uint32_t)size},
	};
}

/* The words of Kong's version, numbered from 1. */
static cyaml_schema_field_t
word_field(struct schema *s, const struct kong_field *f)
{
	const char *const *words = f->words[s->version];
	cyaml_schema_field_t field =
		flat_field(f->offset, CYAML_ENUM, sizeof(int));
	uint32_t n;

	field.value.flags = CYAML_FLAG_STRICT;
	field.value.enumeration.strings = &s->words[s->nwords];
	for (n = 0; words[n]; n++) {
		assert(s->nwords < countof(s->words));
		s->words[s->nwords++] = (cyaml_strval_t){words[n], n + 1};
	}
	field.value.enumeration.count = n;
	return field;
}

static cyaml_schema_field_t
struct_field(struct schema *s, const struct kong_field *f)
{
	switch (f->type) {
	case KONG_TAGS:
	case KONG_URIS:
		return list_field(f->offset, &string_entry, sizeof(char *));
	case KONG_TIMESTAMP:
		return flat_field(f->offset, CYAML_FLOAT, sizeof(double));
	case KONG_BOOLEAN:
		return flat_field(f->offset, CYAML_BOOL, sizeof(bool));
	case KONG_WORD:
		return word_field(s, f);
	default:
		return string_field(f->offset);
	}
}

/* Where the structs of a record keep a list of entries of another entity. */
static size_t
list_offset(const struct kong_entity *e, const struct kong_entity *of)
{
	size_t list = of->id - KONG_FIRST_LIST;

	if (of->id == KONG_CONSUMERS)
		return offsetof(struct kong_file, consumer);
	return list * sizeof(struct kong_credentials) +
	       (e->id == KONG_FILE ? offsetof(struct kong_file, list)
				   : offsetof(struct kong_consumer, list));
}

static size_t
record_size(const struct kong_entity *e)
{
	return e->id == KONG_CONSUMERS ? sizeof(struct kong_consumer)
				       : sizeof(struct kong_credential);
}

/* Every record begins with its origin. */
static size_t
origin_fields(cyaml_schema_field_t *out)
{
	out[0] = flat_field(
		offsetof(struct kong_origin, at), CYAML_UINT, sizeof(uint32_t));
	out[0].key = "_at";
	out[1] = flat_field(offsetof(struct kong_origin, unknown), CYAML_UINT,
		sizeof(uint32_t));
	out[1].key = "_unknown";
	return 2;
}

static void
make_fields(struct schema *s, const struct kong_entity *e)
{
	cyaml_schema_field_t *out = s->fields[e->id];
	size_t n = e->id == KONG_FILE ? 0 : origin_fields(out);
	const struct kong_field *f;

	for (f = e->fields; f < e->fields + e->nfields; f++) {
		if (f->entity)
			out[n] = list_field(list_offset(e, f->entity),
				&s->entries[f->entity->id],
				record_size(f->entity));
		else if (f->offset)
			out[n] = struct_field(s, f);
		else
			continue;
		out[n].key = f->name;
		if (!(f->flags & KONG_REQUIRED))
			out[n].value.flags |= CYAML_FLAG_OPTIONAL;
		n++;
	}
	assert(n < MAX_FIELDS);
	out[n] = (cyaml_schema_field_t)CYAML_FIELD_END;
}

static struct schema *
schema_new(enum kong_version version)
{
	struct schema *s = xcalloc(1, sizeof(*s));
	const struct kong_entity *e;

	s->version = version;
	for (e = kong_entities; e < kong_entities + KONG_NENTITIES; e++) {
		make_fields(s, e);
		s->entries[e->id] = (cyaml_schema_value_t){
			.type = CYAML_MAPPING,
			.flags = CYAML_FLAG_DEFAULT,
			.data_size = (uint32_t)record_size(e),
			.mapping = {.fields = s->fields[e->id]},
		};
	}
	s->root = s->entries[KONG_FILE];
	s->root.flags = CYAML_FLAG_POINTER;
	s->root.data_size = sizeof(struct kong_file);
	return s;
}

static const cyaml_config_t base_config = {
	.log_fn = keep_path,
	.mem_fn = wiping_memory,
	.log_level = CYAML_LOG_ERROR,
	.flags = CYAML_CFG_NO_ALIAS,
};

struct kong_file *
file_load(const struct buf *small, enum kong_version version, struct diags *d)
{
	struct schema *schema = schema_new(version);
	cyaml_config_t config = base_config;
	struct kong_file *file = NULL;
	struct buf path = {0};
	cyaml_err_t err;

	config.log_ctx = &path;
	err = cyaml_load_data((const uint8_t *)small->s, small->n, &config,
		&schema->root, (cyaml_data_t **)&file, NULL);
	/* what libyaml's emitter wrote its parser reads, if it has memory */
	if (err == CYAML_ERR_OOM || err == CYAML_ERR_LIBYAML_PARSER_INIT ||
		err == CYAML_ERR_LIBYAML_PARSER)
		out_of_memory();
	if (err != CYAML_OK)
		diag_add(d, RULE_INTERNAL, NULL, NOWHERE,
			"libcyaml does not take the consumer part: %s%s",
			cyaml_strerror(err), path.n ? path.s : "");
	buf_free(&path);
	free(schema);
	return file;
}

void
file_free(struct kong_file *file, enum kong_version version)
{
	cyaml_config_t config = base_config;
	struct schema *schema;

	if (!file)
		return;
	schema = schema_new(version);
	config.log_fn = NULL;
	cyaml_free(&config, &schema->root, file, 0);
	free(schema);
}

struct kong_credential *
file_next(struct file_visit *v)
{
	const struct kong_credentials *list;

	for (; v->consumer < v->file->nconsumer; v->consumer++, v->i = 0) {
		list = &v->file->consumer[v->consumer].list[v->list];
		if (v->i < list->n)
			return &list->v[v->i++];
	}
	list = &v->file->list[v->list];
	return v->i < list->n ? &list->v[v->i++] : NULL;
}
