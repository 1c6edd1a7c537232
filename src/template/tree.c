#include "template/tree.h"

void
tree_init(struct tree *t, struct doc *doc, const struct text *text,
	struct table_seed seed)
{
	t->doc = doc;
	t->open[0] = t->key[0] = 0;
	t->depth = t->flow = 0;
	*doc = (struct doc){.text = text, .seed = seed};
	doc->node =
		xgrow(NULL, &doc->cap, text->n / 16 + 16, sizeof(*doc->node));
	doc->node[0] = (struct node){.kind = NODE_STREAM, .next = 1};
	doc->n = 1;
}

struct node *
tree_add(struct tree *t, enum node_kind kind, size_t at, size_t end)
{
	struct doc *doc = t->doc;
	uint32_t parent = t->open[t->depth];
	struct node *node;

	if (doc->n == doc->cap)
		doc->node = xgrow(doc->node, &doc->cap, (size_t)doc->n + 1,
			sizeof(*doc->node));
	node = &doc->node[doc->n];
	*node = (struct node){.kind = (uint8_t)kind,
		.parent = parent,
		.at = (uint32_t)at,
		.end = (uint32_t)end,
		.next = doc->n + 1};
	if (doc->node[parent].kind == NODE_MAPPING) {
		node->key = t->key[t->depth];
		t->key[t->depth] = node->key ? 0 : doc->n;
		if (!node->key)
			node->flags |= NODE_KEY;
	}
	if (t->flow)
		node->flags |= NODE_IN_FLOW;
	doc->n++;
	return node;
}

/* An open collection's next is 0 until it ends. */
bool
tree_open(struct tree *t, struct node *node)
{
	if (t->depth == SCAN_MAX_DEPTH + 1)
		return false;
	node->next = 0;
	t->flow += node->style == STYLE_FLOW;
	t->depth++;
	t->open[t->depth] = (uint32_t)(node - t->doc->node);
	t->key[t->depth] = 0;
	return true;
}

void
tree_close(struct tree *t, size_t end)
{
	struct node *node = &t->doc->node[t->open[t->depth]];

	node->next = t->doc->n;
	node->end = (uint32_t)end;
	t->flow -= node->style == STYLE_FLOW;
	t->depth--;
}
