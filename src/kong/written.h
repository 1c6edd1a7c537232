/* Secrets and placeholders by their look, wherever they are written. */
#ifndef KONG_WRITTEN_H
#define KONG_WRITTEN_H

#include "kong/marks.h"

/*
 * Returns whether the n bytes at s ask to be replaced: <ANON_KEY>,
 * your-key-here, changeme.
 */
bool written_is_placeholder(const char *s, size_t n);

/*
 * Reports JWTs, opaque secret keys and <PLACEHOLDERS> anywhere in doc's text,
 * comments too, except in a credential's secret field, which is checked as a
 * whole.
 */
void written_check(
	const struct doc *doc, struct kong_marks *m, struct diags *d);

#endif
