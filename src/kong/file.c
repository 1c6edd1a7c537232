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
 * linear. The old memory is wiped.
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

#define OWN_FIELDS 3 /* _at and _unknown of a record, and the end */
#define MAX_WORDS 16

/* The schema holds pointers into itself: not to be copied. */
struct schema {
	bool is_3;
	cyaml_schema_value_t entries[KONG_LAST_LIST + 1]; /* by record */
	cyaml_schema_value_t root;
	cyaml_strval_t words[MAX_WORDS * 4];
	size_t nwords, nfields;
	cyaml_schema_field_t fields[]; /* of all records, one after another */
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

/* A sequence is a pointer to its entries, and their number after it. */
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
word_field(struct schema *s, enum schema_words id, size_t at)
{
	cyaml_schema_field_t field = flat_field(at, CYAML_ENUM, sizeof(int));
	const char *word = NULL;
	uint32_t n = 0;

	field.value.flags = CYAML_FLAG_STRICT;
	field.value.enumeration.strings = &s->words[s->nwords];
	while ((word = schema_word(id, word, s->is_3))) {
		assert(s->nwords < countof(s->words));
		s->words[s->nwords++] = (cyaml_strval_t){word, ++n};
	}
	field.value.enumeration.count = n;
	return field;
}

static cyaml_schema_field_t
struct_field(struct schema *s, const struct schema_field *f, size_t at)
{
	switch (f->type) {
	case SCHEMA_LIST:
	case SCHEMA_SET:
		return list_field(at, &string_entry, sizeof(char *));
	case SCHEMA_INTEGER:
		return flat_field(at, CYAML_FLOAT, sizeof(double));
	case SCHEMA_BOOLEAN:
		return flat_field(at, CYAML_BOOL, sizeof(bool));
	default:
		return f->words ? word_field(s, (enum schema_words)f->words, at)
				: string_field(at);
	}
}

static size_t
record_size(enum schema_record record)
{
	return record == RECORD_consumer ? sizeof(struct kong_consumer)
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

/* Appends the fields of record to the schema. Returns the first of them. */
static const cyaml_schema_field_t *
make_fields(struct schema *s, enum schema_record record)
{
	cyaml_schema_field_t *out = &s->fields[s->nfields];
	size_t n = record == RECORD_file ? 0 : origin_fields(out), left, at;
	const struct schema_field *f;
	enum schema_record of;

	for (f = schema_rows(record, &left); left; left--, f++) {
		of = (enum schema_record)f->sub;
		at = model_offset(record, (enum name_id)f->name);
		if (!schema_field_in(f, s->is_3))
			continue;
		if (f->type == SCHEMA_ENTITIES && model_has(of))
			out[n] = list_field(model_list_offset(record, of),
				&s->entries[of], record_size(of));
		else if (at)
			out[n] = struct_field(s, f, at);
		else
			continue;
		out[n].key = schema_name(f);
		if (!file_requires(f))
			out[n].value.flags |= CYAML_FLAG_OPTIONAL;
		n++;
	}
	out[n++] = (cyaml_schema_field_t)CYAML_FIELD_END;
	s->nfields += n;
	return out;
}

static struct schema *
schema_new(enum kong_version version)
{
	enum schema_record record;
	struct schema *s;
	size_t n = 0, rows;

	for (record = RECORD_file; record <= KONG_LAST_LIST; record++) {
		schema_rows(record, &rows);
		n += rows + OWN_FIELDS;
	}
	s = xcalloc(1, sizeof(*s) + n * sizeof(s->fields[0]));
	s->is_3 = version == KONG_3;
	for (record = RECORD_file; record <= KONG_LAST_LIST; record++)
		if (record == RECORD_file || model_has(record))
			s->entries[record] = (cyaml_schema_value_t){
				.type = CYAML_MAPPING,
				.flags = CYAML_FLAG_DEFAULT,
				.data_size = (uint32_t)record_size(record),
				.mapping = {.fields = make_fields(s, record)},
			};
	s->root = s->entries[RECORD_file];
	s->root.flags = CYAML_FLAG_POINTER;
	s->root.data_size = sizeof(struct kong_file);
	return s;
}

/* Who nests a credential gives it its consumer. */
bool
file_requires(const struct schema_field *f)
{
	return f->flags & SCHEMA_REQUIRED && f->type != SCHEMA_REFERENCE;
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
			"internal error: libcyaml rejects the consumers: %s%s",
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
	size_t l = KONG_LIST(v->record);
	const struct kong_credentials *list;

	for (; v->consumer < v->file->nconsumer; v->consumer++, v->i = 0) {
		list = &v->file->consumer[v->consumer].list[l];
		if (v->i < list->n)
			return &list->v[v->i++];
	}
	list = &v->file->list[l];
	return v->i < list->n ? &list->v[v->i++] : NULL;
}
