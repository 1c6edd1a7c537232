#include "report/diag.h"

#include "base/table.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

static int diag_addv(struct diags *d, enum level level, enum rule_id rule,
	const struct text *text, size_t at, const char *fmt, va_list ap)
	PRINTF_LIKE(6, 0);

static int
diag_addv(struct diags *d, enum level level, enum rule_id rule,
	const struct text *text, size_t at, const char *fmt, va_list ap)
{
	struct buf message = {0};

	buf_addv(&message, fmt, ap);
	d->v = xgrow(d->v, &d->cap, d->n + 1, sizeof(*d->v));
	d->v[d->n++] = (struct diag){rule, level, text, at, message.s};
	d->count[level]++;
	return level >= LEVEL_ERROR ? -1 : 0;
}

int
diag_add(struct diags *d, enum rule_id rule, const struct text *text, size_t at,
	const char *fmt, ...)
{
	va_list ap;
	int ret;

	va_start(ap, fmt);
	ret = diag_addv(d, rules[rule].level, rule, text, at, fmt, ap);
	va_end(ap);
	return ret;
}

int
diag_add_level(struct diags *d, enum level level, enum rule_id rule,
	const struct text *text, size_t at, const char *fmt, ...)
{
	va_list ap;
	int ret;

	va_start(ap, fmt);
	ret = diag_addv(d, level, rule, text, at, fmt, ap);
	va_end(ap);
	return ret;
}

struct text *
diags_text(struct diags *d)
{
	struct text *t = xcalloc(1, sizeof(*t));

	d->owned = xgrow(
		d->owned, &d->cap_owned, d->nowned + 1, sizeof(*d->owned));
	d->owned[d->nowned++] = t;
	return t;
}

struct place
diags_place(struct diags *d, const struct text *text, size_t at)
{
	return text_place_in(&d->index, text, at);
}

size_t
diags_errors(const struct diags *d)
{
	return d->count[LEVEL_ERROR] + d->count[LEVEL_FAILURE];
}

void
diags_cut(struct diags *d, size_t n, const struct text *text)
{
	size_t i, kept = n;

	for (i = n; i < d->n; i++) {
		if (d->v[i].text != text) {
			d->v[kept++] = d->v[i];
			continue;
		}
		d->count[d->v[i].level]--;
		free(d->v[i].message);
	}
	d->n = kept;
}

/* What a diagnostic is sorted by. */
struct sort_key {
	uint32_t text; /* order of first appearance */
	size_t at; /* 0: NOWHERE, else one more */
	size_t index; /* order of addition */
	struct diag diag;
};

static int
compare_sizes(size_t a, size_t b)
{
	return (a > b) - (a < b);
}

static int
compare_places(const struct sort_key *a, const struct sort_key *b)
{
	int order = compare_sizes(a->text, b->text);

	return order ? order : compare_sizes(a->at, b->at);
}

static int
compare_content(const struct sort_key *a, const struct sort_key *b)
{
	int order = compare_places(a, b);

	if (order == 0)
		order = compare_sizes(a->diag.rule, b->diag.rule);
	if (order == 0)
		order = compare_sizes(a->diag.level, b->diag.level);
	return order ? order : strcmp(a->diag.message, b->diag.message);
}

/* repeats become neighbours, the first added one in front */
static int
by_content(const void *a, const void *b)
{
	const struct sort_key *x = a, *y = b;
	int order = compare_content(x, y);

	return order ? order : compare_sizes(x->index, y->index);
}

static int
by_place(const void *a, const void *b)
{
	const struct sort_key *x = a, *y = b;
	int order = compare_places(x, y);

	return order ? order : compare_sizes(x->index, y->index);
}

static void
fill_keys(struct sort_key *keys, const struct diags *d)
{
	struct table texts = {0};
	const char *name;
	uint32_t count = 0;
	size_t i;

	for (i = 0; i < d->n; i++) {
		keys[i].diag = d->v[i];
		keys[i].index = i;
		keys[i].at = d->v[i].at + 1; /* NOWHERE wraps to 0 */
		/* a text is known by its address */
		name = (const char *)&d->v[i].text;
		keys[i].text =
			table_add(&texts, name, sizeof(d->v[i].text), count);
		count += keys[i].text == count;
	}
	table_free(&texts);
}

/* Returns how many keys remain. */
static size_t
drop_repeats(struct sort_key *keys, struct diags *d)
{
	size_t i, n = 1;

	for (i = 1; i < d->n; i++) {
		if (compare_content(&keys[n - 1], &keys[i]) != 0) {
			keys[n++] = keys[i];
			continue;
		}
		d->count[keys[i].diag.level]--;
		free(keys[i].diag.message);
	}
	return n;
}

void
diags_sort(struct diags *d)
{
	struct sort_key *keys;
	size_t i;

	if (d->n < 2)
		return;
	keys = xcalloc(d->n, sizeof(*keys));
	fill_keys(keys, d);
	qsort(keys, d->n, sizeof(*keys), by_content);
	d->n = drop_repeats(keys, d);
	qsort(keys, d->n, sizeof(*keys), by_place);
	for (i = 0; i < d->n; i++)
		d->v[i] = keys[i].diag;
	free(keys);
}

int
diags_status(const struct diags *d, bool strict)
{
	if (d->count[LEVEL_FAILURE])
		return 2;
	if (d->count[LEVEL_ERROR])
		return 1;
	return strict && d->count[LEVEL_WARNING] ? 1 : 0;
}

void
diags_free(struct diags *d)
{
	size_t i;

	for (i = 0; i < d->n; i++)
		free(d->v[i].message);
	for (i = 0; i < d->nowned; i++) {
		text_free(d->owned[i]);
		free(d->owned[i]);
	}
	text_index_free(&d->index);
	free(d->v);
	free(d->owned);
	*d = (struct diags){.seed = d->seed};
}
