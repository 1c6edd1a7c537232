/*
 * Linked into a kongrender with --wrap: its quick scanner is wrong in the way
 * that WRONG names, about the first scalar that holds a "$", or the last one.
 */
#include "template/quickscan.h"

#include <stdio.h>
#include <stdlib.h>

int __real_quickscan_yaml(
	struct doc *doc, const struct text *text, struct table_seed seed);
int __wrap_quickscan_yaml(
	struct doc *doc, const struct text *text, struct table_seed seed);

static struct node *
pick(struct doc *doc)
{
	uint32_t i, last = 0;

	for (i = 1; i < doc->n; i++) {
		if (doc->node[i].kind != NODE_SCALAR)
			continue;
		last = i;
		if (doc->node[i].n &&
			memchr(doc->node[i].value, '$', doc->node[i].n))
			break;
	}
	return &doc->node[last];
}

/* The last scalar goes on to the end of the text, over the last three nodes. */
static void
swallow(struct doc *doc)
{
	uint32_t i;

	doc->n -= 3;
	for (i = 0; i < doc->n; i++)
		if (doc->node[i].next > doc->n)
			doc->node[i].next = doc->n;
	doc->node[doc->n - 1].end = (uint32_t)doc->text->n;
}

static void
spoil(struct doc *doc, const char *how)
{
	struct node *node = pick(doc);
	uint32_t n;

	if (strcmp(how, "value") == 0) {
		node->value = "$A other";
		node->n = 8;
	} else if (strcmp(how, "style") == 0) {
		node->style =
			node->style == STYLE_PLAIN ? STYLE_DOUBLE : STYLE_PLAIN;
	} else if (strcmp(how, "kind") == 0) {
		node->kind = NODE_SEQUENCE;
	} else if (strcmp(how, "place") == 0) {
		node->at -= 2;
	} else if (strcmp(how, "less") == 0) {
		node->flags |= NODE_DROPPED;
	} else if (strcmp(how, "comment") == 0) {
		/* is a part of it */
		n = (uint32_t)strcspn(doc->text->s + node->end, "\n");
		node->end += n;
		node->n += n;
	} else if (strcmp(how, "swallow") == 0) {
		swallow(doc);
	}
}

int
__wrap_quickscan_yaml(
	struct doc *doc, const struct text *text, struct table_seed seed)
{
	const char *how = getenv("WRONG");
	int ret = __real_quickscan_yaml(doc, text, seed);

	if (ret == 0 && how) {
		spoil(doc, how);
		fprintf(stderr, "spoilt\n");
	}
	return ret;
}
