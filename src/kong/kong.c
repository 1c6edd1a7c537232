#include "kong/kong.h"

void
kong_open(struct kong *k, const struct doc *doc,
	const struct kong_config *config, struct diags *d)
{
	uint32_t root = lyaml_root(doc);

	*k = (struct kong){.doc = doc, .config = config, .d = d};
	if (root && doc->node[root].kind == NODE_MAPPING &&
		lyaml_is_bounded(doc))
		entries_read(&k->e, doc, config->is_template);
}

void
kong_close(struct kong *k)
{
	owners_free(k->owners);
	if (k->file)
		file_free(k->file, k->config->version);
	entries_free(&k->e);
	*k = (struct kong){0};
}

bool
kong_is_unknown(const struct kong *k, uint32_t node)
{
	return k->config->is_template && k->doc->node[node].flags & NODE_REF;
}

uint32_t
kong_field_node(const struct kong *k, const struct kong_credential *c,
	const char *field)
{
	return k->e.v[entries_get(&k->e, c->from.at, field)].node;
}
