#include "kong/kong.h"

#include <stdlib.h>

/* A file has few names, each many times: one for each first letter and length.
 */
struct recent {
	uint16_t name[256];
};

static enum name_id
look_up(struct recent *r, const char *s, size_t n)
{
	uint16_t *name =
		&r->name[n ? ((unsigned char)s[0] * (size_t)8 + n) % 256 : 0];

	if (!*name || !name_is((enum name_id) * name, s, n))
		*name = (uint16_t)name_find(s, n);
	return (enum name_id) * name;
}

bool
kong_is_function(const struct kong *k, uint32_t i)
{
	const struct entry *v = &k->e.v[i];

	return v->name == N_name &&
	       (scan_is(k->doc, v->node, "pre-function") ||
		       scan_is(k->doc, v->node, "post-function"));
}

/* One look-up for each key: whoever asks for a field compares numbers. */
static void
read_names(struct kong *k)
{
	struct recent recent = {{N_NONE}};
	const struct node *node;
	uint32_t i, key;

	for (i = 1; i < k->e.n; i++) {
		if (!k->e.v[i].key)
			continue;
		key = scan_deref(k->doc, k->e.v[i].key);
		node = &k->doc->node[key];
		if (node->kind != NODE_SCALAR || kong_is_unknown(k, key) ||
			(!kongyaml_is_surely_string(node) &&
				kongyaml_type(k->doc, key) != TYPE_STRING))
			continue;
		k->e.v[i].name =
			(uint16_t)look_up(&recent, node->value, node->n);
		k->has_functions |= kong_is_function(k, i);
	}
}

void
kong_open(struct kong *k, const struct doc *doc,
	const struct kong_config *config, struct diags *d)
{
	uint32_t root = kongyaml_root(doc);

	*k = (struct kong){.doc = doc, .config = config, .d = d};
	if (root && doc->node[root].kind == NODE_MAPPING &&
		kongyaml_is_bounded(doc)) {
		entries_read(&k->e, doc, config->is_template);
		read_names(k);
	}
}

void
kong_close(struct kong *k)
{
	owners_free(k->owners);
	if (k->file)
		file_free(k->file, k->config->version);
	entries_free(&k->e);
	free(k->naming.v);
	*k = (struct kong){0};
}

bool
kong_is_unknown(const struct kong *k, uint32_t node)
{
	return k->doc->node[node].flags & NODE_REF &&
	       (k->config->is_template || scan_is_dropped(k->doc, node));
}

/* Only items of lists are ever dropped, so no value of a mapping is. */
uint32_t
kong_get(const struct kong *k, uint32_t i, enum name_id name)
{
	const struct entry *v = k->e.v;
	uint32_t at, end = v[i].next;

	if (!i || v[i].kind != NODE_MAPPING)
		return 0;
	for (at = i + 1; at < end; at = v[at].next)
		if (v[at].name == name)
			return at;
	return 0;
}

const struct schema_field *
kong_field(const struct kong *k, enum schema_record record, uint32_t i)
{
	enum name_id name = (enum name_id)k->e.v[i].name;

	return name ? schema_find(record, name, k->config->version == KONG_3)
		    : NULL;
}

uint32_t
kong_field_node(const struct kong *k, const struct kong_credential *c,
	enum name_id field)
{
	return k->e.v[kong_get(k, c->from.at, field)].node;
}
