/*
 * A hash table from byte strings to numbers: duplicate keys, unique fields,
 * anchors. All-zero is a valid empty table.
 */
#ifndef BASE_TABLE_H
#define BASE_TABLE_H

#include "base/base.h"

#define TABLE_NONE UINT32_MAX

/* A secret of the process: who writes a file cannot make its keys collide. */
struct table_seed {
	uint64_t k[2];
};

struct table_slot {
	const char *s;
	uint32_t n, hash, number;
};

struct table {
	struct table_slot *slots;
	size_t cap, used;
	struct table_seed seed; /* set while it is empty, or all-zero */
};

/* Returns the number stored for the n (32 bits) bytes at s, or TABLE_NONE. */
uint32_t table_get(const struct table *t, const char *s, size_t n);

/*
 * Stores number (not TABLE_NONE) for the n bytes at s, which the table keeps
 * a pointer to and does not own. Returns the number it replaces, or
 * TABLE_NONE.
 */
uint32_t table_put(struct table *t, const char *s, size_t n, uint32_t number);

/*
 * The same, but what is stored stays. Returns the number that is stored then:
 * number, if there was none.
 */
uint32_t table_add(struct table *t, const char *s, size_t n, uint32_t number);

/* Empties t, whose seed stays; the strings are the caller's. May be repeated.
 */
void table_free(struct table *t);

#endif
