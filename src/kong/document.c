#include "kong/document.h"

#include "kong/keys.h"
#include "template/cause.h"

#include <stdlib.h>
#include <string.h>

struct stream {
	const struct kong *k;
	const struct doc *doc; /* k's */
	struct diags *d;
	int ret;
	uint32_t *first; /* the keys of the mapping at hand */
	size_t nfirst, cap;
};

static void
report_duplicate(struct stream *s, uint32_t key, uint32_t first)
{
	struct place place =
		diags_place(s->d, s->doc->text, scan_body(s->doc, first));

	s->ret = diag_add(s->d, RULE_DUPLICATE_MAPPING_KEY, s->doc->text,
		scan_body(s->doc, key),
		"duplicate mapping key, first used at line %zu, column %zu: "
		"Kong keeps only the last; remove one of them",
		place.line, place.col);
}

/* A merge takes mappings, lists of them, and lists of anything in tables. */
static bool
can_merge(const struct doc *doc, uint32_t value)
{
	uint32_t i = scan_deref(doc, value), entry;

	if (doc->node[i].kind == NODE_MAPPING)
		return true;
	if (doc->node[i].kind != NODE_SEQUENCE)
		return false;
	for (entry = scan_child(doc, i); entry;
		entry = scan_sibling(doc, entry)) {
		i = scan_deref(doc, entry);
		/* lyaml's null is a table */
		if (doc->node[i].kind == NODE_SCALAR &&
			!kongyaml_is_null(doc, i))
			return false;
	}
	return true;
}

static void
check_merge(struct stream *s, uint32_t value)
{
	if (!can_merge(s->doc, value))
		s->ret = diag_add(s->d, RULE_INVALID_MERGE, s->doc->text,
			scan_body(s->doc, value),
			"invalid merge, expected a mapping after <<: Kong will "
			"not start; write an alias of a mapping such as *name");
}

/* judged: keys that are lost here are lost to Kong. */
static void
check_mapping(struct stream *s, uint32_t map, bool judged)
{
	const struct doc *doc = s->doc;
	struct keys keys;
	uint32_t key, value, first;

	keys_init(&keys);
	s->nfirst = 0;
	FOR_EACH_PAIR(doc, map, key, value)
	{
		if (kongyaml_is_merge(doc, key)) {
			check_merge(s, value);
			continue;
		}
		if (!judged || kong_is_unknown(s->k, scan_deref(doc, key)))
			continue;
		s->first = xgrow(
			s->first, &s->cap, s->nfirst + 1, sizeof(*s->first));
		s->first[s->nfirst++] = key;
		first = keys_add(&keys, doc, key);
		if (first + 1 < keys.n)
			report_duplicate(s, key, s->first[first]);
	}
	keys_free(&keys);
}

static void
check_scalar(struct stream *s, uint32_t i)
{
	if (s->doc->node[i].props && !kong_is_unknown(s->k, i) &&
		kongyaml_misfit(s->doc, i))
		s->ret = diag_add(s->d, RULE_YAML_TAG, s->doc->text,
			scan_body(s->doc, i),
			"invalid value for the tag !!%s: Kong will not start; "
			"correct the value or remove the tag",
			strrchr(scan_tag(s->doc, i), ':') + 1);
}

/* Where the value of the key _ignore at i ends, if nothing refers to it. */
static uint32_t
end_of_ignored(const struct doc *doc, uint32_t i)
{
	uint32_t value = doc->node[i].next, k;

	if (doc->node[i].n != 7 || !(doc->node[i].flags & NODE_KEY) ||
		!scan_is(doc, i, "_ignore"))
		return i;
	for (k = value; k < doc->node[value].next; k++)
		if (scan_anchor(doc, k))
			return i;
	return doc->node[value].next;
}

/* Empty ones, as a "---" at the end begins, do no harm. */
static bool
is_empty(const struct doc *doc, uint32_t document)
{
	uint32_t root = document + 1;

	return root >= doc->node[document].next ||
	       (doc->node[root].kind == NODE_SCALAR &&
		       doc->node[root].style == STYLE_PLAIN &&
		       doc->node[root].n == 0 && !doc->node[root].props);
}

static void
check_documents(struct stream *s)
{
	const struct doc *doc = s->doc;
	uint32_t i = doc->node[1].next;

	for (; i < doc->n; i = doc->node[i].next) {
		if (is_empty(doc, i))
			continue;
		s->ret = diag_add(s->d, RULE_MULTIPLE_DOCUMENTS, doc->text,
			doc->node[i].at,
			"multiple documents: Kong reads only the first and "
			"ignores this one%s",
			is_empty(doc, 1) ? "; the first is empty, so remove "
					   "the \"---\" before this one"
					 : "; move its content into the first");
		return;
	}
}

int
document_check(const struct kong *k)
{
	const struct doc *doc = k->doc;
	struct stream s = {.k = k, .doc = doc, .d = k->d};
	uint32_t first = doc->n > 1 ? doc->node[1].next : 0, ignored = 0, i;

	for (i = 2; i < doc->n; i++) {
		if (doc->node[i].kind == NODE_MAPPING) {
			if (i >= first || !k->e.is_plain)
				check_mapping(&s, i, i < first && i >= ignored);
		} else if (doc->node[i].kind == NODE_SCALAR) {
			check_scalar(&s, i);
			if (i >= ignored)
				ignored = end_of_ignored(doc, i);
		}
	}
	if (doc->n > 1)
		check_documents(&s);
	free(s.first);
	return s.ret;
}

static uint32_t
find_cycle(const struct doc *doc)
{
	uint32_t i;

	for (i = 1; i < doc->node[1].next; i++)
		if (doc->node[i].flags & NODE_CYCLE)
			return i;
	return 0;
}

int
document_root(const struct kong *k)
{
	const struct doc *doc = k->doc;
	struct diags *d = k->d;
	uint32_t root = kongyaml_root(doc), cycle;

	cycle = root ? find_cycle(doc) : 0;
	if (cycle)
		diag_add(d, RULE_NESTING, doc->text, doc->node[cycle].at,
			"alias *%s refers to its own ancestor: Kong crashes; "
			"remove it",
			doc->node[cycle].value);
	else if (root && doc->node[root].kind == NODE_MAPPING)
		diag_add(d, RULE_NESTING, doc->text, doc->node[root].at,
			"the aliases of this file expand beyond the limit: "
			"replace them with what they refer to");
	else if (doc->n <= 1 || is_empty(doc, 1))
		diag_add(d, RULE_WRONG_TYPE, doc->text,
			doc->n > 1 ? doc->node[1].at : NOWHERE,
			"%s is empty: Kong will not start; begin with "
			"_format_version",
			doc->n > 1 ? "the first document" : "the file");
	else if (doc->node[root].style == STYLE_PLAIN &&
		 cause_other_language(doc->text))
		diag_add(d, RULE_WRONG_TYPE, doc->text, scan_body(doc, root),
			"%s, not the YAML that Kong reads: is this the right "
			"file? Values are given with --env-file",
			cause_other_language(doc->text));
	else
		diag_add(d, RULE_WRONG_TYPE, doc->text, scan_body(doc, root),
			"the top level is %s, expected a mapping: Kong will "
			"not start; begin with _format_version: \"3.0\"",
			doc->node[root].kind == NODE_SEQUENCE
				? "a list"
				: "a single value");
	return -1;
}
