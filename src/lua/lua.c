#include "lua/lua.h"

#include "base/utf8.h"

#include <string.h>

#define BYTECODE '\x1b' /* the first byte of precompiled code */
#define MAX_POINT 0x10ffff

static bool
is_eol(char c)
{
	return c == '\n' || c == '\r';
}

static bool
is_space(char c)
{
	return c == ' ' || (c >= '\t' && c <= '\r');
}

static bool
is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* Returns how many bytes the line break at s takes: CR LF is one, LF CR too. */
static size_t
eol_length(const char *s, size_t n)
{
	return n > 1 && is_eol(s[1]) && s[1] != s[0] ? 2 : 1;
}

static size_t
skip_space(const char *s, size_t n, size_t at)
{
	while (at < n && is_space(s[at]))
		at++;
	return at;
}

/* Returns how many = are between the two brackets c at s + at, or -1. */
static ptrdiff_t
bracket_level(const char *s, size_t n, size_t at, char c)
{
	size_t i = at + 1;

	if (at >= n || s[at] != c)
		return -1;
	while (i < n && s[i] == '=')
		i++;
	return i < n && s[i] == c ? (ptrdiff_t)(i - at - 1) : -1;
}

/* From the opening bracket at s + at. Linear: no = is looked at twice. */
static void
find_bracket_end(
	const char *s, size_t n, size_t at, size_t level, struct lua_span *span)
{
	size_t i, begin;

	at += level + 2;
	while (at < n) {
		if (s[at] != ']') {
			at++;
			continue;
		}
		begin = at + 1;
		for (i = begin; i < n && s[i] == '=';)
			i++;
		if (i < n && s[i] == ']' && i - begin == level) {
			span->end = i + 1;
			return;
		}
		at = i;
	}
	span->end = n;
	span->unclosed = true;
}

static void
find_line_end(const char *s, size_t n, size_t at, struct lua_span *span)
{
	while (at < n && !is_eol(s[at]))
		at++;
	span->end = at;
}

/* The offset after the escape whose backslash is at s + at. */
static size_t
skip_escape(const char *s, size_t n, size_t at)
{
	at++;
	if (at < n && s[at] == 'z')
		return skip_space(s, n, at + 1);
	if (at < n && is_eol(s[at]))
		return at + eol_length(s + at, n - at);
	return at < n ? at + 1 : n;
}

static void
find_quote(const char *s, size_t n, size_t at, struct lua_span *span)
{
	while (at < n && s[at] != span->quote && !is_eol(s[at]))
		at = s[at] == '\\' ? skip_escape(s, n, at) : at + 1;
	span->unclosed = at >= n || s[at] != span->quote;
	span->end = span->unclosed ? at : at + 1;
}

/* A comment, string or bracket at s + at. Returns false if there is none. */
static bool
take_piece(const char *s, size_t n, size_t at, struct lua_span *span)
{
	ptrdiff_t level;

	*span = (struct lua_span){.at = at};
	if (s[at] == '"' || s[at] == '\'') {
		span->kind = LUA_STRING;
		span->quote = s[at];
		find_quote(s, n, at + 1, span);
		return true;
	}
	if (s[at] == '-' && at + 1 < n && s[at + 1] == '-') {
		span->kind = LUA_COMMENT;
		level = bracket_level(s, n, at + 2, '[');
		if (level < 0)
			find_line_end(s, n, at + 2, span);
		else
			find_bracket_end(s, n, at + 2, (size_t)level, span);
		return true;
	}
	level = bracket_level(s, n, at, '[');
	if (level < 0)
		return false;
	span->kind = LUA_BRACKET;
	find_bracket_end(s, n, at, (size_t)level, span);
	return true;
}

/* What only the beginning of a source has. Returns false if it has none. */
static bool
take_header(const char *s, size_t n, struct lua_span *span)
{
	size_t mark = utf8_bom(s, n);

	*span = (struct lua_span){0};
	if (mark == n || (s[mark] != '#' && s[mark] != BYTECODE))
		return false;
	span->kind = s[mark] == '#' ? LUA_COMMENT : LUA_CODE;
	if (s[mark] == '#')
		find_line_end(s, n, mark, span);
	else
		span->end = n;
	return true;
}

bool
lua_next(const char *s, size_t n, struct lua_span *span)
{
	size_t at = span->end, i;

	if (at >= n)
		return false;
	if (at == 0 && take_header(s, n, span))
		return true;
	if (take_piece(s, n, at, span))
		return true;
	/* No = is looked at twice: one run of them is one step. */
	for (i = at; i < n; i++) {
		if (take_piece(s, n, i, span))
			break;
		if (s[i] == '[')
			while (i + 1 < n && s[i + 1] == '=')
				i++;
	}
	*span = (struct lua_span){.at = at, .end = i, .kind = LUA_CODE};
	return true;
}

void
lua_escape(struct buf *out, const char *s, size_t n, char quote)
{
	unsigned char c;
	size_t i;

	buf_reserve(out, n);
	for (i = 0; i < n; i++) {
		c = (unsigned char)s[i];
		if (c < 0x20 || c > 0x7e) {
			buf_addf(out, "\\%03u", (unsigned)c);
			continue;
		}
		if (s[i] == '\\' || s[i] == quote)
			buf_addc(out, '\\');
		buf_addc(out, s[i]);
	}
}

static void
add_utf8(struct buf *out, uint32_t c)
{
	if (c < 0x80) {
		buf_addc(out, (char)c);
		return;
	}
	if (c < 0x800) {
		buf_addc(out, (char)(0xc0 | c >> 6));
	} else if (c < 0x10000) {
		buf_addc(out, (char)(0xe0 | c >> 12));
		buf_addc(out, (char)(0x80 | (c >> 6 & 0x3f)));
	} else {
		buf_addc(out, (char)(0xf0 | c >> 18));
		buf_addc(out, (char)(0x80 | (c >> 12 & 0x3f)));
		buf_addc(out, (char)(0x80 | (c >> 6 & 0x3f)));
	}
	buf_addc(out, (char)(0x80 | (c & 0x3f)));
}

/* Each take_ function returns the length of the escape at s, 0: invalid. */

/* \x4a: s is at the x. */
static size_t
take_hex(struct buf *out, const char *s, size_t n)
{
	int high = n < 3 ? -1 : hex_digit(s[1]);
	int low = n < 3 ? -1 : hex_digit(s[2]);

	if (high < 0 || low < 0)
		return 0;
	buf_addc(out, (char)(high * 16 + low));
	return 3;
}

/* \u{20ac}: s is at the u. */
static size_t
take_point(struct buf *out, const char *s, size_t n)
{
	uint32_t c = 0;
	size_t i;

	if (n < 2 || s[1] != '{')
		return 0;
	for (i = 2; i < n && hex_digit(s[i]) >= 0; i++) {
		c = c << 4 | (uint32_t)hex_digit(s[i]);
		if (c > MAX_POINT)
			return 0;
	}
	if (i == 2 || i == n || s[i] != '}' || (c >= 0xd800 && c < 0xe000))
		return 0;
	add_utf8(out, c);
	return i + 1;
}

/* \7, \07, \007. */
static size_t
take_decimal(struct buf *out, const char *s, size_t n)
{
	unsigned c = 0;
	size_t i;

	for (i = 0; i < n && i < 3 && is_digit(s[i]); i++)
		c = c * 10 + (unsigned)(s[i] - '0');
	if (i == 0 || c > 255)
		return 0;
	buf_addc(out, (char)c);
	return i;
}

/* What comes after a backslash. */
static size_t
take_escape(struct buf *out, const char *s, size_t n)
{
	static const char names[] = "abfnrtv\\\"'",
			  bytes[] = "\a\b\f\n\r\t\v\\\"'";
	const char *name;

	if (n == 0)
		return 0;
	if (is_eol(*s)) {
		buf_addc(out, '\n');
		return eol_length(s, n);
	}
	if (*s == 'x')
		return take_hex(out, s, n);
	if (*s == 'u')
		return take_point(out, s, n);
	if (*s == 'z')
		return skip_space(s, n, 1);
	name = *s ? strchr(names, *s) : NULL;
	if (!name)
		return take_decimal(out, s, n);
	buf_addc(out, bytes[name - names]);
	return 1;
}

int
lua_decode(struct buf *out, const char *s, size_t n)
{
	size_t at = 0, start = out->n, taken;

	buf_reserve(out, n);
	while (at < n) {
		if (s[at] == '\\') {
			taken = take_escape(out, s + at + 1, n - at - 1);
			if (!taken)
				break;
			at += taken + 1;
		} else if (is_eol(s[at])) {
			break;
		} else {
			buf_addc(out, s[at++]);
		}
	}
	if (at == n)
		return 0;
	buf_cut(out, start);
	return -1;
}

bool
lua_next_string(const char *s, size_t n, struct lua_span *span, struct buf *got)
{
	while (lua_next(s, n, span)) {
		buf_cut(got, 0);
		if (span->kind == LUA_STRING && !span->unclosed &&
			lua_decode(got, s + span->at + 1,
				span->end - span->at - 2) == 0)
			return true;
	}
	return false;
}
