#include "template/render.h"

#include "template/drop.h"
#include "template/keys.h"
#include "template/verify.h"
#include "vars/sensitive.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#define STR_TAG "tag:yaml.org,2002:str"

struct render {
	struct doc *doc;
	const struct render_config *config;
	struct diags *d;
	struct change *change;
	size_t nchange, cap_change;
	struct expansions spans; /* of all changes */
	struct edits edits;
	struct buf work;
	bool failed; /* some reference has no value */
	uint32_t node; /* the one being expanded */
	/* where its references stand, found out at its first error */
	uint32_t located;
	struct expansions refs;
	uint32_t *places; /* NULL: written in another way than they read */
};

/* Finds the references of the node being expanded, once. */
static void
locate(struct render *m)
{
	const struct node *n = &m->doc->node[m->node];
	struct expansions *refs = &m->refs;
	enum ref_status status;
	size_t from = 0;
	struct ref r;

	if (m->located == m->node)
		return;
	m->located = m->node;
	refs->n = 0;
	while ((status = ref_next(n->value, n->n, from, &r)) != REF_NONE) {
		from = r.end;
		if (status != REF_FOUND)
			continue;
		refs->v = xgrow(
			refs->v, &refs->cap, refs->n + 1, sizeof(*refs->v));
		refs->v[refs->n++] = (struct expansion){r.at, r.end, 0, 0};
	}
	free(m->places);
	m->places = xcalloc(refs->n, sizeof(*m->places));
	if (splice_places(m->doc, m->node, n->value, n->n, refs->v, refs->n,
		    m->places))
		return;
	free(m->places);
	m->places = NULL;
}

/* The byte of the text where offset at, in the reference outer, is. */
static size_t
place_of(struct render *m, const struct ref *outer, size_t at)
{
	size_t low = 0, high, mid;

	locate(m);
	if (!m->places)
		return scan_body(m->doc, m->node);
	for (high = m->refs.n; low + 1 < high;) {
		mid = low + (high - low) / 2;
		if (m->refs.v[mid].at <= outer->at)
			low = mid;
		else
			high = mid;
	}
	return m->places[low] + (at - outer->at);
}

/* A malformed one is in no list of places, but is mostly verbatim. */
static size_t
place_of_malformed(const struct doc *doc, uint32_t node, size_t at)
{
	const struct node *n = &doc->node[node];
	const char *s = doc->text->s;
	size_t body = scan_body(doc, node), i, dollars = 0;

	for (i = 0; i <= at; i++)
		dollars += n->value[i] == '$';
	/* the same "$", counted from the front of what is written */
	for (i = body; i < n->end && dollars; i++)
		dollars -= s[i] == '$';
	return dollars ? body : i - 1;
}

/* Sets the flags of scalar i. Returns -1 for a malformed reference. */
static int
find_in(struct doc *doc, uint32_t i, struct diags *d)
{
	struct node *node = &doc->node[i];
	enum ref_status status;
	size_t from = 0;
	struct ref r;

	while ((status = ref_next(node->value, node->n, from, &r)) !=
		REF_NONE) {
		if (status == REF_UNTERMINATED || status == REF_TOO_DEEP) {
			node->flags &= (uint16_t)~NODE_REF;
			return diag_add(d, RULE_MALFORMED_REFERENCE, doc->text,
				place_of_malformed(doc, i, r.at), "%s",
				ref_problem(status));
		}
		from = r.end;
		if (status != REF_FOUND)
			continue;
		node->flags |= NODE_REF;
		if (node->style == STYLE_PLAIN && r.at == 0 && r.end == node->n)
			node->flags |= NODE_ONE_REF;
	}
	return 0;
}

/*
 * Whether the scalar may hold a "$": it is written with one, or with escapes.
 * *dollar is the first "$" in the text after those before it.
 */
static bool
may_refer(const struct doc *doc, const struct node *node, size_t *dollar)
{
	const struct text *t = doc->text;
	const char *found;

	if (*dollar < node->at) {
		found = memchr(t->s + node->at, '$', t->n - node->at);
		*dollar = found ? (size_t)(found - t->s) : t->n;
	}
	return *dollar < node->end || node->style == STYLE_DOUBLE;
}

int
render_find(struct doc *doc, struct diags *d)
{
	const struct node *node;
	size_t dollar = 0;
	uint32_t i;
	int ret = 0;

	for (i = 1; i < doc->n; i++) {
		node = &doc->node[i];
		if (node->kind == NODE_SCALAR &&
			may_refer(doc, node, &dollar) && find_in(doc, i, d))
			ret = -1;
	}
	return ret;
}

/* Nobody is to give a key or a password a default in a template. */
static void
report_unset(struct render *m, size_t at, const char *name, int n)
{
	bool secret = sensitive_name(name, (size_t)n);
	struct buf hint = {0};

	buf_adds(&hint, "");
	if (m->config->hint)
		secret |=
			m->config->hint(m->config->ctx, name, (size_t)n, &hint);
	diag_add(m->d, RULE_UNSET_VARIABLE, m->doc->text, at,
		"%.*s is not set%s: set it, %s%.*s%slist it in --optional", n,
		name, hint.s, secret ? "or " : "write ${", secret ? 0 : n, name,
		secret ? "" : ":-default}, or ");
	buf_free(&hint);
}

static void
expand_failed(void *ctx, enum expand_error error, const char *s,
	const struct ref *r, const struct ref *outer, enum ref_status status)
{
	struct render *m = ctx;
	int name = (int)(r->name_end - r->name);
	size_t at;

	/* render_find() has seen to that */
	assert(error != EXPAND_ERROR_MALFORMED && status == REF_FOUND);
	at = place_of(m, outer, r->at);
	s += r->name;
	if (error == EXPAND_ERROR_REQUIRED)
		diag_add(m->d, RULE_REQUIRED_VARIABLE, m->doc->text, at,
			"%.*s is required: %.*s", name, s,
			r->word_end > r->word ? (int)(r->word_end - r->word)
					      : 16,
			r->word_end > r->word ? s + (r->word - r->name)
					      : "it has no value.");
	else
		report_unset(m, at, s, name);
}

/* The node gets its wanted value; what it was goes into a change. */
static void
expand_node(struct render *m, uint32_t i, const struct expand_hooks *hooks)
{
	struct node *node = &m->doc->node[i];
	size_t first = m->spans.n, left = m->spans.left;

	m->node = i;
	buf_cut(&m->work, 0);
	if (expand(node->value, node->n, hooks, &m->work, &m->spans)) {
		m->failed = true;
		return;
	}
	if (m->spans.left > left)
		node->flags |= NODE_HAS_KEPT;
	if (m->spans.n == first) {
		node->flags &= (uint16_t) ~(NODE_REF | NODE_ONE_REF);
		return;
	}
	m->change = xgrow(
		m->change, &m->cap_change, m->nchange + 1, sizeof(*m->change));
	m->change[m->nchange++] = (struct change){
		i, node->n, node->value, first, m->spans.n - first};
	node->value = scan_keep(m->doc, m->work.s, m->work.n);
	node->n = (uint32_t)m->work.n;
}

static void
expand_all(struct render *m)
{
	const struct expand_hooks hooks = {
		m->config->lookup, m->config->ctx, m, expand_failed};
	uint32_t i;

	for (i = 1; i < m->doc->n; i++)
		if (m->doc->node[i].flags & NODE_REF)
			expand_node(m, i, &hooks);
}

/* What is written around a reference, or as a key, stays a string. */
static bool
must_be_string(const struct doc *doc, uint32_t i)
{
	const struct node *node = &doc->node[i];
	const char *tag = scan_tag(doc, i);

	return !(node->flags & NODE_ONE_REF) ||
	       node->flags & (NODE_KEY | NODE_AS_KEY) ||
	       (tag && strcmp(tag, STR_TAG) == 0);
}

static void
make_strings(struct render *m)
{
	size_t c;

	for (c = 0; c < m->nchange; c++)
		if (must_be_string(m->doc, m->change[c].node))
			m->doc->node[m->change[c].node].flags |= NODE_STRING;
}

static bool
is_in_sensitive_field(const struct doc *doc, uint32_t i)
{
	uint32_t key = scan_deref(doc, doc->node[i].key);

	return doc->node[i].key && doc->node[key].kind == NODE_SCALAR &&
	       sensitive_name(doc->node[key].value, doc->node[key].n);
}

/* A password that happens to be all digits, where a string was meant. */
static void
warn_of_type(struct render *m, const struct change *change)
{
	static const char *const types[] = {[TYPE_NULL] = "null",
		[TYPE_INTEGER] = "a number",
		[TYPE_FLOAT] = "a number",
		[TYPE_BOOLEAN] = "a boolean",
		[TYPE_OTHER] = "a date or a merge"};
	const struct node *node = &m->doc->node[change->node];
	enum resolve_type type;
	struct ref r;

	if (node->flags & NODE_STRING || node->style != STYLE_PLAIN)
		return;
	type = resolve_plain(m->config->list, node->value, node->n);
	if (type == TYPE_STRING ||
		ref_next(change->was, change->nwas, 0, &r) != REF_FOUND)
		return;
	if (!sensitive_name(change->was + r.name, r.name_end - r.name) &&
		!is_in_sensitive_field(m->doc, change->node))
		return;
	diag_add(m->d, RULE_SECRET_TYPE, m->doc->text,
		scan_body(m->doc, change->node),
		"the value of %.*s will be read as %s, not as a string: put "
		"the reference in quotes if you mean a string",
		(int)(r.name_end - r.name), change->was + r.name, types[type]);
}

static int
by_place(const void *a, const void *b)
{
	const struct edit *x = a, *y = b;

	if (x->at != y->at)
		return x->at < y->at ? -1 : 1;
	return x->from < y->from ? -1 : x->from > y->from;
}

static int
make_edits(struct render *m)
{
	size_t c, spliced, n = 0;

	for (c = 0; c < m->nchange; c++)
		n += m->doc->node[m->change[c].node].n;
	buf_reserve(&m->edits.bytes, n);
	for (c = 0; c < m->nchange; c++) {
		if (scan_is_dropped(m->doc, m->change[c].node))
			continue;
		splice_scalar(m->doc, &m->change[c],
			m->spans.v + m->change[c].first, m->config->list,
			&m->edits);
		warn_of_type(m, &m->change[c]);
	}
	spliced = m->edits.n;
	if (drop_edits(m->doc, &m->edits, m->d))
		return -1;
	if (m->edits.n > spliced)
		qsort(m->edits.v, m->edits.n, sizeof(*m->edits.v), by_place);
	return keys_check(m->doc, &m->edits, m->d);
}

static int
write_out(struct render *m, struct buf *out)
{
	const struct text *t = m->doc->text;

	buf_reserve(out, t->n + m->edits.bytes.n);
	splice_apply(t, 0, t->n, &m->edits, 0, out);
	/* without an edit there is nothing that the first parse did not see */
	if (m->edits.n == 0 && !m->doc->unproven)
		return 0;
	if (verify_output(m->doc, &m->edits, m->config->list, out->s, out->n,
		    m->d) == 0)
		return 0;
	m->doc->refuted = m->doc->unproven;
	return -1;
}

struct render *
render_expand(
	struct doc *doc, const struct render_config *config, struct diags *d)
{
	struct render *m = xcalloc(1, sizeof(*m));

	m->doc = doc;
	m->config = config;
	m->d = d;
	/* what is malformed and what is unset is reported in one run */
	m->failed = render_find(doc, d) != 0;
	expand_all(m);
	make_strings(m);
	return m;
}

int
render_each(struct render *m, render_change *change, void *ctx)
{
	struct render_insert insert;
	const struct change *c;
	struct node *node;
	int ret = 0, one;
	size_t i;

	for (i = 0; i < m->nchange; i++) {
		c = &m->change[i];
		insert = (struct render_insert){c->node, c->was, c->nwas,
			m->spans.v + c->first, c->nspans};
		buf_cut(&m->work, 0);
		one = change(ctx, &insert, &m->work);
		if (one < 0)
			ret = -1;
		if (one <= 0)
			continue;
		node = &m->doc->node[c->node];
		node->value = scan_keep(m->doc, m->work.s, m->work.n);
		node->n = (uint32_t)m->work.n;
	}
	return ret;
}

uint32_t *
render_places(const struct doc *doc, const struct render_insert *in)
{
	uint32_t *places = xcalloc(in->n + 1, sizeof(*places));
	size_t i;

	if (!splice_places(
		    doc, in->node, in->was, in->nwas, in->v, in->n, places))
		for (i = 0; i < in->n; i++)
			places[i] = (uint32_t)scan_body(doc, in->node);
	return places;
}

int
render_name(const struct render_insert *in, size_t which, const char **name)
{
	struct ref r;

	if (ref_next(in->was, in->nwas, in->v[which].at, &r) != REF_FOUND)
		r = (struct ref){0};
	*name = in->was + r.name;
	return (int)(r.name_end - r.name);
}

bool
render_is_expanded(const struct render *m)
{
	return !m->failed;
}

int
render_write(struct render *m, struct buf *out)
{
	if (m->failed || make_edits(m) || m->doc->refuted)
		return -1;
	return write_out(m, out);
}

void
render_free(struct render *m)
{
	if (!m)
		return;
	edits_free(&m->edits);
	buf_free(&m->work);
	free(m->change);
	free(m->spans.v);
	free(m->refs.v);
	free(m->places);
	free(m);
}
