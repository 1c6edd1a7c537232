#include "kong/unknown.h"

#include "report/nearest.h"

#include <string.h>

static const char *
nearest_field(const struct judge *j, enum schema_record record,
	const struct node *node)
{
	const char *names[SCHEMA_MAX_ROWS];
	const struct schema_field *row;
	size_t r, n;

	row = schema_rows(record, &n);
	for (r = 0; r < n; r++)
		names[r] = schema_field_in(&row[r], j->context.is_3)
				   ? name_text(row[r].name)
				   : NULL;
	return nearest(node->value, node->n, names, n);
}

static bool
is_in_other_version(
	const struct judge *j, enum schema_record record, uint32_t i)
{
	return j->name[i] &&
	       schema_find(record, (enum name_id)j->name[i], !j->context.is_3);
}

/* Fields of a route that exist in one router flavor only. */
static bool
is_flavored(struct judge *j, enum schema_record record, uint32_t i)
{
	enum kong_flavor flavor = j->config->flavor;

	if (record != RECORD_route || !j->context.is_3 ||
		(j->name[i] != N_expression && j->name[i] != N_priority))
		return false;
	if (flavor == KONG_FLAVOR_EXPRESSIONS)
		return true;
	judge_key(j, flavor == KONG_FLAVOR_UNKNOWN ? LEVEL_NOTE : LEVEL_ERROR,
		RULE_ROUTER_FLAVOR, i,
		"%s needs KONG_ROUTER_FLAVOR=expressions; with another flavor "
		"Kong does not start",
		name_text((enum name_id)j->name[i]));
	return true;
}

void
unknown_report(struct judge *j, enum schema_record record, uint32_t i)
{
	uint32_t key = scan_deref(j->doc, j->e->v[i].key);
	const struct node *node = &j->doc->node[key];
	enum level level = j->config->enterprise ? LEVEL_WARNING : LEVEL_ERROR;
	const char *near;

	if ((j->config->is_template && node->flags & NODE_REF) ||
		is_flavored(j, record, i))
		return;
	if (!judge_is_printable(node))
		judge_key(j, level, RULE_UNKNOWN_FIELD, i,
			"this key is not a field that Kong knows here%s",
			node->kind == NODE_SCALAR && node->n &&
					memchr(node->value, ':', node->n)
				? ": put a space after the colon"
				: "");
	else if (is_in_other_version(j, record, i))
		judge_key(j, level, RULE_UNKNOWN_FIELD, i,
			"unknown field %.*s: only %s has it", (int)node->n,
			node->value,
			kong_version_name(j->context.is_3 ? KONG_28 : KONG_3));
	else if ((near = nearest_field(j, record, node)))
		judge_key(j, level, RULE_UNKNOWN_FIELD, i,
			"unknown field %.*s: did you mean %s?", (int)node->n,
			node->value, near);
	else
		judge_key(j, level, RULE_UNKNOWN_FIELD, i,
			"unknown field %.*s: remove it or correct the name",
			(int)node->n, node->value);
}
