#include "vars/dotenv.h"

#include "base/bytes.h"
#include "base/utf8.h"
#include "vars/envquote.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

/* What is left to parse: [at, n) of the text. */
struct parser {
	struct dotenv *f;
	const char *s;
	size_t n, at;
	struct diags *d;
};

static bool
is_blank(char c)
{
	return c == ' ' || c == '\t';
}

static bool
is_name_char(char c)
{
	return bytes_is_name(c) || c == '.' || c == '-';
}

bool
dotenv_is_name(const char *name, size_t n)
{
	size_t i;

	for (i = 0; i < n && is_name_char(name[i]); i++)
		;
	return n > 0 && i == n && bytes_begins_name(*name);
}

static size_t
next_line(const struct parser *p, size_t at)
{
	const char *lf = memchr(p->s + at, '\n', p->n - at);

	return lf ? (size_t)(lf - p->s) + 1 : p->n;
}

/* where the line of at ends, without its line end */
static size_t
line_end(const struct parser *p, size_t at)
{
	const char *lf = memchr(p->s + at, '\n', p->n - at);
	size_t end = lf ? (size_t)(lf - p->s) : p->n;

	return end > at && p->s[end - 1] == '\r' ? end - 1 : end;
}

static size_t
skip_blanks(const struct parser *p, size_t at, size_t end)
{
	while (at < end && is_blank(p->s[at]))
		at++;
	return at;
}

static size_t
skip_name(const struct parser *p, size_t at, size_t end)
{
	if (at < end && bytes_begins_name(p->s[at]))
		while (at < end && is_name_char(p->s[at]))
			at++;
	return at;
}

/* after "export ", if a name follows */
static size_t
skip_export(const struct parser *p, size_t at, size_t end)
{
	static const char word[] = "export";
	size_t n = sizeof(word) - 1, next;

	if (end - at <= n || memcmp(p->s + at, word, n) != 0 ||
		!is_blank(p->s[at + n]))
		return at;
	next = skip_blanks(p, at + n, end);
	return next < end && bytes_begins_name(p->s[next]) ? next : at;
}

static bool
is_escape(const struct parser *p, size_t at)
{
	return p->s[at] == '\\' && at + 1 < p->n &&
	       memchr("n\"\\$`", p->s[at + 1], 5);
}

/* the closing quote of the one at at, or n */
static size_t
find_close(const struct parser *p, size_t at)
{
	char quote = p->s[at++];

	for (; at < p->n && p->s[at] != quote; at++)
		if (quote == '"' && is_escape(p, at))
			at++;
	return at < p->n ? at : p->n;
}

static char *
decode_quoted(const struct parser *p, struct dotenv_entry *e)
{
	size_t at = e->raw + 1, end = e->raw_end - 1;
	bool escapes = p->s[e->raw] == '"';
	char *to, c;

	to = e->value = xmalloc(end - at + 1);
	for (; at < end; at++) {
		c = p->s[at];
		if (escapes && is_escape(p, at)) {
			c = p->s[++at];
			c = c == 'n' ? '\n' : c;
		}
		*to++ = c;
	}
	*to = '\0';
	return to;
}

static int
parse_quoted(struct parser *p, struct dotenv_entry *e)
{
	char quote = p->s[e->raw];
	size_t close = find_close(p, e->raw), after;

	if (close == p->n)
		return diag_add(p->d, RULE_ENV_FILE, p->f->text, e->raw,
			"this %c is never closed: add the closing quote",
			quote);
	e->raw_end = close + 1;
	e->end = line_end(p, e->raw_end);
	p->at = next_line(p, e->raw_end);
	after = skip_blanks(p, e->raw_end, e->end);
	if (after < e->end && p->s[after] != '#')
		return diag_add(p->d, RULE_ENV_FILE, p->f->text, after,
			"unexpected text after the closing %c: only a comment "
			"may follow it",
			quote);
	e->n = (size_t)(decode_quoted(p, e) - e->value);
	return 0;
}

/* e->raw is after the blanks that follow the = */
static void
parse_unquoted(struct parser *p, struct dotenv_entry *e)
{
	size_t end = e->raw;

	while (end < e->end &&
		!(p->s[end] == '#' && end > e->from && is_blank(p->s[end - 1])))
		end++;
	while (end > e->raw && is_blank(p->s[end - 1]))
		end--;
	if (end == e->raw)
		e->raw = end = e->from;
	e->raw_end = end;
	e->n = end - e->raw;
	e->value = xstrndup(p->s + e->raw, e->n);
}

/* what to do with a line that has no = after its name */
static const char *
line_hint(const struct parser *p, size_t at, size_t equals, size_t end)
{
	if (equals < end && p->s[equals] == ':')
		return ": write = instead of the colon";
	if (at < end && p->s[at] == '{')
		return ": this is JSON; write one NAME=VALUE a line";
	if (at > 0 && p->s[at - 1] == '\n' && equals == end)
		return ": write the value on one line, or in quotes";
	return "";
}

/* the name and what follows it; e->at is the line's first byte */
static int
parse_assignment(struct parser *p, struct dotenv_entry *e)
{
	size_t equals;

	e->name_end = skip_name(p, e->name, e->end);
	equals = skip_blanks(p, e->name_end, e->end);
	if (e->name_end == e->name || equals == e->end || p->s[equals] != '=')
		return diag_add(p->d, RULE_ENV_FILE, p->f->text, e->name,
			"expected NAME=VALUE, a comment or an empty line%s",
			line_hint(p, e->name, equals, e->end));
	e->from = equals + 1;
	e->raw = skip_blanks(p, e->from, e->end);
	if (e->raw < e->end && (p->s[e->raw] == '"' || p->s[e->raw] == '\''))
		return parse_quoted(p, e);
	parse_unquoted(p, e);
	return 0;
}

static int
parse_line(struct parser *p)
{
	struct dotenv_entry e = {.at = p->at, .end = line_end(p, p->at)};
	struct dotenv *f = p->f;

	e.name = skip_blanks(p, e.at, e.end);
	p->at = next_line(p, p->at);
	if (e.name == e.end || p->s[e.name] == '#')
		return 0;
	e.name = skip_export(p, e.name, e.end);
	if (parse_assignment(p, &e))
		return -1;
	f->v = xgrow(f->v, &f->cap, f->n + 1, sizeof(*f->v));
	f->v[f->n++] = e;
	return 0;
}

int
dotenv_parse(struct dotenv *f, const struct text *text, struct diags *d)
{
	struct parser p = {f, text->s, text->n, utf8_bom(text->s, text->n), d};
	int ret = 0;

	*f = (struct dotenv){.text = text};
	while (p.at < p.n)
		if (parse_line(&p))
			ret = -1;
	return ret;
}

const struct dotenv_entry *
dotenv_find(const struct dotenv *f, const char *name, size_t n)
{
	const struct dotenv_entry *e;
	size_t i;

	for (i = f->n; i > 0; i--) {
		e = &f->v[i - 1];
		if (bytes_same(f->text->s + e->name, e->name_end - e->name,
			    name, n))
			return e;
	}
	return NULL;
}

static size_t
skip_variable_name(const char *s, size_t n, size_t at)
{
	if (at < n && bytes_begins_name(s[at]))
		while (at < n && is_name_char(s[at]) && s[at] != '.' &&
			s[at] != '-')
			at++;
	return at;
}

/*
 * Returns where what docker compose replaces for the $ at s[at] ends, and how
 * many bytes *kept it puts there if no variable is set; 0: it is an error.
 */
static size_t
skip_variable(const char *s, size_t n, size_t at, size_t *kept)
{
	bool braced = at + 1 < n && s[at + 1] == '{';
	size_t name = at + 1 + braced, end = skip_variable_name(s, n, name);
	const char *close;

	*kept = 0;
	if (at + 1 < n && s[at + 1] == '$') {
		*kept = 1;
		return at + 2;
	}
	if (end == name || !braced)
		return end == name ? 0 : end;
	close = memchr(s + end, '}', n - end);
	if (!close || s + end == close)
		return close ? end + 1 : 0;
	if (s[end] == ':')
		end++;
	if (s[end] == '-')
		*kept = (size_t)(close - s) - end - 1;
	else if (s[end] != '+')
		return 0;
	return (size_t)(close - s) + 1;
}

enum dotenv_compose
dotenv_compose(const struct text *text, const struct dotenv_entry *e, size_t *n)
{
	bool quoted = e->raw < e->raw_end && strchr("'\"", text->s[e->raw]);
	const char *s = text->s + e->raw + quoted;
	size_t end = e->raw_end - e->raw - (quoted ? 2 : 0), at, next, kept;
	enum dotenv_compose result = COMPOSE_SAME;

	*n = e->n;
	if (quoted && text->s[e->raw] == '\'')
		return result;
	for (at = 0; at < end; at = next) {
		next = at + 1;
		if (quoted && s[at] == '\\') {
			next++;
		} else if (s[at] == '$') {
			next = skip_variable(s, end, at, &kept);
			if (!next)
				return COMPOSE_REFUSES;
			/* an escape inside of a word is one byte here */
			kept = next - at - kept;
			*n -= kept < *n ? kept : *n;
			result = COMPOSE_EXPANDS;
		}
	}
	return result;
}

/* the line end of the first line, or LF */
static const char *
line_end_of(const struct text *t)
{
	const char *lf = t->n ? memchr(t->s, '\n', t->n) : NULL;

	return lf && lf > t->s && lf[-1] == '\r' ? "\r\n" : "\n";
}

static void
add_assignment(struct buf *out, const struct text *t, const char *name,
	const char *value, size_t n)
{
	buf_add(out, t->s, t->n);
	/* a lone CR at the end becomes a line end, not a part of its line */
	if (t->n && t->s[t->n - 1] == '\r')
		buf_addc(out, '\n');
	else if (t->n && t->s[t->n - 1] != '\n')
		buf_adds(out, line_end_of(t));
	buf_addf(out, "%s=", name);
	envquote_add(out, value, n);
	buf_adds(out, line_end_of(t));
}

void
dotenv_set(const struct dotenv *f, const char *name, const char *value,
	size_t n, struct buf *out)
{
	const struct dotenv_entry *e = dotenv_find(f, name, strlen(name));
	const struct text *t = f->text;

	assert(dotenv_is_name(name, strlen(name)));
	if (!e) {
		add_assignment(out, t, name, value, n);
		return;
	}
	/* "A= x" runs the command x in a shell: no blank is left there */
	buf_add(out, t->s, e->from);
	envquote_add(out, value, n);
	if (e->raw_end < t->n && t->s[e->raw_end] == '#')
		buf_addc(out, ' ');
	buf_add(out, t->s + e->raw_end, t->n - e->raw_end);
}

void
dotenv_free(struct dotenv *f)
{
	size_t i;

	for (i = 0; i < f->n; i++) {
		wipe(f->v[i].value, f->v[i].n);
		free(f->v[i].value);
	}
	free(f->v);
	*f = (struct dotenv){0};
}
