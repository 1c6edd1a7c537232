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
 * Reports, of a template, references that are not in strings; of any file,
 * warns of strings, brackets and comments that are never closed. Returns 0, or
 * -1 if there was an error.
 */
int functions_check(const struct doc *doc, bool is_template, struct diags *d);

#endif
