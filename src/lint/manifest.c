#include "lint/manifest.h"

#include "kong/jsonfile.h"

#include <stdlib.h>
#include <string.h>

/* Returns the value of the mapping's key of that name, or 0. */
static uint32_t
get(const struct doc *doc, uint32_t mapping, const char *name)
{
	uint32_t key, value;

	if (doc->node[mapping].kind != NODE_MAPPING)
		return 0;
	for (key = scan_child(doc, mapping); key;
		key = scan_sibling(doc, value)) {
		value = scan_sibling(doc, key);
		if (scan_is(doc, key, name))
			return value;
	}
	return 0;
}

bool
manifest_is(const struct doc *doc)
{
	uint32_t i, root;

	for (i = scan_child(doc, 0); i; i = scan_sibling(doc, i)) {
		root = scan_child(doc, i);
		if (doc->node[root].kind == NODE_SCALAR && !doc->node[root].n)
			continue;
		return get(doc, root, "apiVersion") && get(doc, root, "kind");
	}
	return false;
}

/* A piece for each line of the decoded text, while the two agree. */
static bool
align(struct embedded *e, const struct text *outer, size_t at, size_t end)
{
	const struct text *t = &e->text;
	size_t from = 0, to, stop, cap = 0;

	for (;;) {
		for (to = from; to < t->n && !scan_break(t->s + to, t->n - to);)
			to++;
		for (stop = at;
			stop < end && !scan_break(outer->s + stop, end - stop);)
			stop++;
		if (stop - at < to - from ||
			memcmp(outer->s + stop - (to - from), t->s + from,
				to - from) != 0)
			return false;
		e->piece = xgrow(
			e->piece, &cap, e->text.npiece + 1, sizeof(*e->piece));
		e->piece[e->text.npiece++] =
			(struct text_piece){from, stop - (to - from)};
		if (to == t->n)
			return true;
		from = to + scan_break(t->s + to, t->n - to);
		at = stop + scan_break(outer->s + stop, end - stop);
	}
}

static struct embedded *
embedded_new(const struct doc *doc, uint32_t i)
{
	const struct node *node = &doc->node[i];
	const struct text *outer = doc->text;
	struct embedded *e = xcalloc(1, sizeof(*e));
	size_t body = scan_body(doc, i), at = body;

	buf_add(&e->text.owned, node->value, node->n);
	e->text.s = e->text.owned.s;
	e->text.n = node->n;
	e->text.path = outer->path;
	e->text.outer = outer;
	while (at < node->end && !scan_break(outer->s + at, node->end - at))
		at++;
	at += scan_break(outer->s + at, node->end - at);
	if (node->style != STYLE_LITERAL || !align(e, outer, at, node->end)) {
		e->piece = xgrow(e->piece, &(size_t){0}, 1, sizeof(*e->piece));
		e->piece[0] = (struct text_piece){0, body};
		e->text.npiece = 1;
		e->text.fixed = true;
	}
	e->text.piece = e->piece;
	return e;
}

/* Returns whether the word stands in s as a mapping's key. */
static bool
has_key(const char *s, size_t n, const char *word)
{
	const char *p = s, *end = s + n, *after;

	while ((p = memmem(p, (size_t)(end - p), word, strlen(word)))) {
		after = p + strlen(word);
		if (after < end && (*after == '"' || *after == '\''))
			after++;
		if (after < end && *after == ':' &&
			(p == s || strchr("\n\r\"'{, ", p[-1])))
			return true;
		p += strlen(word);
	}
	return false;
}

static struct embedded **
find_in_data(const struct doc *doc, uint32_t data, struct embedded **tail)
{
	uint32_t key, value, text;

	if (!data || doc->node[data].kind != NODE_MAPPING)
		return tail;
	for (key = scan_child(doc, data); key; key = scan_sibling(doc, value)) {
		value = scan_sibling(doc, key);
		text = scan_deref(doc, value);
		if (doc->node[text].kind != NODE_SCALAR)
			continue;
		if (!scan_is(doc, key, "kong.yml") &&
			!scan_is(doc, key, "kong.yaml") &&
			!has_key(doc->node[text].value, doc->node[text].n,
				"_format_version"))
			continue;
		*tail = embedded_new(doc, text);
		(*tail)->is_json = doc->node[key].kind == NODE_SCALAR &&
				   jsonfile_is_name(doc->node[key].value,
					   doc->node[key].n);
		tail = &(*tail)->next;
	}
	return tail;
}

/* Lists nest no deeper than SCAN_MAX_DEPTH: aliases are not followed. */
static struct embedded **
find_in_object(const struct doc *doc, uint32_t object, struct embedded **tail)
{
	uint32_t kind = get(doc, object, "kind"), items, i;

	if (!kind)
		return tail;
	if (scan_is(doc, kind, "ConfigMap"))
		return find_in_data(doc, get(doc, object, "data"), tail);
	if (scan_is(doc, kind, "Secret"))
		return find_in_data(doc, get(doc, object, "stringData"), tail);
	items = get(doc, object, "items");
	if (!items || doc->node[items].kind != NODE_SEQUENCE)
		return tail;
	for (i = scan_child(doc, items); i; i = scan_sibling(doc, i))
		tail = find_in_object(doc, i, tail);
	return tail;
}

struct embedded *
manifest_find(const struct doc *doc)
{
	struct embedded *list = NULL, **tail = &list;
	uint32_t i;

	for (i = scan_child(doc, 0); i; i = scan_sibling(doc, i))
		tail = find_in_object(doc, scan_child(doc, i), tail);
	return list;
}

void
manifest_free(struct embedded *list)
{
	struct embedded *next;

	for (; list; list = next) {
		next = list->next;
		text_free(&list->text);
		free(list->piece);
		free(list);
	}
}
