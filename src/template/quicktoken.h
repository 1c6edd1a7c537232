/*
 * What quickscan.c reads a text by: its scalars, and what is between them. Each
 * function goes past what it returns; -1 means that only libyaml knows.
 */
#ifndef TEMPLATE_QUICKTOKEN_H
#define TEMPLATE_QUICKTOKEN_H

#include "base/buf.h"
#include "template/tree.h"

#include <stddef.h>

/* Begins as all-zero, but for tree, s and n. */
struct quick {
	struct tree tree; /* its doc keeps the values */
	const char *s; /* n bytes that quick_is_simple() */
	size_t n;
	size_t at; /* the next token, or n */
	size_t line; /* where its line begins */
	ptrdiff_t col; /* in that; -1 at the end */
	struct buf work;
};

/* A scalar that is not a node yet. */
struct quick_scalar {
	size_t at, end;
	const char *value; /* n bytes, which live as long as doc */
	size_t n;
	enum node_style style;
};

/* The byte at at, NUL at the end: the text has no other. */
static inline char
quick_peek(const struct quick *q, size_t at)
{
	return at < q->n ? q->s[at] : '\0';
}

/* Returns whether c can follow the "-" or ":" of a block collection. */
static inline bool
quick_ends(char c)
{
	return c == ' ' || c == '\n' || c == '\0';
}

/* Returns whether there is a "-" before an entry of a list at at. */
static inline bool
quick_is_dash(const struct quick *q)
{
	return quick_peek(q, q->at) == '-' &&
	       quick_ends(quick_peek(q, q->at + 1));
}

/*
 * Returns whether the n bytes at s are UTF-8 without controls (but LF and tab)
 * and without what is a line break or a mark only to libyaml.
 */
bool quick_is_simple(const char *s, size_t n);

void quick_skip_spaces(struct quick *q);

/* Over blanks, comments and line ends to the next token, which sets col. */
int quick_next(struct quick *q);

/* The same after a node that has to be the last one of its line. */
int quick_end_line(struct quick *q);

/* A plain or quoted scalar on one line. */
int quick_scalar(struct quick *q, struct quick_scalar *t);

/* The literal block whose "|" is at at, in a collection of the column col. */
int quick_literal(struct quick *q, ptrdiff_t col, struct quick_scalar *t);

#endif
