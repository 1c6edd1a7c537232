/* render --kind kong: what differs from the other kinds. */
#ifndef CLI_RENDERKONG_H
#define CLI_RENDERKONG_H

#include "kong/config.h"
#include "lint/ignore.h"
#include "supabase/supabase.h"
#include "template/render.h"

/*
 * Returns 0, or -1 with an error: doc is the file of another program, of which
 * no variable needs a value. ignore may say that it is Kong's.
 */
int renderkong_kind(
	const struct doc *doc, const struct ignore *ignore, struct diags *d);

/*
 * The second step of rendering: decides which values stay strings and which
 * entries are left out, appends the output to out, and checks the file as Kong
 * will read it, with the values in it. The template doc was expanded by r.
 * Returns -1 if there is nothing to write; what is found is in d, where
 * --ignore may take it out again: what is left decides whether out is written.
 *
 * *only_gateway: all errors are about services, routes and so on.
 */
int renderkong_write(struct doc *doc, struct render *r,
	struct supabase *supabase, const struct kong_config *config,
	struct buf *out, bool *only_gateway, struct diags *d);

#endif
