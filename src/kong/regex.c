#include "kong/regex.h"

#include "base/bytes.h"

#include <string.h>

/* Where a class that begins at s[i] ends, or n. */
static size_t
class_end(const char *s, size_t n, size_t i)
{
	i++;
	if (i < n && s[i] == '^')
		i++;
	if (i < n && s[i] == ']')
		i++;
	for (; i < n && s[i] != ']'; i++) {
		if (s[i] == '\\')
			i++;
		else if (i + 1 < n && s[i] == '[' && s[i + 1] == ':' &&
			 memchr(s + i + 2, ':', n - i - 2))
			while (++i + 1 < n && !(s[i] == ':' && s[i + 1] == ']'))
				;
	}
	return i < n ? i : n;
}

/* {n}, {n,} or {n,m} at s: its length, or 0. */
static size_t
quantifier(const char *s, size_t n)
{
	size_t i = 1;

	if (i >= n || !bytes_one_of(s[i], DIGITS))
		return 0;
	while (i < n && bytes_one_of(s[i], DIGITS))
		i++;
	if (i < n && s[i] == ',')
		i++;
	while (i < n && bytes_one_of(s[i], DIGITS))
		i++;
	return i < n && s[i] == '}' ? i + 1 : 0;
}

/* {n,m} with n above m. */
static bool
is_backwards(const char *s, size_t n)
{
	unsigned long from = 0, to = 0;
	size_t i;

	for (i = 1; i < n && bytes_one_of(s[i], DIGITS) && from < 100000; i++)
		from = from * 10 + (unsigned long)(s[i] - '0');
	if (i + 1 >= n || s[i] != ',' || s[i + 1] == '}')
		return false;
	for (i++; i < n && bytes_one_of(s[i], DIGITS) && to < 100000; i++)
		to = to * 10 + (unsigned long)(s[i] - '0');
	return from > to;
}

/* What follows "(?" in a group that the router takes. */
static bool
is_router_group(const char *s, size_t n)
{
	if (!n)
		return true;
	if (s[0] == 'P')
		return n < 2 || s[1] == '<';
	if (s[0] == '<')
		return n < 2 || (s[1] != '=' && s[1] != '!');
	return bytes_one_of(s[0], ":imsUx-");
}

static const char *
router_escape_problem(const char *s, size_t n)
{
	if (bytes_one_of(s[0], DIGITS) || s[0] == 'k')
		return "is a regex with a back-reference, which the router of "
		       "Kong 3 does not support";
	if (bytes_one_of(s[0], LETTERS)
			? !bytes_one_of(s[0], "dDwWsSbBAzpPxnrtfva")
			: !bytes_one_of(s[0], "\\.+*?()|[]{}^$#&-~"))
		return "is a regex with an escape that the router of Kong 3 "
		       "does not support (write / _ : % @ without a backslash)";
	(void)n;
	return NULL;
}

/* Whether a group "(?<name>" or "(?P<name>" has an invalid name. */
static bool
has_bad_name(const char *s, size_t n)
{
	size_t i = n && s[0] == 'P' ? 2 : 1;

	if (n < 2 || s[i - 1] != '<' || (i == 1 && bytes_one_of(s[1], "=!")))
		return false;
	if (i >= n || !bytes_one_of(s[i], LETTERS "_"))
		return true;
	while (i < n && bytes_one_of(s[i], LETTERS DIGITS "_"))
		i++;
	return i >= n || s[i] != '>';
}

/* How many groups there are that \\1 may refer to: not fewer than counted. */
static unsigned
count_groups(const char *s, size_t n)
{
	unsigned found = 0;
	size_t i;

	for (i = 0; i < n; i++) {
		if (s[i] == '\\')
			i++;
		else if (s[i] == '(' && i + 1 < n && s[i + 1] != '*')
			found += s[i + 1] != '?' ||
				 (i + 2 < n && bytes_one_of(s[i + 2], "<P'"));
	}
	return found;
}

/* State of a walk over a regex. */
struct regex {
	const char *s;
	size_t n, i;
	int depth;
	bool repeatable; /* what is before i can be repeated */
	bool router;
};

static const char *
take_group(struct regex *r)
{
	const char *after = r->s + r->i + 1;
	size_t left = r->n - r->i - 1;

	r->depth++;
	r->repeatable = false;
	if (left && after[0] == '*' && r->router)
		return "is a regex with nothing to repeat before * + ? or {";
	if (left > 1 && after[0] == '?' && r->router &&
		!is_router_group(after + 1, left - 1))
		return "is a regex with look-around or another group that the "
		       "router of Kong 3 does not support";
	if (left && (after[0] == '*' ||
			    (left > 1 && after[0] == '?' && after[1] == '#'))) {
		/* a verb or a comment of PCRE */
		while (r->i < r->n && r->s[r->i] != ')')
			r->i++;
		r->depth--;
		return NULL;
	}
	if (!left || after[0] != '?')
		return NULL;
	r->i++;
	if (left > 1 && has_bad_name(after + 1, left - 1))
		return "is a regex with an invalid group name, expected "
		       "letters, digits and _";
	if (left > 1 && bytes_one_of(after[1], DIGITS) &&
		(unsigned)(after[1] - '0') > count_groups(r->s, r->n))
		return "is a regex with a reference to a missing group";
	return NULL;
}

static const char *
take_quantifier(struct regex *r)
{
	size_t len =
		r->s[r->i] == '{' ? quantifier(r->s + r->i, r->n - r->i) : 1;

	if (!len) {
		r->repeatable = true;
		return r->router ? "is a regex with a { that is not a "
				   "quantifier, which the router of Kong 3 "
				   "does not support (write \\{)"
				 : NULL;
	}
	if (!r->repeatable)
		return "is a regex with nothing to repeat before * + ? or {";
	if (r->s[r->i] == '{' && is_backwards(r->s + r->i, len))
		return "is a regex with {n,m} where n exceeds m";
	r->i += len - 1;
	if (r->i + 1 < r->n && bytes_one_of(r->s[r->i + 1], "?+"))
		r->i++;
	r->repeatable = false;
	return NULL;
}

static const char *
take_escape(struct regex *r)
{
	r->repeatable = true;
	if (++r->i >= r->n)
		return "is a regex that ends with a backslash";
	if (bytes_one_of(r->s[r->i], "lLuU"))
		return "is a regex with an unsupported escape";
	if (!r->router && bytes_one_of(r->s[r->i], "123456789") &&
		(unsigned)(r->s[r->i] - '0') > count_groups(r->s, r->n) &&
		!(r->i + 1 < r->n && bytes_one_of(r->s[r->i + 1], DIGITS)))
		return "is a regex with a reference to a missing group";
	if (bytes_one_of(r->s[r->i], "pPx") && r->i + 1 < r->n &&
		r->s[r->i + 1] == '{')
		while (r->i + 1 < r->n && r->s[r->i] != '}')
			r->i++;
	return r->router ? router_escape_problem(r->s + r->i, r->n - r->i)
			 : NULL;
}

/* Whether a range of letters or digits begins at s: a-z. */
static bool
is_range(const char *s, size_t n)
{
	return n > 2 && s[1] == '-' && bytes_one_of(s[0], LETTERS DIGITS) &&
	       bytes_one_of(s[2], LETTERS DIGITS);
}

/* [z-a], [\\d-z] or [a-\\d] */
static bool
has_bad_range(const char *s, size_t n)
{
	size_t i;

	for (i = 1; i + 2 < n; i++) {
		if (s[i] == '\\' && bytes_one_of(s[i + 1], "dDwWsS") &&
			s[i + 2] == '-' && i + 3 < n)
			return true;
		if (is_range(s + i, n - i)) {
			if (s[i] > s[i + 2])
				return true;
			i += 2;
		} else if (s[i] == '\\') {
			i++;
		} else if (i > 1 && s[i] == '-' && s[i + 1] == '\\' &&
			   bytes_one_of(s[i + 2], "dDwWsS")) {
			return true;
		}
	}
	return false;
}

static const char *
take_class(struct regex *r)
{
	size_t i, end = class_end(r->s, r->n, r->i);
	const char *problem = NULL;

	for (i = r->i; r->router && i < end && !problem; i++)
		if (r->s[i] == '\\' && i + 1 < end)
			problem = router_escape_problem(
				r->s + i + 1, end - i - 1),
			i++;
	if (!problem && has_bad_range(r->s + r->i, end - r->i))
		problem = "is a regex with a range that is reversed, or begins "
			  "or ends with a class such as \\d";
	r->i = end;
	r->repeatable = true;
	return end == r->n ? "is a regex with an unclosed [" : problem;
}

static const char *
take(struct regex *r)
{
	switch (r->s[r->i]) {
	case '\\':
		return take_escape(r);
	case '[':
		return take_class(r);
	case '(':
		return take_group(r);
	case ')':
		r->repeatable = true;
		return r->depth-- > 0 ? NULL : "is a regex with an unmatched )";
	case '*':
	case '+':
	case '?':
	case '{':
		return take_quantifier(r);
	default:
		r->repeatable = r->s[r->i] != '|';
		return NULL;
	}
}

const char *
regex_problem(const char *s, size_t n, bool router)
{
	struct regex r = {.s = s, .n = n, .router = router};
	const char *problem = NULL;

	/* what is quoted by PCRE's \\Q is no syntax */
	if (!router && memmem(s, n, "\\Q", 2))
		return NULL;
	for (; r.i < n && !problem; r.i++)
		problem = take(&r);
	if (!problem && r.depth > 0)
		problem = "is a regex with an unclosed (";
	return problem;
}
