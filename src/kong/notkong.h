/* Files of other programs, which are one finding and not forty. */
#ifndef KONG_NOTKONG_H
#define KONG_NOTKONG_H

#include "kong/kong.h"

/*
 * Returns 0 if k's document may be meant for Kong: it has a _format_version,
 * or nothing of what is known of compose, Kubernetes, Helm and decK. Otherwise
 * says what it is, and returns -1.
 */
int notkong_check(const struct kong *k);

#endif
