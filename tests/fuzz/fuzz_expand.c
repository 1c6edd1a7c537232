/*
 * A string with references. Whatever they hold, the bytes outside the listed
 * expansions stay, in order; with every variable kept verbatim nothing
 * changes; and inserted text is never scanned again.
 */
#include "fuzz/fuzz.h"
#include "template/expand.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

/* What an inserted value looks like: references that must stay. */
static const char inserted[] = "$A ${B} ${C";

static enum expand_answer
look_up(void *ctx, const char *name, size_t n, const char **value, size_t *len)
{
	enum expand_answer *only = ctx;

	assert(n > 0);
	if (only)
		return *only;
	*value = inserted;
	switch ((name[0] + n) % 5) {
	case 0:
		return EXPAND_UNSET;
	case 1:
		return EXPAND_KEEP;
	case 2:
		*len = 0;
		return EXPAND_SET;
	default:
		*len = sizeof(inserted) - 1;
		return EXPAND_SET;
	}
}

static void
take_error(void *ctx, enum expand_error error, const char *s,
	const struct ref *r, const struct ref *outer, enum ref_status status)
{
	(void)ctx;
	assert(s[r->at] == '$');
	assert(!outer || outer->at <= r->at);
	assert((error == EXPAND_ERROR_MALFORMED) == (status != REF_FOUND));
}

static void
check_outside(const char *s, size_t n, const struct buf *out,
	const struct expansions *list)
{
	size_t i, at = 0, to = 0, run;
	const struct expansion *e;

	for (i = 0; i <= list->n; i++) {
		struct expansion rest = {n, n, out->n, out->n};

		e = i < list->n ? &list->v[i] : &rest;
		assert(at <= e->at && e->at <= e->end && e->end <= n);
		assert(to <= e->to && e->to <= e->to_end &&
			e->to_end <= out->n);
		run = e->at - at;
		assert(run == e->to - to);
		assert(run == 0 || memcmp(s + at, out->s + to, run) == 0);
		at = e->end;
		to = e->to_end;
	}
}

static void
check(const char *s, size_t n, enum expand_answer *only)
{
	struct expand_hooks hooks = {look_up, only, NULL, take_error};
	struct expansions list = {0};
	struct buf out = {0};

	if (expand(s, n, &hooks, &out, &list) == 0) {
		check_outside(s, n, &out, &list);
		if (only && *only == EXPAND_KEEP)
			assert(list.n == 0 && out.n == n);
	}
	free(list.v);
	buf_free(&out);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	enum expand_answer keep = EXPAND_KEEP, unset = EXPAND_UNSET;
	const char *s = n ? (const char *)data : "";

	check(s, n, NULL);
	check(s, n, &keep);
	check(s, n, &unset);
	return 0;
}
