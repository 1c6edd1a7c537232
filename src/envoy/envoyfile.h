/*
 * An Envoy configuration file (LDS, CDS or bootstrap), as far as keys go: is
 * it one, and which of its scalars are Lua programs or compared with a header.
 */
#ifndef ENVOY_ENVOYFILE_H
#define ENVOY_ENVOYFILE_H

#include "template/scan.h"

/*
 * Returns whether doc is Envoy's: its first document is a mapping with
 * static_resources or dynamic_resources (config/bootstrap/v3), or with a list
 * resources that has an @type of envoy. (service/discovery/v3).
 */
bool envoyfile_is(const struct doc *doc);

/* Returns whether the first document of doc is a mapping with this key. */
bool envoyfile_has_top(const struct doc *doc, const char *key);

/*
 * Returns for each node of doc whether it is a scalar that Envoy runs as Lua:
 * inline_code, or what is inline in default_source_code, source_codes or a
 * route's source_code (extensions/filters/http/lua/v3), there or through
 * aliases. Caller frees.
 */
bool *envoyfile_programs(const struct doc *doc);

/*
 * Returns whether the value at node i has this key in its mapping, in the words
 * of protobuf's field names ("exact_match") or of its JSON ("exactMatch").
 */
bool envoyfile_has_key(const struct doc *doc, uint32_t i, const char *key);

/*
 * Returns the list item that does nothing but compare with the scalar i, an
 * exact or exact_match of a header or of an origin, and of which one that fits
 * is enough: it may be left out if it can never fit. Returns 0 if there is
 * none.
 */
uint32_t envoyfile_match_item(const struct doc *doc, uint32_t i);

#endif
