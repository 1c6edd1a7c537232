#include "template/resolve.h"

#include "base/bytes.h"

#include <string.h>

/*
 * A cursor over the scalar; every take_ moves it past what it matched. With
 * skip set underscores do not exist for it.
 */
struct cursor {
	const char *p, *end;
	bool skip;
};

static bool
take_one(struct cursor *c, const char *set)
{
	const char *p = c->p;

	while (c->skip && p < c->end && *p == '_')
		p++;
	if (p == c->end || !*p || !strchr(set, *p))
		return false;
	c->p = p + 1;
	return true;
}

static size_t
take_any(struct cursor *c, const char *set)
{
	size_t n = 0;

	while (take_one(c, set))
		n++;
	return n;
}

static bool
take_word(struct cursor *c, const char *word)
{
	struct cursor d = *c;

	for (; *word; word++)
		if (!take_one(&d, (char[]){*word, '\0'}))
			return false;
	*c = d;
	return true;
}

static bool
at_end(struct cursor *c)
{
	if (c->skip)
		while (c->p < c->end && *c->p == '_')
			c->p++;
	return c->p == c->end;
}

/* A cursor after the optional sign. */
static struct cursor
unsigned_part(const char *s, size_t n)
{
	struct cursor c = {s, s + n, false};

	take_one(&c, "+-");
	return c;
}

/* What a plain scalar that is no string may begin with: most do not. */
static const bool not_a_string[256] = {['~'] = 1,
	['n'] = 1,
	['N'] = 1,
	['t'] = 1,
	['T'] = 1,
	['f'] = 1,
	['F'] = 1,
	['y'] = 1,
	['Y'] = 1,
	['o'] = 1,
	['O'] = 1,
	['<'] = 1,
	['='] = 1,
	['+'] = 1,
	['-'] = 1,
	['.'] = 1,
	['_'] = 1,
	['0'] = 1,
	['1'] = 1,
	['2'] = 1,
	['3'] = 1,
	['4'] = 1,
	['5'] = 1,
	['6'] = 1,
	['7'] = 1,
	['8'] = 1,
	['9'] = 1};

static bool
is_surely_string(const char *s, size_t n)
{
	return n > 0 && !not_a_string[(unsigned char)s[0]];
}

static bool
is_word_of(const char *const *words, const char *s, size_t n)
{
	/* the first character alone rules out most */
	for (; *words; words++)
		if ((n == 0 || **words == *s) && strlen(*words) == n &&
			memcmp(*words, s, n) == 0)
			return true;
	return false;
}

static bool
is_null(const char *s, size_t n)
{
	static const char *const words[] = {
		"", "~", "null", "Null", "NULL", NULL};

	return is_word_of(words, s, n);
}

/* lyaml knows these; YAML 1.1 also y and n */
static bool
is_boolean(const char *s, size_t n)
{
	static const char *const words[] = {"true", "True", "TRUE", "false",
		"False", "FALSE", "yes", "Yes", "YES", "no", "No", "NO", "on",
		"On", "ON", "off", "Off", "OFF", NULL};

	return is_word_of(words, s, n);
}

static bool
is_special_float(const char *s, size_t n)
{
	static const char *const inf[] = {".inf", ".Inf", ".INF", NULL};
	static const char *const nan[] = {".nan", ".NaN", ".NAN", NULL};
	struct cursor c = unsigned_part(s, n);

	return is_word_of(nan, s, n) ||
	       is_word_of(inf, c.p, (size_t)(c.end - c.p));
}

/* [+-]?[0-9]+:[0-5]?[0-9][:0-9]*(\.[0-9]+)?, the minutes up to 99 */
static enum resolve_type
lyaml_sexagesimal(const char *s, size_t n)
{
	struct cursor c = unsigned_part(s, n);

	if (!take_any(&c, DIGITS) || !take_word(&c, ":") ||
		!take_one(&c, DIGITS))
		return TYPE_STRING;
	take_any(&c, DIGITS ":");
	if (at_end(&c))
		return TYPE_INTEGER;
	if (take_word(&c, ".") && take_any(&c, DIGITS) && at_end(&c))
		return TYPE_FLOAT;
	return TYPE_STRING;
}

/* Digits of one class, once, with a point somewhere. */
static bool
take_mantissa(struct cursor *c, const char *digits)
{
	size_t n = take_any(c, digits);

	if (take_word(c, "."))
		n += take_any(c, digits);
	return n > 0;
}

/*
 * lyaml removes every underscore and asks LuaJIT's tonumber(), which takes
 * decimal and hexadecimal floats; it counts if it holds one of ". e E".
 */
static bool
lyaml_float(const char *s, size_t n)
{
	struct cursor c = {s, s + n, true};
	bool hex;

	if (!memchr(s, '.', n) && !memchr(s, 'e', n) && !memchr(s, 'E', n))
		return false;
	take_one(&c, "+-");
	hex = take_word(&c, "0x") || take_word(&c, "0X");
	if (!take_mantissa(&c, hex ? HEX : DIGITS))
		return false;
	if (take_one(&c, hex ? "pP" : "eE")) {
		take_one(&c, "+-");
		if (!take_any(&c, DIGITS))
			return false;
	}
	return at_end(&c);
}

static enum resolve_type
lyaml_number_type(const char *s, size_t n)
{
	struct cursor c = unsigned_part(s, n), d = c;

	/* octal is a subset of decimal; both allow _ nearly everywhere */
	take_any(&c, "_");
	if (take_one(&c, DIGITS) && (take_any(&c, DIGITS "_"), at_end(&c)))
		return TYPE_INTEGER;
	if (lyaml_float(s, n))
		return TYPE_FLOAT;
	if (is_special_float(s, n))
		return TYPE_FLOAT;
	c = d;
	if (take_word(&c, "0x") && (take_any(&c, "_"), take_one(&c, HEX)) &&
		(take_any(&c, HEX "_"), at_end(&c)))
		return TYPE_INTEGER;
	c = d;
	/* lyaml wants two characters after 0b: 0b1 is a string */
	if (take_word(&c, "0b") && (take_any(&c, "_"), take_one(&c, "01")) &&
		take_any(&c, "01_") && at_end(&c))
		return TYPE_INTEGER;
	return lyaml_sexagesimal(s, n);
}

/* A number begins with one of these, and nothing else does. */
static bool
may_be_number(const char *s, size_t n)
{
	return n > 0 && strchr("+-._" DIGITS, s[0]) && s[0];
}

static enum resolve_type
plain_lyaml(const char *s, size_t n)
{
	if (is_null(s, n))
		return TYPE_NULL;
	if (is_boolean(s, n))
		return TYPE_BOOLEAN;
	return may_be_number(s, n) ? lyaml_number_type(s, n) : TYPE_STRING;
}

/* YAML 1.1 and 1.2 integers: decimal, octal (0, 0o), hex, binary, base 60 */
static bool
any_integer(const char *s, size_t n)
{
	struct cursor c = unsigned_part(s, n), d = c;

	if (take_one(&c, DIGITS) && (take_any(&c, DIGITS "_"), true)) {
		while (take_word(&c, ":"))
			if (!take_any(&c, DIGITS))
				return false;
		if (at_end(&c))
			return true;
	}
	c = d;
	if (take_word(&c, "0x") && take_any(&c, HEX "_") && at_end(&c))
		return true;
	c = d;
	if (take_word(&c, "0b") && take_any(&c, "01_") && at_end(&c))
		return true;
	c = d;
	return take_word(&c, "0o") && take_any(&c, "01234567_") && at_end(&c);
}

/*
 * YAML 1.1's [-+]?([0-9][0-9_]*)?\.[0-9.]*([eE][-+][0-9]+)?, its base 60
 * form, and 1.2's, in one pattern that is no narrower than either.
 */
static bool
any_float(const char *s, size_t n)
{
	struct cursor c = unsigned_part(s, n);
	bool marked;

	if (is_special_float(s, n))
		return true;
	if (take_any(&c, DIGITS "_"))
		while (take_word(&c, ":"))
			if (!take_any(&c, DIGITS))
				return false;
	marked = take_word(&c, ".");
	if (marked)
		take_any(&c, DIGITS "_.");
	if (take_one(&c, "eE")) {
		marked = c.p - s > 1;
		take_one(&c, "+-");
		if (!take_any(&c, DIGITS))
			return false;
	}
	return marked && at_end(&c);
}

static bool
take_digits(struct cursor *c, size_t min, size_t max)
{
	size_t n = take_any(c, DIGITS);

	return n >= min && n <= max;
}

/* yaml.org/type/timestamp: a date, or a date and a time */
static bool
any_timestamp(const char *s, size_t n)
{
	struct cursor c = {s, s + n, false};

	if (!take_digits(&c, 4, 4) || !take_word(&c, "-") ||
		!take_digits(&c, 1, 2) || !take_word(&c, "-") ||
		!take_digits(&c, 1, 2))
		return false;
	if (at_end(&c))
		return true;
	if (!take_one(&c, "Tt") && !take_any(&c, " \t"))
		return false;
	if (!take_digits(&c, 1, 2) || !take_word(&c, ":") ||
		!take_digits(&c, 2, 2) || !take_word(&c, ":") ||
		!take_digits(&c, 2, 2))
		return false;
	if (take_word(&c, "."))
		take_any(&c, DIGITS);
	take_any(&c, " \t");
	if (take_word(&c, "Z") || at_end(&c))
		return at_end(&c);
	if (!take_one(&c, "+-") || !take_digits(&c, 1, 2))
		return false;
	return at_end(&c) ||
	       (take_word(&c, ":") && take_digits(&c, 2, 2) && at_end(&c));
}

static enum resolve_type
plain_any(const char *s, size_t n)
{
	static const char *const others[] = {"<<", "=", NULL};
	static const char *const yes_no[] = {"y", "Y", "n", "N", NULL};

	if (is_null(s, n))
		return TYPE_NULL;
	if (is_boolean(s, n) || is_word_of(yes_no, s, n))
		return TYPE_BOOLEAN;
	if (is_word_of(others, s, n))
		return TYPE_OTHER;
	if (!may_be_number(s, n))
		return TYPE_STRING;
	if (any_integer(s, n))
		return TYPE_INTEGER;
	if (any_float(s, n))
		return TYPE_FLOAT;
	return any_timestamp(s, n) ? TYPE_OTHER : TYPE_STRING;
}

enum resolve_type
resolve_plain(enum resolve_list list, const char *s, size_t n)
{
	if (is_surely_string(s, n))
		return TYPE_STRING;
	return list == RESOLVE_LYAML ? plain_lyaml(s, n) : plain_any(s, n);
}

enum resolve_type
resolve_lyaml(const char *tag, bool plain, const char *s, size_t n)
{
	static const char prefix[] = "tag:yaml.org,2002:";
	static const struct {
		const char *name;
		enum resolve_type type;
	} tags[] = {
		{"str", TYPE_STRING},
		{"int", TYPE_INTEGER},
		{"float", TYPE_FLOAT},
		{"bool", TYPE_BOOLEAN},
		{"null", TYPE_NULL},
	};
	size_t i;

	if (tag && strncmp(tag, prefix, sizeof(prefix) - 1) == 0)
		for (i = 0; i < countof(tags); i++)
			if (!strcmp(tag + sizeof(prefix) - 1, tags[i].name))
				return tags[i].type;
	return plain ? resolve_plain(RESOLVE_LYAML, s, n) : TYPE_STRING;
}
