/*
 * A file for lint: a template or a manifest with some inside. Every finding
 * has a place in the file; a byte of an embedded text stands where its pieces
 * say; comments and lists only ever take findings away.
 */
#include "fuzz/fuzz.h"
#include "lint/manifest.h"
#include "lint/template.h"
#include "template/render.h"
#include "lint/ignore.h"

#include <assert.h>
#include <string.h>

static void
lint_doc(struct doc *doc, struct diags *d)
{
	struct ignore ignore = {.run = IN_TEMPLATE};
	const struct kong_config config = {.is_template = true};
	struct kong k;
	size_t from = d->n, found, i;

	render_find(doc, d);
	kong_open(&k, doc, &config, d);
	kong_check(&k);
	template_check(&k);
	kong_close(&k);
	found = d->n;
	ignore_apply(&ignore, doc, from, d);
	for (i = from; i < d->n; i++) {
		assert(d->v[i].at == NOWHERE || d->v[i].at <= doc->text->n);
		if (i >= found)
			assert(d->v[i].rule == RULE_IGNORE_COMMENT ||
				d->v[i].rule == RULE_UNUSED_IGNORE);
	}
}

/* The outer text holds the same bytes, line by line. */
static void
check_pieces(const struct text *t)
{
	const struct text_piece *p;
	size_t i, end;

	assert(t->npiece > 0 && t->piece[0].at == 0);
	for (i = 0; !t->fixed && i < t->npiece; i++) {
		p = &t->piece[i];
		end = i + 1 < t->npiece ? p[1].at : t->n;
		assert(p->at <= end && p->outer_at <= t->outer->n);
		/* but for the line end, which may be CRLF */
		while (end > p->at && scan_break(t->s + end - 1, 1))
			end--;
		if (i + 1 < t->npiece && end > p->at + 2 &&
			scan_break(t->s + end - 3, 3) == 3)
			end -= 3;
		assert(memcmp(t->s + p->at, t->outer->s + p->outer_at,
			       end - p->at) == 0);
	}
}

static void
lint_embedded(struct embedded *e, struct diags *d)
{
	struct doc doc;

	for (; e; e = e->next) {
		check_pieces(&e->text);
		if (scan_yaml(&doc, &e->text, d) == 0)
			lint_doc(&doc, d);
		scan_free(&doc);
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct text t = {
		.path = "in", .s = n ? (const char *)data : "", .n = n};
	struct embedded *embedded = NULL;
	struct diags d = {0};
	struct doc doc;
	struct place place;
	size_t i;

	if (scan_yaml(&doc, &t, &d) == 0) {
		if (manifest_is(&doc)) {
			embedded = manifest_find(&doc);
			lint_embedded(embedded, &d);
		} else {
			lint_doc(&doc, &d);
		}
	}
	scan_free(&doc);
	diags_sort(&d);
	for (i = 0; i < d.n; i++) {
		if (d.v[i].at == NOWHERE)
			continue;
		place = text_place(d.v[i].text, d.v[i].at);
		assert(place.line > 0 && place.col > 0);
	}
	diags_free(&d);
	manifest_free(embedded);
	return 0;
}
