#include "template/expand.h"

#include "base/bytes.h"

#include <stdlib.h>
#include <string.h>

static size_t
name_end(const char *s, size_t n, size_t at)
{
	if (at < n && bytes_begins_name(s[at]))
		while (at < n && bytes_is_name(s[at]))
			at++;
	return at;
}

/* Finds the } that closes the "${" before from. */
static enum ref_status
find_close(const char *s, size_t n, size_t from, size_t *close)
{
	size_t depth = 1, at;

	for (at = from; at < n; at++) {
		if (s[at] == '$' && at + 1 < n && s[at + 1] == '{') {
			if (++depth > EXPAND_MAX_DEPTH)
				return REF_TOO_DEEP;
			at++;
		} else if (s[at] == '}' && --depth == 0) {
			*close = at;
			return REF_FOUND;
		}
	}
	return REF_UNTERMINATED;
}

/* The operator after the name, and the word up to close. */
static bool
take_operator(const char *s, size_t close, struct ref *r)
{
	size_t at = r->name_end;

	r->op = '\0';
	r->colon = false;
	r->word = r->word_end = close;
	if (at == close)
		return true;
	if (s[at] == ':') {
		r->colon = true;
		at++;
	}
	if (at == close || !s[at] || !strchr("-=?+", s[at]))
		return false;
	r->op = s[at] == '=' ? '-' : s[at];
	r->word = at + 1;
	return true;
}

/* s[r->at] is "$" and "{" follows. */
static enum ref_status
take_braced(const char *s, size_t n, struct ref *r)
{
	size_t close;
	enum ref_status status = find_close(s, n, r->at + 2, &close);

	if (status != REF_FOUND)
		return status;
	r->end = r->at + 2;
	r->name = r->at + 2;
	r->name_end = name_end(s, close, r->name);
	if (r->name_end == r->name)
		return REF_ODD_NAME;
	if (!take_operator(s, close, r))
		return REF_ODD_OPERATOR;
	r->end = close + 1;
	return REF_FOUND;
}

enum ref_status
ref_next(const char *s, size_t n, size_t from, struct ref *r)
{
	const char *p;

	for (; from < n; from = r->at + 1) {
		p = memchr(s + from, '$', n - from);
		if (!p)
			break;
		*r = (struct ref){.at = (size_t)(p - s)};
		if (r->at + 1 < n && s[r->at + 1] == '{')
			return take_braced(s, n, r);
		r->name = r->at + 1;
		r->name_end = r->end = name_end(s, n, r->name);
		if (r->end > r->name)
			return REF_FOUND;
	}
	return REF_NONE;
}

bool
ref_after(const char *s, size_t n, struct ref *r)
{
	enum ref_status status;

	do
		status = ref_next(s, n, r->end, r);
	while (status == REF_ODD_NAME || status == REF_ODD_OPERATOR);
	return status == REF_FOUND;
}

const char *
ref_problem(enum ref_status status)
{
	switch (status) {
	case REF_UNTERMINATED:
		return "unterminated \"${\": no \"}\" follows in this value; "
		       "add it";
	case REF_TOO_DEEP:
		return "too deeply nested \"${\"";
	case REF_ODD_NAME:
		return "\"${\" is not followed by a variable name, so it is "
		       "kept as text";
	case REF_ODD_OPERATOR:
		return "\"${NAME\" is followed by neither \"}\" nor an "
		       "operator (- = ? + with or without a colon), so it is "
		       "kept as text";
	default:
		return "";
	}
}

struct expander {
	const char *s;
	const struct expand_hooks *hooks;
	struct buf *out;
	struct expansions *list;
	const struct ref *outer;
	bool failed;
};

static void fill(struct expander *e, size_t from, size_t to);

static void
report(struct expander *e, enum expand_error error, const struct ref *r,
	enum ref_status status)
{
	e->failed = true;
	e->hooks->error(e->hooks->error_ctx, error, e->s, r,
		e->outer ? e->outer : r, status);
}

/* Appends what the reference r becomes. Returns false if it stays as it is. */
static bool
fill_ref(struct expander *e, const struct ref *r)
{
	const char *value = "";
	size_t n = 0;
	enum expand_answer answer = e->hooks->lookup(e->hooks->lookup_ctx,
		e->s + r->name, r->name_end - r->name, &value, &n);
	bool has = answer == EXPAND_SET && !(r->colon && n == 0);

	if (answer == EXPAND_FAILED) {
		e->failed = true;
		return true;
	}
	if (answer == EXPAND_KEEP) {
		buf_add(e->out, e->s + r->at, r->end - r->at);
		e->list->left++;
		return false;
	}
	if (r->op == '+') {
		if (has)
			fill(e, r->word, r->word_end);
	} else if (has) {
		buf_add(e->out, value, n);
	} else if (r->op == '-') {
		fill(e, r->word, r->word_end);
	} else if (r->op == '?') {
		report(e, EXPAND_ERROR_REQUIRED, r, REF_FOUND);
	} else if (answer == EXPAND_UNSET) {
		report(e, EXPAND_ERROR_UNSET, r, REF_FOUND);
	}
	return true;
}

static void
add_expansion(
	struct expansions *list, const struct ref *r, size_t to, size_t to_end)
{
	list->v = xgrow(list->v, &list->cap, list->n + 1, sizeof(*list->v));
	list->v[list->n++] = (struct expansion){r->at, r->end, to, to_end};
}

/* Depth is bounded: ref_next() takes no deeper nesting for a reference. */
static void
fill(struct expander *e, size_t from, size_t to)
{
	enum ref_status status;
	struct ref r;
	size_t start;
	bool replaced;

	while ((status = ref_next(e->s, to, from, &r)) != REF_NONE) {
		buf_add(e->out, e->s + from, r.at - from);
		if (status == REF_ODD_NAME || status == REF_ODD_OPERATOR) {
			buf_add(e->out, e->s + r.at, r.end - r.at);
			from = r.end;
			continue;
		}
		if (status != REF_FOUND) {
			report(e, EXPAND_ERROR_MALFORMED, &r, status);
			return;
		}
		start = e->out->n;
		if (e->outer) {
			fill_ref(e, &r);
		} else {
			e->outer = &r;
			replaced = fill_ref(e, &r);
			e->outer = NULL;
			if (replaced)
				add_expansion(e->list, &r, start, e->out->n);
		}
		from = r.end;
	}
	buf_add(e->out, e->s + from, to - from);
}

int
expand(const char *s, size_t n, const struct expand_hooks *hooks,
	struct buf *out, struct expansions *list)
{
	struct expander e = {s, hooks, out, list, NULL, false};

	fill(&e, 0, n);
	return e.failed ? -1 : 0;
}
