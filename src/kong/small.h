/*
 * The small document that libcyaml gets: of each record of the consumer part
 * the fields that a struct has, aliases and merges resolved. It is one flow
 * mapping, written by hand: its strings need one style and no line.
 */
#ifndef KONG_SMALL_H
#define KONG_SMALL_H

#include "kong/kong.h"

/* What is written where a string is required, and where an id is null. */
#define SMALL_STAND_IN "\xEF\xBF\xBD"

/*
 * Appends the small document of k to out. It always fits the schema: a field
 * that Kong would refuse is left out or, if it is required, stood in for, and
 * counts as unknown.
 */
void small_write(const struct kong *k, struct buf *out);

#endif
