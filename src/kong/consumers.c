#include "kong/consumers.h"

#include <assert.h>
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

static const cyaml_schema_value_t string_entry = {
	CYAML_VALUE_STRING(CYAML_FLAG_POINTER, char *, 0, CYAML_UNLIMITED),
};

static cyaml_schema_field_t
string_field(const char *name, size_t at)
{
	return (cyaml_schema_field_t){
		.key = name,
		.data_offset = (uint32_t)at,
		.value = {CYAML_VALUE_STRING(
			CYAML_FLAG_OPTIONAL | CYAML_FLAG_POINTER, char *, 0,
			CYAML_UNLIMITED)},
	};
}

/* A sequence is a pointer to its entries, and a number of them behind it. */
static cyaml_schema_field_t
list_field(const char *name, size_t at, const cyaml_schema_value_t *entry,
	size_t size)
{
	cyaml_schema_field_t f = {
		.key = name,
		.data_offset = (uint32_t)at,
		.count_offset =
			(uint32_t)(at + offsetof(struct kong_credentials, n)),
		.count_size = sizeof(unsigned),
		.value = {CYAML_VALUE_SEQUENCE(
			CYAML_FLAG_OPTIONAL | CYAML_FLAG_POINTER, char *, entry,
			0, CYAML_UNLIMITED)},
	};

	f.value.data_size = (uint32_t)size;
	return f;
}

static cyaml_schema_field_t
flat_field(const char *name, size_t at, enum cyaml_type type, size_t size)
{
	return (cyaml_schema_field_t){
		.key = name,
		.data_offset = (uint32_t)at,
		.value = {.type = type,
			.flags = CYAML_FLAG_OPTIONAL,
			.data_size = (uint32_t)size},
	};
}

_Static_assert(offsetof(struct kong_strings, n) ==
		       offsetof(struct kong_credentials, n),
	"list_field() fits both");
static cyaml_schema_field_t
struct_field(const struct kong_field *f)
{
	switch (f->type) {
	case KONG_TAGS:
	case KONG_URIS:
		return list_field(
			f->name, f->offset, &string_entry, sizeof(char *));
	case KONG_TIMESTAMP:
		return flat_field(
			f->name, f->offset, CYAML_FLOAT, sizeof(double));
	case KONG_BOOLEAN:
		return flat_field(f->name, f->offset, CYAML_BOOL, sizeof(bool));
	default:
		return string_field(f->name, f->offset);
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

_Static_assert(offsetof(struct kong_file, nconsumer) -
			       offsetof(struct kong_file, consumer) ==
		       offsetof(struct kong_credentials, n),
	"list_field() fits the consumers");

static size_t
record_size(const struct kong_entity *e)
{
	return e->id == KONG_CONSUMERS ? sizeof(struct kong_consumer)
				       : sizeof(struct kong_credential);
}

static void
make_fields(struct consumers *c, const struct kong_entity *e)
{
	cyaml_schema_field_t *out = c->fields[e->id];
	const struct kong_field *f;
	size_t n = 0;

	for (f = e->fields; f < e->fields + e->nfields; f++) {
		if (f->entity)
			out[n++] =
				list_field(f->name, list_offset(e, f->entity),
					&c->entries[f->entity->id],
					record_size(f->entity));
		else if (f->offset)
			out[n++] = struct_field(f);
	}
	assert(n < KONG_MAX_FIELDS);
	out[n] = (cyaml_schema_field_t)CYAML_FIELD_END;
}

static void
make_schema(struct consumers *c)
{
	const struct kong_entity *e;

	for (e = kong_entities; e < kong_entities + KONG_NENTITIES; e++) {
		make_fields(c, e);
		c->entries[e->id] = (cyaml_schema_value_t){
			.type = CYAML_MAPPING,
			.flags = CYAML_FLAG_DEFAULT,
			.data_size = (uint32_t)record_size(e),
			.mapping = {.fields = c->fields[e->id]},
		};
	}
	c->root = c->entries[KONG_FILE];
	c->root.flags = CYAML_FLAG_POINTER;
	c->root.data_size = sizeof(struct kong_file);
}

static const cyaml_config_t base_config = {
	.log_fn = keep_path,
	.mem_fn = wiping_memory,
	.log_level = CYAML_LOG_ERROR,
	.flags = CYAML_CFG_NO_ALIAS,
};

static void
set_origins_of(const struct kong_credentials *list, const struct small *small,
	size_t *k)
{
	unsigned i;

	for (i = 0; i < list->n; i++)
		list->v[i].from = small->origin[(*k)++];
}

/* The small document has the lists in the order of the tables, too. */
static void
set_origins(struct kong_file *file, const struct small *small)
{
	size_t k = 0, l;
	unsigned i;

	for (i = 0; i < file->nconsumer; i++) {
		file->consumer[i].from = small->origin[k++];
		for (l = 0; l < KONG_NLISTS; l++)
			set_origins_of(&file->consumer[i].list[l], small, &k);
	}
	for (l = 0; l < KONG_NLISTS; l++)
		set_origins_of(&file->list[l], small, &k);
	assert(k == small->norigin);
}

int
consumers_load(struct consumers *c, const struct small *small, struct diags *d)
{
	cyaml_config_t config = base_config;
	struct buf path = {0};
	cyaml_err_t err;
	int ret = 0;

	c->file = NULL;
	make_schema(c);
	config.log_ctx = &path;
	err = cyaml_load_data((const uint8_t *)small->text.s, small->text.n,
		&config, &c->root, (cyaml_data_t **)&c->file, NULL);
	/* what libyaml's emitter wrote its parser reads, if it has memory */
	if (err == CYAML_ERR_OOM || err == CYAML_ERR_LIBYAML_PARSER_INIT ||
		err == CYAML_ERR_LIBYAML_PARSER)
		out_of_memory();
	if (err != CYAML_OK)
		ret = diag_add(d, RULE_INTERNAL, NULL, NOWHERE,
			"libcyaml does not take the consumer part: %s%s",
			cyaml_strerror(err), path.n ? path.s : "");
	else
		set_origins(c->file, small);
	buf_free(&path);
	return ret;
}

void
consumers_free(struct consumers *c)
{
	cyaml_config_t config = base_config;

	config.log_fn = NULL;
	if (c->file)
		cyaml_free(&config, &c->root, c->file, 0);
	c->file = NULL;
}
