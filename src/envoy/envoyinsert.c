#include "envoy/envoyinsert.h"

#include "base/bytes.h"
#include "envoy/envoyfile.h"
#include "lua/scalar.h"
#include "template/drop.h"

#include <stdlib.h>
#include <string.h>

struct values {
	struct doc *doc;
	struct diags *d;
	const bool *lua;
	bool *empty; /* by node: it is made of references, and has no value */
};

/* Whether a scalar is JSON: an object or a list with strings in it. */
static bool
is_json(const struct render_insert *in)
{
	const char *s = in->was;
	size_t n = bytes_trim(&s, in->nwas);

	return n &&
	       ((s[0] == '{' && s[n - 1] == '}') ||
		       (s[0] == '[' && s[n - 1] == ']')) &&
	       memchr(s, '"', n);
}

/* Whether the n bytes at s end a JSON string, or are no part of one. */
static bool
ends_json(const char *s, size_t n)
{
	size_t i;

	for (i = 0; i < n; i++)
		if (s[i] == '"' || s[i] == '\\' || (unsigned char)s[i] < 0x20)
			return true;
	return false;
}

static bool
is_json_word(const char *s, size_t n)
{
	return n > 0 && bytes_all(s, n, LOWER DIGITS "+-.E");
}

/* How far JSON with references has been read. */
struct json {
	size_t at, i; /* the next byte and reference */
	bool inside; /* a string */
	char last; /* byte outside of strings, but no space */
};

/* Reads up to the next reference, and over it. */
static void
read_json(struct json *j, const struct render_insert *in)
{
	const struct expansion *v = &in->v[j->i++];

	for (; j->at < v->at; j->at++) {
		if (j->inside && in->was[j->at] == '\\') {
			j->at++;
			continue;
		}
		if (in->was[j->at] == '"')
			j->inside = !j->inside;
		if (!j->inside && !strchr(" \t\r\n", in->was[j->at]))
			j->last = in->was[j->at];
	}
	j->at = v->end;
}

/* Returns why the JSON there cannot have that value, or NULL. */
static const char *
json_problem(const struct json *j, const char *s, size_t n)
{
	if (!j->inside && j->last && strchr("[{:,", j->last) &&
		!is_json_word(s, n))
		return "is outside a JSON string, where it can only be a "
		       "number, true, false or null";
	return ends_json(s, n) ? "contains a character that ends or changes "
				 "the JSON string around it"
			       : NULL;
}

/* request_headers_to_add: - header: {key: ..., value: HERE}. */
static bool
is_header_value(const struct doc *doc, uint32_t i)
{
	return envoyfile_has_key(doc, i, "value") &&
	       envoyfile_has_key(doc, doc->node[i].parent, "header");
}

/* Refuses what another language in the scalar would read otherwise. */
static int
check_plain(const struct values *v, const struct render_insert *in)
{
	const struct node *node = &v->doc->node[in->node];
	bool json = is_json(in), header = is_header_value(v->doc, in->node);
	const char *s, *name, *why = NULL;
	uint32_t *places = NULL;
	struct json read = {0};
	size_t i, size;
	int n, ret = 0;

	for (i = 0; i < in->n; i++, why = NULL) {
		s = node->value + in->v[i].to;
		size = in->v[i].to_end - in->v[i].to;
		if (json) {
			read_json(&read, in);
			why = json_problem(&read, s, size);
		}
		if (!why && header && size && memchr(s, '%', size))
			why = "contains a %, which begins a variable in "
			      "Envoy's header "
			      "values";
		if (!why)
			continue;
		if (!places)
			places = render_places(v->doc, in);
		n = render_name(in, i, &name);
		ret = diag_add(v->d, RULE_INVALID_VALUE, v->doc->text,
			places[i], "the value of %.*s %s", n, name, why);
	}
	free(places);
	return ret;
}

static int
change(void *ctx, const struct render_insert *in, struct buf *out)
{
	const struct values *v = ctx;

	v->empty[in->node] = v->doc->node[in->node].n == 0;
	if (v->lua[in->node])
		return luascalar_change(v->doc, in, out, v->d);
	return check_plain(v, in);
}

/* An exact: '' would match an empty header; exact_match, any header at all. */
static int
drop_empty(const struct values *v)
{
	struct doc *doc = v->doc;
	uint32_t i, item;
	int ret = 0;

	for (i = 1; i < doc->n; i++) {
		if (!v->empty[i] ||
			!(envoyfile_has_key(doc, i, "exact") ||
				envoyfile_has_key(doc, i, "exact_match")))
			continue;
		item = envoyfile_match_item(doc, i);
		if (item)
			ret |= drop_item(doc, item, i, v->d);
		else
			ret |= diag_add(v->d, RULE_EMPTY_CREDENTIAL, doc->text,
				scan_body(doc, i),
				"the value to compare with is empty, and it is "
				"not part of a list item that could be left "
				"out: set the variable");
	}
	return ret;
}

/* A policy without principals, or an origin list without origins. */
static int
check_emptied(const struct values *v)
{
	const struct doc *doc = v->doc;
	uint32_t i, list, last = 0;
	int ret = 0;

	for (i = 1; i < doc->n; i++) {
		list = doc->node[i].parent;
		if (!(doc->node[i].flags & NODE_DROPPED) || list == last ||
			scan_child(doc, list))
			continue;
		last = list;
		ret = diag_add(v->d, RULE_EMPTY_CREDENTIAL, doc->text,
			scan_body(doc, list),
			"every item of this list is "
			"empty, and %s: set one of its variables",
			envoyfile_has_key(
				doc, list, "allow_origin_string_match")
				? "Envoy would allow no origin"
				: "Envoy rejects an empty list");
	}
	return ret;
}

int
envoyinsert_values(struct doc *doc, struct render *render, struct diags *d)
{
	struct values v = {.doc = doc, .d = d};
	bool *lua = envoyfile_programs(doc);
	int ret;

	v.lua = lua;
	v.empty = xcalloc(doc->n + 1u, sizeof(*v.empty));
	ret = render_each(render, change, &v);
	if (!ret)
		ret = drop_empty(&v);
	if (!ret)
		ret = check_emptied(&v);
	free(lua);
	free(v.empty);
	return ret;
}
