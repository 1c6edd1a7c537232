#include "kong/small.h"

#include "base/utf8.h"

#include <math.h>
#include <string.h>

struct writer {
	const struct kong *k;
	struct buf *out;
	size_t max; /* what out may hold */
};

/*
 * Strings are C strings from here on: a NUL, of no use in a credential,
 * becomes U+FFFD. All but printable ASCII is escaped, whatever libyaml thinks
 * of it.
 */
static void
add_string(struct buf *b, const char *s, size_t n)
{
	size_t at = 0, from, length;
	uint32_t point;

	buf_addc(b, '"');
	while (at < n) {
		for (from = at; at < n && s[at] >= ' ' && s[at] <= '~' &&
				s[at] != '"' && s[at] != '\\';
			at++)
			;
		buf_add(b, s + from, at - from);
		if (at == n)
			break;
		length = utf8_next(s + at, n - at, &point);
		if (!length || !point)
			point = 0xFFFD;
		buf_addf(b, "\\U%08X", (unsigned)point);
		at += length ? length : 1;
	}
	buf_adds(b, "\",");
}

static void
add_name(struct buf *b, const char *name)
{
	buf_adds(b, name);
	buf_adds(b, ": ");
}

static bool
is_string(const struct writer *m, uint32_t node)
{
	const struct doc *doc = m->k->doc;

	return doc->node[node].kind == NODE_SCALAR && doc->node[node].n > 0 &&
	       (kong_is_unknown(m->k, node) ||
		       kongyaml_type(doc, node) == TYPE_STRING);
}

static void
add_node(const struct writer *m, uint32_t node)
{
	const struct node *v = &m->k->doc->node[node];

	add_string(m->out, v->value, m->out->n > m->max ? 0 : v->n);
}

static void
add_strings(const struct writer *m, uint32_t list)
{
	const struct entries *e = &m->k->e;
	uint32_t i;

	buf_addc(m->out, '[');
	FOR_EACH_ENTRY(e, list, i)
	{
		if (is_string(m, e->v[i].node))
			add_node(m, e->v[i].node);
	}
	buf_adds(m->out, "],");
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

static bool
is_null(const struct writer *m, uint32_t i)
{
	uint32_t node = m->k->e.v[i].node;

	return !kong_is_unknown(m->k, node) &&
	       kongyaml_is_null(m->k->doc, node);
}

/* Null, and kept: a null id is an id to Kong, one that others may have too. */
static bool
is_null_id(const struct writer *m, const struct schema_field *f, uint32_t node)
{
	return f->name == N_id && !kong_is_unknown(m->k, node) &&
	       kongyaml_is_null(m->k->doc, node);
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
		       kongyaml_is_number(doc, node) &&
		       isfinite(kongyaml_number(doc, node));
	case SCHEMA_BOOLEAN:
		return doc->node[node].kind == NODE_SCALAR &&
		       !kong_is_unknown(m->k, node) &&
		       kongyaml_type(doc, node) == TYPE_BOOLEAN;
	default:
		return f->words ? is_word(m, f, node)
				: is_string(m, node) || is_null_id(m, f, node);
	}
}

static void
add_value(const struct writer *m, const struct schema_field *f, uint32_t i)
{
	const struct doc *doc = m->k->doc;
	uint32_t node = m->k->e.v[string_entry(m, f, i)].node;

	add_name(m->out, schema_name(f));
	if (f->type == SCHEMA_LIST || f->type == SCHEMA_SET)
		add_strings(m, i);
	else if (f->type == SCHEMA_INTEGER)
		buf_addf(m->out, "%.17g,", kongyaml_number(doc, node));
	else if (f->type == SCHEMA_BOOLEAN)
		buf_adds(m->out,
			kongyaml_boolean(doc, node) ? "true," : "false,");
	else if (is_string(m, node))
		add_node(m, node);
	else
		add_string(m->out, SMALL_STAND_IN, strlen(SMALL_STAND_IN));
}

static void
add_stand_in(const struct writer *m, const struct schema_field *f)
{
	const char *s = f->words ? next_word(m, f, NULL) : SMALL_STAND_IN;

	add_name(m->out, schema_name(f));
	add_string(m->out, s, strlen(s));
}

static void add_list(
	const struct writer *m, const struct schema_field *f, uint32_t list);

static void
add_record(const struct writer *m, enum schema_record record, uint32_t i)
{
	const struct schema_field *f, *row;
	uint32_t written = 0, unknown = 0, bit, k;
	size_t n;

	row = schema_rows(record, &n);
	buf_addc(m->out, '{');
	FOR_EACH_ENTRY(&m->k->e, i, k)
	{
		f = kong_field(m->k, record, k);
		if (f && f->type == SCHEMA_ENTITIES &&
			model_has((enum schema_record)f->sub))
			add_list(m, f, k);
		if (!f || !model_offset(record, (enum name_id)f->name))
			continue;
		bit = 1u << (f - row);
		if (has_value(m, f, k)) {
			add_value(m, f, k);
			written |= bit;
		}
		if (record == RECORD_consumer && is_null(m, k))
			continue; /* as good as absent, and known to be */
		if (!(written & bit) ||
			kong_is_unknown(m->k, m->k->e.v[k].node))
			unknown |= bit;
	}
	for (f = row; f < row + n; f++) {
		/* a record may have more rows than there are bits */
		if (!file_requires(f))
			continue;
		bit = model_bit(record, (enum name_id)f->name);
		if (written & bit)
			continue;
		add_stand_in(m, f);
		unknown |= bit;
	}
	if (record != RECORD_file)
		buf_addf(m->out, "_at: %u,_unknown: %u", (unsigned)i,
			(unsigned)unknown);
	buf_adds(m->out, "},");
}

static void
add_list(const struct writer *m, const struct schema_field *f, uint32_t list)
{
	const struct entries *e = &m->k->e;
	uint32_t i;

	if (!entries_is_list(e, list))
		return;
	add_name(m->out, schema_name(f));
	buf_addc(m->out, '[');
	for (i = entries_first_of_all(e, list); i;
		i = entries_next_of_all(e, i))
		if (entries_node(e, i)->kind == NODE_MAPPING)
			add_record(m, (enum schema_record)f->sub, i);
	buf_adds(m->out, "],");
}

int
small_write(const struct kong *k, struct buf *out)
{
	const struct doc *doc = k->doc;
	const struct writer m = {
		.k = k, .out = out, .max = SMALL_MAX_MORE + 4 * doc->text->n};

	add_record(&m, RECORD_file, 1);
	buf_cut(out, out->n - 1);
	if (out->n <= m.max)
		return 0;
	return diag_add(k->d, RULE_NESTING, doc->text,
		doc->node[k->e.v[1].node].at,
		"the aliases of consumers expand beyond the limit: replace "
		"them with what they refer to");
}
