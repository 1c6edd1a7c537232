#include "template/scan.h"

#include "base/bytes.h"
#include "base/utf8.h"

#include <string.h>

uint32_t
scan_deref(const struct doc *doc, uint32_t i)
{
	return doc->node[i].kind == NODE_ALIAS ? doc->node[i].target : i;
}

static uint32_t
first_kept(const struct doc *doc, uint32_t i, uint32_t end)
{
	while (i < end && doc->node[i].flags & NODE_DROPPED)
		i = doc->node[i].next;
	return i < end ? i : 0;
}

uint32_t
scan_child(const struct doc *doc, uint32_t i)
{
	return first_kept(doc, i + 1, doc->node[i].next);
}

uint32_t
scan_sibling(const struct doc *doc, uint32_t i)
{
	return first_kept(
		doc, doc->node[i].next, doc->node[doc->node[i].parent].next);
}

static bool
is_anchor_char(char c)
{
	return bytes_is_name(c) || c == '-';
}

/*
 * After "&name", which ends with the name (libyaml reads "&a:b" as an anchor
 * and a scalar), or after "!tag" or "!<verbatim>", which end with a blank.
 */
static size_t
skip_property(const struct text *t, size_t at, size_t end)
{
	bool anchor = t->s[at++] == '&';

	while (at < end && t->s[at] != ' ' && t->s[at] != '\t' &&
		(!anchor || is_anchor_char(t->s[at])) &&
		!scan_break(t->s + at, end - at))
		at++;
	return at;
}

size_t
scan_line_end(const struct text *t, size_t at, size_t end)
{
	while (at < end && !scan_break(t->s + at, end - at))
		at++;
	return at;
}

size_t
scan_content(const struct doc *doc, uint32_t i)
{
	size_t at = scan_body(doc, i);

	return doc->node[i].style == STYLE_LITERAL ||
			       doc->node[i].style == STYLE_FOLDED
		       ? scan_line_end(doc->text, at, doc->text->n)
		       : at;
}

void
scan_find_props(const struct text *t, const struct node *node, struct props *p)
{
	/* a collection's end is not known yet, but it is not empty */
	size_t end = node->kind == NODE_SCALAR ? node->end : t->n;
	size_t at = node->at, last = at, n;

	while (at < end) {
		n = scan_break(t->s + at, end - at);
		if (n)
			/* libyaml lets one begin any line (found by fuzzing) */
			at += n + utf8_bom(t->s + at + n, end - at - n);
		else if (t->s[at] == ' ' || t->s[at] == '\t')
			at++;
		else if (t->s[at] == '&' || t->s[at] == '!')
			last = at = skip_property(t, at, end);
		else if (t->s[at] == '#')
			at = scan_line_end(t, at, end);
		else
			break;
	}
	p->body = (uint32_t)at;
	p->end = (uint32_t)last;
}

static const struct props *
props_of(const struct doc *doc, uint32_t i)
{
	const struct node *node = &doc->node[i];

	return node->kind != NODE_ALIAS && node->props
		       ? &doc->props[node->props - 1]
		       : NULL;
}

size_t
scan_props(const struct doc *doc, uint32_t i, size_t *body)
{
	const struct props *p = props_of(doc, i);

	*body = p ? p->body : doc->node[i].at;
	return p ? p->end : doc->node[i].at;
}

size_t
scan_body(const struct doc *doc, uint32_t i)
{
	size_t body;

	scan_props(doc, i, &body);
	return body;
}

size_t
scan_break(const char *s, size_t n)
{
	if (n == 0)
		return 0;
	switch ((unsigned char)s[0]) {
	case '\n':
		return 1;
	case '\r':
		return n > 1 && s[1] == '\n' ? 2 : 1;
	case 0xc2:
		return n > 1 && s[1] == '\x85' ? 2 : 0;
	case 0xe2:
		return n > 2 && s[1] == '\x80' &&
				       (s[2] == '\xa8' || s[2] == '\xa9')
			       ? 3
			       : 0;
	default:
		return 0;
	}
}

size_t
scan_column(const struct text *t, size_t at)
{
	size_t col = 0;
	const char *s;

	for (; at > 0; at--) {
		s = t->s + at;
		if (strchr("\n\r", s[-1]) ||
			(at >= 2 && scan_break(s - 2, 2) == 2) ||
			(at >= 3 && scan_break(s - 3, 3) == 3))
			return col;
		col += (s[-1] & 0xc0) != 0x80;
	}
	return utf8_bom(t->s, t->n) ? col - 1 : col;
}

const char *
scan_tag(const struct doc *doc, uint32_t i)
{
	const struct props *p = props_of(doc, i);

	return p ? p->tag : NULL;
}

const char *
scan_anchor(const struct doc *doc, uint32_t i)
{
	const struct props *p = props_of(doc, i);

	return p ? p->anchor : NULL;
}

bool
scan_is_dropped(const struct doc *doc, uint32_t i)
{
	for (; i && doc->ndropped; i = doc->node[i].parent)
		if (doc->node[i].flags & NODE_DROPPED)
			return true;
	return false;
}
