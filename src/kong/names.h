/*
 * The names of all fields that Kong knows, as numbers: a file's mapping keys
 * are looked up once, and whoever wants a field compares numbers.
 */
#ifndef KONG_NAMES_H
#define KONG_NAMES_H

#include "base/base.h"

/* In the order of names.def: N_NONE, N__comment, ..., N_year. */
enum name_id {
	N_NONE,
#define LETTER(x, c) NAMES_FROM_##x, NAMES_BEFORE_##x = NAMES_FROM_##x - 1,
#define NAME(name) N_##name,
#define NAMED(id, name) N_##id,
#include "kong/names.def"
#undef LETTER
#undef NAME
#undef NAMED
	NAMES_COUNT
};

/* Returns the number of the name (n bytes at s), or N_NONE. */
enum name_id name_find(const char *s, size_t n);

/* Returns whether the n bytes at s are the name of id. */
bool name_is(enum name_id id, const char *s, size_t n);

/* Returns the name of id, which is one; "" for N_NONE. */
const char *name_text(enum name_id id);

#endif
