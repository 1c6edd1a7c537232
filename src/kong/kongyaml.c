#include "kong/kongyaml.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define TAG(name) "tag:yaml.org,2002:" name

/* By length and two letters: null, true, false, yes, no, on, off. */
static bool
may_be_word(const char *s, uint32_t n)
{
	switch (s[0] | 0x20) {
	case 'n':
		return n == 2 || (n == 4 && (s[3] | 0x20) == 'l');
	case 't':
		return n == 4;
	case 'f':
		return n == 5;
	case 'y':
		return n == 3;
	case 'o':
		return n == 2 || n == 3;
	default:
		return (s[0] | 0x20) < 'a' || (s[0] | 0x20) > 'z';
	}
}

bool
kongyaml_is_surely_string(const struct node *node)
{
	if (node->flags & NODE_STRING)
		return true;
	if (node->props || node->kind != NODE_SCALAR)
		return false;
	return node->style != STYLE_PLAIN ||
	       (node->n > 0 && !may_be_word(node->value, node->n));
}

enum resolve_type
kongyaml_type(const struct doc *doc, uint32_t i)
{
	const struct node *node = &doc->node[i];

	if (kongyaml_is_surely_string(node))
		return TYPE_STRING;
	return resolve_lyaml(scan_tag(doc, i), node->style == STYLE_PLAIN,
		node->value, node->n);
}

static bool
is_number(enum resolve_type type)
{
	return type == TYPE_INTEGER || type == TYPE_FLOAT;
}

bool
kongyaml_is_number(const struct doc *doc, uint32_t i)
{
	return is_number(kongyaml_type(doc, i));
}

bool
kongyaml_is_null(const struct doc *doc, uint32_t i)
{
	return doc->node[i].kind == NODE_SCALAR &&
	       kongyaml_type(doc, i) == TYPE_NULL;
}

bool
kongyaml_is(const struct doc *doc, uint32_t i, const char *value)
{
	return scan_is(doc, i, value) && kongyaml_type(doc, i) == TYPE_STRING;
}

/* The digits of base in s, underscores and whatever else passed over. */
static double
digits_of(const char *s, const char *end, unsigned base)
{
	double r = 0;

	for (; s < end; s++) {
		if (*s >= '0' && *s <= '9')
			r = r * base + (*s - '0');
		else if (base == 16 && *s != '_')
			r = r * base + ((*s | 0x20) - 'a' + 10);
	}
	return r;
}

/* lyaml asks tonumber() after removing every underscore. */
static double
floating(const char *s, size_t n)
{
	char *copy = xmalloc(n + 1);
	size_t i, k = 0;
	double r;

	for (i = 0; i < n; i++)
		if (s[i] != '_')
			copy[k++] = s[i];
	copy[k] = '\0';
	r = strtod(copy, NULL);
	wipe(copy, n);
	free(copy);
	return r;
}

static double
sexagesimal(const char *s, const char *end)
{
	double r = 0;
	const char *colon;

	for (; (colon = memchr(s, ':', (size_t)(end - s))); s = colon + 1)
		if (colon > s)
			r = r * 60 + digits_of(s, colon, 10);
	return end > s ? r * 60 + floating(s, (size_t)(end - s)) : r;
}

static bool
is_octal(const char *s, const char *end)
{
	if (end - s < 2 || *s != '0')
		return false;
	for (; s < end; s++)
		if ((*s < '0' || *s > '7') && *s != '_')
			return false;
	return true;
}

static double
magnitude(const char *s, const char *end)
{
	static const char inf[] = ".inf", nan_word[] = ".nan";
	size_t n = (size_t)(end - s);
	bool hex = n > 2 && s[0] == '0' && s[1] == 'x';

	if (n == 4 && strncasecmp(s, inf, 4) == 0)
		return INFINITY;
	if (n == 4 && strncasecmp(s, nan_word, 4) == 0)
		return NAN;
	if (hex && !memchr(s, '.', n) && !memchr(s, 'p', n))
		return digits_of(s + 2, end, 16);
	if (!hex && n > 2 && s[0] == '0' && s[1] == 'b')
		return digits_of(s + 2, end, 2);
	if (memchr(s, ':', n))
		return sexagesimal(s, end);
	if (is_octal(s, end))
		return digits_of(s, end, 8);
	return floating(s, n);
}

double
kongyaml_number(const struct doc *doc, uint32_t i)
{
	const char *s = doc->node[i].value, *end = s + doc->node[i].n;
	enum resolve_type type =
		resolve_plain(RESOLVE_LYAML, s, (size_t)(end - s));
	bool sign;

	if (type != TYPE_INTEGER && type != TYPE_FLOAT)
		return NAN;
	sign = s < end && (*s == '-' || *s == '+');
	return sign && *s == '-' ? -magnitude(s + 1, end)
				 : magnitude(s + sign, end);
}

static bool
is_yes_or_no(const struct node *node)
{
	return node->n == 1 && strchr("yYnN", node->value[0]);
}

bool
kongyaml_boolean(const struct doc *doc, uint32_t i)
{
	const struct node *node = &doc->node[i];
	char c = node->n ? (char)(node->value[0] | 0x20) : '\0';

	/* true, yes and y; on, but not off */
	return c == 't' || c == 'y' ||
	       (c == 'o' && (node->value[1] | 0x20) == 'n');
}

bool
kongyaml_misfit(const struct doc *doc, uint32_t i)
{
	const struct node *node = &doc->node[i];
	const char *tag = scan_tag(doc, i);
	enum resolve_type type;

	if (!tag || node->kind != NODE_SCALAR)
		return false;
	type = resolve_plain(RESOLVE_LYAML, node->value, node->n);
	if (strcmp(tag, TAG("bool")) == 0)
		return type != TYPE_BOOLEAN && !is_yes_or_no(node);
	if (strcmp(tag, TAG("int")) == 0)
		return type != TYPE_INTEGER;
	/* base 60 without a fraction is an int to lyaml, and no float */
	if (strcmp(tag, TAG("float")) == 0)
		return type != TYPE_FLOAT &&
		       (type != TYPE_INTEGER ||
			       memchr(node->value, ':', node->n));
	return false;
}

bool
kongyaml_is_merge(const struct doc *doc, uint32_t key)
{
	const struct node *node = &doc->node[key];
	const char *tag;

	/* asked of every key: most are not even of that length */
	if (node->kind == NODE_SCALAR && !node->props)
		return node->n == 2 && memcmp(node->value, "<<", 2) == 0;
	tag = scan_tag(doc, key);
	if (tag && node->kind == NODE_SCALAR && strcmp(tag, TAG("merge")) == 0)
		return true;
	return kongyaml_is(doc, scan_deref(doc, key), "<<");
}

bool
kongyaml_same_key(const struct doc *doc, uint32_t a, uint32_t b)
{
	const struct node *x, *y;
	enum resolve_type s, t;

	a = scan_deref(doc, a);
	b = scan_deref(doc, b);
	x = &doc->node[a];
	y = &doc->node[b];
	if (x->kind != NODE_SCALAR || y->kind != NODE_SCALAR)
		return a == b;
	s = kongyaml_type(doc, a);
	t = kongyaml_type(doc, b);
	if (is_number(s) && is_number(t))
		return kongyaml_number(doc, a) == kongyaml_number(doc, b);
	if (s != t)
		return false;
	if (s == TYPE_BOOLEAN)
		return kongyaml_boolean(doc, a) == kongyaml_boolean(doc, b);
	return s == TYPE_NULL ||
	       (x->n == y->n && memcmp(x->value, y->value, x->n) == 0);
}

uint32_t
kongyaml_root(const struct doc *doc)
{
	return doc->n > 1 ? scan_child(doc, 1) : 0;
}

/*
 * What a file may expand to beyond four times itself: Kong has no limit but
 * its memory. As many bytes of a value, which is read once and then only
 * compared, cost what a node costs. For credentials see small.h.
 */
#define MAX_MORE 262144
#define NODE_BYTES 4096

/* What is below a node, all aliases expanded. */
struct extent {
	uint64_t size; /* nodes, itself too, and a long value is several */
	uint32_t depth; /* levels below it */
};

static uint64_t
weight(const struct node *node)
{
	return 1 + node->n / NODE_BYTES;
}

/*
 * Adds up bottom-up: an alias counts as its target, which ended
 * before it.
 */
static bool
extents_are_bounded(const struct doc *doc, uint32_t end, uint64_t max)
{
	struct extent *v = xcalloc(end, sizeof(*v)), more;
	bool ok = true;
	uint32_t i, up;

	for (i = 1; i < end && ok; i++) {
		more = (struct extent){weight(&doc->node[i]), 0};
		if (doc->node[i].kind == NODE_ALIAS) {
			ok = !(doc->node[i].flags & NODE_CYCLE);
			more = v[doc->node[i].target];
		}
		for (up = i; up; up = doc->node[up].parent) {
			v[up].size += more.size;
			if (v[up].depth < more.depth)
				v[up].depth = more.depth;
			more.depth++;
		}
		ok = ok && v[1].size <= max && v[1].depth <= KONGYAML_MAX_DEPTH;
	}
	free(v);
	return ok;
}

bool
kongyaml_is_bounded(const struct doc *doc)
{
	uint32_t end = doc->n > 1 ? doc->node[1].next : 0, i;
	uint64_t max = MAX_MORE;

	if (doc->naliases == 0)
		return true;
	for (i = 1; i < end; i++)
		max += 4 * weight(&doc->node[i]);
	return extents_are_bounded(doc, end, max);
}
