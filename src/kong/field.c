#include "kong/values.h"
#include "kong/walk.h"

#include <math.h>
#include <string.h>

/* A value to check: field i of record r, or an element of its list. */
struct spot {
	const struct record *r;
	const struct kong_field *f;
	uint32_t entry; /* the value */
	uint32_t node; /* its node */
	uint32_t place; /* what to print */
};

/* What is wrong with _format_version has a rule of its own. */
static enum rule_id
rule_of(const struct spot *s, enum rule_id rule)
{
	return s->r->e->id == KONG_FILE && s->f->type == KONG_WORD
		       ? RULE_FORMAT_VERSION
		       : rule;
}

static int
check_null(struct walk *w, const struct spot *s)
{
	uint8_t flags = s->f->flags;

	if (flags & KONG_REQUIRED)
		return walk_report(w, rule_of(s, RULE_MISSING_FIELD), s->place,
			"%s is null, and Kong will not start without it: give "
			"it a value",
			s->f->name);
	if (flags & KONG_REFUSES_NULL)
		return walk_report(w, RULE_MISSING_FIELD, s->place,
			"%s is null, which Kong refuses: leave the field out",
			s->f->name);
	if (flags & KONG_NO_NULL)
		return walk_report(w, RULE_NULL_CREDENTIAL, s->place,
			"%s is null: Kong accepts that, and nobody can ever "
			"use this credential; give it a value or remove it",
			s->f->name);
	if (flags & KONG_SENT)
		return walk_warn(w, RULE_NULL_CREDENTIAL, s->place,
			"%s is null, so this credential is of no use: leave "
			"it out and Kong makes one up, or give it a value",
			s->f->name);
	return 0;
}

static int
check_left(struct walk *w, const struct spot *s)
{
	const struct node *node = &w->doc->node[s->node];
	enum value_leftover left = LEFTOVER_NONE;

	if (node->flags & NODE_LEFT)
		left = LEFTOVER_CERTAIN;
	else if (!(node->flags & NODE_REF))
		left = value_leftover(node->value, node->n);
	if (left == LEFTOVER_MAYBE)
		return walk_warn(w, RULE_LITERAL_REFERENCE, s->place,
			"%s holds what looks like a reference; if it is meant "
			"to be one, render this file first",
			s->f->name);
	if (left == LEFTOVER_CERTAIN)
		return walk_report(w, RULE_LITERAL_REFERENCE, s->place,
			"%s still holds a reference, and Kong takes its text "
			"for the credential, which anyone can send: render it "
			"with a value, or if the text is meant, --ignore "
			"literal-reference",
			s->f->name);
	return 0;
}

static bool
is_white(char c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

/* What Kong accepts in a credential, and nobody can use. */
static int
check_sent(struct walk *w, const struct spot *s)
{
	const struct node *node = &w->doc->node[s->node];
	const char *v = node->value;
	int ret = 0;

	if (!(s->f->flags & KONG_SENT) || node->n == 0)
		return 0;
	if (value_is_vault(v, node->n))
		ret = walk_report(w, RULE_VAULT_REFERENCE, s->place,
			"Kong never resolves a vault reference in %s: its "
			"text itself would be the credential; let kongrender "
			"put the value in, ${NAME}",
			s->f->name);
	else
		ret = check_left(w, s);
	if (s->r->e->id == KONG_KEYAUTH &&
		(is_white(v[0]) || is_white(v[node->n - 1])))
		ret |= walk_report(w, RULE_KEY_WHITESPACE, s->place,
			"%s %s white space, so that no header can ever match "
			"it: take it off (%s)",
			s->f->name,
			is_white(v[0]) ? "begins with" : "ends with",
			node->style == STYLE_LITERAL ||
					node->style == STYLE_FOLDED
				? "a block scalar keeps its line end without "
				  "|- or >-"
				: "probably echo without -n before base64");
	return ret;
}

static void
list_words(struct buf *b, const char *const *words)
{
	for (; *words; words++)
		buf_addf(b, "%s%s", b->n ? ", " : "", *words);
}

static int
check_word(struct walk *w, const struct spot *s)
{
	const char *const *words = s->f->words[w->config->version], *const * p;
	struct buf list = {0};
	int ret;

	for (p = words; *p; p++)
		if (scan_is(w->doc, s->node, *p))
			return 0;
	list_words(&list, words);
	ret = walk_report(w, rule_of(s, RULE_BAD_WORD), s->place,
		"this is no %s that %s knows, it will not start: write one of "
		"%s",
		s->f->name, kong_version_name(w->config->version), list.s);
	buf_free(&list);
	return ret;
}

static int
check_content(struct walk *w, const struct spot *s)
{
	const struct node *node = &w->doc->node[s->node];
	const char *problem;

	switch (s->f->type) {
	case KONG_UUID:
		if (value_is_uuid(node->value, node->n))
			return 0;
		return walk_report(w, RULE_BAD_UUID, s->place,
			"%s is no UUID, Kong will not start: write 36 "
			"characters as uuidgen prints them, or leave it out",
			s->f->name);
	case KONG_WORD:
		return check_word(w, s);
	case KONG_TAGS:
		problem = value_tag_problem(
			node->value, node->n, w->config->version);
		return !problem
			       ? 0
			       : walk_report(w, RULE_BAD_TAG, s->place,
					 "%s, Kong will not start: take it out",
					 problem);
	case KONG_URIS:
		problem = value_uri_problem(node->value, node->n);
		return !problem ? 0
				: walk_report(w, RULE_BAD_URI, s->place,
					  "Kong refuses this redirect URI and "
					  "will not "
					  "start: %s; write it like "
					  "https://example.com/callback",
					  problem);
	default:
		return check_sent(w, s);
	}
}

/* A scalar, or something else where a string is wanted. */
static int
check_string(struct walk *w, const struct spot *s)
{
	const struct node *node = &w->doc->node[s->node];
	enum resolve_type type;

	if (node->kind != NODE_SCALAR)
		return walk_report(w, rule_of(s, RULE_NOT_A_STRING), s->place,
			"%s is %s, Kong wants a string and will not start",
			s->f->name, walk_kind(w, s->node));
	if (walk_is_unknown(w, s->node))
		return 0;
	type = lyaml_type(w->doc, s->node);
	if (type == TYPE_NULL)
		return check_null(w, s);
	if (type != TYPE_STRING)
		return walk_report(w, rule_of(s, RULE_NOT_A_STRING), s->place,
			"%s is %s, Kong wants a string and will not start: put "
			"it in quotes",
			s->f->name, walk_kind(w, s->node));
	if (node->n == 0)
		return walk_report(w, rule_of(s, RULE_EMPTY_STRING), s->place,
			"%s is empty, Kong wants at least one character and "
			"will not start: give it a value or leave it out",
			s->f->name);
	return check_content(w, s);
}

static int
check_element(struct walk *w, const struct spot *list, uint32_t entry)
{
	struct spot s = *list;

	s.entry = entry;
	s.node = s.place = w->entries->v[entry].node;
	if (walk_is_any(w, s.node) || !lyaml_is_null(w->doc, s.node))
		return s.f->type == KONG_VALUES ? 0 : check_string(w, &s);
	return walk_report(w, RULE_NULL_ENTRY, s.node,
		"an entry of %s is null, Kong will not start: remove it",
		s.f->name);
}

static int
check_values(struct walk *w, const struct spot *s)
{
	uint32_t entry;
	int ret = 0;

	if (walk_is_any(w, s->node) || lyaml_is_null(w->doc, s->node))
		return 0;
	if (!entries_is_list(w->entries, s->entry))
		return walk_report(w, RULE_NOT_A_LIST, s->place,
			"%s is %s, Kong wants a list and will not start",
			s->f->name, walk_kind(w, s->node));
	FOR_EACH_ENTRY(w->entries, s->entry, entry)
	{
		ret |= check_element(w, s, entry);
	}
	return ret;
}

/* By username or id; since 3.0 also as {id: UUID}. */
static int
check_consumer(struct walk *w, const struct spot *s, bool nested)
{
	struct spot id = *s;

	if (walk_is_unknown(w, s->node))
		return 0;
	if (lyaml_is_null(w->doc, s->node))
		return nested ? 0
			      : walk_report(w, RULE_MISSING_FIELD, s->place,
					"consumer is null, and Kong will not "
					"start without it: name a consumer");
	if (w->doc->node[s->node].kind != NODE_MAPPING)
		return check_string(w, s);
	if (w->config->version == KONG_28)
		return walk_report(w, RULE_WRONG_TYPE, s->place,
			"consumer is a mapping, which Kong 2.8 finds no "
			"consumer by: write its username or id");
	id.entry = entries_get(w->entries, s->entry, "id");
	id.node = w->entries->v[id.entry].node;
	if (!id.node || lyaml_is_null(w->doc, id.node))
		return walk_report(w, RULE_WRONG_TYPE, s->place,
			"consumer is a mapping without an id, Kong will not "
			"start: write the consumer's username instead");
	id.f = kong_field_find(s->r->e, "id", 2);
	id.place = id.node;
	return check_string(w, &id);
}

static int
check_timestamp(struct walk *w, const struct spot *s)
{
	double v;

	if (walk_is_any(w, s->node) || lyaml_is_null(w->doc, s->node))
		return 0;
	v = w->doc->node[s->node].kind == NODE_SCALAR &&
			    !walk_is_unknown(w, s->node) &&
			    lyaml_is_number(w->doc, s->node)
		    ? lyaml_number(w->doc, s->node)
		    : NAN;
	if (isfinite(v) && v == floor(v) && v > 0)
		return 0;
	return walk_report(w, RULE_WRONG_TYPE, s->place,
		"%s is no whole number above 0, Kong will not start: write "
		"seconds since 1970 without quotes, or leave it out",
		s->f->name);
}

static int
check_boolean(struct walk *w, const struct spot *s)
{
	if (walk_is_any(w, s->node))
		return 0;
	if (lyaml_is_null(w->doc, s->node))
		return check_null(w, s);
	if (!walk_is_unknown(w, s->node) &&
		w->doc->node[s->node].kind == NODE_SCALAR &&
		lyaml_type(w->doc, s->node) == TYPE_BOOLEAN)
		return 0;
	return walk_report(w, RULE_WRONG_TYPE, s->place,
		"%s is %s, Kong wants true or false without quotes and will "
		"not start",
		s->f->name, walk_kind(w, s->node));
}

/* Kong never looks at it before a request comes with the key. */
static int
check_ttl(struct walk *w, const struct spot *s)
{
	double v = 1;

	if (lyaml_is_null(w->doc, s->node))
		return 0;
	if (w->config->version == KONG_28)
		return walk_report(w, RULE_TTL, s->place,
			"Kong 2.8 drops the ttl of a declarative file: the key "
			"never expires; leave it out");
	if (!walk_is_any(w, s->node))
		v = w->doc->node[s->node].kind == NODE_SCALAR &&
				    lyaml_is_number(w->doc, s->node)
			    ? lyaml_number(w->doc, s->node)
			    : NAN;
	if (!isfinite(v) || v != floor(v) || v <= 0)
		return walk_report(w, RULE_BAD_TTL, s->place,
			"ttl is no whole number above 0: Kong starts, and "
			"answers every request with this key with status 500; "
			"leave it out");
	return walk_report(w, RULE_TTL, s->place,
		"Kong takes this ttl for seconds since 1970 and not from now, "
		"so that 3600 has long expired; leave it out");
}

int
field_check(struct walk *w, const struct record *r, size_t i, bool nested)
{
	const struct spot s = {r, &r->e->fields[i], r->field[i], r->value[i],
		walk_place(w, r, i)};

	switch (s.f->type) {
	case KONG_CONSUMER:
		return check_consumer(w, &s, nested);
	case KONG_TAGS:
	case KONG_URIS:
	case KONG_VALUES:
		return check_values(w, &s);
	case KONG_TIMESTAMP:
		return check_timestamp(w, &s);
	case KONG_BOOLEAN:
		return check_boolean(w, &s);
	case KONG_TTL:
		return check_ttl(w, &s);
	case KONG_ANY:
		return 0;
	default:
		return check_string(w, &s);
	}
}
