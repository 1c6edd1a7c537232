#include "vars/envquote.h"

#include <string.h>

bool
envquote_is_bare(const char *s, size_t n)
{
	static const char safe[] = "abcdefghijklmnopqrstuvwxyz"
				   "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
				   "0123456789_.-/:@%+,=";
	size_t i;

	for (i = 0; i < n; i++)
		if (!memchr(safe, s[i], sizeof(safe) - 1))
			return false;
	return true;
}

static bool
is_single(const char *s, size_t n)
{
	return !memchr(s, '\'', n) && s[n - 1] != '\\';
}

static bool
is_escaped(char c)
{
	return memchr("$`\"\\", c, 4) != NULL;
}

void
envquote_add(struct buf *out, const char *s, size_t n)
{
	bool single;
	size_t i;

	if (envquote_is_bare(s, n)) {
		buf_add(out, s, n);
		return;
	}
	single = is_single(s, n);
	buf_addc(out, single ? '\'' : '"');
	for (i = 0; i < n; i++) {
		if (!single && is_escaped(s[i]))
			buf_addc(out, '\\');
		buf_addc(out, s[i]);
	}
	buf_addc(out, single ? '\'' : '"');
}

/*
 * dotenv (npm, lib/main.js, 16 and 17) reads CR and CR LF as LF, and keeps
 * the backslash of every escape but \n and \r; compose-go (dotenv/parser.go)
 * keeps the one before a backquote.
 */
const char *
envquote_misreader(const char *s, size_t n)
{
	bool escapes = false;
	size_t i;

	if (envquote_is_bare(s, n))
		return NULL;
	if (!is_single(s, n)) {
		if (memchr(s, '`', n))
			return "docker compose and node's dotenv read";
		for (i = 0; i < n && !escapes; i++)
			escapes = is_escaped(s[i]);
	}
	return escapes || memchr(s, '\r', n) ? "node's dotenv reads" : NULL;
}

/* The quote that closes the one at at, or n. */
static size_t
skip_quoted(const char *s, size_t n, size_t at)
{
	char quote = s[at++];

	for (; at < n && s[at] != quote; at++)
		if (quote != '\'' && s[at] == '\\')
			at++;
	return at < n ? at : n;
}

static size_t
skip_comment(const char *s, size_t n, size_t at)
{
	const char *lf = memchr(s + at, '\n', n - at);

	return lf ? (size_t)(lf - s) : n;
}

bool
envquote_is_open(const char *s, size_t n)
{
	size_t at, depth = 0;
	bool word = false;

	for (at = 0; at < n; at++) {
		if (strchr(" \t\n;&|", s[at])) {
			word = false;
			continue;
		}
		if (s[at] == '#' && !word) {
			at = skip_comment(s, n, at);
			continue;
		}
		word = true;
		if (s[at] == '\\')
			at++;
		else if (strchr("'\"`", s[at]))
			at = skip_quoted(s, n, at);
		else if (s[at] == '(')
			depth++;
		else if (s[at] == ')' && depth)
			depth--;
		else if (s[at] == '<' && at + 1 < n && s[at + 1] == '<')
			return true;
		if (at >= n)
			return true;
	}
	return depth > 0;
}
