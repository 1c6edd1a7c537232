/*
 * A whole render with the proof as oracle: whatever the template and the
 * values, the result is an error that names a cause, or a proven text; never
 * an internal error. Rendering the result again changes nothing.
 *
 * Input: one byte of choices, the value of A, NUL, the value of B, NUL, the
 * template. $C is unset.
 */
#include "base/utf8.h"
#include "kong/kong.h"
#include "template/render.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

struct value {
	const char *s;
	size_t n;
};

struct input {
	struct value a, b;
	bool keep;
};

static enum expand_answer
lookup(void *ctx, const char *name, size_t n, const char **value,
	size_t *nvalue)
{
	const struct input *in = ctx;
	const struct value *v;

	if (n != 1 || (*name != 'A' && *name != 'B'))
		return *name == 'O' ? EXPAND_OPTIONAL : EXPAND_UNSET;
	if (in->keep && *name == 'B')
		return EXPAND_KEEP;
	v = *name == 'A' ? &in->a : &in->b;
	*value = v->s;
	*nvalue = v->n;
	return EXPAND_SET;
}

static bool
has_internal_error(const struct diags *d)
{
	size_t i;

	for (i = 0; i < d->n; i++)
		if (d->v[i].rule == RULE_INTERNAL)
			return true;
	return false;
}

static int
render_once(const struct text *t, struct input *in, bool kong, struct buf *out)
{
	struct diags d = {0};
	struct doc doc = {0};
	const struct kong_config as = {0};
	const struct render_config config = {
		kong ? RESOLVE_LYAML : RESOLVE_ANY, in, lookup, NULL};
	struct render *r = NULL;
	struct kong k;
	int ret = scan_yaml(&doc, t, &d);

	if (ret == 0) {
		r = render_expand(&doc, &config, &d);
		ret = render_is_expanded(r) ? 0 : -1;
		if (ret == 0 && kong) {
			kong_open(&k, &doc, &as, &d);
			ret = kong_types(&k, &doc);
			kong_close(&k);
		}
		if (ret == 0)
			ret = render_write(r, out);
	}
	if (has_internal_error(&d))
		abort();
	render_free(r);
	scan_free(&doc);
	diags_free(&d);
	return ret;
}

static struct value
take_value(const char **s, size_t *n)
{
	const char *nul = memchr(*s, '\0', *n);
	struct value v = {*s, nul ? (size_t)(nul - *s) : 0};

	if (nul) {
		*s += v.n + 1;
		*n -= v.n + 1;
	}
	return v;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const char *s = (const char *)data + 1;
	size_t n = size - 1;
	struct input in;
	struct text t = {.path = "template"};
	struct buf out = {0}, again = {0};
	bool kong;

	if (size < 1)
		return 0;
	kong = data[0] & 1;
	in.keep = data[0] & 2;
	in.a = take_value(&s, &n);
	in.b = take_value(&s, &n);
	if (utf8_check(in.a.s, in.a.n) < in.a.n ||
		utf8_check(in.b.s, in.b.n) < in.b.n)
		return 0;
	t.s = s;
	t.n = n;
	if (render_once(&t, &in, kong, &out) == 0 &&
		memchr(in.a.s, '$', in.a.n) == NULL &&
		memchr(in.b.s, '$', in.b.n) == NULL && !in.keep) {
		struct text second = {.path = "output", .s = out.s, .n = out.n};

		/* "$" and a value can make a new reference: $$A */
		if (memchr(out.s, '$', out.n) == NULL &&
			(render_once(&second, &in, kong, &again) != 0 ||
				again.n != out.n ||
				memcmp(again.s, out.s, out.n) != 0))
			abort();
	}
	buf_free(&out);
	buf_free(&again);
	return 0;
}
