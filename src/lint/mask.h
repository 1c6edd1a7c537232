/*
 * What an excerpt of a linted file may show: keys, punctuation, references,
 * numbers, booleans, and values of fields whose row says that they are public.
 * Every other scalar and every comment is hidden. Of a file that does not parse
 * nothing after the first : or - of a line is shown but quotes, brackets and
 * references.
 */
#ifndef LINT_MASK_H
#define LINT_MASK_H

#include "template/scan.h"

/* All-zero but for rendered is empty. */
struct mask {
	bool rendered; /* a $ is as likely part of a value as a reference */
	const struct text *text; /* whose nodes these are, or NULL */
	struct doc doc;
	bool parsed;
	struct table_seed seed;
};

/* An excerpt_mask, for a struct mask. Reads t anew if it is another text. */
void mask_line(
	void *mask, const struct text *t, size_t from, size_t to, bool *shown);

/* Wipes and empties m. May be repeated. */
void mask_free(struct mask *m);

#endif
