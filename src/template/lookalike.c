#include "template/lookalike.h"

#include "base/utf8.h"

#include <string.h>

static const struct lookalike {
	uint32_t point;
	const char *name, *advice;
} lookalikes[] = {
#define FULLWIDTH_COLON 0xff1a
#define SPACE_ADVICE "use a space"
#define QUOTE "this is a curly quote, which YAML reads as text"
#define SPACE "this is a no-break space, which YAML reads as text"
	{0x2018, QUOTE, "use ' or \""},
	{0x2019, QUOTE, "use ' or \""},
	{0x201c, QUOTE, "use ' or \""},
	{0x201d, QUOTE, "use ' or \""},
	{0x201e, QUOTE, "use ' or \""},
	{0x00a0, SPACE, SPACE_ADVICE},
	{0x2007, SPACE, SPACE_ADVICE},
	{0x202f, SPACE, SPACE_ADVICE},
	{0x3000, "this is an ideographic space, which YAML reads as text",
		SPACE_ADVICE},
	{FULLWIDTH_COLON, "this is a fullwidth colon, which YAML reads as text",
		"use : and a space"},
	{0x2013, "this is an en dash, which YAML reads as text", "use -"},
	{0x2014, "this is an em dash, which YAML reads as text", "use -"},
};

static const struct lookalike *
find(const char *s, size_t n, size_t *len)
{
	uint32_t point;
	size_t i;

	*len = utf8_next(s, n, &point);
	for (i = 0; *len > 1 && i < countof(lookalikes); i++)
		if (lookalikes[i].point == point)
			return &lookalikes[i];
	return NULL;
}

size_t
lookalike_find(const char *s, size_t at, size_t end)
{
	const struct lookalike *l;
	bool counts = true;
	size_t len;

	for (; at < end; at += len ? len : 1) {
		l = find(s + at, end - at, &len);
		if (l && (counts || l->point == FULLWIDTH_COLON))
			return at;
		if (s[at] == '#' && at > 0 && strchr(" \t\n", s[at - 1]))
			return end;
		if (s[at] != ' ' && s[at] != '\t')
			counts = strchr(":-[{,", s[at]) != NULL;
	}
	return end;
}

static bool
is_quote(const struct lookalike *l)
{
	return l && l->point >= 0x2018 && l->point <= 0x201e;
}

static bool
is_space(const struct lookalike *l)
{
	return l && strcmp(l->advice, SPACE_ADVICE) == 0;
}

/* The last character of the n bytes at s, if it is one of them. */
static const struct lookalike *
last_of(const char *s, size_t n)
{
	size_t at = n, len;

	while (at > 0 && ((unsigned char)s[--at] & 0xc0) == 0x80)
		;
	return find(s + at, n - at, &len);
}

size_t
lookalike_in_scalar(const char *s, size_t n)
{
	const struct lookalike *first;
	const char *colon = s;
	size_t len;

	first = find(s, n, &len);
	if (is_space(first) ||
		(is_quote(first) && n > len && is_quote(last_of(s, n))))
		return 0;
	while ((colon = memchr(colon, ':', (size_t)(s + n - colon)))) {
		colon++;
		if (is_space(find(colon, (size_t)(s + n - colon), &len)))
			return (size_t)(colon - s);
	}
	return n;
}

const char *
lookalike_name(const char *s, size_t n)
{
	size_t len;
	const struct lookalike *l = find(s, n, &len);

	return l ? l->name : NULL;
}

const char *
lookalike_advice(const char *s, size_t n)
{
	size_t len;
	const struct lookalike *l = find(s, n, &len);

	return l ? l->advice : NULL;
}
