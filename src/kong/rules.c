#include "kong/rules.h"

#include "kong/record.h"

#include <stdlib.h>
#include <string.h>

struct rules {
	const struct doc *doc;
	const struct kong_config *config;
	const struct kong_file *file;
	struct declared declared;
	struct diags *d;
	int ret;
};

/* A credential, and the number of the consumer it is nested in. */
struct use {
	const struct kong_credential *c;
	uint32_t owner; /* TABLE_NONE: it stands at the top level */
};

/* Where a field of a record stands, and the alias that led there, or 0. */
struct found {
	uint32_t node, site;
};

static struct found
find_field(const struct rules *u, const struct kong_entity *e, uint32_t at,
	size_t field)
{
	struct record r;

	record_read(&r, u->doc, at, e, u->config->version, NULL, NULL);
	return (struct found){r.value[field], r.site[field]};
}

static const char *
string_at(const void *record, const struct kong_field *f)
{
	return *(char *const *)((const char *)record + f->offset);
}

/*
 * The record at again has the same value in a field as the record at first.
 * One and the same scalar, twice by an alias, is reported at that alias.
 */
static void
report_twice(struct rules *u, enum level level, const struct kong_entity *e,
	size_t field, uint32_t first, uint32_t again, uint32_t site)
{
	struct found a = find_field(u, e, first, field);
	struct found b = find_field(u, e, again, field);
	struct place place =
		text_place(u->doc->text, scan_body(u->doc, a.node));
	size_t at = scan_body(u->doc, b.node);

	if (b.node == a.node)
		at = u->doc->node[site ? site : b.site ? b.site : b.node].at;
	diag_add_level(u->d, level,
		e->id == KONG_CONSUMERS ? RULE_DUPLICATE_CONSUMER
					: RULE_DUPLICATE_CREDENTIAL,
		u->doc->text, at,
		"the same %s stands at line %zu, column %zu: %s",
		e->fields[field].name, place.line, place.col,
		level == LEVEL_WARNING
			? "it says nothing new, so remove one of them"
		: u->config->version == KONG_3
			? "Kong will not start (and before 3.4 the last one "
			  "silently won), so change one of them"
			: "Kong 2.8 silently lets the last one win, so change "
			  "one of them");
	if (level >= LEVEL_ERROR)
		u->ret = -1;
}

static void
check_unique(struct rules *u, const struct kong_entity *e, size_t field,
	struct table *seen, const struct kong_credential *c)
{
	const char *s = string_at(c, &e->fields[field]);
	uint32_t first;

	if (!s)
		return;
	first = table_get(seen, s, strlen(s));
	if (first == TABLE_NONE)
		table_put(seen, s, strlen(s), c->from.at);
	else
		report_twice(u, LEVEL_ERROR, e, field, first, c->from.at,
			c->from.site);
}

static void
check_consumers(struct rules *u)
{
	const struct kong_entity *e = &kong_entities[KONG_CONSUMERS];
	const struct kong_field *f;
	struct table seen;
	unsigned i;

	for (f = e->fields; f < e->fields + e->nfields; f++) {
		if (!(f->flags & KONG_UNIQUE))
			continue;
		seen = (struct table){0};
		for (i = 0; i < u->file->nconsumer; i++)
			/* the two structs begin alike, with their origin */
			check_unique(u, e, (size_t)(f - e->fields), &seen,
				(const void *)&u->file->consumer[i]);
		table_free(&seen);
	}
}

/* All credentials of list l: nested ones, then those of the top level. */
static struct use *
uses_of(const struct rules *u, size_t l, size_t *n)
{
	const struct kong_credentials *flat = &u->file->list[l], *nested;
	size_t cap = flat->n, k = 0;
	struct use *v;
	uint32_t i;
	unsigned c;

	for (i = 0; i < u->file->nconsumer; i++)
		cap += u->file->consumer[i].list[l].n;
	v = xcalloc(cap, sizeof(*v));
	for (i = 0; i < u->file->nconsumer; i++) {
		nested = &u->file->consumer[i].list[l];
		for (c = 0; c < nested->n; c++)
			v[k++] = (struct use){&nested->v[c], i};
	}
	for (c = 0; c < flat->n; c++)
		v[k++] = (struct use){&flat->v[c], TABLE_NONE};
	*n = k;
	return v;
}

static void
check_reference(
	struct rules *u, const struct kong_entity *e, const struct use *use)
{
	size_t field = record_field(e, "consumer");
	const char *s = use->c->consumer;
	bool unknown = use->c->from.unknown & 1u << field;
	struct found at;
	uint32_t i;

	if (!s)
		return;
	i = declared_find(&u->declared, s, strlen(s));
	if (i != TABLE_NONE && (i == use->owner || use->owner == TABLE_NONE))
		return;
	if (i == TABLE_NONE && (unknown || u->declared.unknown_consumer))
		return;
	at = find_field(u, e, use->c->from.at, field);
	if (i == TABLE_NONE)
		u->ret = diag_add(u->d, RULE_UNKNOWN_CONSUMER, u->doc->text,
			scan_body(u->doc, at.node),
			"no consumer of this file has this username or id, "
			"Kong will not start: declare it, or correct the name");
	else
		diag_add(u->d, RULE_OTHER_CONSUMER, u->doc->text,
			scan_body(u->doc, at.node),
			"Kong ignores this name of another consumer: the "
			"credential belongs to the one that it stands in; "
			"remove the name, or move the credential");
}

static void
check_credentials(struct rules *u, const struct kong_entity *e)
{
	struct table seen;
	size_t n, i, k;
	struct use *v = uses_of(u, e->id - KONG_FIRST_LIST, &n);

	for (k = 0; k < e->nfields; k++) {
		if (!(e->fields[k].flags & KONG_UNIQUE))
			continue;
		seen = (struct table){0};
		for (i = 0; i < n; i++)
			check_unique(u, e, k, &seen, v[i].c);
		table_free(&seen);
	}
	for (i = 0; i < n; i++)
		check_reference(u, e, &v[i]);
	free(v);
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

/* Whether the acl gets an id, and from what. */
static bool
kong_id(const struct rules *u, struct memberships *m, const struct use *use,
	uint32_t *who)
{
	const struct kong_consumer *owner =
		use->owner == TABLE_NONE ? NULL
					 : &u->file->consumer[use->owner];

	if (use->c->id)
		return false;
	if (use->c->from.by_mapping)
		*who = BY_MAPPING;
	else if (use->c->consumer)
		*who = number_of(&m->whom, use->c->consumer);
	else if (owner && owner->id && *owner->id)
		*who = number_of(&m->whom, owner->id);
	else if (owner && owner->username)
		*who = GENERATED + use->owner;
	else
		return false;
	return true;
}

static uint32_t
resolve_owner(struct rules *u, const struct use *use)
{
	const char *s = use->c->consumer;

	if (use->owner != TABLE_NONE)
		return use->owner;
	return s ? declared_find(&u->declared, s, strlen(s)) : TABLE_NONE;
}

static void
check_acls(struct rules *u)
{
	const struct kong_entity *e = &kong_entities[KONG_ACLS];
	size_t field = record_field(e, "group"), n, i;
	struct use *v = uses_of(u, KONG_ACLS - KONG_FIRST_LIST, &n);
	struct memberships ids = {0}, real = {0};
	uint32_t group, who, first;

	ids.v = xcalloc(n + 1, sizeof(*ids.v));
	real.v = xcalloc(n + 1, sizeof(*real.v));
	for (i = 0; i < n; i++) {
		if (v[i].c->from.unknown & 1u << field)
			u->declared.unknown_group = true;
		if (!v[i].c->group)
			continue;
		group = number_of(&u->declared.group, v[i].c->group);
		if (u->config->version == KONG_3 &&
			kong_id(u, &ids, &v[i], &who)) {
			first = join(&ids, (struct membership){who, group},
				v[i].c->from.at);
			if (first != TABLE_NONE) {
				report_twice(u, LEVEL_ERROR, e, field, first,
					v[i].c->from.at, v[i].c->from.site);
				continue;
			}
		}
		who = resolve_owner(u, &v[i]);
		first = who == TABLE_NONE
				? TABLE_NONE
				: join(&real, (struct membership){who, group},
					  v[i].c->from.at);
		if (first != TABLE_NONE)
			report_twice(u, LEVEL_WARNING, e, field, first,
				v[i].c->from.at, v[i].c->from.site);
	}
	table_free(&ids.whom);
	table_free(&ids.seen);
	table_free(&real.seen);
	free(ids.v);
	free(real.v);
	free(v);
}

int
rules_check(const struct doc *doc, uint32_t root,
	const struct kong_config *config, const struct kong_file *file,
	struct diags *d)
{
	struct rules u = {.doc = doc, .config = config, .file = file, .d = d};
	size_t i;
	int ret;

	declared_fill(&u.declared, file);
	check_consumers(&u);
	for (i = KONG_FIRST_LIST; i < KONG_NENTITIES; i++)
		check_credentials(&u, &kong_entities[i]);
	check_acls(&u);
	ret = plugins_check(doc, root, config, &u.declared, d);
	declared_free(&u.declared);
	return ret | u.ret;
}
