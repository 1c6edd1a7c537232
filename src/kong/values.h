/* What single strings must look like for Kong. */
#ifndef KONG_VALUES_H
#define KONG_VALUES_H

#include "base/base.h"

/* Returns whether the n bytes at s are a UUID of 36 characters. */
bool value_is_uuid(const char *s, size_t n);

/*
 * Returns what is wrong with a tag, as a message's end, or NULL. is_3: as
 * Kong 3 sees it. Source: kong/db/schema/typedefs.lua.
 */
const char *value_tag_problem(const char *s, size_t n, bool is_3);

/*
 * Returns what is wrong with a redirect URI, as a message's end, or NULL.
 * Source: validate_uri() in kong/plugins/oauth2/daos.lua and LuaSocket's
 * url.parse().
 */
const char *value_uri_problem(const char *s, size_t n);

/* Returns whether a string is the text of a vault reference. */
bool value_is_vault(const char *s, size_t n);

enum value_leftover {
	LEFTOVER_NONE,
	LEFTOVER_MAYBE, /* $name, a$NAME: as likely part of a password */
	LEFTOVER_CERTAIN, /* it is $NAME, or holds ${name} or -$NAME- */
};

/* Returns whether a rendered string still holds a reference. */
enum value_leftover value_leftover(const char *s, size_t n);

#endif
