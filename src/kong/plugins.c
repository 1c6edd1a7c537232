#include "kong/lyaml.h"
#include "kong/record.h"
#include "kong/rules.h"

#include <string.h>

struct plugins {
	const struct doc *doc;
	const struct kong_config *config;
	struct declared *declared;
	struct diags *d;
	int ret;
};

/* Calls fn for each mapping in the list. */
static void
each(struct plugins *p, uint32_t list,
	void (*fn)(struct plugins *p, uint32_t entry))
{
	uint32_t entry, i;

	if (!list || !lyaml_is_list(p->doc, list))
		return;
	for (entry = lyaml_entry(p->doc, list); entry;
		entry = lyaml_next(p->doc, entry)) {
		i = scan_deref(p->doc, entry);
		if (p->doc->node[i].kind == NODE_MAPPING)
			fn(p, i);
	}
}

static bool
is_unknown(const struct plugins *p, uint32_t i)
{
	return p->config->is_template && p->doc->node[i].flags & NODE_REF;
}

/* Whether i is a string with known content of one character or more. */
static bool
is_known(const struct plugins *p, uint32_t i)
{
	return i && p->doc->node[i].kind == NODE_SCALAR && !is_unknown(p, i) &&
	       p->doc->node[i].n > 0 && lyaml_type(p->doc, i) == TYPE_STRING;
}

static bool
is_boolean(const struct plugins *p, uint32_t i, bool value)
{
	return i && p->doc->node[i].kind == NODE_SCALAR &&
	       lyaml_type(p->doc, i) == TYPE_BOOLEAN &&
	       lyaml_boolean(p->doc, i) == value;
}

static bool
is_declared(const struct plugins *p, uint32_t i)
{
	const struct node *node = &p->doc->node[i];

	return p->declared->unknown_consumer ||
	       declared_find(p->declared, node->value, node->n) != TABLE_NONE;
}

static void
check_groups(struct plugins *p, uint32_t config, const char *name)
{
	uint32_t list = record_get(p->doc, config, name), entry, i;
	const struct node *node;

	if (!list || !lyaml_is_list(p->doc, list) || p->declared->unknown_group)
		return;
	for (entry = lyaml_entry(p->doc, list); entry;
		entry = lyaml_next(p->doc, entry)) {
		i = scan_deref(p->doc, entry);
		node = &p->doc->node[i];
		if (is_known(p, i) &&
			table_get(&p->declared->group, node->value, node->n) ==
				TABLE_NONE)
			diag_add(p->d, RULE_ACL_GROUP, p->doc->text,
				scan_body(p->doc, i),
				"no consumer of this file is in this group, so "
				"that this entry lets nobody in: add it to "
				"acls, or correct the name");
	}
}

static void
check_anonymous(struct plugins *p, uint32_t config)
{
	uint32_t i = record_get(p->doc, config, "anonymous");

	if (is_known(p, i) && !is_declared(p, i))
		diag_add(p->d, RULE_ANONYMOUS_CONSUMER, p->doc->text,
			scan_body(p->doc, i),
			"anonymous names no consumer of this file: requests "
			"without credentials will fail with status 500; "
			"declare the consumer, or correct the name");
}

static void
check_config(struct plugins *p, uint32_t name, uint32_t config)
{
	static const char *const by_credential[] = {"key-auth", "basic-auth",
		"jwt", "hmac-auth", "oauth2", "ldap-auth"};
	size_t i;

	for (i = 0; i < countof(by_credential); i++)
		if (scan_is(p->doc, name, by_credential[i]))
			check_anonymous(p, config);
	if (!scan_is(p->doc, name, "acl") ||
		is_boolean(p,
			record_get(p->doc, config,
				"always_use_authenticated_groups"),
			true))
		return;
	check_groups(p, config, "allow");
	if (p->config->version == KONG_28)
		check_groups(p, config, "whitelist");
}

/* A plugin for one consumer, wherever it stands. */
static void
check_consumer(struct plugins *p, uint32_t i)
{
	uint32_t at = i;

	if (is_unknown(p, i) || lyaml_is_null(p->doc, i))
		return;
	if (p->doc->node[i].kind == NODE_MAPPING &&
		p->config->version == KONG_3)
		i = record_get(p->doc, i, "id");
	if (i && is_unknown(p, i))
		return;
	if (!is_known(p, i))
		p->ret = diag_add(p->d, RULE_WRONG_TYPE, p->doc->text,
			scan_body(p->doc, at),
			"consumer is neither a username nor an id, Kong will "
			"not start: name a consumer");
	else if (!is_declared(p, i))
		p->ret = diag_add(p->d, RULE_UNKNOWN_CONSUMER, p->doc->text,
			scan_body(p->doc, at),
			"no consumer of this file has this username or id, "
			"Kong will not start: declare it, or correct the name");
}

static void
check_plugin(struct plugins *p, uint32_t plugin)
{
	static const struct word words[] = {WORD("name"), WORD("config"),
		WORD("enabled"), WORD("consumer")};
	enum { NAME, CONFIG, ENABLED, CONSUMER, COUNT };
	uint32_t v[COUNT];

	record_pick(p->doc, plugin, words, COUNT, v);
	if (v[CONSUMER])
		check_consumer(p, v[CONSUMER]);
	if (v[NAME] && v[CONFIG] && !is_boolean(p, v[ENABLED], false))
		check_config(p, v[NAME], v[CONFIG]);
}

static void
check_owner(struct plugins *p, uint32_t map)
{
	static const struct word words[] = {WORD("plugins"), WORD("routes")};
	uint32_t v[2];

	record_pick(p->doc, map, words, 2, v);
	each(p, v[0], check_plugin);
	each(p, v[1], check_owner);
}

int
plugins_check(const struct doc *doc, uint32_t root,
	const struct kong_config *config, struct declared *declared,
	struct diags *d)
{
	static const struct word words[] = {
		WORD("services"), WORD("consumers")};
	struct plugins p = {doc, config, declared, d, 0};
	uint32_t v[2];

	record_pick(doc, root, words, 2, v);
	check_owner(&p, root);
	each(&p, v[0], check_owner);
	each(&p, v[1], check_owner);
	return p.ret;
}
