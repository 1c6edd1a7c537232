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
		to = scan_line_end(t, from, t->n);
		stop = scan_line_end(outer, at, end);
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
	e->is_folded = node->style == STYLE_FOLDED;
	e->text.n = node->n;
	e->text.path = outer->path;
	e->text.outer = outer;
	at = scan_line_end(outer, at, node->end);
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

/* Returns whether the word is a mapping's key in s. */
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

/* What a value was found to be, in the bytes by node. */
enum { FOUND_YAML = 1, FOUND_JSON = 2, FOUND_NOTHING = 4 };

struct finder {
	const struct doc *doc;
	struct embedded **tail;
	uint8_t *found;
};

/* A value that several keys have, by aliases, is one file. */
static void
find_in_value(struct finder *f, uint32_t key, uint32_t text)
{
	const struct node *name = &f->doc->node[key];
	const struct node *value = &f->doc->node[text];
	bool is_json = name->kind == NODE_SCALAR &&
		       jsonfile_is_name(name->value, name->n);
	uint8_t *found = &f->found[text],
		as = is_json ? FOUND_JSON : FOUND_YAML;

	if (*found & as)
		return;
	if (!scan_is(f->doc, key, "kong.yml") &&
		!scan_is(f->doc, key, "kong.yaml")) {
		if (!(*found & FOUND_NOTHING) &&
			!has_key(value->value, value->n, "_format_version"))
			*found |= FOUND_NOTHING;
		if (*found & FOUND_NOTHING)
			return;
	}
	*found |= as;
	*f->tail = embedded_new(f->doc, text);
	(*f->tail)->text.is_json = is_json;
	f->tail = &(*f->tail)->next;
}

static void
find_in_data(struct finder *f, uint32_t data)
{
	const struct doc *doc = f->doc;
	uint32_t key, value, text;

	if (!data || doc->node[data].kind != NODE_MAPPING)
		return;
	for (key = scan_child(doc, data); key; key = scan_sibling(doc, value)) {
		value = scan_sibling(doc, key);
		text = scan_deref(doc, value);
		if (doc->node[text].kind == NODE_SCALAR)
			find_in_value(f, key, text);
	}
}

/* Lists nest no deeper than SCAN_MAX_DEPTH: aliases are not followed. */
static void
find_in_object(struct finder *f, uint32_t object)
{
	const struct doc *doc = f->doc;
	uint32_t kind = get(doc, object, "kind"), items, i;

	if (!kind)
		return;
	if (scan_is(doc, kind, "ConfigMap")) {
		find_in_data(f, get(doc, object, "data"));
		return;
	}
	if (scan_is(doc, kind, "Secret")) {
		find_in_data(f, get(doc, object, "stringData"));
		return;
	}
	items = get(doc, object, "items");
	if (!items || doc->node[items].kind != NODE_SEQUENCE)
		return;
	for (i = scan_child(doc, items); i; i = scan_sibling(doc, i))
		find_in_object(f, i);
}

struct embedded *
manifest_find(const struct doc *doc)
{
	struct embedded *list = NULL;
	struct finder f = {.doc = doc, .tail = &list};
	uint32_t i;

	f.found = xcalloc(doc->n, 1);
	for (i = scan_child(doc, 0); i; i = scan_sibling(doc, i))
		find_in_object(&f, scan_child(doc, i));
	free(f.found);
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
