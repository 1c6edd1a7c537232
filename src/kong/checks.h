/*
 * Rules on the content of a string, each a pure function over its bytes: what
 * is a Lua pattern or a function in Kong's schema.
 *
 * Source: kong/db/schema/typedefs.lua and kong/tools/utils.lua as described
 * by Kong's documentation, and what 3.9.1 and 2.8.1 said to the cases. What
 * cannot be judged with certainty passes.
 */
#ifndef KONG_CHECKS_H
#define KONG_CHECKS_H

#include "kong/paths.h"

/* CHECK_NONE, CHECK_ACME_NAMESPACE, ... in the order of checks.def. */
enum check_id {
	CHECK_NONE,
#define CHECK(id, function) CHECK_##id,
#include "kong/schema/checks.def"
#undef CHECK
	CHECK_COUNT
};

/*
 * Returns what is wrong with the n > 0 bytes at s, as the end of a sentence
 * that begins with the field's name ("must not ..."), or NULL. Never the
 * value itself.
 */
const char *check_string(enum check_id check, const char *s, size_t n,
	const struct check_context *c);

#endif
