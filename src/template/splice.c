#include "template/splice.h"

#include "template/block.h"
#include "template/quote.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

void
edits_add(struct edits *e, size_t at, size_t end, const char *s, size_t n)
{
	e->v = xgrow(e->v, &e->cap, e->n + 1, sizeof(*e->v));
	e->v[e->n++] = (struct edit){
		(uint32_t)at, (uint32_t)end, e->bytes.n, e->bytes.n + n};
	buf_add(&e->bytes, s, n);
}

void
edits_free(struct edits *e)
{
	buf_free(&e->bytes);
	free(e->v);
	*e = (struct edits){0};
}

/* Begins an edit whose bytes are to be appended to e->bytes. */
static void
edit_begin(struct edits *e, size_t at, size_t end)
{
	edits_add(e, at, end, NULL, 0);
}

static void
edit_end(struct edits *e)
{
	e->v[e->n - 1].to = e->bytes.n;
}

/* The bytes between which the scalar's characters stand. */
static void
inner_range(const struct doc *doc, uint32_t i, size_t *at, size_t *end)
{
	const struct node *node = &doc->node[i];
	struct block b;

	*at = scan_body(doc, i);
	*end = node->end;
	if (node->style == STYLE_SINGLE || node->style == STYLE_DOUBLE) {
		++*at;
		--*end;
	} else if (node->style != STYLE_PLAIN) {
		block_look(doc, i, &b);
		*at = b.body;
	}
}

/* Whether the value was found to stand in the text byte by byte. */
static bool
is_verbatim(const struct doc *doc, const char *was, size_t n)
{
	uintptr_t s = (uintptr_t)doc->text->s, v = (uintptr_t)was;

	return v >= s && v + n <= s + doc->text->n;
}

bool
splice_places(const struct doc *doc, uint32_t node, const char *was, size_t n,
	const struct expansion *spans, size_t count, uint32_t *places)
{
	const char *s = doc->text->s;
	size_t at, end, i = 0;
	enum ref_status status;
	struct ref r;

	if (is_verbatim(doc, was, n)) {
		for (i = 0; i < count; i++)
			places[i] = (uint32_t)((size_t)(was - s) + spans[i].at);
		return true;
	}
	inner_range(doc, node, &at, &end);
	while ((status = ref_next(s, end, at, &r)) != REF_NONE) {
		if (status == REF_UNTERMINATED || status == REF_TOO_DEEP)
			return false;
		at = r.end;
		if (status != REF_FOUND)
			continue;
		if (i == count || r.end - r.at != spans[i].end - spans[i].at ||
			memcmp(s + r.at, was + spans[i].at, r.end - r.at) != 0)
			return false;
		places[i++] = (uint32_t)r.at;
	}
	return i == count;
}

/* What has to be known to place one value. */
struct placing {
	struct doc *doc;
	struct node *node; /* value and n are the wanted ones */
	uint32_t index;
	const struct change *change;
	const struct expansion *spans;
	enum resolve_list list;
	struct edits *edits;
	size_t inner, inner_end;
	bool folded; /* the scalar spans several lines */
	bool column0; /* and one of them begins at column 0 */
};

/* The text that reference i became. */
static const char *
inserted(const struct placing *p, size_t i, size_t *n)
{
	*n = p->spans[i].to_end - p->spans[i].to;
	return p->node->value + p->spans[i].to;
}

static void
look_at_lines(struct placing *p)
{
	const struct text *t = p->doc->text;
	size_t at, n;

	inner_range(p->doc, p->index, &p->inner, &p->inner_end);
	if (is_verbatim(p->doc, p->change->was, p->change->nwas))
		return;
	if (p->node->style >= STYLE_LITERAL && p->inner < p->inner_end)
		p->column0 = !strchr(" \t\r\n", t->s[p->inner]);
	for (at = p->inner; at < p->inner_end; at += n) {
		n = scan_break(t->s + at, p->inner_end - at);
		if (!n) {
			n = 1;
			continue;
		}
		p->folded = true;
		if (at + n < p->inner_end && t->s[at + n] != ' ' &&
			t->s[at + n] != '\t' &&
			!scan_break(t->s + at + n, p->inner_end - at - n))
			p->column0 = true;
	}
}

/* Whether the inserted text may simply take its reference's place. */
static bool
is_harmless(const struct placing *p, const char *s, size_t n)
{
	switch (p->node->style) {
	case STYLE_PLAIN:
		return p->folded ? quote_is_word(s, n) : quote_look(s, n).raw;
	case STYLE_SINGLE:
		return p->folded ? quote_look(s, n).unpadded
				 : quote_look(s, n).raw;
	case STYLE_DOUBLE:
		return !p->folded || quote_look(s, n).unpadded;
	default:
		return quote_look(s, n).unpadded;
	}
}

static bool
all_harmless(const struct placing *p)
{
	const char *s;
	size_t i, n;

	for (i = 0; i < p->change->nspans; i++) {
		s = inserted(p, i, &n);
		if (!is_harmless(p, s, n))
			return false;
	}
	return !p->column0;
}

static bool
reads_as_wanted(const struct placing *p)
{
	const struct node *node = p->node;
	enum resolve_type type;

	if (node->style != STYLE_PLAIN)
		return true;
	if (!p->folded && !quote_plain_ok(node->value, node->n,
				  node->flags & NODE_IN_FLOW))
		return false;
	if (!(node->flags & NODE_STRING))
		return true;
	type = resolve_plain(p->list, node->value, node->n);
	return type == TYPE_STRING;
}

static void
add_inserted(struct placing *p, size_t i)
{
	size_t n;
	const char *s = inserted(p, i, &n);

	if (p->node->style == STYLE_DOUBLE)
		quote_double_inner(&p->edits->bytes, s, n);
	else if (p->node->style == STYLE_SINGLE)
		quote_single_inner(&p->edits->bytes, s, n);
	else
		buf_add(&p->edits->bytes, s, n);
}

static bool
place_in_place(struct placing *p)
{
	uint32_t few[8], *places = few;
	size_t i, n = p->change->nspans;
	bool ok = all_harmless(p) && reads_as_wanted(p);

	if (!ok)
		return false;
	if (n > countof(few))
		places = xcalloc(n, sizeof(*places));
	ok = splice_places(p->doc, p->index, p->change->was, p->change->nwas,
		p->spans, n, places);
	for (i = 0; ok && i < n; i++) {
		edit_begin(p->edits, places[i],
			places[i] + (p->spans[i].end - p->spans[i].at));
		add_inserted(p, i);
		edit_end(p->edits);
	}
	if (places != few)
		free(places);
	return ok;
}

/* Any line break that libyaml reads as one LF, as every program does. */
static bool
is_common_break(const char *s, size_t n)
{
	return (n == 1 && s[0] == '\n') || (n == 2 && s[0] == '\r');
}

static bool
place_literal(struct placing *p, const struct block *b)
{
	const struct node *node = p->node;
	const char *eol = p->doc->text->s + b->line_end;
	size_t neol = b->body - b->line_end;

	if (node->style != STYLE_LITERAL || b->digit || b->indent == 0 ||
		p->column0 || !is_common_break(eol, neol) ||
		!quote_literal_ok(node->value, node->n, b->chomp))
		return false;
	if (b->chomp != '-' && !b->terminated)
		return false;
	edit_begin(p->edits, b->body, b->chomp == '+' ? b->all : b->last);
	quote_literal(&p->edits->bytes, node->value, node->n, b->indent, eol,
		neol, b->chomp);
	edit_end(p->edits);
	return true;
}

/*
 * A plain scalar's scanner eats the tabs of the blank lines, and before the
 * comments, that follow it; after a quoted scalar libyaml refuses them.
 */
static void
remove_tabs_behind(struct placing *p)
{
	const struct text *t = p->doc->text;
	size_t at = p->node->end, n;
	bool fresh = false; /* only blanks since the line began */

	for (; at < t->n; at += n) {
		n = scan_break(t->s + at, t->n - at);
		if (n) {
			fresh = true;
			continue;
		}
		n = 1;
		if (t->s[at] == '\t' && fresh)
			edits_add(p->edits, at, at + 1, NULL, 0);
		else if (t->s[at] != ' ' && t->s[at] != '\t')
			break;
	}
}

/* A "|" may stand right below its key's first column, a quote may not. */
static bool
needs_indent(const struct placing *p, size_t body)
{
	const struct doc *doc = p->doc;
	const struct node *up = &doc->node[p->node->parent];

	return up->style == STYLE_BLOCK &&
	       scan_column(doc->text, body) ==
		       scan_column(doc->text, scan_body(doc, p->node->parent));
}

static void
place_double(struct placing *p, const struct block *b)
{
	struct node *node = p->node;
	bool block = node->style >= STYLE_LITERAL;
	size_t body, props = scan_props(p->doc, p->index, &body);

	edit_begin(p->edits, body, block ? b->header_end : node->end);
	/* "&a:b" is an anchor and a plain scalar, but no quote may follow */
	if ((props == body && props > node->at) ||
		(block && needs_indent(p, body)))
		buf_addc(&p->edits->bytes, ' ');
	quote_double(&p->edits->bytes, node->value, node->n);
	edit_end(p->edits);
	if (node->style == STYLE_PLAIN && !(node->flags & NODE_IN_FLOW))
		remove_tabs_behind(p);
	if (block)
		edits_add(p->edits, b->line_end,
			b->chomp == '+' ? b->all : b->last, NULL, 0);
	node->style = STYLE_DOUBLE;
}

void
splice_scalar(struct doc *doc, const struct change *change,
	const struct expansion *spans, enum resolve_list list, struct edits *e)
{
	struct node *node = &doc->node[change->node];
	struct placing p = {.doc = doc,
		.node = node,
		.index = change->node,
		.change = change,
		.spans = spans,
		.list = list,
		.edits = e};
	struct block b = {0};

	if (node->n == 0 && !(node->flags & NODE_STRING)) {
		doc->refuted = doc->unproven;
		/* nothing at all would turn [$A] into an empty list */
		edits_add(
			e, scan_body(doc, change->node), node->end, "null", 4);
		node->value = "null";
		node->n = 4;
		return;
	}
	look_at_lines(&p);
	if (place_in_place(&p))
		return;
	/* what is written anew says nothing of how it was read */
	doc->refuted = doc->unproven;
	if (node->style >= STYLE_LITERAL)
		block_look(doc, change->node, &b);
	if (!place_literal(&p, &b))
		place_double(&p, &b);
}

void
splice_apply(const struct text *text, size_t at, size_t end,
	const struct edits *edits, size_t first, struct buf *out)
{
	size_t i;

	for (i = first; i < edits->n && edits->v[i].at < end; i++) {
		const struct edit *e = &edits->v[i];

		assert(e->at >= at && e->end >= e->at);
		buf_add(out, text->s + at, e->at - at);
		buf_add(out, edits->bytes.s + e->from, e->to - e->from);
		at = e->end;
	}
	buf_add(out, text->s + at, end - at);
}
