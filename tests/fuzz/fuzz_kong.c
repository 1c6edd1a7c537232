/*
 * A Kong file, checked. The first byte says how: bit 0 as a template, bit 1
 * for Kong 2.8, bit 3 as JSON, bit 2 whether the rest is the YAML text itself;
 * else the rest chooses, byte by byte, fields from the tables and values for
 * them, with aliases and merges.
 *
 * Oracles: libcyaml takes whatever the walk found clean (no internal error);
 * the result says whether there are errors; every finding lies in the text;
 * the entries are a tree.
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
		make_scalar(m);
		buf_addc(&m->b, ']');
	} else if (f->type == SCHEMA_STRING && c > 96) {
		buf_addf(&m->b, "s%u", c % 8);
	} else {
		make_scalar(m);
	}
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
		if (!model_has((enum schema_record)f->sub) && next(m) < 224)
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
check(const struct text *text, const struct kong_config *config)
{
	struct diags d = {0};
	struct doc doc;
	struct kong k;
	size_t i, before;
	int ret;

	if (scan_yaml(&doc, text, &d) == 0 &&
		(!config->is_template || render_find(&doc, &d) == 0)) {
		before = diags_errors(&d);
		kong_open(&k, &doc, config, &d);
		check_entries(&k.e);
		assert(!k.e.n || kong_load(&k) == 0);
		assert(!k.file || rules_check_lost(&k) == 0);
		ret = kong_check(&k);
		kong_close(&k);
		assert((ret != 0) == (diags_errors(&d) > before));
		for (i = 0; i < d.n; i++) {
			assert(d.v[i].rule != RULE_INTERNAL);
			assert(d.v[i].at <= text->n || d.v[i].at == NOWHERE);
		}
	}
	diags_sort(&d);
	scan_free(&doc);
	diags_free(&d);
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
	if (how & 4) {
		buf_add(&m.b, m.p, (size_t)(m.end - m.p));
	} else {
		make_file(&m);
	}
	if (m.b.n) {
		text.s = m.b.s;
		text.n = m.b.n;
	}
	check(&text, &config);
	buf_free(&m.b);
	return 0;
}
