/* YAML text in, nodes out: what libyaml's parser says. */
#ifndef TEMPLATE_SCAN_H
#define TEMPLATE_SCAN_H

#include "base/bytes.h"
#include "report/diag.h"
#include "template/node.h"

/*
 * Parses text into doc. Returns 0, or -1 with a diagnostic added to d: not
 * UTF-8, a syntax error, nested deeper than SCAN_MAX_DEPTH, an alias without
 * an anchor. Caller frees with scan_free() in either case.
 */
int scan_yaml(struct doc *doc, const struct text *text, struct diags *d);

/* Empties doc, wiping the values. May be repeated. */
void scan_free(struct doc *doc);

/* Returns a copy of n bytes that lives as long as doc. */
const char *scan_keep(struct doc *doc, const char *s, size_t n);

/* Returns i, or the target of the alias i (never an alias itself). */
uint32_t scan_deref(const struct doc *doc, uint32_t i);

/* Returns the first child of i that is not dropped, or 0. */
uint32_t scan_child(const struct doc *doc, uint32_t i);

/* Returns the next sibling of i that is not dropped, or 0. */
uint32_t scan_sibling(const struct doc *doc, uint32_t i);

/*
 * Returns where node i itself begins, after its anchor and tag and the
 * comments between: the place to print.
 */
size_t scan_body(const struct doc *doc, uint32_t i);

/*
 * Returns where the anchor and tag of node i end (its start if it has none),
 * and puts into *body what scan_body() returns.
 */
size_t scan_props(const struct doc *doc, uint32_t i, size_t *body);

/*
 * Fills in where the properties of node, which has some, end in the text, and
 * where it begins itself: for the scanner, once for each node.
 */
void scan_find_props(
	const struct text *t, const struct node *node, struct props *p);

/* Returns the tag of node i, or NULL. */
const char *scan_tag(const struct doc *doc, uint32_t i);

/* Returns the anchor of node i, or NULL. */
const char *scan_anchor(const struct doc *doc, uint32_t i);

/*
 * Returns where the content of the scalar i begins: scan_body(), but for a
 * block scalar the end of its header.
 */
size_t scan_content(const struct doc *doc, uint32_t i);

/* Returns where the line of byte at ends: before its break, or end. */
size_t scan_line_end(const struct text *t, size_t at, size_t end);

/*
 * Returns the length of the line break that begins the n bytes at s, as
 * libyaml knows them (LF, CR, CR LF, NEL, LS, PS), or 0.
 */
size_t scan_break(const char *s, size_t n);

/*
 * Returns the column of byte at as libyaml counts them: code points from 0, a
 * byte order mark is one but for that of the whole text.
 */
size_t scan_column(const struct text *t, size_t at);

/* Returns whether the scalar i has exactly this value. */
static inline bool
scan_is(const struct doc *doc, uint32_t i, const char *value)
{
	const struct node *node = &doc->node[i];

	return node->kind == NODE_SCALAR &&
	       bytes_are(node->value, node->n, value);
}

/* Returns whether i or something around it is not in the output. */
bool scan_is_dropped(const struct doc *doc, uint32_t i);

#endif
