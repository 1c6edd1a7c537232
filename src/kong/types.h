/* What the values of a rendered document are to Kong, before it is written. */
#ifndef KONG_TYPES_H
#define KONG_TYPES_H

#include "kong/kong.h"

/*
 * Decides, before doc is written: sets NODE_STRING for values that Kong wants
 * as strings in the consumers part, and drops the list items of key-auth
 * credentials whose key came out empty. Returns 0, or -1 with an error.
 */
int types_decide(struct kong *k, struct doc *doc);

#endif
