/*
 * Where Kong checks a file twice. Its first look knows no parents: a password
 * of basic-auth, whose hash needs the consumer's id, and a nested entry that
 * names another make it fail. Then Kong fills in the parents and looks again,
 * and what only the second look sees is an error in such a file alone.
 */
#ifndef KONG_SECONDLOOK_H
#define KONG_SECONDLOOK_H

#include "kong/census.h"

/* Returns why Kong takes a second look at the file, or NULL. */
const char *secondlook_cause(const struct census *c, const struct judge *j);

/* Reports what is an error then. cause: as secondlook_cause() returned it. */
void secondlook_check(
	struct judge *j, const struct census *c, const char *cause);

#endif
