/*
 * A template of Envoy's and a value. Whatever they are, the result is an error,
 * or a text that reads back: each Lua program has the pieces that it had in the
 * template, and nothing compares with an empty string that was made from a
 * reference in a list of principals. lint has an answer for both.
 *
 * Input: the value of A, NUL, the template. $O is optional, all others unset.
 */
#include "base/utf8.h"
#include "envoy/envoycheck.h"
#include "envoy/envoyfile.h"
#include "envoy/envoyinsert.h"
#include "fuzz/fuzz.h"
#include "lint/envoytemplate.h"
#include "lua/lua.h"
#include "supabase/allowlist.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

struct input {
	const char *s;
	size_t n;
};

static enum expand_answer
lookup(void *ctx, const char *name, size_t n, const char **value,
	size_t *nvalue)
{
	const struct input *in = ctx;

	if (n != 1 || *name != 'A')
		return *name == 'O' ? EXPAND_OPTIONAL : EXPAND_UNSET;
	*value = in->s;
	*nvalue = in->n;
	return EXPAND_SET;
}

/* The kinds of all pieces of all programs that are in the output. */
static void
describe(const struct doc *doc, struct buf *out)
{
	bool *lua = envoyfile_programs(doc);
	struct lua_span span;
	uint32_t i, up;

	for (i = 1; i < doc->n; i++) {
		for (up = i; up && !(doc->node[up].flags & NODE_DROPPED);)
			up = doc->node[up].parent;
		if (!lua[i] || up)
			continue;
		buf_addc(out, '\n');
		span = (struct lua_span){0};
		while (lua_next(doc->node[i].value, doc->node[i].n, &span))
			buf_addc(out, "cm\"["[span.kind] + span.unclosed);
	}
	free(lua);
}

/* An internal error is the proof's: the output is not what was wanted. */
static void
check_diags(const struct diags *d)
{
	size_t i;

	for (i = 0; i < d->n; i++)
		assert(d->v[i].rule != RULE_INTERNAL);
}

static void
check_empty(const struct doc *doc)
{
	uint32_t i, item;

	for (i = 1; i < doc->n; i++) {
		item = doc->node[i].kind == NODE_SCALAR
			       ? envoyfile_match_item(doc, i)
			       : 0;
		if (item && !doc->node[i].n && doc->node[i].flags & NODE_REF)
			assert(doc->node[item].flags & NODE_DROPPED);
	}
}

static void
look(const char *s, size_t n, bool is_template, struct buf *pieces)
{
	struct text t = {.path = "t", .s = s, .n = n};
	struct allowlist allowlist = {0};
	struct diags d = {0};
	struct doc doc = {0};

	if (scan_yaml(&doc, &t, &d) == 0) {
		envoytemplate_check(&doc, is_template, &d);
		allowlist_envoy(&allowlist, &doc);
		if (pieces)
			describe(&doc, pieces);
	}
	allowlist_free(&allowlist);
	scan_free(&doc);
	text_free(&t);
	diags_free(&d);
}

static int
render_once(struct doc *doc, struct input *in, struct buf *out, struct diags *d)
{
	const struct render_config config = {RESOLVE_ANY, in, lookup, NULL};
	struct render *r = render_expand(doc, &config, d);
	int ret = render_is_expanded(r) ? envoyinsert_values(doc, r, d) : -1;

	if (ret == 0)
		ret = render_write(r, out);
	assert(ret == 0 || diags_errors(d));
	check_diags(d);
	render_free(r);
	return ret;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	const char *s = (const char *)data;
	const char *nul = n ? memchr(data, '\0', n) : NULL;
	struct input in = {s, nul ? (size_t)(nul - s) : 0};
	struct text t = {.path = "t"};
	struct buf out = {0}, before = {0}, after = {0};
	struct diags d = {0};
	struct doc doc = {0};

	/* vars refuses other values */
	if (!nul || utf8_check(in.s, in.n) < in.n)
		return 0;
	t.s = nul + 1;
	t.n = n - in.n - 1;
	if (scan_yaml(&doc, &t, &d) == 0 &&
		render_once(&doc, &in, &out, &d) == 0) {
		check_empty(&doc);
		describe(&doc, &before);
		look(out.s ? out.s : "", out.n, false, &after);
		assert(before.n == after.n &&
			(before.n == 0 ||
				memcmp(before.s, after.s, before.n) == 0));
	}
	look(t.s, t.n, true, NULL);
	scan_free(&doc);
	diags_free(&d);
	buf_free(&out);
	buf_free(&before);
	buf_free(&after);
	return 0;
}
