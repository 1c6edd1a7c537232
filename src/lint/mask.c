#include "lint/mask.h"

#include "base/bytes.h"
#include "kong/names.h"
#include "kong/publicfields.h"
#include "template/expand.h"
#include "template/resolve.h"
#include "vars/sensitive.h"

#include <string.h>

#define MAX_KEY 40 /* bytes; a longer one that is not known is no name */
#define MIN_MIXED                                                              \
	8 /* bytes: letters and digits of a shorter one are a name             \
	   */

#define MAX_BARE_KEY 24 /* bytes: "keyauth_credentials" */

/* The part of a line that is asked for. */
struct part {
	const struct text *t;
	size_t from, to;
	bool *shown;
};

static void
set(const struct part *p, size_t from, size_t to, bool shown)
{
	from = from < p->from ? p->from : from;
	to = to > p->to ? p->to : to;
	for (; from < to; from++)
		p->shown[from - p->from] = shown;
}

/* References in [from, to) of the text, without what they default to. */
static void
show_references(const struct part *p, size_t from, size_t to)
{
	const char *s = p->t->s + from;
	enum ref_status status;
	size_t at = 0;
	struct ref r;

	while ((status = ref_next(s, to - from, at, &r)) != REF_NONE) {
		if (status != REF_FOUND) {
			at = status == REF_UNTERMINATED ||
					     status == REF_TOO_DEEP
				     ? r.at + 1
				     : r.end;
			continue;
		}
		set(p, from + r.at, from + (r.word ? r.word : r.end), true);
		set(p, from + r.end - 1, from + r.end, true);
		at = r.end;
	}
}

static bool
is_whole_reference(const char *s, size_t n)
{
	struct ref r;

	return ref_next(s, n, 0, &r) == REF_FOUND && r.at == 0 && r.end == n;
}

/* A key may be a value that is in the wrong place. */
static bool
is_name(const char *s, size_t n)
{
	return name_find(s, n) != N_NONE || sensitive_is_name(s, n);
}

static bool
is_sensitive(const struct doc *doc, const struct node *node)
{
	const struct node *key = &doc->node[scan_deref(doc, node->key)];

	return node->key && key->kind == NODE_SCALAR &&
	       sensitive_name(key->value, key->n);
}

static bool
is_shown(const struct doc *doc, uint32_t i)
{
	const struct node *node = &doc->node[i];

	if (node->flags & NODE_PUBLIC)
		return true;
	if (node->flags & NODE_KEY)
		return is_name(node->value, node->n);
	return node->style == STYLE_PLAIN && !is_sensitive(doc, node) &&
	       resolve_plain(RESOLVE_ANY, node->value, node->n) != TYPE_STRING;
}

/* Where the content of a scalar begins, after a quote or the line of a |. */
static size_t
content_of(const struct doc *doc, uint32_t i)
{
	size_t at = scan_body(doc, i);

	switch (doc->node[i].style) {
	case STYLE_SINGLE:
	case STYLE_DOUBLE:
		return at + 1;
	case STYLE_LITERAL:
	case STYLE_FOLDED:
		while (at < doc->node[i].end && doc->text->s[at] != '\n')
			at++;
		return at;
	default:
		return at;
	}
}

static void
mask_scalar(const struct mask *m, const struct part *p, uint32_t i)
{
	const struct node *node = &m->doc.node[i];
	size_t from = content_of(&m->doc, i), end = node->end;
	const char *s = p->t->s;

	if (node->style == STYLE_SINGLE || node->style == STYLE_DOUBLE) {
		end--;
		set(p, from - 1, from, true);
		set(p, end, end + 1, true);
	}
	if (from >= end)
		return;
	set(p, from, end, is_shown(&m->doc, i));
	if (is_shown(&m->doc, i))
		return;
	if (!m->rendered || is_whole_reference(s + from, end - from))
		show_references(p, from, end);
}

/* Between scalars there is punctuation; names and comments are hidden. */
static void
show_punctuation(const struct part *p)
{
	size_t i;

	for (i = p->from; i < p->to; i++)
		if (bytes_one_of(p->t->s[i], " \t-?:,[]{}#&*!|>+"))
			set(p, i, i + 1, true);
}

static void
mask_parsed(const struct mask *m, const struct part *p)
{
	const struct doc *doc = &m->doc;
	uint32_t low = 0, high = doc->n, mid, i;

	show_punctuation(p);
	/* the last node that begins at or before the part */
	while (high - low > 1) {
		mid = low + (high - low) / 2;
		if (doc->node[mid].at <= p->from)
			low = mid;
		else
			high = mid;
	}
	for (i = low; i < doc->n && doc->node[i].at < p->to; i++)
		if (doc->node[i].kind == NODE_SCALAR)
			mask_scalar(m, p, i);
		else if (doc->node[i].kind == NODE_ALIAS)
			set(p, doc->node[i].at, doc->node[i].end, true);
}

/* A line without a colon or a dash may be in the middle of a secret. */
static bool
is_bare_key(const char *s, size_t n)
{
	size_t i;

	for (i = 0; i < n; i++)
		if ((s[i] < 'a' || s[i] > 'z') && s[i] != '_')
			return name_find(s, n) != N_NONE;
	return n <= MAX_BARE_KEY;
}

/* The line that part lies in may begin before it. */
static void
mask_unparsed(const struct mask *m, const struct part *p)
{
	const char *s = p->t->s;
	size_t line = p->from, i, key;

	while (line > 0 && s[line - 1] != '\n')
		line--;
	for (i = line; i < p->to && bytes_one_of(s[i], " \t"); i++)
		;
	for (key = i; i < p->to && !bytes_one_of(s[i], ":-"); i++)
		;
	if (i < p->to || is_bare_key(s + key, i - key))
		set(p, line, i + 1, true);
	for (; i < p->to && bytes_one_of(s[i], ":- \t"); i++)
		set(p, i, i + 1, true);
	for (i = p->from; i < p->to; i++)
		if (bytes_one_of(s[i], "\"'[]{}"))
			set(p, i, i + 1, true);
	if (!m->rendered)
		show_references(p, line, p->to);
}

static void
read_text(struct mask *m, const struct text *t)
{
	struct diags ignored = {.seed = m->seed};

	scan_free(&m->doc);
	m->text = t;
	m->parsed = scan_yaml(&m->doc, t, &ignored) == 0;
	if (m->parsed)
		publicfields_mark(&m->doc);
	diags_free(&ignored);
}

void
/* NOLINTNEXTLINE(readability-non-const-parameter): set() writes shown */
mask_line(void *mask, const struct text *t, size_t from, size_t to, bool *shown)
{
	struct mask *m = mask;
	const struct part p = {t, from, to, shown};

	if (m->text != t)
		read_text(m, t);
	if (m->parsed)
		mask_parsed(m, &p);
	else
		mask_unparsed(m, &p);
}

void
mask_free(struct mask *m)
{
	scan_free(&m->doc);
	*m = (struct mask){0};
}
