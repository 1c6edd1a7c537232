/* Whose a credential is: the consumers of a file by what may name them. */
#ifndef KONG_OWNERS_H
#define KONG_OWNERS_H

#include "base/table.h"
#include "kong/file.h"

struct kong_owners;

/*
 * Takes down the consumers of file, which must outlive the result, and fills
 * in the owner of every credential: the consumer it is nested in, else the one
 * it names. Its table is seeded with seed. Caller frees with owners_free().
 */
struct kong_owners *owners_new(
	struct kong_file *file, const struct table_seed *seed);

/* Frees o. May be NULL. */
void owners_free(struct kong_owners *o);

/*
 * Returns the number of the consumer of that username or id (n bytes at s),
 * or KONG_NOBODY. A consumer without an id has the one that Kong makes of its
 * username.
 */
uint32_t owners_find(struct kong_owners *o, const char *s, size_t n);

/* Returns whether an unknown name may yet be one of a reference's. */
bool owners_may_be_more(const struct kong_owners *o);

#endif
