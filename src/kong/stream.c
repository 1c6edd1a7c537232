#include "kong/stream.h"

#include "base/table.h"
#include "kong/lyaml.h"

#include <stdlib.h>
#include <string.h>

#define FEW 16 /* keys that are compared with each other without a table */

struct stream {
	const struct doc *doc;
	const struct kong_config *config;
	struct diags *d;
	int ret;
};

/* A key of the mapping at hand. */
struct key {
	uint32_t node; /* as it stands */
	uint32_t value; /* the scalar, or whatever it is an alias of */
	uint32_t n; /* bytes of the scalar */
	char first; /* the first of them */
	bool odd; /* perhaps no string */
};

static bool
is_unknown(const struct stream *s, uint32_t i)
{
	return s->config->is_template && s->doc->node[i].flags & NODE_REF;
}

static void
report_duplicate(struct stream *s, uint32_t key, uint32_t first)
{
	struct place place = text_place(s->doc->text, scan_body(s->doc, first));

	s->ret = diag_add(s->d, RULE_DUPLICATE_MAPPING_KEY, s->doc->text,
		scan_body(s->doc, key),
		"the same key stands at line %zu, column %zu: Kong silently "
		"keeps only the last, so remove one of them",
		place.line, place.col);
}

static struct key
make_key(const struct doc *doc, uint32_t key)
{
	const struct node *node = &doc->node[key];
	uint32_t i = key;

	if (node->kind == NODE_ALIAS) {
		i = node->target;
		node = &doc->node[i];
	}
	return (struct key){key, i, node->n, node->n ? node->value[0] : '\0',
		!lyaml_is_surely_string(node)};
}

/* Two strings are the same by their bytes; anything else may be. */
static bool
are_same(const struct stream *s, const struct key *a, const struct key *b)
{
	if (a->odd && b->odd)
		return lyaml_same_key(s->doc, a->value, b->value);
	return a->n == b->n && a->first == b->first &&
	       lyaml_same_key(s->doc, a->value, b->value);
}

static void
compare_few(struct stream *s, const struct key *v, size_t n)
{
	size_t i, k;

	for (i = 1; i < n; i++)
		for (k = 0; k < i; k++)
			if (are_same(s, &v[i], &v[k])) {
				report_duplicate(s, v[i].node, v[k].node);
				break;
			}
}

/* What a key is to Lua, as bytes: strings as they are, the rest by value. */
static void
canonical(const struct stream *s, const struct key *key, struct buf *b)
{
	const struct node *node = &s->doc->node[key->value];
	enum resolve_type type = TYPE_NULL;

	if (node->kind == NODE_SCALAR)
		type = lyaml_type(s->doc, key->value);
	if (node->kind != NODE_SCALAR)
		buf_addf(b, "node %u", (unsigned)key->value);
	else if (type == TYPE_STRING)
		buf_addf(b, "s"), buf_add(b, node->value, node->n);
	else if (type == TYPE_NULL)
		buf_adds(b, "null");
	else if (type == TYPE_BOOLEAN)
		buf_addf(b, "b%d", lyaml_boolean(s->doc, key->value));
	else
		buf_addf(b, "%.17g", lyaml_number(s->doc, key->value));
}

static void
compare_many(struct stream *s, const struct key *v, size_t n)
{
	struct table t = {0};
	struct buf b = {0};
	size_t *end = xcalloc(n + 1, sizeof(*end)), i;
	uint32_t first;

	for (i = 0; i < n; i++) {
		canonical(s, &v[i], &b);
		end[i + 1] = b.n;
	}
	for (i = 0; i < n; i++) {
		first = table_get(&t, b.s + end[i], end[i + 1] - end[i]);
		if (first != TABLE_NONE)
			report_duplicate(s, v[i].node, first);
		else
			table_put(&t, b.s + end[i], end[i + 1] - end[i],
				v[i].node);
	}
	table_free(&t);
	buf_free(&b);
	free(end);
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
		if (doc->node[i].kind == NODE_SCALAR && !lyaml_is_null(doc, i))
			return false;
	}
	return true;
}

static void
check_merge(struct stream *s, uint32_t value)
{
	if (!can_merge(s->doc, value))
		s->ret = diag_add(s->d, RULE_BAD_MERGE, s->doc->text,
			scan_body(s->doc, value),
			"<< merges mappings only, and Kong will not start: "
			"write an alias such as *name of a mapping");
}

/* judged: keys that are lost here are lost to Kong. */
static void
check_mapping(struct stream *s, uint32_t map, bool judged)
{
	struct key few[FEW], *v = few, k;
	size_t n = 0, cap = 0;
	uint32_t key, value;

	FOR_EACH_PAIR(s->doc, map, key, value)
	{
		k = make_key(s->doc, key);
		/* what is no sure string may be tagged !!merge */
		if ((k.odd || k.first == '<') && lyaml_is_merge(s->doc, key)) {
			check_merge(s, value);
			continue;
		}
		if (!judged || is_unknown(s, k.value))
			continue;
		if (n == FEW && v == few) {
			v = xgrow(NULL, &cap, (size_t)FEW * 2, sizeof(*v));
			memcpy(v, few, sizeof(few));
		}
		if (v != few)
			v = xgrow(v, &cap, n + 1, sizeof(*v));
		v[n++] = k;
	}
	if (v == few)
		compare_few(s, v, n);
	else
		compare_many(s, v, n);
	if (v != few)
		free(v);
}

static void
check_scalar(struct stream *s, uint32_t i)
{
	if (s->doc->node[i].props && !is_unknown(s, i) &&
		lyaml_misfit(s->doc, i))
		s->ret = diag_add(s->d, RULE_YAML_TAG, s->doc->text,
			scan_body(s->doc, i),
			"the value does not fit its tag !!%s, and Kong will "
			"not start: correct it, or remove the tag",
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
		s->ret = diag_add(s->d, RULE_SECOND_DOCUMENT, doc->text,
			doc->node[i].at,
			"Kong reads only the first document, and not what "
			"stands here%s",
			is_empty(doc, 1) ? ": remove the \"---\" before it, "
					   "the first one is empty"
					 : ": put it into the first, or into a "
					   "file of its own");
		return;
	}
}

int
stream_check(const struct doc *doc, const struct kong_config *config,
	struct diags *d)
{
	struct stream s = {doc, config, d, 0};
	uint32_t first = doc->n > 1 ? doc->node[1].next : 0, ignored = 0, i;

	for (i = 2; i < doc->n; i++) {
		if (doc->node[i].flags & NODE_DROPPED) {
			i = doc->node[i].next - 1;
		} else if (doc->node[i].kind == NODE_MAPPING) {
			check_mapping(&s, i, i < first && i >= ignored);
		} else if (doc->node[i].kind == NODE_SCALAR) {
			check_scalar(&s, i);
			if (i >= ignored)
				ignored = end_of_ignored(doc, i);
		}
	}
	if (doc->n > 1)
		check_documents(&s);
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

uint32_t
stream_root(const struct doc *doc, struct diags *d)
{
	uint32_t root = lyaml_root(doc), cycle;

	if (root && doc->node[root].kind == NODE_MAPPING &&
		lyaml_is_bounded(doc))
		return root;
	cycle = root ? find_cycle(doc) : 0;
	if (cycle)
		diag_add(d, RULE_NESTING, doc->text, doc->node[cycle].at,
			"*%s stands inside what it is an alias of, without "
			"end, and makes Kong crash: remove it",
			doc->node[cycle].value);
	else if (root && doc->node[root].kind == NODE_MAPPING)
		diag_add(d, RULE_NESTING, doc->text, doc->node[root].at,
			"the aliases of this file expand too far: write out "
			"what they stand for");
	else if (doc->n <= 1 || is_empty(doc, 1))
		diag_add(d, RULE_NOT_A_MAPPING, doc->text,
			doc->n > 1 ? doc->node[1].at : NOWHERE,
			"%s is empty, Kong will not start: begin with "
			"_format_version",
			doc->n > 1 ? "the first document" : "the file");
	else
		diag_add(d, RULE_NOT_A_MAPPING, doc->text, scan_body(doc, root),
			"the file is %s at its top, Kong wants a mapping and "
			"will not start",
			doc->node[root].kind == NODE_SEQUENCE ? "a list"
							      : "one value");
	return 0;
}
