/*
 * The keys of one mapping, as Lua tells them apart: strings by their bytes,
 * numbers and booleans by value, a collection only from itself.
 */
#ifndef KONG_KEYS_H
#define KONG_KEYS_H

#include "base/table.h"
#include "template/scan.h"

#define KEYS_FEW 16 /* compared with each other; more go into a table */

struct keys {
	uint32_t few[KEYS_FEW]; /* nodes, aliases followed */
	uint32_t n;
	struct table strings, others;
	struct keys_text *texts; /* of others */
};

/* Makes k empty; there is one for every mapping of a file. */
void keys_init(struct keys *k);

/*
 * Adds the node key, a mapping's key as it is. Returns the number (from 0)
 * of the key that was added first of those equal to it: n - 1 if it is new.
 */
uint32_t keys_add(struct keys *k, const struct doc *doc, uint32_t key);

/* Empties k. May be repeated. */
void keys_free(struct keys *k);

#endif
