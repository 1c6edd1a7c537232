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

/* Bytes that aliases may add to four times the file: libcyaml copies them. */
#define SMALL_MAX_MORE 0x1000000u

/*
 * Appends the small document of k to out. Returns 0, or -1 with an error if
 * aliases make it too large. It always fits the schema: a field
 * that Kong would refuse is left out or, if it is required, stood in for, and
 * counts as unknown.
 */
int small_write(const struct kong *k, struct buf *out);

#endif
