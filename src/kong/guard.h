/* acl plugins where no plugin authenticates the request. */
#ifndef KONG_GUARD_H
#define KONG_GUARD_H

#include "kong/census.h"

/*
 * Warns of each acl plugin of the file, of which c is the census, with nothing
 * beside it that could authenticate: on its route or service, or on
 * everything. Silent where a plugin may that is not bundled with Kong.
 */
void guard_check(struct judge *j, struct census *c);

#endif
