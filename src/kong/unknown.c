#include "kong/unknown.h"

#include "base/bytes.h"
#include "report/nearest.h"

#include <string.h>

/*
 * Whether the one name begins or ends the other with a whole word of it, as
 * key ends api_key.
 */
static bool
is_part(const char *part, size_t n, const char *of, size_t nof)
{
	return n > 2 && nof > n &&
	       ((of[n] == '_' && memcmp(of, part, n) == 0) ||
		       (of[nof - n - 1] == '_' &&
			       memcmp(of + nof - n, part, n) == 0));
}

/* The only field of which the key has a word too many or too few, or NULL. */
static const char *
related_field(const struct node *node, const char *const *names, size_t n)
{
	const char *found = NULL;
	size_t i, len;

	for (i = 0; i < n; i++) {
		len = names[i] ? strlen(names[i]) : 0;
		if (!is_part(names[i], len, node->value, node->n) &&
			!is_part(node->value, node->n, names[i], len))
			continue;
		if (found)
			return NULL;
		found = names[i];
	}
	return found;
}

static const char *
nearest_field(const struct judge *j, enum schema_record record,
	const struct node *node)
{
	const char *names[SCHEMA_MAX_ROWS] = {0};
	const struct schema_field *row;
	const char *near;
	size_t r, n;

	row = schema_rows(record, &n);
	for (r = 0; r < n; r++)
		names[r] = schema_field_in(&row[r], j->context.is_3)
				   ? name_text(row[r].name)
				   : NULL;
	near = nearest(node->value, node->n, names, n);
	return near ? near : related_field(node, names, n);
}

/* Fields that are often looked for one level off: what has them, or NULL. */
static const char *
field_elsewhere(const struct judge *j, enum schema_record record, uint32_t i)
{
	static const struct {
		enum schema_record from, to;
		const char *what;
	} known[] = {
		{RECORD_service, RECORD_route, "a route"},
		{RECORD_route, RECORD_service, "the service"},
		{RECORD_upstream, RECORD_target, "a target"},
		{RECORD_target, RECORD_upstream, "the upstream"},
	};
	enum name_id name = (enum name_id)j->e->v[i].name;
	const struct node *node;
	uint32_t plugin;
	size_t n;

	if (!name)
		return NULL;
	/* for paths and hosts the other way round is the usual slip */
	if (record == RECORD_route && (name == N_path || name == N_host))
		return NULL;
	for (n = 0; n < countof(known); n++)
		if (known[n].from == record &&
			schema_find(known[n].to, name, j->context.is_3))
			return known[n].what;
	if (record != RECORD_plugin)
		return NULL;
	plugin = judge_get(j, j->e->v[i].up, N_name);
	node = entries_node(j->e, plugin);
	if (plugin && node->kind == NODE_SCALAR &&
		schema_find(plugin_record(plugin_find(node->value, node->n)),
			name, j->context.is_3))
		return "config";
	return NULL;
}

static bool
is_in_other_version(
	const struct judge *j, enum schema_record record, uint32_t i)
{
	enum name_id name = (enum name_id)j->e->v[i].name;

	/* is_flavored() knows these */
	if (record == RECORD_route && !j->context.is_3 &&
		(name == N_expression || name == N_priority))
		return true;
	return name && schema_find(record, name, !j->context.is_3);
}

/* Fields of a route that exist in one router flavor only. */
static bool
is_flavored(struct judge *j, enum schema_record record, uint32_t i)
{
	enum kong_flavor flavor = j->config->flavor;

	if (record != RECORD_route || !j->context.is_3 ||
		(j->e->v[i].name != N_expression &&
			j->e->v[i].name != N_priority))
		return false;
	if (flavor == KONG_FLAVOR_EXPRESSIONS)
		return true;
	judge_key(j, flavor == KONG_FLAVOR_UNKNOWN ? LEVEL_NOTE : LEVEL_ERROR,
		RULE_ROUTER_FLAVOR, i,
		"%s needs KONG_ROUTER_FLAVOR=expressions: with another flavor "
		"Kong does not start",
		name_text((enum name_id)j->e->v[i].name));
	return true;
}

/* Keys that other programs or editions know. */
static const struct {
	const char *name, *advice;
	bool enterprise; /* that edition knows it */
} foreign_fields[] = {
	{"_info", "; only decK reads it", false},
	{"_konnect", "; only decK reads it", false},
	{"_plugin_configs", "; only decK reads it", false},
	{"_workspace", "; only decK reads it", false},
	{"basic_auths", ": write basicauth_credentials", false},
	{"consumer_groups", "; only Kong Enterprise and decK read it", true},
	{"groups", ": write the groups as entries of acls", false},
	{"hmac_auths", ": write hmacauth_credentials", false},
	{"jwts", ": write jwt_secrets", false},
	{"key_auths", ": write keyauth_credentials", false},
	{"keyauth_enc_credentials", "; only Kong Enterprise reads it", true},
	{"mtls_auth_credentials", "; only Kong Enterprise reads it", true},
	{"partials", "; only Kong Enterprise reads it", true},
};

/* Returns its number in foreign_fields[], or countof(foreign_fields). */
static size_t
foreign_field(const struct node *node)
{
	size_t i;

	for (i = 0; i < countof(foreign_fields); i++)
		if (bytes_are(node->value, node->n, foreign_fields[i].name))
			break;
	return i;
}

/*
 * The list of credentials that has such a field: for one put too high, in a
 * consumer, or into the config of the plugin.
 */
static const char *
list_with(const struct judge *j, enum schema_record record, uint32_t i)
{
	const struct schema_field *row;
	size_t n;

	for (row = schema_rows(RECORD_consumer, &n); n; n--, row++)
		if (row->plugin && j->e->v[i].name &&
			(record == RECORD_consumer ||
				record ==
					plugin_record(
						(enum plugin_id)row->plugin)) &&
			schema_find((enum schema_record)row->sub,
				(enum name_id)j->e->v[i].name, j->context.is_3))
			return schema_name(row);
	return NULL;
}

/* A field that is misspelled is not also missing. */
static void
mean(struct judge *j, const char *name)
{
	if (j->meant.n < countof(j->meant.name))
		j->meant.name[j->meant.n++] =
			(uint16_t)name_find(name, strlen(name));
}

/* A plugin that is not Kong's own may bring lists. */
static bool
may_be_more(const struct judge *j, enum schema_record record)
{
	return (record == RECORD_file || record == RECORD_consumer) &&
	       config_may_know_more(j->config);
}

void
unknown_report(struct judge *j, enum schema_record record, uint32_t i)
{
	uint32_t key = scan_deref(j->doc, j->e->v[i].key);
	const struct node *node = &j->doc->node[key];
	bool more = may_be_more(j, record);
	enum level level =
		j->config->enterprise || more ? LEVEL_WARNING : LEVEL_ERROR;
	enum rule_id rule =
		record == RECORD_file ? RULE_UNKNOWN_LIST : RULE_UNKNOWN_FIELD;
	size_t known = foreign_field(node);
	const char *near = NULL, *list = NULL, *elsewhere;
	const char *advice = known < countof(foreign_fields)
				     ? foreign_fields[known].advice
				     : NULL;
	int n = (int)node->n;

	/* Kong 3 ignores it in every record */
	if (j->context.is_3 && j->e->v[i].name == N_updated_at)
		return;
	j->meant.by_enterprise = j->config->enterprise;
	if (j->config->enterprise && advice && foreign_fields[known].enterprise)
		return;
	if (kong_is_unknown(j->k, key) || is_flavored(j, record, i))
		return;
	if (!judge_is_printable(node)) {
		judge_key(j, level, rule, i, "unknown field%s",
			node->kind == NODE_SCALAR && node->n &&
					memchr(node->value, ':', node->n)
				? ": put a space after the colon"
				: "");
		return;
	}
	if (!advice)
		near = nearest_field(j, record, node);
	list = list_with(j, record, i);
	elsewhere = field_elsewhere(j, record, i);
	if (advice)
		judge_key(j, level, rule, i, "unknown field %.*s%s", n,
			node->value, advice);
	else if (is_in_other_version(j, record, i))
		judge_key(j, level, rule, i,
			"unknown field %.*s: only %s has it", n, node->value,
			kong_version_name(j->context.is_3 ? KONG_28 : KONG_3));
	else if (elsewhere)
		judge_key(j, level, rule, i,
			"unknown field %.*s: it belongs to %s; move it there",
			n, node->value, elsewhere);
	else if (near) {
		judge_key(j, level, rule, i,
			"unknown field %.*s: did you mean %s?", n, node->value,
			near);
		mean(j, near);
	} else if (list)
		judge_key(j, level, rule, i,
			"unknown field %.*s: does it belong in an entry of %s?",
			n, node->value, list);
	else
		judge_key(j, level, rule, i, "unknown field %.*s%s", n,
			node->value,
			level == LEVEL_ERROR ? ": remove it or correct the name"
					     : "");
}
