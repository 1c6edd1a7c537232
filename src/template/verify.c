#include "template/verify.h"

#include "template/jsontext.h"

#include <string.h>
#include <yaml.h>

#define STR_TAG "tag:yaml.org,2002:str"

struct comparison {
	const struct doc *doc;
	enum resolve_list list;
	uint32_t next; /* the node that the next event has to be */
	uint32_t open; /* the collection or document around it, or 0 */
};

/* The node to be seen next, past the dropped ones; 0 at the end of open. */
static uint32_t
expected(struct comparison *p)
{
	const struct node *node = p->doc->node;

	while (p->next < node[p->open].next &&
		node[p->next].flags & NODE_DROPPED)
		p->next = node[p->next].next;
	return p->next < node[p->open].next ? p->next : 0;
}

static bool
same_string(const yaml_char_t *a, const char *b)
{
	if (!a || !b)
		return !a && !b;
	return strcmp((const char *)a, b) == 0;
}

static bool
same_props(const struct doc *doc, uint32_t i, const yaml_char_t *anchor,
	const yaml_char_t *tag)
{
	if (!doc->node[i].props)
		return !anchor && !tag;
	return same_string(anchor, scan_anchor(doc, i)) &&
	       same_string(tag, scan_tag(doc, i));
}

static bool
same_style(yaml_scalar_style_t style, unsigned wanted)
{
	switch (style) {
	case YAML_PLAIN_SCALAR_STYLE:
		return wanted == STYLE_PLAIN;
	case YAML_SINGLE_QUOTED_SCALAR_STYLE:
		return wanted == STYLE_SINGLE;
	case YAML_DOUBLE_QUOTED_SCALAR_STYLE:
		return wanted == STYLE_DOUBLE;
	case YAML_LITERAL_SCALAR_STYLE:
		return wanted == STYLE_LITERAL;
	case YAML_FOLDED_SCALAR_STYLE:
		return wanted == STYLE_FOLDED;
	default:
		return false;
	}
}

static bool
reads_as_string(const struct comparison *p, const yaml_event_t *event)
{
	const char *tag = (const char *)event->data.scalar.tag;

	if (event->data.scalar.style != YAML_PLAIN_SCALAR_STYLE)
		return true;
	if (tag && strcmp(tag, STR_TAG) == 0)
		return true;
	return resolve_plain(p->list, (const char *)event->data.scalar.value,
		       event->data.scalar.length) == TYPE_STRING;
}

static bool
same_scalar(const struct comparison *p, uint32_t i, const yaml_event_t *event)
{
	const struct node *node = &p->doc->node[i];

	return node->kind == NODE_SCALAR &&
	       event->data.scalar.length == node->n &&
	       memcmp(event->data.scalar.value, node->value, node->n) == 0 &&
	       same_style(event->data.scalar.style, node->style) &&
	       same_props(p->doc, i, event->data.scalar.anchor,
		       event->data.scalar.tag) &&
	       (!(node->flags & NODE_STRING) || reads_as_string(p, event));
}

static bool
open_matches(struct comparison *p, uint32_t i, enum node_kind kind,
	const yaml_char_t *anchor, const yaml_char_t *tag)
{
	if (p->doc->node[i].kind != kind || !same_props(p->doc, i, anchor, tag))
		return false;
	p->open = i;
	p->next = i + 1;
	return true;
}

static bool
close_matches(struct comparison *p)
{
	const struct node *node = &p->doc->node[p->open];

	if (p->open == 0)
		return false;
	p->open = node->parent;
	p->next = node->next;
	return true;
}

static bool
leaf_matches(struct comparison *p, uint32_t i, bool same)
{
	p->next = i + 1;
	return same;
}

/* i is what expected() says. */
static bool
event_matches(struct comparison *p, uint32_t i, const yaml_event_t *event)
{
	const struct doc *doc = p->doc;

	switch (event->type) {
	case YAML_STREAM_START_EVENT:
		return true;
	case YAML_STREAM_END_EVENT:
		return !i && p->open == 0;
	case YAML_DOCUMENT_END_EVENT:
	case YAML_SEQUENCE_END_EVENT:
	case YAML_MAPPING_END_EVENT:
		return !i && close_matches(p);
	default:
		break;
	}
	if (!i)
		return false;
	switch (event->type) {
	case YAML_DOCUMENT_START_EVENT:
		return open_matches(p, i, NODE_DOCUMENT, NULL, NULL);
	case YAML_SEQUENCE_START_EVENT:
		return open_matches(p, i, NODE_SEQUENCE,
			event->data.sequence_start.anchor,
			event->data.sequence_start.tag);
	case YAML_MAPPING_START_EVENT:
		return open_matches(p, i, NODE_MAPPING,
			event->data.mapping_start.anchor,
			event->data.mapping_start.tag);
	case YAML_SCALAR_EVENT:
		return leaf_matches(p, i, same_scalar(p, i, event));
	case YAML_ALIAS_EVENT:
		return leaf_matches(p, i,
			doc->node[i].kind == NODE_ALIAS &&
				same_string(event->data.alias.anchor,
					doc->node[i].value));
	default:
		return false;
	}
}

/* libyaml has read the template too, or the scanner was wrong, perhaps. */
static int
refuse(const struct doc *doc, size_t at, struct diags *d, const char *what)
{
	if (doc->unproven)
		return -1;
	return diag_add(d, RULE_INTERNAL, doc->text, at,
		"internal error: %s, so nothing was written. Please report "
		"this with the template, never with the values",
		what);
}

static int
compare_events(struct comparison *p, yaml_parser_t *parser, struct diags *d)
{
	yaml_event_t event;
	bool done = false, same = true;
	uint32_t i;

	while (!done && same) {
		i = expected(p);
		if (!yaml_parser_parse(parser, &event)) {
			if (parser->error == YAML_MEMORY_ERROR)
				out_of_memory();
			same = false;
			break;
		}
		done = event.type == YAML_STREAM_END_EVENT;
		same = event_matches(p, i, &event);
		yaml_event_delete(&event);
	}
	if (same)
		return 0;
	return refuse(p->doc, i ? scan_body(p->doc, i) : NOWHERE, d,
		"the rendered file does not read back as intended here");
}

/* Everything outside the edits has to be the template's, byte for byte. */
static bool
same_outside(const struct text *t, const struct edits *edits, const char *out,
	size_t n)
{
	size_t i, at = 0, to = 0, len;

	for (i = 0; i <= edits->n; i++) {
		len = (i < edits->n ? edits->v[i].at : t->n) - at;
		if (len > n - to || memcmp(t->s + at, out + to, len) != 0)
			return false;
		to += len;
		if (i == edits->n)
			break;
		at = edits->v[i].end;
		len = edits->v[i].to - edits->v[i].from;
		if (len > n - to)
			return false;
		to += len;
	}
	return to == n;
}

/* Whether the one item of a list that alone holds is the item of doc. */
static bool
same_item(const struct doc *doc, uint32_t item, const struct doc *alone,
	size_t from)
{
	/* after the stream, the document and the list */
	const struct node *a = &doc->node[item], *b = &alone->node[3];
	uint32_t i, n = a->next - item;
	bool same = alone->n == n + 3 && b->next == alone->n &&
		    alone->node[2].kind == NODE_SEQUENCE;

	for (i = 0; same && i < n; i++, a++, b++) {
		same = a->kind == b->kind && a->style == b->style &&
		       a->at == b->at + from && a->next - item == b->next - 3;
		if (a->flags & NODE_REF)
			same = same && a->end == b->end + from;
		else if (a->kind == NODE_SCALAR)
			same = same && a->n == b->n &&
			       memcmp(a->value, b->value, a->n) == 0;
	}
	return same;
}

static bool
reads_alone(const struct doc *doc, uint32_t item, const struct edit *cut)
{
	const struct text lines = {.path = doc->text->path,
		.s = doc->text->s + cut->at,
		.n = cut->end - cut->at};
	struct diags d = {.seed = doc->seed};
	struct doc alone;
	bool same = scan_yaml(&alone, &lines, &d) == 0 &&
		    same_item(doc, item, &alone, cut->at);

	scan_free(&alone);
	diags_free(&d);
	return same;
}

/*
 * What is left out is not in the output, which therefore proves nothing of it:
 * the lines of each item have to be that item to libyaml.
 */
static bool
dropped_are_items(const struct doc *doc, const struct edits *edits)
{
	const struct edit *e = edits->v, *end = e + edits->n;
	const struct node *node;
	uint32_t i;

	for (i = 1; i < doc->n; i++) {
		node = &doc->node[i];
		if (!(node->flags & NODE_DROPPED))
			continue;
		while (e < end && e->end <= node->at)
			e++;
		if (e == end || e->at > node->at || !reads_alone(doc, i, e))
			return false;
		i = node->next - 1;
	}
	return true;
}

int
verify_output(const struct doc *doc, const struct edits *edits,
	enum resolve_list list, const char *out, size_t n, struct diags *d)
{
	struct comparison p = {doc, list, 1, 0};
	struct buf json = {0};
	yaml_parser_t parser;
	bool is_other;
	int ret;

	if (!same_outside(doc->text, edits, out, n))
		return refuse(doc, NOWHERE, d,
			"bytes outside the references changed");
	if (doc->unproven && doc->ndropped && !dropped_are_items(doc, edits))
		return -1;
	if (!yaml_parser_initialize(&parser))
		out_of_memory();
	is_other = doc->text->is_json && jsontext_for_yaml(out, n, &json);
	yaml_parser_set_input_string(
		&parser, (const unsigned char *)(is_other ? json.s : out), n);
	ret = compare_events(&p, &parser, d);
	yaml_parser_delete(&parser);
	buf_free(&json);
	return ret;
}
