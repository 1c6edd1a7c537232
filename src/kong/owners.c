#include "kong/owners.h"

#include "base/table.h"
#include "kong/entityid.h"
#include "kong/values.h"

#include <stdlib.h>
#include <string.h>

_Static_assert(KONG_NOBODY == TABLE_NONE, "what is in no table is nobody");

struct kong_owners {
	const struct kong_file *file;
	/*
	 * To the consumer's number: usernames, ids, and, once somebody asks for
	 * one, ids that Kong makes of usernames. What comes first stays.
	 */
	struct table name;
	bool unknown; /* some of them hold references */
	char *derived; /* the last ones */
};

static void
declare(struct kong_owners *o, const char *s, uint32_t number)
{
	if (s && *s)
		table_add(&o->name, s, strlen(s), number);
}

static void
declare_all(struct kong_owners *o)
{
	uint32_t names = model_bit(RECORD_consumer, N_username) |
			 model_bit(RECORD_consumer, N_id),
		 i;
	const struct kong_consumer *c;

	for (i = 0; i < o->file->nconsumer; i++) {
		c = &o->file->consumer[i];
		declare(o, c->username, i);
		if (c->from.unknown & names)
			o->unknown = true;
	}
	for (i = 0; i < o->file->nconsumer; i++)
		declare(o, o->file->consumer[i].id, i);
}

static uint32_t
owner(struct kong_owners *o, const struct kong_credential *c)
{
	return c->consumer ? owners_find(o, c->consumer, strlen(c->consumer))
			   : KONG_NOBODY;
}

struct kong_owners *
owners_new(struct kong_file *file, const struct table_seed *seed)
{
	struct kong_owners *o = xcalloc(1, sizeof(*o));
	struct kong_credentials *list;
	uint32_t i;
	unsigned c;
	size_t l;

	o->file = file;
	o->name.seed = *seed;
	declare_all(o);
	for (l = 0; l < KONG_NLISTS; l++) {
		for (i = 0; i < file->nconsumer; i++) {
			list = &file->consumer[i].list[l];
			for (c = 0; c < list->n; c++) {
				list->v[c].owner = i;
				list->v[c].nested = true;
			}
		}
		for (c = 0; c < file->list[l].n; c++)
			file->list[l].v[c].owner =
				owner(o, &file->list[l].v[c]);
	}
	return o;
}

/*
 * generate_ids() in declarative_config.lua: a null id counts as one that is
 * there, and a consumer without a username gets a random one.
 */
static void
derive(struct kong_owners *o)
{
	const struct kong_consumer *c;
	char *p;
	uint32_t i;

	p = o->derived = xcalloc((size_t)o->file->nconsumer + 1, UUID_TEXT + 1);
	for (i = 0; i < o->file->nconsumer; i++) {
		c = &o->file->consumer[i];
		if (c->id || !c->username)
			continue;
		entityid_of_name(
			"consumers", c->username, strlen(c->username), p);
		declare(o, p, i);
		p += UUID_TEXT + 1;
	}
}

uint32_t
owners_find(struct kong_owners *o, const char *s, size_t n)
{
	uint32_t i = table_get(&o->name, s, n);

	if (i != KONG_NOBODY || o->derived || !value_is_uuid(s, n))
		return i;
	derive(o);
	return table_get(&o->name, s, n);
}

bool
owners_may_be_more(const struct kong_owners *o)
{
	return o->unknown;
}

void
owners_free(struct kong_owners *o)
{
	if (!o)
		return;
	table_free(&o->name);
	free(o->derived);
	free(o);
}
