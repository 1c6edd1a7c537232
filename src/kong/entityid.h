/* The ids that Kong gives to entities that have none. */
#ifndef KONG_ENTITYID_H
#define KONG_ENTITYID_H

#include "token/uuid.h"

/*
 * Writes the id that Kong makes of the n bytes at name, the name of an entity
 * of list ("services"), as 36 characters and a NUL.
 */
void entityid_of_name(
	const char *list, const char *name, size_t n, char text[UUID_TEXT + 1]);

#endif
