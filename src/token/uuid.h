/* UUIDs that are made of names: RFC 4122 section 4.3, version 5. */
#ifndef TOKEN_UUID_H
#define TOKEN_UUID_H

#include "base/base.h"

#define UUID_TEXT 36 /* characters */

struct uuid {
	unsigned char b[16];
};

/* Returns the UUID of the n bytes at name in the namespace space. */
struct uuid uuid_of_name(const struct uuid *space, const char *name, size_t n);

/* Writes u as 36 characters, in lower case, and a NUL. */
void uuid_write(const struct uuid *u, char text[UUID_TEXT + 1]);

#endif
