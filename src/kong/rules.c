#include "kong/rules.h"

#include "base/table.h"
#include "kong/owners.h"
#include "kong/small.h"

#include <stdlib.h>
#include <string.h>

static const char *
string_at(const void *s, enum schema_record record, enum name_id field)
{
	return *(char *const *)((const char *)s + model_offset(record, field));
}

/*
 * The record at again has the same value in a field as the record at first.
 * One and the same scalar, twice by an alias, is reported at that alias.
 */
static int
report_twice(const struct kong *k, enum level level, enum schema_record record,
	enum name_id field, uint32_t first, uint32_t again)
{
	const struct entry *v = k->e.v, *a = &v[kong_get(k, first, field)],
			   *b = &v[kong_get(k, again, field)];
	struct place place =
		diags_place(k->d, k->doc->text, scan_body(k->doc, a->node));
	uint32_t alias = v[again].alias ? v[again].alias : b->alias;
	size_t at = scan_body(k->doc, b->node);

	if (b->node == a->node)
		at = k->doc->node[alias ? alias : b->node].at;
	return diag_add_level(k->d, level,
		record == RECORD_consumer ? RULE_DUPLICATE_CONSUMER
					  : RULE_DUPLICATE_CREDENTIAL,
		k->doc->text, at,
		"duplicate %s, first used at line %zu, column %zu%s",
		name_text(field), place.line, place.col,
		level == LEVEL_WARNING ? "; remove one of them"
		: record == RECORD_acl_group && k->config->version == KONG_28
			? ": Kong 2.8 will not start; remove one of them"
		: k->config->version == KONG_3
			? ": Kong will not start (before 3.4 it silently kept "
			  "only the last); change one of them"
			: ": Kong 2.8 silently keeps only the last; change one "
			  "of them");
}

/* one is a consumer or a credential: both begin with their origin. */
static int
check_unique(const struct kong *k, enum schema_record record,
	enum name_id field, struct table *seen, const void *one)
{
	const struct kong_origin *from = one;
	const char *s = string_at(one, record, field);
	uint32_t first;

	if (!s || strcmp(s, SMALL_STAND_IN) == 0)
		return 0;
	first = table_add(seen, s, strlen(s), from->at);
	return first == from->at ? 0
				 : report_twice(k, LEVEL_ERROR, record, field,
					   first, from->at);
}

static int
check_unique_field(
	const struct kong *k, enum schema_record record, enum name_id field)
{
	struct table seen = {.seed = k->d->seed};
	struct kong_credential *c;
	unsigned i;
	int ret = 0;

	if (record == RECORD_consumer)
		for (i = 0; i < k->file->nconsumer; i++)
			ret |= check_unique(
				k, record, field, &seen, &k->file->consumer[i]);
	else
		FOR_EACH_CREDENTIAL(k->file, record, c)
	ret |= check_unique(k, record, field, &seen, c);
	table_free(&seen);
	return ret;
}

static int
check_uniques(const struct kong *k, enum schema_record record)
{
	const struct schema_field *row;
	size_t n;
	int ret = 0;

	for (row = schema_rows(record, &n); n; n--, row++)
		if (row->flags & SCHEMA_UNIQUE)
			ret |= check_unique_field(
				k, record, (enum name_id)row->name);
	return ret;
}

static int
check_reference(const struct kong *k, enum schema_record record,
	const struct kong_credential *c)
{
	uint32_t i, bit = model_bit(record, N_consumer);
	size_t at;

	if (!c->consumer)
		return 0;
	i = owners_find(k->owners, c->consumer, strlen(c->consumer));
	if (i != KONG_NOBODY && i == c->owner)
		return 0;
	if (i == KONG_NOBODY &&
		(c->from.unknown & bit || owners_may_be_more(k->owners)))
		return 0;
	at = scan_body(k->doc, kong_field_node(k, c, N_consumer));
	if (i == KONG_NOBODY)
		return diag_add(k->d, RULE_UNKNOWN_CONSUMER, k->doc->text, at,
			"unknown consumer: no consumer of this file has this "
			"username or id, so Kong will not start; add it or "
			"correct the name");
	return diag_add(k->d, RULE_IGNORED_CONSUMER, k->doc->text, at,
		"Kong ignores this consumer: the credential belongs to the "
		"consumer around it; remove the field or move the credential");
}

static int
check_credentials(const struct kong *k, enum schema_record record)
{
	struct kong_credential *c;
	int ret = check_uniques(k, record);

	FOR_EACH_CREDENTIAL(k->file, record, c)
	ret |= check_reference(k, record, c);
	return ret;
}

/*
 * What Kong 3 makes the id of an acl without one from, build_cache_key() in
 * declarative_config.lua: the text of its consumer, or the id of the one that
 * it is nested in; nothing where consumer is a mapping.
 */
#define BY_MAPPING 0x7fffffffu
#define GENERATED 0x80000000u /* plus the consumer's number */

struct membership {
	uint32_t who, group;
};

struct memberships {
	struct membership *v; /* room for all: seen points into it */
	size_t n;
	struct table whom; /* strings to numbers */
	struct table seen;
};

static uint32_t
number_of(struct table *t, const char *s)
{
	return table_add(t, s, strlen(s), (uint32_t)t->used);
}

/* Returns the acl of the same membership that came first, or TABLE_NONE. */
static uint32_t
join(struct memberships *m, struct membership who, uint32_t at)
{
	const char *s = (const char *)&m->v[m->n];
	uint32_t first;

	m->v[m->n] = who;
	first = table_add(&m->seen, s, sizeof(who), at);
	if (first != at)
		return first;
	m->n++;
	return TABLE_NONE;
}

static bool
is_by_mapping(const struct kong *k, const struct kong_credential *c)
{
	return k->doc->node[kong_field_node(k, c, N_consumer)].kind ==
	       NODE_MAPPING;
}

/* Whether the acl gets an id, and from what. */
static bool
kong_id(const struct kong *k, struct memberships *m,
	const struct kong_credential *c, uint32_t *who)
{
	const struct kong_consumer *owner =
		c->nested ? &k->file->consumer[c->owner] : NULL;

	if (c->id)
		return false;
	if (c->consumer && is_by_mapping(k, c))
		*who = BY_MAPPING;
	else if (c->consumer)
		*who = number_of(&m->whom, c->consumer);
	else if (owner && owner->id && strcmp(owner->id, SMALL_STAND_IN) != 0)
		*who = number_of(&m->whom, owner->id);
	else if (owner && owner->username)
		*who = GENERATED + c->owner;
	else
		return false;
	return true;
}

/* The groups of a file, and who is in them. */
struct acls {
	struct table group;
	bool unknown_group; /* some of them hold references */
	struct memberships ids, real;
};

/*
 * Whether Kong refuses a second acl of an id: 3.4 and later always; 2.8 where
 * it looks at the file twice, and the first names its consumer.
 */
static bool
is_refused(const struct kong *k, uint32_t first)
{
	uint32_t consumer = kong_get(k, first, N_consumer);

	return k->config->version == KONG_3 ||
	       (k->looks_twice && consumer &&
		       !kongyaml_is_null(k->doc, k->e.v[consumer].node));
}

static int
check_acl(const struct kong *k, struct acls *a, const struct kong_credential *c)
{
	uint32_t group, who, first;

	if (strcmp(c->group, SMALL_STAND_IN) == 0)
		return 0;
	group = number_of(&a->group, c->group);
	if (kong_id(k, &a->ids, c, &who)) {
		first = join(
			&a->ids, (struct membership){who, group}, c->from.at);
		if (first != TABLE_NONE && is_refused(k, first))
			return report_twice(k, LEVEL_ERROR, RECORD_acl_group,
				N_group, first, c->from.at);
	}
	first = c->owner == KONG_NOBODY
			? TABLE_NONE
			: join(&a->real, (struct membership){c->owner, group},
				  c->from.at);
	if (first != TABLE_NONE)
		report_twice(k, LEVEL_WARNING, RECORD_acl_group, N_group, first,
			c->from.at);
	return 0;
}

static int
check_acls(const struct kong *k, struct acls *a)
{
	uint32_t group = model_bit(RECORD_acl_group, N_group);
	struct kong_credential *c;
	size_t n = 1;
	int ret = 0;

	FOR_EACH_CREDENTIAL(k->file, RECORD_acl_group, c)
	n++;
	a->ids.v = xcalloc(n, sizeof(*a->ids.v));
	a->real.v = xcalloc(n, sizeof(*a->real.v));
	FOR_EACH_CREDENTIAL(k->file, RECORD_acl_group, c)
	{
		if (c->from.unknown & group)
			a->unknown_group = true;
		ret |= check_acl(k, a, c);
	}
	table_free(&a->ids.whom);
	table_free(&a->ids.seen);
	table_free(&a->real.seen);
	free(a->ids.v);
	free(a->real.v);
	return ret;
}

int
rules_check(const struct kong *k)
{
	const struct table empty = {.seed = k->d->seed};
	struct acls a = {.group = empty,
		.ids = {.whom = empty, .seen = empty},
		.real = {.seen = empty}};
	enum schema_record record;
	int ret = check_uniques(k, RECORD_consumer);

	for (record = KONG_FIRST_LIST; record <= KONG_LAST_LIST; record++)
		ret |= check_credentials(k, record);
	ret |= check_acls(k, &a);
	ret |= plugins_check(k, a.unknown_group ? NULL : &a.group);
	table_free(&a.group);
	return ret;
}

/* What rendering left of one consumer's credentials. */
struct count {
	unsigned had, dropped;
};

int
rules_check_lost(const struct kong *k)
{
	struct kong_credential *c;
	struct count *v;
	enum schema_record record;
	uint32_t i;
	int ret = 0;

	v = xcalloc((size_t)k->file->nconsumer + 1, sizeof(*v));
	for (record = KONG_FIRST_LIST; record < RECORD_acl_group; record++)
		FOR_EACH_CREDENTIAL(k->file, record, c)
		{
			if (c->owner == KONG_NOBODY)
				continue;
			v[c->owner].had++;
			v[c->owner].dropped += c->dropped;
		}
	for (i = 0; i < k->file->nconsumer; i++)
		if (v[i].dropped > 0 && v[i].dropped == v[i].had)
			ret = diag_add(k->d, RULE_NO_CREDENTIAL, k->doc->text,
				scan_body(k->doc,
					k->e.v[k->file->consumer[i].from.at]
						.node),
				"all credentials of this consumer are empty: "
				"no request could authenticate as it; set one "
				"of their variables");
	free(v);
	return ret;
}
