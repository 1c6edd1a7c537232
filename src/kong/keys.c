#include "kong/keys.h"

#include "kong/kongyaml.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* What a key that is no string is to Lua. */
struct keys_text {
	struct keys_text *older;
	char s[40];
};

/* Two strings are the same by their bytes; anything else may be. */
static bool
are_same(const struct doc *doc, uint32_t a, uint32_t b)
{
	const struct node *x = &doc->node[a], *y = &doc->node[b];
	bool same = x->n == y->n && x->n && x->value[0] == y->value[0] &&
		    memcmp(x->value, y->value, x->n) == 0;
	bool sure = kongyaml_is_surely_string(x);

	if (!same && (sure || kongyaml_is_surely_string(y)))
		return x->n == 0 && y->n == 0 && kongyaml_same_key(doc, a, b);
	return (same && sure && kongyaml_is_surely_string(y)) ||
	       kongyaml_same_key(doc, a, b);
}

static const char *
text_of(struct keys *k, const struct doc *doc, uint32_t i)
{
	struct keys_text *text = xcalloc(1, sizeof(*text));
	const struct node *node = &doc->node[i];
	enum resolve_type type = TYPE_NULL;

	text->older = k->texts;
	k->texts = text;
	if (node->kind == NODE_SCALAR)
		type = kongyaml_type(doc, i);
	if (node->kind != NODE_SCALAR)
		snprintf(text->s, sizeof(text->s), "node %u", (unsigned)i);
	else if (type == TYPE_NULL)
		snprintf(text->s, sizeof(text->s), "null");
	else if (type == TYPE_BOOLEAN)
		snprintf(text->s, sizeof(text->s), "b%d",
			kongyaml_boolean(doc, i));
	else
		snprintf(text->s, sizeof(text->s), "%.17g",
			kongyaml_number(doc, i));
	return text->s;
}

/* Returns the number of the key equal to node i, which becomes number. */
static uint32_t
look_up(struct keys *k, const struct doc *doc, uint32_t i, uint32_t number)
{
	const struct node *node = &doc->node[i];
	bool string = node->kind == NODE_SCALAR &&
		      kongyaml_type(doc, i) == TYPE_STRING;
	struct table *t = string ? &k->strings : &k->others;
	const char *s = string ? node->value : text_of(k, doc, i);
	size_t n = string ? node->n : strlen(s);

	return table_add(t, s, n, number);
}

void
keys_init(struct keys *k)
{
	k->n = 0;
	k->strings = k->others = (struct table){0};
	k->texts = NULL;
}

uint32_t
keys_add(struct keys *k, const struct doc *doc, uint32_t key)
{
	uint32_t number = k->n++, i;

	key = scan_deref(doc, key);
	if (number >= KEYS_FEW) {
		if (number == KEYS_FEW) {
			k->strings.seed = k->others.seed = doc->seed;
			for (i = 0; i < KEYS_FEW; i++)
				look_up(k, doc, k->few[i], i);
		}
		return look_up(k, doc, key, number);
	}
	k->few[number] = key;
	for (i = 0; i < number; i++)
		if (are_same(doc, k->few[i], key))
			return i;
	return number;
}

void
keys_free(struct keys *k)
{
	struct keys_text *text;

	while ((text = k->texts)) {
		k->texts = text->older;
		free(text);
	}
	table_free(&k->strings);
	table_free(&k->others);
	k->n = 0;
}
