/* Lua in Kong's file: what the plugins pre-function and post-function run. */
#ifndef KONG_FUNCTIONS_H
#define KONG_FUNCTIONS_H

#include "kong/kong.h"
#include "template/render.h"

/* Returns whether the variable of that name, n bytes, holds a key. */
typedef bool functions_is_key(const char *name, size_t n);

/*
 * Between the two steps of rendering: escapes what was inserted into the
 * strings of these programs. Returns 0, or -1 with an error for each reference
 * that is not in a string, and for each key with a character that no key has.
 */
int functions_values(
	const struct kong *k, struct render *render, functions_is_key *is_key);

/*
 * Reports the references of a template that are not in strings, and warns of
 * strings, brackets and comments in programs with references that are never
 * closed. What else cannot compile is in luacheck.h. Returns 0, or -1 if there
 * was a wrong reference.
 */
int functions_check(const struct kong *k);

#endif
