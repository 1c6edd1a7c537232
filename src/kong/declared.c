#include "kong/declared.h"

#include "kong/record.h"
#include "kong/values.h"
#include "token/uuid.h"

#include <stdlib.h>
#include <string.h>

static void
declare(struct table *t, const char *s, uint32_t number)
{
	if (s && *s && table_get(t, s, strlen(s)) == TABLE_NONE)
		table_put(t, s, strlen(s), number);
}

void
declared_fill(struct declared *declared, const struct kong_file *file)
{
	const struct kong_entity *e = &kong_entities[KONG_CONSUMERS];
	uint32_t names = 1u << record_field(e, "username") |
			 1u << record_field(e, "id"),
		 i;
	const struct kong_consumer *c;

	*declared = (struct declared){.file = file};
	for (i = 0; i < file->nconsumer; i++) {
		c = &file->consumer[i];
		declare(&declared->username, c->username, i);
		declare(&declared->id, c->id, i);
		if (c->from.unknown & names)
			declared->unknown_consumer = true;
	}
}

/*
 * generate_ids() in declarative_config.lua: a null id counts as one that is
 * there, and a consumer without a username gets a random one.
 */
static void
derive(struct declared *declared)
{
	static const struct uuid entities = {
		{0xfd, 0x02, 0x80, 0x1f, 0x09, 0x57, 0x4a, 0x15, 0xa5, 0x5a,
			0xc8, 0xd9, 0x60, 0x6f, 0x30, 0xb5}};
	static const char list[] = "consumers";
	struct uuid space, u;
	const struct kong_consumer *c;
	char *p;
	uint32_t i;

	space = uuid_of_name(&entities, list, sizeof(list) - 1);
	p = declared->text =
		xcalloc((size_t)declared->file->nconsumer + 1, UUID_TEXT + 1);
	for (i = 0; i < declared->file->nconsumer; i++) {
		c = &declared->file->consumer[i];
		if (c->id || !c->username)
			continue;
		u = uuid_of_name(&space, c->username, strlen(c->username));
		uuid_write(&u, p);
		declare(&declared->derived, p, i);
		p += UUID_TEXT + 1;
	}
}

uint32_t
declared_find(struct declared *declared, const char *s, size_t n)
{
	uint32_t i = table_get(&declared->username, s, n);

	if (i == TABLE_NONE)
		i = table_get(&declared->id, s, n);
	if (i != TABLE_NONE || !value_is_uuid(s, n))
		return i;
	if (!declared->text)
		derive(declared);
	return table_get(&declared->derived, s, n);
}

void
declared_free(struct declared *declared)
{
	table_free(&declared->username);
	table_free(&declared->id);
	table_free(&declared->group);
	table_free(&declared->derived);
	free(declared->text);
	declared->text = NULL;
}
