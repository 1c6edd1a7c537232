/* Lua in Kong's file: what the plugins pre-function and post-function run. */
#ifndef KONG_FUNCTIONS_H
#define KONG_FUNCTIONS_H

#include "template/render.h"

/*
 * Between the two steps of rendering: escapes what was inserted into the
 * strings of these programs. Returns 0, or -1 with an error for a reference
 * that is not in a string.
 */
int functions_values(struct doc *doc, struct render *render, struct diags *d);

/*
 * Reports the references of a template that are not in strings. What cannot
 * compile is in luacheck.h. Returns 0, or -1 if there was one.
 */
int functions_check(const struct doc *doc, struct diags *d);

#endif
