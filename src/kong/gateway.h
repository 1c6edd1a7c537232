/*
 * Services, routes, plugins, upstreams and what else of a file is not the
 * consumers part: every list, and the plugins of consumers.
 *
 *	judge.h		what an entry holds, and reporting
 *	rows.h		records and fields by the tables
 *	across.h	rules over several fields
 *	refs.h		references and what must be unique
 */
#ifndef KONG_GATEWAY_H
#define KONG_GATEWAY_H

#include "kong/kong.h"

/* Checks k's file. Returns 0, or -1 if there was an error. */
int gateway_check(struct kong *k);

#endif
