/* The YAML stream as a whole, before Kong looks for consumers in it. */
#ifndef KONG_STREAM_H
#define KONG_STREAM_H

#include "kong/kong.h"

/*
 * Checks what lyaml refuses wherever it stands (tags, merges), mapping keys
 * that are lost because another follows, and how many documents there are.
 * Returns 0, or -1 if there was an error.
 */
int stream_check(const struct doc *doc, const struct kong_config *config,
	struct diags *d);

/*
 * Returns the first document's root, which is a mapping and bounded (lyaml.h),
 * or 0 with an error.
 */
uint32_t stream_root(const struct doc *doc, struct diags *d);

#endif
