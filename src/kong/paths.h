/*
 * Paths and regexes of services and routes, as both versions read them.
 *
 * Source: what Kong 3.9.1 and 2.8.1 said to about 400 paths (RFC 3986 section
 * 6.2 for the normal form).
 */
#ifndef KONG_PATHS_H
#define KONG_PATHS_H

#include "base/base.h"

/* What a rule may depend on beside the bytes. */
struct check_context {
	bool is_3; /* Kong 3.x, otherwise 2.8 */
	bool is_format_3; /* _format_version "3.0" */
	bool is_traditional; /* a router without an engine of its own */
	bool is_enterprise; /* has the protocols ws and wss */
};

/*
 * Each returns what is wrong with the n bytes at s (checks.h says how it is
 * worded), or NULL.
 */
const char *path_problem(const char *s, size_t n);
const char *path_route_problem(
	const char *s, size_t n, const struct check_context *c);

/*
 * Returns what to do about the n bytes at s, a path without the ~ of a regex
 * that Kong compares literally, if it was written as one or as that of another
 * program; NULL: nothing.
 */
const char *path_literal_advice(const char *s, size_t n);

#endif
