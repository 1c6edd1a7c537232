/*
 * Paths and regexes of services and routes, as both versions read them.
 *
 * Source: what Kong 3.9.1 and 2.8.1 said to about 400 paths (RFC 3986 section
 * 6.2 for the normal form). A regex is judged only as far as both engines
 * agree on what no regex can be, and on what 3.9's own engine never takes.
 */
#ifndef KONG_PATHS_H
#define KONG_PATHS_H

#include "kong/checks.h"

/*
 * Each returns what is wrong with the n bytes at s (checks.h says how it is
 * worded), or NULL.
 */
const char *path_problem(const char *s, size_t n);
const char *path_route_problem(
	const char *s, size_t n, const struct check_context *c);

/* A regex for PCRE alone; with router also for the engine of 3.9's router. */
const char *path_regex_problem(const char *s, size_t n, bool router);

#endif
