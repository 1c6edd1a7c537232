#include "kong/kong.h"

#include "kong/document.h"
#include "kong/jsonfile.h"
#include "kong/judge.h"
#include "kong/owners.h"
#include "kong/rules.h"
#include "kong/small.h"
#include "kong/walk.h"

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

/* The list item that a record is, dropped or not. */
static void
mark_dropped(struct kong *k)
{
	struct kong_credential *c;
	size_t l;

	for (l = 0; l < KONG_NLISTS; l++)
		FOR_EACH_CREDENTIAL(k->file, l, c)
	c->dropped = entries_is_dropped(&k->e, c->from.at);
}

int
kong_load(struct kong *k)
{
	struct buf small = {0};

	if (k->file)
		return 0;
	small_write(k, &small);
	k->file = file_load(&small, k->config->version, k->d);
	buf_free(&small);
	if (!k->file)
		return -1;
	k->owners = owners_new(k->file);
	mark_dropped(k);
	return 0;
}

int
kong_check(struct kong *k)
{
	int ret = document_check(k), others;

	if (!k->e.n)
		return document_root(k);
	if (k->config->is_json)
		ret |= jsonfile_check(k->doc, k->config->is_template, k->d);
	ret |= walk_file(k);
	others = judge_file(k);
	if (kong_load(k))
		return -1;
	/* as with Kong, only what is right by itself is compared */
	return (ret ? -1 : rules_check(k)) | others;
}
