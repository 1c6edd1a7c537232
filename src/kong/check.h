/* All that Kong requires of a declarative file. */
#ifndef KONG_CHECK_H
#define KONG_CHECK_H

#include "kong/kong.h"

/*
 * Checks the document against everything that Kong requires, reports every
 * problem at its place, and loads the file. Returns 0, or -1 if there was an
 * error.
 */
int kong_check(struct kong *k);

/*
 * Loads the consumer part into k->file, once; kong_check() does. Returns 0, or
 * -1 with an error.
 */
int kong_load(struct kong *k);

#endif
