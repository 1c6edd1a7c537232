#include "template/cause.h"

#include "base/bytes.h"
#include "base/utf8.h"
#include "template/lookalike.h"
#include "template/textline.h"

#include <string.h>

#define REFERENCE "put it in quotes; a reference is ${NAME}"

#define BRACKETS_MAX 64 /* inside each other, to be looked at */

#define NOT_FOUND SIZE_MAX

static bool
begins(const struct text *t, const struct textline *l, const char *with)
{
	size_t n = strlen(with);

	return l->end - l->at >= n && memcmp(t->s + l->at, with, n) == 0;
}

static size_t
find_in(const struct text *t, const struct textline *l, const char *what)
{
	const char *found =
		memmem(t->s + l->at, l->end - l->at, what, strlen(what));

	return found ? (size_t)(found - t->s) : NOT_FOUND;
}

/* The first colon of [at, end) that ends a key, or NOT_FOUND. */
static size_t
find_colon(const struct text *t, size_t at, size_t end)
{
	for (; at < end; at++)
		if (t->s[at] == ':' && (at + 1 == end || t->s[at + 1] == ' ' ||
					       t->s[at + 1] == '\t'))
			return at;
	return NOT_FOUND;
}

/* After the dashes of list items. */
static size_t
key_of(const struct text *t, const struct textline *l)
{
	size_t at = l->body;

	while (at + 1 < l->end && t->s[at] == '-' && t->s[at + 1] == ' ')
		while (++at < l->end && t->s[at] == ' ')
			;
	return at;
}

static void
set(struct cause *c, size_t at, const char *what, const char *advice)
{
	c->at = at;
	c->what = what;
	c->advice = advice;
}

static void
set_second(struct cause *c, const char *what, size_t at)
{
	c->second = what;
	c->second_at = at;
}

/* A key and no colon, or a colon and no space, on this line. */
static bool
look_for_colon(const struct text *t, const struct textline *l, struct cause *c)
{
	size_t key = key_of(t, l), i;

	if (find_colon(t, key, l->end) != NOT_FOUND)
		return false;
	for (i = key; i < l->end && t->s[i] != ' '; i++)
		if (t->s[i] == ':' && i > key && t->s[i - 1] != '$') {
			set(c, i, "a space is missing after this colon",
				"write \"key: value\"");
			return true;
		}
	set(c, key, "this line has no colon after its key",
		"write \"key: value\", or put a text of several lines in "
		"quotes");
	return true;
}

/* "  strip_path: true" below "- /a"; a small word may be a key without colon.
 */
static bool
continues_item(const struct text *t, const struct textline *before,
	const struct textline *l)
{
	size_t key = key_of(t, before), i;
	bool is_key = key - before->at == l->body - l->at;

	for (i = key; i < before->end; i++) {
		if (t->s[i] == ' ' || t->s[i] == ':')
			return false;
		is_key &= (t->s[i] >= 'a' && t->s[i] <= 'z') || t->s[i] == '_';
	}
	return key > before->body && !is_key;
}

void
cause_of_colon(
	const struct text *t, const struct syntax_error *e, struct cause *c)
{
	struct textline l = textline_at(t, e->at), before;
	size_t key = key_of(t, &l);

	if (find_colon(t, key, e->at) != NOT_FOUND) {
		set(c, e->at, "a second \": \" on one line",
			"put the value in quotes");
		return;
	}
	if (!textline_before(t, &l, &before))
		return;
	if (continues_item(t, &before, &l) || !look_for_colon(t, &before, c))
		set(c, l.body,
			"this line is indented deeper than the one above it, "
			"which has a value already",
			"give keys of one mapping the same indentation");
}

void
cause_of_key(
	const struct text *t, const struct syntax_error *e, struct cause *c)
{
	struct textline l = textline_at(t, e->context_at);

	look_for_colon(t, &l, c);
}

/* Whether the error is at the beginning of its line. */
static bool
is_first(const struct text *t, size_t at)
{
	return textline_at(t, at).body == at;
}

void
cause_of_indent(
	const struct text *t, const struct syntax_error *e, struct cause *c)
{
	if (e->at < t->n && strchr("]}", t->s[e->at]))
		set(c, e->at, "this bracket closes nothing", "remove it");
	if (!is_first(t, e->at))
		return;
	set_second(c, "the mapping that is open here begins at", e->context_at);
	if (e->at < t->n && t->s[e->at] == '-')
		set(c, e->at,
			"a list item where a key of a mapping is expected",
			"indent the list deeper than its key, or remove the -");
	else
		set(c, e->at,
			"the indentation of this line matches no line above",
			"give keys of one mapping the same indentation");
}

void
cause_of_item(
	const struct text *t, const struct syntax_error *e, struct cause *c)
{
	if (!is_first(t, e->at))
		return;
	set(c, e->at, "this line is inside a list, but does not begin with -",
		"indent it as the keys of its item, or as the key that has the "
		"list");
	set_second(c, "the list begins at", e->context_at);
}

/* The end of the quoted scalar that begins at at, or t->n. */
static size_t
skip_quotes(const struct text *t, size_t at)
{
	char quote = t->s[at++];

	for (; at < t->n && t->s[at] != quote; at++)
		if (quote == '"' && t->s[at] == '\\' && at + 1 < t->n)
			at++;
	return at;
}

/* Whether the bracket at at is closed by its own kind. */
static bool
is_closed(const struct text *t, size_t at)
{
	char open[BRACKETS_MAX];
	size_t depth = 0;

	for (; at < t->n; at++) {
		char s = t->s[at], before = at > 0 ? t->s[at - 1] : '\n';

		if ((s == '"' || s == '\'') && strchr(" \n\t[{,:", before)) {
			at = skip_quotes(t, at);
		} else if (s == '#' && strchr(" \n\t", before)) {
			at = textline_at(t, at).end;
		} else if (s == '[' || s == '{') {
			if (depth == sizeof(open))
				return true;
			open[depth++] = s == '[' ? ']' : '}';
		} else if (s == ']' || s == '}') {
			if (depth == 0 || open[--depth] != s)
				return false;
			if (depth == 0)
				return true;
		}
	}
	return false;
}

void
cause_of_bracket(
	const struct text *t, const struct syntax_error *e, struct cause *c)
{
	struct textline line = textline_at(t, e->at);
	bool list = t->s[e->context_at] == '[';

	if (e->at > 0 && e->at < t->n && t->s[e->at] == '{' &&
		t->s[e->at - 1] == '$') {
		set(c, e->at - 1, "a ${ inside brackets ends the text",
			"write $NAME without braces, or put a text that holds "
			"the reference in quotes, as in \"${NAME}\"");
	} else if (is_closed(t, e->context_at)) {
		set(c, line.at > e->context_at ? line.body : e->at,
			"a comma is missing before this",
			"separate what is in brackets by commas");
		set_second(
			c, list ? "the [ is at" : "the { is at", e->context_at);
	} else {
		set(c, e->context_at,
			list ? "this [ is never closed"
			     : "this { is never closed",
			list ? "add the ]" : "add the }");
	}
}

void
cause_of_value(
	const struct text *t, const struct syntax_error *e, struct cause *c)
{
	size_t at = e->at;

	if (at < t->n)
		return;
	while (at > 0)
		if (strchr("[{", t->s[--at]) && !is_closed(t, at)) {
			set(c, at, "this bracket is never closed", "close it");
			return;
		}
}

void
cause_of_character(
	const struct text *t, const struct syntax_error *e, struct cause *c)
{
	static const struct {
		char c;
		const char *what, *advice;
	} known[] = {
		{'%', "a value cannot begin with %", REFERENCE},
		{'@', "a value cannot begin with @", REFERENCE},
		{'`', "a value cannot begin with a backtick",
			"put it in quotes"},
		{'\t', "a tab cannot indent or separate here", "use spaces"},
	};
	size_t i;

	for (i = 0; i < countof(known); i++)
		if (e->at < t->n && t->s[e->at] == known[i].c)
			set(c, e->at, known[i].what, known[i].advice);
}

void
cause_of_rest(
	const struct text *t, const struct syntax_error *e, struct cause *c)
{
	struct textline first = {0}, l = textline_at(t, e->at);

	if (e->at != l.body || !textline_from(t, 0, &first) ||
		first.at == l.at || first.body - first.at <= e->at - l.at)
		return;
	set(c, e->at, "this line is indented less than the first line",
		"give all keys at the top the same indentation");
	set_second(c, "the first is at", first.body);
}

static size_t
word_end(const struct text *t, size_t at, size_t end)
{
	return at + bytes_span(t->s + at, end - at, LETTERS DIGITS "_.-");
}

const char *
cause_other_language(const struct text *t)
{
	struct textline l = {0};
	size_t end;

	if (!textline_from(t, 0, &l))
		return NULL;
	if (t->s[l.body] == '[') {
		l.body += l.body + 1 < l.end && t->s[l.body + 1] == '[';
		end = word_end(t, l.body + 1, l.end);
		return end > l.body + 1 && end < l.end && end + 2 >= l.end &&
				       t->s[end] == ']' &&
				       memmem(t->s + end, t->n - end, "=", 1)
			       ? "this is a TOML or .ini file"
			       : NULL;
	}
	if (begins(t, &l, "export "))
		l.body += 7;
	end = word_end(t, l.body, l.end);
	if (end == l.body || end == l.end)
		return NULL;
	if (t->s[end] == '=')
		return "this is a .env file";
	while (end < l.end && t->s[end] == ' ')
		end++;
	return end < l.end && t->s[end] == '=' ? "this is a TOML or .ini file"
					       : NULL;
}

static bool
find_conflict(const struct text *t, struct cause *c)
{
	static const char *const marks[] = {"<<<<<<< ", "||||||| ", ">>>>>>> "};
	struct textline l = {0};
	size_t at, i;

	for (at = 0; textline_from(t, at, &l); at = l.next)
		for (i = 0; i < countof(marks); i++)
			if (begins(t, &l, marks[i])) {
				set(c, l.at,
					"this is the mark of a merge conflict",
					"resolve the conflict in git, and "
					"remove the lines <<<<<<<, ======= and "
					">>>>>>>");
				return true;
			}
	return false;
}

/*
 * A template of another program: an action on the line of the error or of what
 * was open there, or one that is a line of its own.
 */
static bool
find_action(const struct text *t, const struct syntax_error *e, struct cause *c)
{
	static const char *const marks[] = {"{{", "{%"};
	struct textline l = textline_at(t, e->at),
			open = textline_at(t, e->context_at);
	size_t i, at = NOT_FOUND, from;

	for (i = 0; i < countof(marks) && at == NOT_FOUND; i++) {
		at = find_in(t, &l, marks[i]);
		if (at == NOT_FOUND)
			at = find_in(t, &open, marks[i]);
	}
	for (from = 0; at == NOT_FOUND && textline_from(t, from, &l);
		from = l.next)
		if (l.end - l.body > 1 && t->s[l.body] == '{' &&
			strchr("{%", t->s[l.body + 1]))
			at = l.body;
	if (at == NOT_FOUND)
		return false;
	c->rule = RULE_HELM_TEMPLATE;
	set(c, at, "this is a Go, Helm or Jinja template, not YAML",
		"pass the output of that program (for Helm: `helm template`), "
		"or write ${NAME} instead");
	return true;
}

/* On the line of the error, of what was open there, or before it. */
static bool
find_lookalike(
	const struct text *t, const struct syntax_error *e, struct cause *c)
{
	struct textline lines[3];
	size_t n = 0, i, at;

	lines[n++] = textline_at(t, e->context_at);
	lines[n++] = textline_at(t, e->at);
	if (textline_before(t, &lines[1], &lines[n]))
		n++;
	for (i = 0; i < n; i++) {
		at = lookalike_find(t->s, lines[i].at, lines[i].end);
		if (at == lines[i].end)
			continue;
		set(c, at, lookalike_name(t->s + at, lines[i].end - at),
			lookalike_advice(t->s + at, lines[i].end - at));
		return true;
	}
	return false;
}

/* A quote that some later quote seems to close. */
static bool
find_quote(const struct text *t, const struct syntax_error *e, struct cause *c)
{
	size_t end = e->quoted_end;

	if (end == 0 || end > e->at || e->at == t->n ||
		memchr(t->s + end, '\n', e->at - end))
		return false;
	if (memchr(t->s + e->quoted, '\n', end - e->quoted)) {
		set(c, e->quoted, "this quote is not closed on its line",
			"close it, or escape the quote inside");
		set_second(c, "the next quote ends it at", end - 1);
		return true;
	}
	/* in brackets it is a comma that is missing */
	if (e->context && strstr(e->context, "flow"))
		return false;
	if (e->at < t->n && (t->s[e->at] == ']' || t->s[e->at] == '}')) {
		set(c, e->at, "this bracket closes nothing", "remove it");
		return true;
	}
	set(c, e->at, "text after the closing quote",
		t->s[end - 1] == '"' ? "write a quote inside as \\\""
				     : "write a quote inside as ''");
	set_second(c, "the value begins at", e->quoted);
	return true;
}

bool
cause_find(const struct text *t, const struct syntax_error *e, struct cause *c)
{
	const char *other;

	if (find_conflict(t, c) || find_action(t, e, c) ||
		find_lookalike(t, e, c))
		return true;
	other = cause_other_language(t);
	if (other) {
		set(c, 0, other, "expected YAML, is this the right file?");
		return true;
	}
	return find_quote(t, e, c);
}
