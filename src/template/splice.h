/*
 * Putting values into the text: which bytes give way to which.
 *
 * An edit replaces the bytes [at, end) of the template's text. Where a value
 * is harmless in place, only its reference's own bytes are replaced; else the
 * scalar is written anew, in its own style if that reads back exactly, else
 * in double quotes.
 */
#ifndef TEMPLATE_SPLICE_H
#define TEMPLATE_SPLICE_H

#include "template/expand.h"
#include "template/resolve.h"
#include "template/scan.h"

struct edit {
	uint32_t at, end;
	size_t from, to; /* the new bytes, in edits.bytes */
};

struct edits {
	struct edit *v;
	size_t n, cap;
	struct buf bytes; /* may hold secrets */
};

/* A scalar whose references were expanded. */
struct change {
	uint32_t node;
	uint32_t nwas;
	const char *was; /* its value in the template */
	size_t first, nspans; /* in an array of struct expansion */
};

/* Adds: the bytes [at, end) of the text become the n bytes at s. */
void edits_add(struct edits *e, size_t at, size_t end, const char *s, size_t n);

/* Wipes and empties e. May be repeated. */
void edits_free(struct edits *e);

/*
 * Finds where in the text the i-th of the count references (spans, offsets in
 * the n bytes of value was) of scalar node is, and puts it in places[i].
 * Returns false if the text spells them in another way than they read.
 */
bool splice_places(const struct doc *doc, uint32_t node, const char *was,
	size_t n, const struct expansion *spans, size_t count,
	uint32_t *places);

/*
 * Adds the edits that make the scalar of change read as its node's value, and
 * sets the node's style to what it then is. spans are the change's. A node
 * with NODE_STRING reads back as a string by list. Sets doc->refuted for an
 * unproven doc if the scalar is written anew: the output cannot prove it.
 */
void splice_scalar(struct doc *doc, const struct change *change,
	const struct expansion *spans, enum resolve_list list, struct edits *e);

/*
 * Appends to out the bytes [at, end) of text with the edits from the first
 * on applied that begin before end. Edits ascend and do not overlap.
 */
void splice_apply(const struct text *text, size_t at, size_t end,
	const struct edits *edits, size_t first, struct buf *out);

#endif
