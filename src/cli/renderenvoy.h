/* render --kind envoy: what differs from the other kinds. */
#ifndef CLI_RENDERENVOY_H
#define CLI_RENDERENVOY_H

#include "supabase/envoyvalues.h"
#include "template/render.h"

/*
 * Checks that doc is an Envoy configuration if one is wanted, and none if not:
 * rendered for Kong, it would lack what protects its Lua. Returns 0, or -1
 * with an error.
 */
int renderenvoy_kind(const struct doc *doc, bool wanted, struct diags *d);

/*
 * The second step of rendering: checks the keys that v was asked for, brings
 * all values into their places, appends the output to out and checks it. The
 * template doc was expanded by r. Returns 0, or -1 if there is nothing to
 * write.
 */
int renderenvoy_write(struct doc *doc, struct render *r, struct envoyvalues *v,
	struct buf *out, struct diags *d);

#endif
