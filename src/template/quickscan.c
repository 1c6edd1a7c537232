#include "template/quickscan.h"

#include "template/quicktoken.h"

#include <assert.h>
#include <string.h>

/* libyaml takes 1024, in code points; the quotes count */
#define KEY_MOST 1000

static int node_in_flow(struct quick *q);
static int block_list(struct quick *q, ptrdiff_t col);
static int block_leaf(struct quick *q, ptrdiff_t col);
static int block_node(struct quick *q, ptrdiff_t col);

static void
add_scalar(struct quick *q, const struct quick_scalar *t)
{
	struct node *node = tree_add(&q->tree, NODE_SCALAR, t->at, t->end);

	node->value = t->value;
	node->n = (uint32_t)t->n;
	node->style = (uint8_t)t->style;
}

/* What is written with nothing, after the "-" or ":" that ends at at. */
static void
add_empty(struct quick *q, size_t at)
{
	add_scalar(
		q, &(struct quick_scalar){at, at, q->s + at, 0, STYLE_PLAIN});
}

/* At the ":" after the key t: adds it, and goes past that. */
static int
add_key(struct quick *q, const struct quick_scalar *t)
{
	if (quick_peek(q, q->at) != ':' || t->end - t->at > KEY_MOST ||
		(t->style == STYLE_PLAIN &&
			!quick_ends(quick_peek(q, q->at + 1))))
		return -1;
	add_scalar(q, t);
	q->at++;
	return 0;
}

static int
open_collection(
	struct quick *q, enum node_kind kind, enum node_style style, size_t at)
{
	struct node *node = tree_add(&q->tree, kind, at, at);

	node->style = (uint8_t)style;
	return tree_open(&q->tree, node) ? 0 : -1;
}

static int
flow_entry(struct quick *q, bool is_mapping)
{
	struct quick_scalar t;

	if (is_mapping && (quick_scalar(q, &t) || add_key(q, &t)))
		return -1;
	quick_skip_spaces(q);
	if (node_in_flow(q))
		return -1;
	quick_skip_spaces(q);
	return 0;
}

static int
flow_collection(struct quick *q)
{
	bool is_mapping = q->s[q->at] == '{', more;
	char close = is_mapping ? '}' : ']';

	if (open_collection(q, is_mapping ? NODE_MAPPING : NODE_SEQUENCE,
		    STYLE_FLOW, q->at))
		return -1;
	q->at++;
	quick_skip_spaces(q);
	for (more = quick_peek(q, q->at) != close; more;) {
		if (flow_entry(q, is_mapping))
			return -1;
		more = quick_peek(q, q->at) == ',';
		q->at += more;
		quick_skip_spaces(q);
	}
	if (quick_peek(q, q->at) != close)
		return -1;
	q->at++;
	tree_close(&q->tree, q->at);
	return 0;
}

static inline bool
is_flow(char c)
{
	return c == '[' || c == '{';
}

static int
node_in_flow(struct quick *q)
{
	struct quick_scalar t;

	if (is_flow(quick_peek(q, q->at)))
		return flow_collection(q);
	if (quick_scalar(q, &t))
		return -1;
	add_scalar(q, &t);
	return 0;
}

/*
 * The node after a "-" or ":", in a collection of the column col. After a key
 * that is on the same line it is not a block collection.
 */
static int
block_value(struct quick *q, ptrdiff_t col, bool is_key)
{
	size_t line = q->line, at = q->at;

	if (!quick_ends(quick_peek(q, at)) || quick_next(q))
		return -1;
	if (q->col <= col && q->line != line) {
		if (is_key && q->col == col && quick_is_dash(q))
			return block_list(q, col);
		add_empty(q, at);
		return 0;
	}
	if (is_key && q->line == line)
		return block_leaf(q, col);
	return block_node(q, col);
}

/* At its first "-". */
static int
block_list(struct quick *q, ptrdiff_t col)
{
	if (open_collection(q, NODE_SEQUENCE, STYLE_BLOCK, q->at))
		return -1;
	do {
		q->at++;
		if (block_value(q, col, false))
			return -1;
	} while (q->col == col && quick_is_dash(q));
	tree_close(&q->tree, q->at);
	return q->col > col ? -1 : 0;
}

/* After its first key, which is t. */
static int
block_mapping(struct quick *q, struct quick_scalar *t, ptrdiff_t col)
{
	if (open_collection(q, NODE_MAPPING, STYLE_BLOCK, t->at))
		return -1;
	for (;;) {
		if (add_key(q, t) || block_value(q, col, true))
			return -1;
		if (q->col != col)
			break;
		if (quick_scalar(q, t))
			return -1;
	}
	tree_close(&q->tree, q->at);
	return q->col > col ? -1 : 0;
}

/* What is not a block collection, in one of the column col. */
static int
block_leaf(struct quick *q, ptrdiff_t col)
{
	struct quick_scalar t;

	if (quick_peek(q, q->at) == '|') {
		if (quick_literal(q, col, &t))
			return -1;
		add_scalar(q, &t);
		return quick_next(q);
	}
	return node_in_flow(q) || quick_end_line(q) ? -1 : 0;
}

/* At the first token of its line, or after dashes. */
static int
block_node(struct quick *q, ptrdiff_t col)
{
	ptrdiff_t own = q->col;
	struct quick_scalar t;

	if (quick_is_dash(q))
		return block_list(q, own);
	if (is_flow(quick_peek(q, q->at)) || quick_peek(q, q->at) == '|')
		return block_leaf(q, col);
	if (quick_scalar(q, &t))
		return -1;
	if (quick_peek(q, q->at) == ':')
		return block_mapping(q, &t, own);
	add_scalar(q, &t);
	return quick_end_line(q);
}

/* The one document, with or without its "---". */
static int
document(struct quick *q)
{
	if (quick_next(q) || q->at == q->n)
		return -1;
	tree_open(&q->tree, tree_add(&q->tree, NODE_DOCUMENT, q->at, q->at));
	if (q->col == 0 && q->n - q->at > 3 &&
		memcmp(q->s + q->at, "---\n", 4) == 0) {
		q->at += 3;
		if (quick_next(q) || q->at == q->n)
			return -1;
	}
	if (block_node(q, -1) || q->at != q->n)
		return -1;
	tree_close(&q->tree, q->n);
	q->tree.doc->node[0].next = q->tree.doc->n;
	return 0;
}

int
quickscan_yaml(struct doc *doc, const struct text *text, struct table_seed seed)
{
	struct quick q = {.s = text->s, .n = text->n};
	int ret = -1;

	assert(text->n <= SCAN_MAX_SIZE);
	tree_init(&q.tree, doc, text, seed);
	if (!text->is_json && quick_is_simple(text->s, text->n))
		ret = document(&q);
	if (ret)
		scan_free(doc);
	doc->unproven = !ret;
	buf_free(&q.work);
	return ret;
}
