#include "kong/secondlook.h"

static const char *
cause_of(const struct census_reference *ref, const struct judge *j)
{
	enum value value = judge_value(j, ref->at);

	if (value == VALUE_MAPPING && !ref->is_nested)
		return "it has a reference that is a mapping";
	return value > VALUE_ANY && ref->is_nested
		       ? "it has a nested entry that names another"
		       : NULL;
}

const char *
secondlook_cause(const struct census *c, const struct judge *j)
{
	const char *cause = NULL;
	size_t k;

	if (c->first[RECORD_basicauth_credential])
		return "it has basic-auth credentials";
	for (k = 0; k < c->nrefs && !cause; k++)
		cause = cause_of(&c->refs[k], j);
	return cause;
}

/* The null that is written there keeps Kong from filling in the parent. */
static void
check_parent(struct judge *j, const struct census_entity *e,
	enum schema_record parent, const char *cause)
{
	const struct schema_field *row;
	uint32_t at;
	size_t n;

	for (row = schema_rows(e->record, &n); n; n--, row++) {
		if (row->type != SCHEMA_REFERENCE || row->sub != parent ||
			!(row->flags & SCHEMA_REQUIRED))
			continue;
		at = judge_get(j, e->i, (enum name_id)row->name);
		if (judge_value(j, at) == VALUE_NULL)
			judge_report(j, RULE_MISSING_FIELD, at,
				"%s is null: Kong will not start; remove the "
				"field (Kong checks this file twice, because "
				"%s)",
				schema_name(row), cause);
	}
}

/*
 * Kong 3.9 fills in the parent of all nested entries but these, where only a
 * mapping with its id helps.
 */
static void
check_sni(struct judge *j, const struct census_entity *e, const char *cause)
{
	uint32_t at = judge_get(j, e->i, N_certificate);

	if (j->context.is_3 && judge_value(j, at) != VALUE_MAPPING)
		judge_report(j, RULE_MISSING_FIELD, at ? at : e->i,
			"Kong 3.9 loses the certificate of a nested sni in "
			"this file, because %s: move it to the top-level snis, "
			"with the id of its certificate",
			cause);
}

/* What a plugin must not be on counts for a nested one too. */
static void
check_plugin(struct judge *j, const struct census_entity *e,
	enum schema_record parent, const char *cause)
{
	static const struct {
		enum schema_record parent;
		enum plugin_flag flag;
		enum name_id field;
	} scopes[] = {
		{RECORD_consumer, PLUGIN_NO_CONSUMER, N_consumer},
		{RECORD_service, PLUGIN_NO_SERVICE, N_service},
		{RECORD_route, PLUGIN_NO_ROUTE, N_route},
	};
	uint32_t name = judge_get(j, e->i, N_name);
	enum plugin_id id = judge_plugin_loaded(j, name);
	size_t k;

	for (k = 0; k < countof(scopes); k++)
		if (scopes[k].parent == parent &&
			plugin_flags(id) & scopes[k].flag &&
			judge_value(j, judge_get(j, e->i, scopes[k].field)) !=
				VALUE_NULL)
			judge_report(j, RULE_PLUGIN_SCOPE, name,
				"the plugin %s must not have a %s, and Kong "
				"sees that it has one in this file, because %s",
				plugin_name(id), name_text(scopes[k].field),
				cause);
}

/* What is nested needs its parent's id, which Kong makes of a name. */
static void
check_identity(
	struct judge *j, const struct census_entity *parent, const char *cause)
{
	enum name_id name = census_naming_field(parent->record);
	uint32_t at = judge_get(j, parent->i, N_id);

	if (at)
		name = N_id;
	else
		at = judge_get(j, parent->i, name);
	if (judge_value(j, at) == VALUE_NULL)
		judge_report(j, RULE_MISSING_FIELD, at,
			"%s is null: Kong will not start; set a value or "
			"remove the field (Kong checks this file twice, "
			"because %s)",
			name_text(name), cause);
}

void
secondlook_check(struct judge *j, const struct census *c, const char *cause)
{
	const struct census_entity *e;
	enum schema_record parent;
	size_t k;

	for (k = 0; k < c->n; k++) {
		e = &c->v[k];
		if (e->up == TABLE_NONE)
			continue;
		parent = c->v[e->up].record;
		check_identity(j, &c->v[e->up], cause);
		check_parent(j, e, parent, cause);
		if (e->record == RECORD_sni)
			check_sni(j, e, cause);
		else if (e->record == RECORD_plugin)
			check_plugin(j, e, parent, cause);
	}
}
