/*
 * A doc's nodes as they come, in document order: whoever reads YAML adds them
 * here, and parents, keys and what is open follow.
 */
#ifndef TEMPLATE_TREE_H
#define TEMPLATE_TREE_H

#include "template/node.h"

/* Begins with tree_init(); owns nothing. */
struct tree {
	struct doc *doc;
	uint32_t open[SCAN_MAX_DEPTH + 2];
	uint32_t key[SCAN_MAX_DEPTH + 2]; /* the one whose value is next */
	size_t depth; /* open[depth] takes the next node */
	size_t flow; /* open flow collections */
};

/* Makes *doc an empty doc of text, which tree_add() then fills. */
void tree_init(struct tree *t, struct doc *doc, const struct text *text,
	struct table_seed seed);

/*
 * Adds a node of [at, end) to what is open. Returns it, valid until the next
 * call.
 */
struct node *tree_add(
	struct tree *t, enum node_kind kind, size_t at, size_t end);

/*
 * Opens node, the last one that was added, whose style is set. Returns false
 * if that would be deeper than SCAN_MAX_DEPTH.
 */
bool tree_open(struct tree *t, struct node *node);

/* Ends what was opened last, at the byte end. */
void tree_close(struct tree *t, size_t end);

#endif
