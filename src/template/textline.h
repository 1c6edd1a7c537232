/* The lines of a text as a person sees them: ended by LF or CR LF. */
#ifndef TEMPLATE_TEXTLINE_H
#define TEMPLATE_TEXTLINE_H

#include "report/text.h"

/* A line of the text, [at, end) without its line end. */
struct textline {
	size_t at, end;
	size_t body; /* its first byte that is no space or tab, or end */
	size_t next; /* where the next one begins, at the end of the text n */
};

/* Returns the line of byte at (0 to t->n). */
struct textline textline_at(const struct text *t, size_t at);

/* Finds the last line before l that is not empty. Returns false for none. */
bool textline_before(const struct text *t, const struct textline *l,
	struct textline *before);

/* Finds the first line that ends after at and is not empty, or returns false.
 */
bool textline_from(const struct text *t, size_t at, struct textline *l);

#endif
