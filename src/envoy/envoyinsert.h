/*
 * Values in an Envoy file: between the two steps of rendering, each is brought
 * into the language that it lands in, and an empty one is left out.
 */
#ifndef ENVOY_ENVOYINSERT_H
#define ENVOY_ENVOYINSERT_H

#include "template/render.h"

/*
 * Escapes what was inserted into Lua strings, and refuses it outside of them;
 * refuses a value that would end a JSON string that it is in, and a % in a
 * header's value, where it begins a variable; drops the list items whose only
 * match came out empty. Returns 0, or -1 with an error for each place that is
 * wrong.
 */
int envoyinsert_values(struct doc *doc, struct render *render, struct diags *d);

#endif
