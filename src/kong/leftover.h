/* References that a rendered file still holds outside of credentials. */
#ifndef KONG_LEFTOVER_H
#define KONG_LEFTOVER_H

#include "kong/judge.h"

/*
 * Warns of a reference in the string at i, the value of f. Only $NAME and
 * ${NAME} in capitals count, and neither regexes nor Lua are looked at.
 */
void leftover_check(struct judge *j, const struct schema_field *f, uint32_t i);

#endif
