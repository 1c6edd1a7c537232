/* Whether two readings of one text have the same nodes. */
#ifndef TESTS_SAMEDOC_H
#define TESTS_SAMEDOC_H

#include "template/scan.h"

#include <string.h>

static inline bool
same_node(const struct node *a, const struct node *b)
{
	return a->kind == b->kind && a->style == b->style && a->at == b->at &&
	       a->end == b->end && a->parent == b->parent &&
	       a->next == b->next && a->key == b->key && a->flags == b->flags &&
	       a->props == b->props && a->n == b->n &&
	       (a->n == 0 || memcmp(a->value, b->value, a->n) == 0);
}

/* Returns the first node that is not the same, or as many as both have. */
static inline uint32_t
same_doc(const struct doc *a, const struct doc *b)
{
	uint32_t i = 0;

	while (i < a->n && i < b->n && same_node(&a->node[i], &b->node[i]))
		i++;
	return i;
}

#endif
