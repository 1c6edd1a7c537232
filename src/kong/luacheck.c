#include "kong/luacheck.h"

#include "base/bytes.h"
#include "base/buf.h"
#include "lua/lua.h"

#include <string.h>

#define OPERATORS "=+-*/%^<>,~#" /* what something must follow */
#define MAX_OPEN 200 /* LuaJIT's own limit of nesting */

/* What has been seen of a chunk. */
struct chunk {
	char open[MAX_OPEN]; /* closing brackets that are awaited */
	unsigned nopen;
	int blocks; /* openers less ends */
	int repeats;
	bool words; /* names, values, and what joins them */
	bool active; /* anything that may make a statement */
	char last; /* of code, or a quote for a string */
	const char *problem;
};

/* Of a name or a keyword; LuaJIT's names may have any byte above ASCII. */
static bool
is_letter(char c)
{
	return (unsigned char)c >= 0x80 || bytes_begins_name(c);
}

static void
take_word(struct chunk *c, const char *s, size_t n)
{
	static const char *const statements[] = {
		"break", "for", "goto", "local", "return", "while"};
	size_t i;

	if (bytes_are(s, n, "function") || bytes_are(s, n, "if") ||
		bytes_are(s, n, "do")) {
		c->blocks++;
	} else if (bytes_are(s, n, "end")) {
		c->blocks--;
	} else if (bytes_are(s, n, "repeat")) {
		c->repeats++;
	} else if (bytes_are(s, n, "until")) {
		c->repeats--;
	} else {
		for (i = 0; i < countof(statements); i++)
			if (bytes_are(s, n, statements[i]))
				break;
		c->words |= i == countof(statements);
		c->active |= i < countof(statements);
		return;
	}
	c->active = true;
}

static void
take_bracket(struct chunk *c, char bracket)
{
	static const char pairs[] = "(){}[]";
	const char *p = strchr(pairs, bracket);

	c->active = true;
	if (bracket != '}' && (p - pairs) % 2 &&
		bytes_one_of(c->last, OPERATORS)) {
		c->problem = "is invalid Lua: an operator before a bracket";
	} else if ((p - pairs) % 2 == 0) {
		if (c->nopen < MAX_OPEN)
			c->open[c->nopen] = p[1];
		c->nopen++;
	} else if (!c->nopen ||
		   (c->nopen <= MAX_OPEN && c->open[c->nopen - 1] != bracket)) {
		c->problem = "is invalid Lua: mismatched brackets";
	} else {
		c->nopen--;
	}
}

/* A character that is neither of a word nor of a number. */
static void
take_other(struct chunk *c, const char *s, size_t n)
{
	char next = n > 1 ? s[1] : '\0';

	if (bytes_one_of(s[0], "(){}[]"))
		take_bracket(c, s[0]);
	else if (bytes_one_of(s[0], "!$?`@\\&|") || s[0] == '\0' ||
		 (s[0] == '/' && next == '/') || (s[0] == '~' && next != '=') ||
		 (bytes_one_of(s[0], "+-*/%^") && next == '='))
		c->problem = "is invalid Lua: not Lua 5.1 as LuaJIT accepts it";
	else if (bytes_one_of(s[0], "*/%^,") &&
		 bytes_one_of(c->last, "([{" OPERATORS))
		c->problem = "is invalid Lua: an operator without a left side";
	else if (s[0] == ';')
		c->active = true; /* OpenResty's LuaJIT takes one alone */
	else if (s[0] == '=' ? next != '=' && !bytes_one_of(c->last, "=~<>")
			     : s[0] == ':' && next == ':' && n > 2 &&
				       !bytes_one_of(s[2], DIGITS))
		c->active = true; /* an assignment, or a label */
}

static void
take_code(struct chunk *c, const char *s, size_t n)
{
	size_t i, len;

	for (i = 0; i < n && !c->problem; i += len) {
		len = 0;
		while (i + len < n && (is_letter(s[i + len]) ||
					      bytes_one_of(s[i + len], DIGITS)))
			len++;
		if (len && is_letter(s[i]))
			take_word(c, s + i, len);
		else if (len)
			c->words = true;
		else if (!bytes_one_of(s[i], " \t\r\n\v\f"))
			take_other(c, s + i, n - i);
		len += !len;
		if (!bytes_one_of(s[i], " \t\r\n\v\f"))
			c->last = s[i + len - 1];
	}
}

const char *
luacheck_problem(const char *s, size_t n)
{
	struct lua_span span = {0};
	struct chunk c = {0};

	if (s[0] == 0x1b)
		return "must be Lua source, not bytecode";
	while (!c.problem && lua_next(s, n, &span)) {
		if (span.unclosed)
			return "is invalid Lua: unterminated string or comment";
		if (span.kind == LUA_CODE)
			take_code(&c, s + span.at, span.end - span.at);
		else if (span.kind != LUA_COMMENT) {
			/* a call, if it follows a name or another value */
			if (is_letter(c.last) ||
				bytes_one_of(c.last, DIGITS "\")]"))
				c.active = true;
			else
				c.words = true;
			c.last = '"';
		}
	}
	if (c.problem)
		return c.problem;
	if (c.nopen)
		return "is invalid Lua: unclosed bracket";
	if (c.blocks || c.repeats)
		return "is invalid Lua: a block without end, or an extra end";
	if (bytes_one_of(c.last, OPERATORS))
		return "is invalid Lua: incomplete expression at the end";
	return c.words && !c.active ? "contains no Lua statement" : NULL;
}

/* Whether it is certainly no single expression. */
static bool
is_no_expression(const char *s, size_t n)
{
	static const char *const statements[] = {"if", "for", "while", "do",
		"return", "local", "then", "else", "repeat", "until", "in",
		"and", "or", "break", "end"};
	struct buf chunk = {0};
	size_t i, at = 0, len = 0;
	bool bad;

	while (at < n && bytes_one_of(s[at], " \t\r\n\v\f"))
		at++;
	while (at + len < n && bytes_one_of(s[at + len], LETTERS DIGITS "_"))
		len++;
	for (i = 0; i < countof(statements); i++)
		if (bytes_are(s + at, len, statements[i]))
			return true;
	buf_addf(&chunk, "return (%.*s)", (int)n, s);
	bad = at == n || luacheck_problem(chunk.s, chunk.n);
	buf_free(&chunk);
	return bad;
}

/* Where the bracket that opens at s[0] is closed again, or n. */
static size_t
closing(const char *s, size_t n)
{
	size_t i, depth = 0;

	for (i = 0; i < n; i++) {
		depth += s[i] == '(';
		if (s[i] == ')' && --depth == 0)
			break;
	}
	return i;
}

const char *
luacheck_template_problem(const char *s, size_t n)
{
	size_t i, end;

	for (i = 0; i + 1 < n; i++) {
		if (s[i] != '$' || s[i + 1] != '(')
			continue;
		end = i + 1 + closing(s + i + 1, n - i - 1);
		if (end == n)
			break;
		if (is_no_expression(s + i + 2, end - i - 2))
			return "contains a $(...) that is not a Lua "
			       "expression";
		i = end;
	}
	return NULL;
}
