#include "kong/owners.h"
#include "kong/rules.h"

#include <string.h>

struct plugins {
	const struct kong *k;
	const struct doc *doc;
	const struct entries *e;
	const struct table *groups; /* NULL: not all are known */
	struct diags *d;
	int ret;
};

static size_t
body(const struct plugins *p, uint32_t i)
{
	return scan_body(p->doc, p->e->v[i].node);
}

static bool
is_unknown(const struct plugins *p, uint32_t i)
{
	return kong_is_unknown(p->k, p->e->v[i].node);
}

/* Whether i is a string with known content of one character or more. */
static bool
is_known(const struct plugins *p, uint32_t i)
{
	const struct node *node = entries_node(p->e, i);

	return i && node->kind == NODE_SCALAR && node->n > 0 &&
	       !kong_is_unknown(p->k, p->e->v[i].node) &&
	       kongyaml_type(p->doc, p->e->v[i].node) == TYPE_STRING;
}

static bool
is_boolean(const struct plugins *p, uint32_t i, bool value)
{
	uint32_t node = p->e->v[i].node;

	return i && p->doc->node[node].kind == NODE_SCALAR &&
	       kongyaml_type(p->doc, node) == TYPE_BOOLEAN &&
	       kongyaml_boolean(p->doc, node) == value;
}

static bool
is_declared(const struct plugins *p, uint32_t i)
{
	const struct node *node = entries_node(p->e, i);

	return owners_may_be_more(p->k->owners) ||
	       owners_find(p->k->owners, node->value, node->n) != KONG_NOBODY;
}

static void
check_groups(struct plugins *p, uint32_t config, enum name_id name)
{
	uint32_t list = kong_get(p->k, config, name), i;
	const struct node *node;

	if (!list || !entries_is_list(p->e, list) || !p->groups)
		return;
	FOR_EACH_ENTRY(p->e, list, i)
	{
		node = entries_node(p->e, i);
		if (is_known(p, i) && table_get(p->groups, node->value,
					      node->n) == TABLE_NONE)
			diag_add(p->d, RULE_ACL_GROUP, p->doc->text, body(p, i),
				"no consumer of this file is in this group, so "
				"it gives nobody access; add the group to a "
				"consumer's acls or correct the name");
	}
}

static void
check_anonymous(struct plugins *p, uint32_t config)
{
	uint32_t i = kong_get(p->k, config, N_anonymous);

	if (is_known(p, i) && !is_declared(p, i))
		diag_add(p->d, RULE_ANONYMOUS_CONSUMER, p->doc->text,
			body(p, i),
			"unknown consumer in anonymous: Kong answers every "
			"request without credentials with status 500; add the "
			"consumer or correct the name");
}

static void
check_config(struct plugins *p, uint32_t name, uint32_t config)
{
	static const char *const by_credential[] = {"key-auth", "basic-auth",
		"jwt", "hmac-auth", "oauth2", "ldap-auth"};
	size_t i;

	for (i = 0; i < countof(by_credential); i++)
		if (scan_is(p->doc, p->e->v[name].node, by_credential[i]))
			check_anonymous(p, config);
	if (!scan_is(p->doc, p->e->v[name].node, "acl") ||
		is_boolean(p,
			kong_get(p->k, config,
				N_always_use_authenticated_groups),
			true))
		return;
	check_groups(p, config, N_allow);
	if (p->k->config->version == KONG_28)
		check_groups(p, config, N_whitelist);
}

/* A plugin for one consumer, at any level. */
static void
check_consumer(struct plugins *p, uint32_t i)
{
	uint32_t at = i;

	if (is_unknown(p, i) || kongyaml_is_null(p->doc, p->e->v[i].node))
		return;
	if (entries_node(p->e, i)->kind == NODE_MAPPING &&
		p->k->config->version == KONG_3)
		i = kong_get(p->k, i, N_id);
	if (i && is_unknown(p, i))
		return;
	if (is_known(p, i) && !is_declared(p, i))
		p->ret = diag_add(p->d, RULE_UNKNOWN_CONSUMER, p->doc->text,
			body(p, at),
			"unknown consumer: no consumer of this file has this "
			"username or id, so Kong will not start; add it or "
			"correct the name");
}

static void
check_plugin(struct plugins *p, uint32_t plugin)
{
	uint32_t name = kong_get(p->k, plugin, N_name),
		 config = kong_get(p->k, plugin, N_config),
		 consumer = kong_get(p->k, plugin, N_consumer);

	if (consumer)
		check_consumer(p, consumer);
	if (name && config &&
		!is_boolean(p, kong_get(p->k, plugin, N_enabled), false))
		check_config(p, name, config);
}

int
plugins_check(const struct kong *k, const struct table *groups)
{
	struct plugins p = {
		.k = k, .doc = k->doc, .e = &k->e, .groups = groups, .d = k->d};
	size_t i;

	for (i = 0; i < k->naming.n; i++)
		check_plugin(&p, k->naming.v[i]);
	return p.ret;
}
