/* References between the entities of a file, and what must be unique. */
#ifndef KONG_REFS_H
#define KONG_REFS_H

#include "kong/judge.h"

/*
 * Checks the file, whose entities were found clean one by one. Returns whether
 * Kong looks at it twice.
 */
bool refs_check(struct judge *j);

#endif
