#include "kong/rules.h"

#include "base/table.h"
#include "kong/owners.h"
#include "kong/record.h"
#include "kong/small.h"

#include <stdlib.h>
#include <string.h>

static const char *
string_at(const void *record, const struct kong_field *f)
{
	return *(char *const *)((const char *)record + f->offset);
}

/* The entry of a field of the record at. */
static uint32_t
field_of(const struct kong *k, uint32_t at, const struct kong_field *f)
{
	return entries_get(&k->e, at, f->name);
}

/*
 * The record at again has the same value in a field as the record at first.
 * One and the same scalar, twice by an alias, is reported at that alias.
 */
static int
report_twice(const struct kong *k, enum level level,
	const struct kong_entity *e, const struct kong_field *f, uint32_t first,
	uint32_t again)
{
	const struct entry *v = k->e.v, *a = &v[field_of(k, first, f)],
			   *b = &v[field_of(k, again, f)];
	struct place place =
		diags_place(k->d, k->doc->text, scan_body(k->doc, a->node));
	uint32_t site = v[again].site ? v[again].site : b->site;
	size_t at = scan_body(k->doc, b->node);

	if (b->node == a->node)
		at = k->doc->node[site ? site : b->node].at;
	return diag_add_level(k->d, level,
		e->id == KONG_CONSUMERS ? RULE_DUPLICATE_CONSUMER
					: RULE_DUPLICATE_CREDENTIAL,
		k->doc->text, at,
		"the same %s stands at line %zu, column %zu: %s", f->name,
		place.line, place.col,
		level == LEVEL_WARNING
			? "it says nothing new, so remove one of them"
		: k->config->version == KONG_3
			? "Kong will not start (and before 3.4 the last one "
			  "silently won), so change one of them"
			: "Kong 2.8 silently lets the last one win, so change "
			  "one of them");
}

/* record is a consumer or a credential: both begin with their origin. */
static int
check_unique(const struct kong *k, const struct kong_entity *e,
	const struct kong_field *f, struct table *seen, const void *record)
{
	const struct kong_origin *from = record;
	const char *s = string_at(record, f);
	uint32_t first;

	if (!s || strcmp(s, SMALL_STAND_IN) == 0)
		return 0;
	first = table_get(seen, s, strlen(s));
	if (first != TABLE_NONE)
		return report_twice(k, LEVEL_ERROR, e, f, first, from->at);
	table_put(seen, s, strlen(s), from->at);
	return 0;
}

static int
check_unique_field(const struct kong *k, const struct kong_entity *e,
	const struct kong_field *f)
{
	struct table seen = {.seed = k->d->seed};
	struct kong_credential *c;
	unsigned i;
	int ret = 0;

	if (e->id == KONG_CONSUMERS)
		for (i = 0; i < k->file->nconsumer; i++)
			ret |= check_unique(
				k, e, f, &seen, &k->file->consumer[i]);
	else
		FOR_EACH_CREDENTIAL(k->file, e->id - KONG_FIRST_LIST, c)
	if (!c->dropped)
		ret |= check_unique(k, e, f, &seen, c);
	table_free(&seen);
	return ret;
}

static int
check_uniques(const struct kong *k, const struct kong_entity *e)
{
	const struct kong_field *f;
	int ret = 0;

	for (f = e->fields; f < e->fields + e->nfields; f++)
		if (f->flags & KONG_UNIQUE)
			ret |= check_unique_field(k, e, f);
	return ret;
}

static int
check_reference(const struct kong *k, const struct kong_entity *e,
	const struct kong_credential *c)
{
	size_t field = record_field(e, "consumer"), at;
	uint32_t i;

	if (!c->consumer)
		return 0;
	i = owners_find(k->owners, c->consumer, strlen(c->consumer));
	if (i != KONG_NOBODY && i == c->owner)
		return 0;
	if (i == KONG_NOBODY && (c->from.unknown & 1u << field ||
					owners_may_be_more(k->owners)))
		return 0;
	at = scan_body(k->doc,
		k->e.v[field_of(k, c->from.at, &e->fields[field])].node);
	if (i == KONG_NOBODY)
		return diag_add(k->d, RULE_UNKNOWN_CONSUMER, k->doc->text, at,
			"no consumer of this file has this username or id, "
			"Kong will not start: declare it, or correct the name");
	return diag_add(k->d, RULE_IGNORED_CONSUMER, k->doc->text, at,
		"Kong ignores this name of another consumer: the credential "
		"belongs to the one that it stands in; remove the name, or "
		"move the credential");
}

static int
check_credentials(const struct kong *k, const struct kong_entity *e)
{
	struct kong_credential *c;
	int ret = check_uniques(k, e);

	FOR_EACH_CREDENTIAL(k->file, e->id - KONG_FIRST_LIST, c)
	if (!c->dropped)
		ret |= check_reference(k, e, c);
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
	uint32_t number = table_get(t, s, strlen(s));

	if (number == TABLE_NONE) {
		number = (uint32_t)t->used;
		table_put(t, s, strlen(s), number);
	}
	return number;
}

/* Returns the acl of the same membership that came first, or TABLE_NONE. */
static uint32_t
join(struct memberships *m, struct membership who, uint32_t at)
{
	const char *s = (const char *)&m->v[m->n];
	uint32_t first;

	m->v[m->n] = who;
	first = table_get(&m->seen, s, sizeof(who));
	if (first != TABLE_NONE)
		return first;
	m->n++;
	table_put(&m->seen, s, sizeof(who), at);
	return TABLE_NONE;
}

static bool
is_by_mapping(const struct kong *k, const struct kong_credential *c)
{
	uint32_t i = entries_get(&k->e, c->from.at, "consumer");

	return entries_node(&k->e, i)->kind == NODE_MAPPING;
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

static int
check_acl(const struct kong *k, struct acls *a, const struct kong_credential *c)
{
	const struct kong_entity *e = &kong_entities[KONG_ACLS];
	const struct kong_field *f = &e->fields[record_field(e, "group")];
	uint32_t group, who, first;

	if (strcmp(c->group, SMALL_STAND_IN) == 0)
		return 0;
	group = number_of(&a->group, c->group);
	if (k->config->version == KONG_3 && kong_id(k, &a->ids, c, &who)) {
		first = join(
			&a->ids, (struct membership){who, group}, c->from.at);
		if (first != TABLE_NONE)
			return report_twice(
				k, LEVEL_ERROR, e, f, first, c->from.at);
	}
	first = c->owner == KONG_NOBODY
			? TABLE_NONE
			: join(&a->real, (struct membership){c->owner, group},
				  c->from.at);
	if (first != TABLE_NONE)
		report_twice(k, LEVEL_WARNING, e, f, first, c->from.at);
	return 0;
}

static int
check_acls(const struct kong *k, struct acls *a)
{
	const struct kong_entity *e = &kong_entities[KONG_ACLS];
	size_t list = KONG_ACLS - KONG_FIRST_LIST, n = 1;
	uint32_t group = 1u << record_field(e, "group");
	struct kong_credential *c;
	int ret = 0;

	FOR_EACH_CREDENTIAL(k->file, list, c)
	n++;
	a->ids.v = xcalloc(n, sizeof(*a->ids.v));
	a->real.v = xcalloc(n, sizeof(*a->real.v));
	FOR_EACH_CREDENTIAL(k->file, list, c)
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
	size_t i;
	int ret = check_uniques(k, &kong_entities[KONG_CONSUMERS]);

	for (i = KONG_FIRST_LIST; i < KONG_NENTITIES; i++)
		ret |= check_credentials(k, &kong_entities[i]);
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
	uint32_t i;
	size_t l;
	int ret = 0;

	v = xcalloc((size_t)k->file->nconsumer + 1, sizeof(*v));
	for (l = 0; l < KONG_ACLS - KONG_FIRST_LIST; l++)
		FOR_EACH_CREDENTIAL(k->file, l, c)
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
				"all credentials of this consumer came out "
				"empty, so that nobody could be it any more: "
				"set one of their variables");
	free(v);
	return ret;
}
