/*
 * What Kong's YAML loader makes of the nodes: types, keys, lists, merges.
 *
 * Source: lyaml 6.2, lib/lyaml/init.lua and explicit.lua, and is_sequence()
 * in kong/db/schema/init.lua. Strings are byte strings; every number is a
 * double; a mapping becomes a Lua table, in which the last of equal keys
 * wins, and a merged key never overrides one that is there.
 */
#ifndef KONG_KONGYAML_H
#define KONG_KONGYAML_H

#include "template/resolve.h"
#include "template/scan.h"

#define KONGYAML_MAX_DEPTH 1000 /* levels, all aliases expanded */

/*
 * Visits the pairs of the mapping map. Only entries of lists are ever
 * dropped, so no pair is.
 */
#define FOR_EACH_PAIR(doc, map, key, value)                                    \
	for ((key) = (map) + 1; (key) < (doc)->node[map].next &&               \
				((value) = (doc)->node[key].next, true);       \
		(key) = (doc)->node[value].next)

/*
 * Returns whether node is seen to be a string at once, as nearly all are. If
 * not, it may be one all the same.
 */
bool kongyaml_is_surely_string(const struct node *node);

/* Returns the type of the scalar i. */
enum resolve_type kongyaml_type(const struct doc *doc, uint32_t i);

/* Returns whether the scalar i is a number. */
bool kongyaml_is_number(const struct doc *doc, uint32_t i);

/* Returns whether i is a scalar that reads as null. */
bool kongyaml_is_null(const struct doc *doc, uint32_t i);

/* Returns whether i is a string of exactly this value. */
bool kongyaml_is(const struct doc *doc, uint32_t i, const char *value);

/*
 * Returns the value of scalar i, whose type is a number. A tag that forces a
 * type onto a value that it does not fit gives NaN.
 */
double kongyaml_number(const struct doc *doc, uint32_t i);

/* Returns the value of scalar i, whose type is a boolean. */
bool kongyaml_boolean(const struct doc *doc, uint32_t i);

/* Returns whether the tag of scalar i is one that its value does not fit. */
bool kongyaml_misfit(const struct doc *doc, uint32_t i);

/* Returns whether key, a key of a mapping, merges its value. */
bool kongyaml_is_merge(const struct doc *doc, uint32_t key);

/*
 * Returns whether two keys of a mapping are one to Lua. An unsubstituted
 * reference equals nothing.
 */
bool kongyaml_same_key(const struct doc *doc, uint32_t a, uint32_t b);

/* Returns the root node of the first document, or 0. */
uint32_t kongyaml_root(const struct doc *doc);

/*
 * Returns whether the first document, all aliases expanded, is of a size
 * that can be walked, no deeper than KONGYAML_MAX_DEPTH, and has no alias
 * inside its own anchor.
 */
bool kongyaml_is_bounded(const struct doc *doc);

#endif
