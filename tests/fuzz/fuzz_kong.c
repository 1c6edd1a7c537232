/*
 * A Kong file, checked. The first byte says how: bit 0 as a template, bit 1
 * for Kong 2.8, bit 3 as JSON, bit 4 the Enterprise edition, bit 5 with a list
 * of plugins, bits 6 and 7 the router's flavor, bit 2 whether the rest is the
 * YAML text itself; else the rest chooses, byte by byte, fields from the tables
 * and values for them, with aliases and merges.
 *
 * Oracles: libcyaml takes whatever the walk found clean (no internal error);
 * the result says whether there are errors; every finding lies in the text;
 * the entries are a tree; without a reference lint and lint --rendered say
 * the same.
 */
#include "fuzz/fuzz.h"
#include "kong/check.h"
#include "kong/rules.h"
#include "template/render.h"

#include <assert.h>
#include <string.h>

#define MAX_TEXT 20000
#define MAX_DEPTH 12

struct maker {
	const uint8_t *p, *end;
	struct buf b;
	unsigned anchors, depth;
};

static uint8_t
next(struct maker *m)
{
	return m->p < m->end ? *m->p++ : 0;
}

static const char *
choose(struct maker *m, const char *const *words, size_t n)
{
	return words[next(m) % n];
}

static void
make_scalar(struct maker *m)
{
	static const char *const words[] = {"a", "b", "u", "~", "''", "5",
		"1.5", "true", "$A", "${B:-x}", "'x$C'", "\" a\"", "!!str 5",
		"!!int x", "!x", "11111111-2222-4333-8444-555555555555", "[a]",
		"{a: b}", "{id: 11111111-2222-4333-8444-555555555555}",
		"\"\\0\"", "\"\\u2028\"", "'{vault://a/b}'", "RS256", "ES256",
		"https://x", "[]", "{}", "a:b", "[~]", "\"2.1\"", ".inf",
		"1e300"};

	buf_adds(&m->b, choose(m, words, countof(words)));
}

/* Puts an anchor before a node, or an alias in its place. */
static bool
make_alias(struct maker *m)
{
	uint8_t c = next(m);

	if (c < 16)
		buf_addf(&m->b, "&a%u ", m->anchors++);
	if (c < 240 || m->anchors == 0)
		return false;
	buf_addf(&m->b, "*a%u", c % m->anchors);
	return true;
}

/* Numbers at the edges of ranges, words of enumerations, and others. */
static void
make_number(struct maker *m, const struct schema_field *f)
{
	struct schema_span span = schema_span((enum schema_range)f->range);
	uint8_t c = next(m);

	if (c < 32)
		make_scalar(m);
	else
		buf_addf(&m->b, "%.15g",
			f->range ? (c % 2 ? span.from : span.to) + c % 3 - 1
				 : c % 5);
}

static void
make_word(struct maker *m, const struct schema_field *f, uint8_t c)
{
	const char *word = NULL, *last = NULL;
	unsigned n = c % 12;

	while ((word = schema_word((enum schema_words)f->words, word, true)) &&
		n--)
		last = word;
	buf_addf(&m->b, "\"%s%s\"", last ? last : "a", c > 240 ? "x" : "");
}

static void make_record(struct maker *m, enum schema_record record);

static void
make_list(struct maker *m, enum schema_record record)
{
	unsigned n = next(m) % 5;

	if (make_alias(m))
		return;
	buf_addc(&m->b, '[');
	while (n--) {
		if (next(m) < 8)
			make_scalar(m);
		else
			make_record(m, record);
		buf_addc(&m->b, ',');
	}
	buf_addc(&m->b, ']');
}

static void
make_value(struct maker *m, const struct schema_field *f)
{
	uint8_t c = next(m);

	if (f->type == SCHEMA_ENTITIES && c > 8) {
		make_list(m, (enum schema_record)f->sub);
		return;
	}
	if (make_alias(m))
		return;
	if (f->of == SCHEMA_STRING && c > 32) {
		buf_addc(&m->b, '[');
		if (f->words && c > 64)
			make_word(m, f, c);
		else
			make_scalar(m);
		buf_addc(&m->b, ']');
	} else if (f->type == SCHEMA_RECORD && c > 8) {
		make_record(m, (enum schema_record)f->sub);
	} else if (f->of == SCHEMA_RECORD && c > 8) {
		make_list(m, (enum schema_record)f->sub);
	} else if (f->type == SCHEMA_CONFIG && c > 8) {
		make_record(m, plugin_record((enum plugin_id)(
				       c % (PLUGIN_COUNT - 1) + 1)));
	} else if ((f->type == SCHEMA_INTEGER || f->type == SCHEMA_NUMBER) &&
		   c > 8) {
		make_number(m, f);
	} else if (f->words && c > 8) {
		make_word(m, f, c);
	} else if (f->type == SCHEMA_STRING && c > 96) {
		buf_addf(&m->b, "s%u", c % 8);
	} else {
		make_scalar(m);
	}
}

/* A plugin and its config, most often of the same plugin. */
static void
make_plugin(struct maker *m)
{
	uint8_t c = next(m);
	enum plugin_id id = (enum plugin_id)(c % (PLUGIN_COUNT - 1) + 1);

	buf_addf(&m->b, "name: %s, config: ", plugin_name(id));
	make_record(m, plugin_record(id));
	buf_addc(&m->b, ',');
}

static void
make_pair(struct maker *m, enum schema_record record)
{
	static const char *const odd[] = {"<<", "\"<<\"", "!!merge m", "x", "5",
		"~", "? [a]", "'key'", "$K"};
	uint8_t c = next(m);
	const struct schema_field *f;
	size_t n;

	f = schema_rows(record, &n);
	if (n == 0 || c >= 224) {
		buf_addf(&m->b, "%s : ", choose(m, odd, countof(odd)));
		if (c < 240 && m->anchors > 0)
			buf_addf(&m->b, "*a%u", c % m->anchors);
		else
			make_record(m, record);
		return;
	}
	f += c % n;
	buf_addf(&m->b, "%s: ", schema_name(f));
	make_value(m, f);
}

static void
make_record(struct maker *m, enum schema_record record)
{
	unsigned n = next(m) % 6;

	if (m->depth == MAX_DEPTH || m->b.n > MAX_TEXT) {
		buf_adds(&m->b, "{}");
		return;
	}
	if (make_alias(m))
		return;
	m->depth++;
	buf_addc(&m->b, '{');
	if (record == RECORD_plugin && next(m) > 16)
		make_plugin(m);
	while (n--) {
		make_pair(m, record);
		buf_addc(&m->b, ',');
	}
	buf_addc(&m->b, '}');
	m->depth--;
}

static void
make_file(struct maker *m)
{
	const struct schema_field *f;
	size_t n;

	buf_adds(&m->b, "_format_version: \"2.1\"\n");
	for (f = schema_rows(RECORD_file, &n); n && m->p < m->end; n--, f++) {
		if (!model_has((enum schema_record)f->sub) && next(m) < 160)
			continue;
		buf_addf(&m->b, "%s: ", schema_name(f));
		make_value(m, f);
		buf_addc(&m->b, '\n');
	}
}

/* Every entry lies in the one above it, and is no alias. */
static void
check_entries(const struct entries *e)
{
	uint32_t i;

	for (i = 1; i < e->n; i++) {
		assert(e->v[i].up < i && e->v[i].next > i);
		assert(e->v[i].next <= e->v[e->v[i].up].next || i == 1);
		assert(entries_node(e, i)->kind != NODE_ALIAS);
	}
}

static void
check(const struct text *text, const struct kong_config *config,
	struct diags *d)
{
	struct doc doc;
	struct kong k;
	size_t i, before;
	int ret;

	if (scan_yaml(&doc, text, d) == 0 &&
		(!config->is_template || render_find(&doc, d) == 0)) {
		before = diags_errors(d);
		kong_open(&k, &doc, config, d);
		check_entries(&k.e);
		assert(!k.e.n || kong_load(&k) == 0);
		assert(!k.file || rules_check_lost(&k) == 0);
		ret = kong_check(&k);
		kong_close(&k);
		assert((ret != 0) == (diags_errors(d) > before));
		for (i = 0; i < d->n; i++) {
			assert(d->v[i].rule != RULE_INTERNAL);
			assert(d->v[i].at <= text->n || d->v[i].at == NOWHERE);
		}
	}
	diags_sort(d);
	scan_free(&doc);
}

/* Without a reference a template is judged as a rendered file is. */
static void
check_both(const struct text *text, struct kong_config *config)
{
	struct diags a = {0}, b = {0};
	size_t i;

	check(text, config, &a);
	config->is_template = !config->is_template;
	if (!memchr(text->s, '$', text->n)) {
		check(text, config, &b);
		assert(a.n == b.n);
		for (i = 0; i < a.n; i++)
			assert(a.v[i].rule == b.v[i].rule &&
				a.v[i].at == b.v[i].at &&
				a.v[i].level == b.v[i].level);
	}
	diags_free(&a);
	diags_free(&b);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct kong_config config = {0};
	struct text text = {.path = "in", .s = "", .n = 0};
	struct maker m = {.p = data, .end = data + n};
	uint8_t how = next(&m);

	config.is_template = how & 1;
	config.is_json = how & 8;
	config.version = how & 2 ? KONG_28 : KONG_3;
	config.enterprise = how & 16;
	config.plugins = how & 32 ? "bundled" : NULL;
	config.flavor = (enum kong_flavor)(how >> 6);
	if (how & 4) {
		buf_add(&m.b, m.p, (size_t)(m.end - m.p));
	} else {
		make_file(&m);
	}
	if (m.b.n) {
		text.s = m.b.s;
		text.n = m.b.n;
	}
	check_both(&text, &config);
	buf_free(&m.b);
	return 0;
}
