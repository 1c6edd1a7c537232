/*
 * A YAML text. The nodes form a tree in document order, inside the text and
 * inside their parents, and a plain scalar on one line is its own spelling.
 */
#include "fuzz/fuzz.h"
#include "template/scan.h"

#include <assert.h>
#include <string.h>

static void
check_plain(const struct doc *doc, uint32_t i)
{
	const struct node *node = &doc->node[i];
	size_t body = scan_body(doc, i);
	const char *s = doc->text->s + body;
	size_t n = node->end - body, at;

	for (at = 0; at < n; at++)
		if (scan_break(s + at, n - at))
			return;
	assert(n == node->n);
	assert(n == 0 || memcmp(s, node->value, n) == 0);
}

static void
check_node(const struct doc *doc, uint32_t i)
{
	const struct node *node = &doc->node[i];
	const struct node *parent = &doc->node[node->parent];
	size_t body;

	assert(node->next > i && node->next <= doc->n);
	assert(node->at <= node->end && node->end <= doc->text->n);
	if (i == 0)
		return;
	assert(node->parent < i && node->next <= parent->next);
	assert(parent->at <= node->at);
	if (node->kind == NODE_ALIAS)
		assert(doc->node[scan_deref(doc, i)].kind != NODE_ALIAS);
	if (node->kind != NODE_SCALAR)
		return;
	body = scan_body(doc, i);
	assert(node->at <= body && body <= node->end);
	assert(node->next == i + 1);
	if (node->style == STYLE_PLAIN)
		check_plain(doc, i);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct text t = {.path = "in", .s = (const char *)data, .n = n};
	struct diags d = {0};
	struct doc doc;
	uint32_t i;
	int ret;

	if (n == 0)
		t.s = "";
	ret = scan_yaml(&doc, &t, &d);
	assert((ret != 0) == (diags_errors(&d) > 0));
	for (i = 0; ret == 0 && i < doc.n; i++)
		check_node(&doc, i);
	for (i = 0; i < d.n; i++)
		assert(d.v[i].at == NOWHERE || d.v[i].at <= n);
	scan_free(&doc);
	diags_free(&d);
	return 0;
}
