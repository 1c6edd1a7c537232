#include "kong/paths.h"

#include "base/buf.h"
#include "base/bytes.h"
#include "kong/regex.h"

#include <string.h>

#define UNRESERVED LETTERS DIGITS ".-_~"
/* what RFC 3986 lets stand in a path, and / and % */
#define PATH_BYTES UNRESERVED "/%:@!$&'()*+,;="
/* what remains escaped in the normal form */
#define KEPT "!#$%&'()*+,/:;=?@[]"

/* The byte that the escape at s encodes, or -1. */
static int
unescape(const char *s, size_t n)
{
	return n >= 3 && s[0] == '%' && hex_digit(s[1]) >= 0 &&
			       hex_digit(s[2]) >= 0
		       ? hex_digit(s[1]) * 16 + hex_digit(s[2])
		       : -1;
}

static bool
has_bad_escape(const char *s, size_t n)
{
	size_t i;

	for (i = 0; i < n; i++)
		if (s[i] == '%' && unescape(s + i, n - i) < 0)
			return true;
	return false;
}

static bool
has_empty_segment(const char *s, size_t n)
{
	size_t i;

	for (i = 1; i < n; i++)
		if (s[i] == '/' && s[i - 1] == '/')
			return true;
	return false;
}

const char *
path_problem(const char *s, size_t n)
{
	if (s[0] != '/')
		return "must start with /";
	if (has_empty_segment(s, n))
		return "must not have two slashes in a row";
	if (!bytes_all(s, n, PATH_BYTES))
		return "contains a character that is invalid in a URL path";
	if (has_bad_escape(s, n))
		return "contains a % without two hexadecimal digits after it";
	return NULL;
}

/* "." or "..", after escaped dots are undone. */
static bool
is_dots(const char *s, size_t n)
{
	size_t i = 0, dots = 0;

	for (; i < n; dots++)
		if (s[i] == '.')
			i++;
		else if (unescape(s + i, n - i) == '.')
			i += 3;
		else
			return false;
	return dots == 1 || dots == 2;
}

static bool
has_dot_segment(const char *s, size_t n)
{
	size_t at, len;

	for (at = 0; at < n; at += len + 1) {
		for (len = 0; at + len < n && s[at + len] != '/'; len++)
			;
		if (is_dots(s + at, len))
			return true;
	}
	return false;
}

/* An escape that the normal form writes otherwise. */
static bool
has_needless_escape(const char *s, size_t n)
{
	size_t i;
	int c;

	for (i = 0; i < n; i++) {
		c = unescape(s + i, n - i);
		if (c >= 0 && (!bytes_one_of((char)c, KEPT) ||
				      s[i + 1] >= 'a' || s[i + 2] >= 'a'))
			return true;
	}
	return false;
}

static const char *
normal_problem(const char *s, size_t n)
{
	if (has_dot_segment(s, n))
		return "contains . or .. as a segment";
	if (has_needless_escape(s, n))
		return "contains a % escape that must be the character itself, "
		       "or use upper-case digits";
	return NULL;
}

/* Whether escapes, put together, are no UTF-8: lengths and tails only. */
static bool
has_broken_utf8(const char *s, size_t n)
{
	size_t i;
	int c, tail = 0;

	for (i = 0; i < n; i += unescape(s + i, n - i) >= 0 ? 3 : 1) {
		c = unescape(s + i, n - i);
		if (c < 0)
			c = (unsigned char)s[i];
		if ((c & 0xc0) == 0x80) {
			if (tail-- == 0)
				return true;
			continue;
		}
		if (tail || c >= 0xf8)
			return true;
		tail = c >= 0xf0 ? 3 : c >= 0xe0 ? 2 : c >= 0xc0 ? 1 : 0;
	}
	return tail != 0;
}

static const char *
start_problem(const char *s, size_t n, bool is_3)
{
	if ((n && s[0] == '/') ||
		(is_3 && n >= 2 && s[0] == '~' && s[1] == '/'))
		return NULL;
	return is_3 ? "must start with /, or with ~/ for a regex"
		    : "must start with /";
}

/* Other characters than a path's make Kong skip this. */
static const char *
escape_problem(const char *s, size_t n)
{
	return has_bad_escape(s, n) && bytes_all(s, n, PATH_BYTES)
		       ? "contains a % without two hexadecimal digits after it"
		       : NULL;
}

static const char *
route_problem_3(const char *s, size_t n, bool router)
{
	const char *problem = start_problem(s, n, true);

	if (!problem && has_empty_segment(s, n))
		problem = "must not have two slashes in a row";
	if (problem)
		return problem;
	if (s[0] == '~')
		return regex_problem(s + 1, n - 1, router);
	problem = escape_problem(s, n);
	return problem ? problem : normal_problem(s, n);
}

/*
 * Appends what 3.9 makes of the escapes in a path of an older file. In a regex
 * a character that has a meaning there gets a backslash.
 */
static void
add_unescaped(struct buf *b, const char *s, size_t n, bool is_regex)
{
	size_t i;
	int c;

	for (i = 0; i < n; i++) {
		c = unescape(s + i, n - i);
		if (c < 0) {
			buf_addc(b, s[i]);
			continue;
		}
		if (bytes_one_of((char)c, KEPT)) {
			buf_addf(b, "%%%02X", (unsigned)c);
		} else {
			if (is_regex && bytes_one_of((char)c, ".^-{}\\|"))
				buf_addc(b, '\\');
			buf_addc(b, (char)c);
		}
		i += 2;
	}
}

/* Where the segment at s ends: at the next slash, or at the end. */
static size_t
segment(const char *s, size_t n)
{
	const char *slash = n > 1 ? memchr(s + 1, '/', n - 1) : NULL;

	return slash ? (size_t)(slash - s) : n;
}

/* Appends the path without . and .. and empty segments. */
static void
add_without_dots(struct buf *b, const char *s, size_t n)
{
	size_t i, len, up;

	for (i = 0; i < n; i += len) {
		len = segment(s + i, n - i);
		if (s[i] == '/' && len == 1 && i + 1 < n)
			continue; /* two in a row */
		if (bytes_are(s + i, len, "/..")) {
			for (up = b->n; up && b->s[--up] != '/';)
				;
			buf_cut(b, up);
		} else if (!bytes_are(s + i, len, "/.")) {
			buf_add(b, s + i, len);
			continue;
		}
		if (i + len == n)
			buf_addc(b, '/');
	}
}

/* A file of an older format: 3.9 migrates the path first. */
static const char *
route_problem_migrated(const char *s, size_t n, bool router)
{
	struct buf decoded = {0}, path = {0};
	bool is_plain = bytes_all(s, n, UNRESERVED "/%");
	const char *problem;

	if (is_plain) {
		add_unescaped(&decoded, s, n, false);
		add_without_dots(&path, decoded.s, decoded.n);
	} else {
		buf_addc(&path, '~');
		add_unescaped(&path, s, n, true);
	}
	if (s[0] == '~' && !is_plain)
		problem = "must start with / (below _format_version 3.0 Kong "
			  "adds the ~ of a regex itself)";
	else
		problem = route_problem_3(path.s, path.n, router);
	if (!problem && router && has_broken_utf8(path.s, path.n))
		problem = "contains % escapes that are not valid UTF-8, which "
			  "crashes Kong 3.9";
	buf_free(&decoded);
	buf_free(&path);
	return problem;
}

static const char *
route_problem_28(const char *s, size_t n)
{
	const char *problem = start_problem(s, n, false);

	if (problem)
		return problem;
	if (has_empty_segment(s, n))
		return "must not have two slashes in a row";
	problem = escape_problem(s, n);
	if (problem || bytes_all(s, n, UNRESERVED "/%"))
		return problem;
	return regex_problem(s, n, false);
}

const char *
path_route_problem(const char *s, size_t n, const struct check_context *c)
{
	if (!c->is_3)
		return route_problem_28(s, n);
	return c->is_format_3
		       ? route_problem_3(s, n, !c->is_traditional)
		       : route_problem_migrated(s, n, !c->is_traditional);
}

/* What hardly any path has that is no regex. */
static bool
is_like_regex(const char *s, size_t n)
{
	size_t i;

	for (i = 0; i < n; i++)
		if (bytes_one_of(s[i], "\\^|[(") ||
			(i + 1 < n && s[i] == '.' &&
				bytes_one_of(s[i + 1], "*+")) ||
			(i + 1 == n && i && s[i] == '$'))
			return true;
	return false;
}

/* A segment {id}, as OpenAPI has it, or :id. */
static bool
has_parameter(const char *s, size_t n)
{
	size_t i;

	for (i = 0; i + 2 < n; i++)
		if (s[i] == '/' && bytes_one_of(s[i + 1], "{:") &&
			((s[i + 2] >= 'a' && s[i + 2] <= 'z') ||
				(s[i + 2] >= 'A' && s[i + 2] <= 'Z')))
			return true;
	return false;
}

const char *
path_literal_advice(const char *s, size_t n)
{
	if (!n || s[0] == '~')
		return NULL;
	if (is_like_regex(s, n))
		return "begin it with ~ if it is a regex";
	if (has_parameter(s, n))
		return "write a regex for a part that varies, such as "
		       "~/users/[^/]+";
	if (memchr(s, '?', n))
		return "remove the ? and what follows, which is not part of a "
		       "path";
	if (s[n - 1] == '*')
		return "remove the *, as every path is a prefix";
	return NULL;
}
