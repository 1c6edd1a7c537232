/*
 * The line of a finding, with a caret under its place. What may be shown of a
 * line is the caller's to say: this file shows nothing else.
 */
#ifndef REPORT_EXCERPT_H
#define REPORT_EXCERPT_H

#include "report/text.h"

/*
 * Sets shown[i] to true for each byte from + i below to of t, all of one line,
 * that may be printed; all are false before.
 */
typedef void excerpt_mask(
	void *ctx, const struct text *t, size_t from, size_t to, bool *shown);

struct excerpt {
	excerpt_mask *mask;
	void *ctx;
	size_t width; /* of the terminal, in columns */
};

/*
 * Appends two lines, the one of byte at of t with what is hidden as ***, and
 * the caret. line is the number that a person knows it by. A line that is
 * longer than the terminal is cut around the caret, with ... for the rest. Adds
 * nothing for an empty line, or where the place is not in t itself. paint and
 * unpaint are around the caret: "" without colour.
 */
void excerpt_add(struct buf *out, const struct excerpt *x, const struct text *t,
	size_t at, size_t line, const char *paint, const char *unpaint);

#endif
