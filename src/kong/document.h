/* The YAML stream as a whole, before Kong looks for consumers in it. */
#ifndef KONG_DOCUMENT_H
#define KONG_DOCUMENT_H

#include "kong/kong.h"

/*
 * Checks what lyaml refuses anywhere (tags, merges), mapping keys
 * that are lost because another follows, and how many documents there are.
 * Returns 0, or -1 if there was an error.
 */
int document_check(const struct kong *k);

/*
 * Reports why the first document has no entries: it is no mapping, or expands
 * too far. Returns -1.
 */
int document_root(const struct kong *k);

#endif
