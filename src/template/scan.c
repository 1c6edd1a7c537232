#include "template/scan.h"

#include "base/table.h"
#include "base/utf8.h"
#include "template/jsontext.h"
#include "template/syntax.h"
#include "template/tree.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>
#include <yaml.h>

#define ARENA_CHUNK 16384

struct arena {
	struct arena *older;
	size_t n, cap;
	char s[];
};

/*
 * libyaml counts code points and not the byte order mark; we want bytes.
 * Marks come nearly in order, so stepping from the last one is linear.
 */
struct cursor {
	const char *s;
	size_t n, at, index;
	bool ascii;
};

struct scanner {
	struct doc *doc;
	yaml_parser_t parser;
	struct cursor cursor;
	struct table anchors; /* of this document: name to node */
	struct tree tree;
};

const char *
scan_keep(struct doc *doc, const char *s, size_t n)
{
	struct arena *a = doc->arena;
	char *kept;

	if (!a || a->cap - a->n <= n) {
		size_t cap = n + 1 > ARENA_CHUNK ? n + 1 : ARENA_CHUNK;

		a = xmalloc(sizeof(*a) + cap);
		*a = (struct arena){doc->arena, 0, cap};
		doc->arena = a;
	}
	kept = a->s + a->n;
	if (n)
		memcpy(kept, s, n);
	kept[n] = '\0';
	a->n += n + 1;
	return kept;
}

void
scan_free(struct doc *doc)
{
	struct arena *a, *older;

	for (a = doc->arena; a; a = older) {
		older = a->older;
		wipe(a->s, a->n);
		free(a);
	}
	free(doc->node);
	free(doc->props);
	*doc = (struct doc){0};
}

static void
cursor_init(struct cursor *c, const struct text *t)
{
	*c = (struct cursor){t->s, t->n, 0, 0, utf8_is_ascii(t->s, t->n)};
	if (t->n >= 3 && memcmp(t->s, UTF8_BOM, 3) == 0)
		c->at = 3;
}

static size_t
cursor_to(struct cursor *c, size_t index)
{
	if (c->ascii)
		return index < c->n ? index : c->n;
	while (c->index < index && c->at < c->n) {
		do
			c->at++;
		while (c->at < c->n && (c->s[c->at] & 0xc0) == 0x80);
		c->index++;
	}
	while (c->index > index) {
		do
			c->at--;
		while ((c->s[c->at] & 0xc0) == 0x80);
		c->index--;
	}
	return c->at;
}

static uint32_t
add_props(struct doc *doc, const struct node *node, const yaml_char_t *anchor,
	const yaml_char_t *tag)
{
	const char *a = (const char *)anchor, *t = (const char *)tag;
	struct props p;

	if (!a && !t)
		return 0;
	p.anchor = a ? scan_keep(doc, a, strlen(a)) : NULL;
	p.tag = t ? scan_keep(doc, t, strlen(t)) : NULL;
	scan_find_props(doc->text, node, &p);
	doc->props = xgrow(doc->props, &doc->cap_props, doc->nprops + 1,
		sizeof(*doc->props));
	doc->props[doc->nprops++] = p;
	return (uint32_t)doc->nprops;
}

static struct node *
add_node(struct scanner *s, enum node_kind kind, const yaml_event_t *event)
{
	return tree_add(&s->tree, kind,
		cursor_to(&s->cursor, event->start_mark.index),
		cursor_to(&s->cursor, event->end_mark.index));
}

static void
set_anchor(struct scanner *s, struct node *node, const yaml_char_t *anchor,
	const yaml_char_t *tag)
{
	const char *name;

	if (!anchor && !tag)
		return;
	node->props = add_props(s->doc, node, anchor, tag);
	if (!anchor)
		return;
	name = s->doc->props[node->props - 1].anchor;
	table_put(&s->anchors, name, strlen(name),
		(uint32_t)(node - s->doc->node));
}

/* Most scalars stand in the text as they read: those need no copy. */
static const char *
keep_value(
	struct doc *doc, const struct node *node, const char *value, size_t n)
{
	static const size_t quotes[] = {
		[STYLE_PLAIN] = 0, [STYLE_SINGLE] = 1, [STYLE_DOUBLE] = 1};
	const char *s = doc->text->s;
	size_t end;

	if (node->style <= STYLE_DOUBLE) {
		end = node->end - quotes[node->style];
		if (node->at + n <= end && memcmp(s + end - n, value, n) == 0)
			return s + end - n;
	}
	return scan_keep(doc, value, n);
}

static void
add_scalar(struct scanner *s, const yaml_event_t *event)
{
	static const uint8_t styles[] = {
		[YAML_PLAIN_SCALAR_STYLE] = STYLE_PLAIN,
		[YAML_SINGLE_QUOTED_SCALAR_STYLE] = STYLE_SINGLE,
		[YAML_DOUBLE_QUOTED_SCALAR_STYLE] = STYLE_DOUBLE,
		[YAML_LITERAL_SCALAR_STYLE] = STYLE_LITERAL,
		[YAML_FOLDED_SCALAR_STYLE] = STYLE_FOLDED,
	};
	struct node *node = add_node(s, NODE_SCALAR, event);

	node->style = styles[event->data.scalar.style];
	node->n = (uint32_t)event->data.scalar.length;
	node->value = keep_value(
		s->doc, node, (const char *)event->data.scalar.value, node->n);
	set_anchor(s, node, event->data.scalar.anchor, event->data.scalar.tag);
}

static int
add_alias(struct scanner *s, const yaml_event_t *event, struct diags *d)
{
	const char *name = (const char *)event->data.alias.anchor;
	struct node *node = add_node(s, NODE_ALIAS, event);
	size_t n = strlen(name);
	uint32_t target = table_get(&s->anchors, name, n);

	if (target == TABLE_NONE)
		return diag_add(d, RULE_UNKNOWN_ALIAS, s->doc->text, node->at,
			"unknown alias *%.64s: no anchor &%.64s comes before "
			"it in this document; put a text that begins with * in "
			"quotes",
			name, name);
	s->doc->naliases++;
	node->value = scan_keep(s->doc, name, n);
	node->n = (uint32_t)n;
	node->target = target;
	if (node->flags & NODE_KEY)
		s->doc->node[target].flags |= NODE_AS_KEY;
	if (s->doc->node[target].next == 0)
		node->flags |= NODE_CYCLE;
	return 0;
}

static int
open_node(struct scanner *s, struct node *node, struct diags *d)
{
	if (tree_open(&s->tree, node))
		return 0;
	return diag_add(d, RULE_NESTING, s->doc->text, node->at,
		"nesting exceeds the limit of %d levels", SCAN_MAX_DEPTH);
}

static int
add_event(struct scanner *s, const yaml_event_t *event, struct diags *d)
{
	struct node *node;

	switch (event->type) {
	case YAML_DOCUMENT_START_EVENT:
		table_free(&s->anchors);
		node = add_node(s, NODE_DOCUMENT, event);
		return open_node(s, node, d);
	case YAML_SCALAR_EVENT:
		add_scalar(s, event);
		return 0;
	case YAML_ALIAS_EVENT:
		return add_alias(s, event, d);
	case YAML_SEQUENCE_START_EVENT:
		node = add_node(s, NODE_SEQUENCE, event);
		node->style = event->data.sequence_start.style ==
					      YAML_FLOW_SEQUENCE_STYLE
				      ? STYLE_FLOW
				      : STYLE_BLOCK;
		set_anchor(s, node, event->data.sequence_start.anchor,
			event->data.sequence_start.tag);
		return open_node(s, node, d);
	case YAML_MAPPING_START_EVENT:
		node = add_node(s, NODE_MAPPING, event);
		node->style = event->data.mapping_start.style ==
					      YAML_FLOW_MAPPING_STYLE
				      ? STYLE_FLOW
				      : STYLE_BLOCK;
		set_anchor(s, node, event->data.mapping_start.anchor,
			event->data.mapping_start.tag);
		return open_node(s, node, d);
	case YAML_SEQUENCE_END_EVENT:
	case YAML_MAPPING_END_EVENT:
	case YAML_DOCUMENT_END_EVENT:
		tree_close(
			&s->tree, cursor_to(&s->cursor, event->end_mark.index));
		return 0;
	default:
		return 0;
	}
}

static bool
is_quoted(const struct node *node)
{
	return node->kind == NODE_SCALAR &&
	       (node->style == STYLE_SINGLE || node->style == STYLE_DOUBLE);
}

static int
syntax_error(struct scanner *s, struct diags *d)
{
	const yaml_parser_t *p = &s->parser;
	const struct node *last = &s->doc->node[s->doc->n - 1];
	struct syntax_error e = {.problem = p->problem, .context = p->context};

	if (p->error == YAML_READER_ERROR)
		return diag_add(d, RULE_ENCODING, s->doc->text,
			p->problem_offset,
			"invalid control character U+%04X: YAML does not allow "
			"it",
			(unsigned)p->problem_value);
	e.at = cursor_to(&s->cursor, p->problem_mark.index);
	e.context_at =
		e.context ? cursor_to(&s->cursor, p->context_mark.index) : e.at;
	if (is_quoted(last)) {
		e.quoted = scan_body(s->doc, s->doc->n - 1);
		e.quoted_end = last->end;
	}
	return syntax_report(s->doc->text, &e, d);
}

/* A flow mapping of one key without a value. */
static inline bool
is_braced(const struct doc *doc, uint32_t i)
{
	const struct node *node = &doc->node[i];
	uint32_t key = i + 1, value;

	if (node->kind != NODE_MAPPING || node->style != STYLE_FLOW ||
		node->next == key)
		return false;
	value = doc->node[key].next;
	return doc->node[value].kind == NODE_SCALAR &&
	       doc->node[value].n == 0 &&
	       doc->node[value].style == STYLE_PLAIN &&
	       doc->node[value].next == node->next;
}

/*
 * {{ NAME }} as a whole value parses, as a mapping whose key is a mapping, but
 * it was meant for Helm or Jinja.
 */
static int
check_braces(const struct doc *doc, struct diags *d)
{
	const struct text *t = doc->text;
	uint32_t i;
	int ret = 0;

	for (i = 1; i + 1 < doc->n; i++)
		if (is_braced(doc, i) && is_braced(doc, i + 1) &&
			memcmp(t->s + doc->node[i].at, "{{", 2) == 0)
			ret = diag_add(d, RULE_HELM_TEMPLATE, t,
				doc->node[i].at,
				"{{ }} is a reference of Helm or Jinja, not of "
				"kongrender: write ${NAME}, or pass the output "
				"of that program");
	return ret;
}

/* What libyaml would say of these in its own words helps nobody. */
static int
check_encoding(const struct text *t, struct diags *d)
{
	size_t bad;

	if (t->n >= 2 && (memcmp(t->s, "\xFF\xFE", 2) == 0 ||
				 memcmp(t->s, "\xFE\xFF", 2) == 0 || !t->s[0] ||
				 !t->s[1]))
		return diag_add(d, RULE_ENCODING, t, 0,
			"the file is UTF-16 or UTF-32: save it as UTF-8");
	bad = utf8_check(t->s, t->n);
	if (bad == t->n)
		return 0;
	return diag_add(d, RULE_ENCODING, t, bad,
		"byte 0x%02X is not valid UTF-8: save the file as UTF-8",
		(unsigned char)t->s[bad]);
}

static int
scan_events(struct scanner *s, struct diags *d)
{
	yaml_event_t event;
	bool done = false;
	int ret = 0;

	while (!done && ret == 0) {
		if (!yaml_parser_parse(&s->parser, &event)) {
			if (s->parser.error == YAML_MEMORY_ERROR)
				out_of_memory();
			return syntax_error(s, d);
		}
		done = event.type == YAML_STREAM_END_EVENT;
		ret = add_event(s, &event, d);
		yaml_event_delete(&event);
	}
	return ret;
}

int
scan_yaml(struct doc *doc, const struct text *text, struct diags *d)
{
	struct scanner s = {.doc = doc, .anchors = {.seed = d->seed}};
	struct buf json = {0};
	bool is_other;
	int ret;

	assert(text->n <= SCAN_MAX_SIZE);
	tree_init(&s.tree, doc, text, d->seed);
	if (check_encoding(text, d))
		return -1;
	if (!yaml_parser_initialize(&s.parser))
		out_of_memory();
	is_other = text->is_json && jsontext_for_yaml(text->s, text->n, &json);
	yaml_parser_set_input_string(&s.parser,
		(const unsigned char *)(is_other ? json.s : text->s), text->n);
	cursor_init(&s.cursor, text);
	ret = scan_events(&s, d);
	doc->node[0].next = doc->n;
	if (ret == 0)
		ret = check_braces(doc, d);
	yaml_parser_delete(&s.parser);
	buf_free(&json);
	table_free(&s.anchors);
	return ret;
}
