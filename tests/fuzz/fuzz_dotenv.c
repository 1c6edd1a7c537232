/*
 * A value, a NUL, an env file. What parses may be asked to hold the value:
 * the result parses, reads back exactly, and differs nowhere else.
 */
#include "base/utf8.h"
#include "fuzz/fuzz.h"
#include "vars/dotenv.h"

#include <assert.h>
#include <string.h>

static void
check_entries(const struct dotenv *f)
{
	const struct text *t = f->text;
	const struct dotenv_entry *e;
	size_t i, last = 0;

	for (i = 0; i < f->n; i++) {
		e = &f->v[i];
		assert(last <= e->at && e->at <= e->name);
		assert(e->name < e->name_end && e->name_end < e->raw);
		assert(e->raw <= e->raw_end);
		assert(e->raw_end <= e->end && e->end <= t->n);
		assert(e->value[e->n] == '\0');
		assert(dotenv_is_name(t->s + e->name, e->name_end - e->name));
		last = e->end;
	}
}

/* Every entry of f but the one set reads the same in g. */
static void
check_others(const struct dotenv *f, const struct dotenv *g,
	const struct dotenv_entry *set)
{
	size_t i;

	assert(g->n == f->n + (set ? 0 : 1));
	for (i = 0; i < f->n; i++)
		if (&f->v[i] != set)
			assert(f->v[i].n == g->v[i].n &&
				memcmp(f->v[i].value, g->v[i].value,
					f->v[i].n) == 0);
}

static void
check_outside(const struct text *from, const struct buf *to,
	const struct dotenv_entry *set)
{
	size_t before = set ? set->from : from->n;
	size_t after = set ? from->n - set->raw_end : 0;

	assert(to->n >= before + after);
	if (from->n == 0)
		return;
	assert(memcmp(from->s, to->s, before) == 0);
	assert(memcmp(from->s + from->n - after, to->s + to->n - after,
		       after) == 0);
}

static void
check_set(const struct dotenv *f, const char *value, size_t n)
{
	const struct dotenv_entry *set = dotenv_find(f, "NAME", 4), *got;
	struct diags d = {0};
	struct buf out = {0};
	struct text t = {.path = "out"};
	struct dotenv g;

	dotenv_set(f, "NAME", value, n, &out);
	t.s = out.s;
	t.n = out.n;
	assert(dotenv_parse(&g, &t, &d) == 0);
	check_entries(&g);
	got = dotenv_find(&g, "NAME", 4);
	assert(got && got->n == n && memcmp(got->value, value, n) == 0);
	check_others(f, &g, set);
	check_outside(f->text, &out, set);
	dotenv_free(&g);
	diags_free(&d);
	buf_free(&out);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	const char *value = (const char *)data;
	const char *nul = n ? memchr(data, '\0', n) : NULL;
	size_t nvalue = nul ? (size_t)(nul - value) : 0;
	struct text t = {.path = "in", .s = value, .n = n};
	struct diags d = {0};
	struct dotenv f;
	int ret;

	if (nul) {
		t.s = nul + 1;
		t.n = n - nvalue - 1;
	}
	if (!t.s)
		t.s = value = "";
	ret = dotenv_parse(&f, &t, &d);
	assert((ret != 0) == (diags_errors(&d) > 0));
	check_entries(&f);
	if (ret == 0 && utf8_check(value, nvalue) == nvalue)
		check_set(&f, value, nvalue);
	dotenv_free(&f);
	diags_free(&d);
	return 0;
}
