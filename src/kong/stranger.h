/* Files of other programs, which are one finding and not forty. */
#ifndef KONG_STRANGER_H
#define KONG_STRANGER_H

#include "kong/kong.h"

/*
 * Returns 0 if k's document may be meant for Kong: it has a _format_version,
 * or nothing of what is known of compose, Kubernetes, Helm and decK. Otherwise
 * says what it is, and returns -1.
 */
int stranger_check(const struct kong *k);

#endif
