#include "template/keys.h"

#include "base/table.h"
#include "base/utf8.h"

#include <string.h>

static bool
is_space(char c)
{
	return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

/*
 * Whether the key follows a "?", which takes keys of any length. It may
 * be another mapping's, in "? a: b", or the end of a plain scalar.
 */
static bool
is_explicit(const struct doc *doc, uint32_t key)
{
	const char *s = doc->text->s;
	uint32_t mapping = doc->node[key].parent;
	size_t at = doc->node[key].at, begin = scan_body(doc, mapping);

	while (at > 0 && is_space(s[at - 1]))
		at--;
	if (at == 0 || at == doc->node[key].at || s[at - 1] != '?')
		return false;
	return doc->node[mapping].style == STYLE_FLOW ||
	       (at - 1 >= begin && scan_column(doc->text, at - 1) ==
					   scan_column(doc->text, begin));
}

static size_t
first_edit(const struct edits *edits, size_t at)
{
	size_t low = 0, high = edits->n, mid;

	while (low < high) {
		mid = low + (high - low) / 2;
		if (edits->v[mid].at < at)
			low = mid + 1;
		else
			high = mid;
	}
	return low;
}

/* libyaml counts from the key's properties to its colon. */
static size_t
spelled_length(const struct doc *doc, const struct edits *edits, uint32_t key)
{
	const struct text *t = doc->text;
	size_t at = doc->node[key].at, end = doc->node[key].end, n;
	struct buf text = {0};

	while (end < t->n && (t->s[end] == ' ' || t->s[end] == '\t'))
		end++;
	splice_apply(t, at, end, edits, first_edit(edits, at), &text);
	n = utf8_count(text.s, text.n);
	buf_free(&text);
	return n;
}

static int
check_key(const struct doc *doc, const struct edits *edits, uint32_t key,
	struct diags *d)
{
	size_t at = scan_body(doc, key), n;

	if (scan_is(doc, scan_deref(doc, key), "<<"))
		return diag_add(d, RULE_AMBIGUOUS_KEY, doc->text, at,
			"this mapping key renders to <<, which would merge "
			"another mapping into this one: change the variable's "
			"value");
	if (doc->node[key].kind == NODE_ALIAS || is_explicit(doc, key))
		return 0;
	n = spelled_length(doc, edits, key);
	if (n <= KEYS_MAX_SPELLED)
		return 0;
	return diag_add(d, RULE_AMBIGUOUS_KEY, doc->text, at,
		"this mapping key renders to %zu characters including quotes "
		"and escapes; YAML allows at most %d",
		n, KEYS_MAX_SPELLED);
}

static bool
is_rendered(const struct doc *doc, uint32_t key)
{
	return doc->node[scan_deref(doc, key)].flags & NODE_REF;
}

static int
check_pair(
	const struct doc *doc, uint32_t first, uint32_t second, struct diags *d)
{
	uint32_t at = is_rendered(doc, second) ? second : first;
	uint32_t other = at == second ? first : second;
	struct place place;

	if (!is_rendered(doc, at))
		return 0;
	place = diags_place(d, doc->text, scan_body(doc, other));
	return diag_add(d, RULE_AMBIGUOUS_KEY, doc->text, scan_body(doc, at),
		"this mapping key renders to a duplicate of the key at line "
		"%zu, column %zu: one of the two would be lost",
		place.line, place.col);
}

static int
check_mapping(const struct doc *doc, const struct edits *edits,
	uint32_t mapping, struct diags *d)
{
	struct table seen = {.seed = d->seed};
	const struct node *node;
	uint32_t key, before;
	int ret = 0;

	for (key = scan_child(doc, mapping); key;
		key = scan_sibling(doc, scan_sibling(doc, key))) {
		node = &doc->node[scan_deref(doc, key)];
		if (node->kind != NODE_SCALAR)
			continue;
		if (is_rendered(doc, key) && check_key(doc, edits, key, d))
			ret = -1;
		before = table_put(&seen, node->value, node->n, key);
		if (before != TABLE_NONE && check_pair(doc, before, key, d))
			ret = -1;
	}
	table_free(&seen);
	return ret;
}

static bool
has_rendered_key(const struct doc *doc, uint32_t mapping)
{
	uint32_t key;

	for (key = scan_child(doc, mapping); key;
		key = scan_sibling(doc, scan_sibling(doc, key)))
		if (is_rendered(doc, key))
			return true;
	return false;
}

int
keys_check(const struct doc *doc, const struct edits *edits, struct diags *d)
{
	uint32_t i;
	int ret = 0;

	for (i = 1; i < doc->n; i++) {
		if (doc->node[i].kind != NODE_MAPPING ||
			!has_rendered_key(doc, i))
			continue;
		if (check_mapping(doc, edits, i, d))
			ret = -1;
	}
	return ret;
}
