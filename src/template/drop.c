#include "template/drop.h"

#include "base/bytes.h"
#include "base/utf8.h"
#include "template/block.h"

#include <string.h>

static bool
is_blank(char c)
{
	return c == ' ' || c == '\t';
}

/*
 * Whether the mapping that holds the value node has its key a second time: of
 * two the last counts, so that the item is not what its empty value says.
 */
static bool
is_key_repeated(const struct doc *doc, uint32_t node)
{
	uint32_t map = doc->node[node].parent, key, own, other;

	if (doc->node[map].kind != NODE_MAPPING)
		return false;
	for (key = map + 1; doc->node[key].next != node;)
		key = doc->node[key].next;
	own = scan_deref(doc, key);
	for (key = map + 1; key < doc->node[map].next;
		key = doc->node[doc->node[key].next].next) {
		other = scan_deref(doc, key);
		if (doc->node[key].next != node &&
			doc->node[other].kind == NODE_SCALAR &&
			bytes_same(doc->node[other].value, doc->node[other].n,
				doc->node[own].value, doc->node[own].n))
			return true;
	}
	return false;
}

int
drop_item(struct doc *doc, uint32_t item, uint32_t node, struct diags *d)
{
	uint32_t i;
	size_t at = scan_body(doc, node);

	if (doc->node[doc->node[item].parent].kind != NODE_SEQUENCE)
		return diag_add(d, RULE_EMPTY_CREDENTIAL, doc->text, at,
			"the key is empty, and it is not part of a list item "
			"that could be left out: set the variable");
	if (is_key_repeated(doc, node))
		return diag_add(d, RULE_EMPTY_CREDENTIAL, doc->text, at,
			"the key is empty, but its list item has the same "
			"field twice: remove one of them");
	for (i = item; i < doc->node[item].next; i++) {
		if (scan_anchor(doc, i))
			return diag_add(d, RULE_EMPTY_CREDENTIAL, doc->text, at,
				"the key is empty, but its list item cannot be "
				"left out: it contains the anchor &%s. Set the "
				"variable or remove the anchor",
				scan_anchor(doc, i));
		if (i != node &&
			doc->node[i].flags & (NODE_REF | NODE_HAS_KEPT))
			return diag_add(d, RULE_EMPTY_CREDENTIAL, doc->text, at,
				"the key is empty, but its list item cannot be "
				"left out: another field of it contains a "
				"reference. Set the variable");
	}
	doc->node[item].flags |= NODE_DROPPED;
	doc->ndropped++;
	return 0;
}

/* A pair in a flow list without braces of its own, [a: b]. */
static bool
is_bare_pair(const struct doc *doc, uint32_t i)
{
	return doc->node[i].kind == NODE_MAPPING &&
	       doc->text->s[scan_body(doc, i)] != '{';
}

/* Where the last byte of content of node i ends; no comment, no break. */
static size_t
content_end(const struct doc *doc, uint32_t i)
{
	uint32_t last = doc->node[i].next - 1, up;
	const struct node *node = &doc->node[last];
	size_t end = node->end;
	struct block b;

	if (node->kind == NODE_SCALAR && node->style >= STYLE_LITERAL) {
		block_look(doc, last, &b);
		end = b.last;
	}
	/* closing brackets come after the last node */
	for (up = last; up >= i; up = doc->node[up].parent) {
		if (doc->node[up].style == STYLE_FLOW && !is_bare_pair(doc, up))
			end = doc->node[up].end;
		if (up == i)
			break;
	}
	return end;
}

/* Steps over blanks, breaks and comments. */
static size_t
skip_space(const struct text *t, size_t at)
{
	size_t n;
	bool comment = false;

	while (at < t->n) {
		n = scan_break(t->s + at, t->n - at);
		if (n)
			comment = false;
		else if (t->s[at] == '#')
			comment = true;
		else if (!comment && !is_blank(t->s[at]))
			break;
		at += n ? n : 1;
	}
	return at;
}

/* The end of the line that at is on, its break included. */
static size_t
line_after(const struct text *t, size_t at)
{
	at = scan_line_end(t, at, t->n);
	return at + scan_break(t->s + at, t->n - at);
}

/* The start of the line of dash, or NOWHERE if more than blanks precede. */
static size_t
line_before(const struct text *t, size_t dash)
{
	while (dash > 0 && is_blank(t->s[dash - 1]))
		dash--;
	if (dash == utf8_bom(t->s, t->n))
		return dash;
	if (dash > 0 && t->s[dash - 1] != '\n' && t->s[dash - 1] != '\r')
		return NOWHERE;
	return dash;
}

/* After the properties of list, or the colon of its key. */
static size_t
empty_list_place(const struct doc *doc, uint32_t list)
{
	const struct text *t = doc->text;
	size_t body, at = scan_props(doc, list, &body);
	uint32_t key;

	if (at > doc->node[list].at)
		return at;
	for (key = doc->node[list].parent + 1; doc->node[key].next != list;)
		key = doc->node[key].next;
	at = skip_space(t, content_end(doc, key));
	return t->s[at] == ':' ? at + 1 : NOWHERE;
}

static int
cannot_drop(const struct doc *doc, uint32_t item, struct diags *d)
{
	return diag_add(d, RULE_EMPTY_CREDENTIAL, doc->text,
		scan_body(doc, item),
		"the key is empty, but its list item cannot be left out: it "
		"shares a line with other content. Put the item's dash on its "
		"own line");
}

/*
 * Items of a block list, from the first: prev is where the content before
 * the item ended.
 */
static int
drop_from_block(
	const struct doc *doc, uint32_t list, struct edits *e, struct diags *d)
{
	const struct node *node = doc->node;
	size_t prev = scan_body(doc, list), dash, from, place;
	uint32_t i;

	if (!scan_child(doc, list)) {
		place = node[node[list].parent].kind == NODE_MAPPING
				? empty_list_place(doc, list)
				: NOWHERE;
		if (place == NOWHERE)
			return cannot_drop(doc, list + 1, d);
		edits_add(e, place, place, " []", 3);
	}
	for (i = list + 1; i < node[list].next; i = node[i].next) {
		dash = skip_space(doc->text, prev);
		prev = content_end(doc, i);
		if (prev <= dash)
			prev = dash + 1;
		if (!(node[i].flags & NODE_DROPPED))
			continue;
		from = line_before(doc->text, dash);
		if (from == NOWHERE)
			return cannot_drop(doc, i, d);
		edits_add(e, from, line_after(doc->text, prev), NULL, 0);
	}
	return 0;
}

/* The comma after at, with the blanks after it; at if there is none. */
static size_t
behind_comma(const struct text *t, size_t at)
{
	size_t comma = skip_space(t, at);

	if (comma >= t->n || t->s[comma] != ',')
		return at;
	for (comma++; comma < t->n && is_blank(t->s[comma]); comma++)
		;
	return comma;
}

/*
 * Items of a flow list: each goes with the comma after it; the ones after
 * the last that stays, with the comma before them.
 */
static void
drop_from_flow(const struct doc *doc, uint32_t list, struct edits *e)
{
	const struct node *node = doc->node;
	const struct text *t = doc->text;
	uint32_t i, last = 0;
	size_t from, end;

	if (!scan_child(doc, list)) {
		edits_add(e, scan_body(doc, list) + 1, node[list].end - 1, NULL,
			0);
		return;
	}
	for (i = scan_child(doc, list); i; i = scan_sibling(doc, i))
		last = i;
	for (i = list + 1; i < node[list].next; i = node[i].next) {
		if (!(node[i].flags & NODE_DROPPED))
			continue;
		if (i < last) {
			end = behind_comma(t, content_end(doc, i));
			edits_add(e, node[i].at, end, NULL, 0);
			continue;
		}
		from = content_end(doc, last);
		end = content_end(doc, node[list].next - 1);
		for (; i < node[list].next; i = node[i].next)
			end = content_end(doc, i);
		edits_add(e, from, end, NULL, 0);
		return;
	}
}

int
drop_edits(const struct doc *doc, struct edits *e, struct diags *d)
{
	uint32_t i, list, done = 0;
	int ret = 0;

	for (i = 1; i < doc->n && doc->ndropped; i++) {
		if (!(doc->node[i].flags & NODE_DROPPED))
			continue;
		list = doc->node[i].parent;
		if (list == done)
			continue;
		done = list;
		if (doc->node[list].style == STYLE_FLOW)
			drop_from_flow(doc, list, e);
		else if (drop_from_block(doc, list, e, d))
			ret = -1;
	}
	return ret;
}
