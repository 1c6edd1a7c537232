#include "kong/entityid.h"

#include <string.h>

/* generate_uuid() in declarative_config.lua */
void
entityid_of_name(
	const char *list, const char *name, size_t n, char text[UUID_TEXT + 1])
{
	static const struct uuid entities = {
		{0xfd, 0x02, 0x80, 0x1f, 0x09, 0x57, 0x4a, 0x15, 0xa5, 0x5a,
			0xc8, 0xd9, 0x60, 0x6f, 0x30, 0xb5}};
	struct uuid space = uuid_of_name(&entities, list, strlen(list)), u;

	u = uuid_of_name(&space, name, n);
	uuid_write(&u, text);
}
