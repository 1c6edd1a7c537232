/* Whom and what a file declares: what its references may name. */
#ifndef KONG_DECLARED_H
#define KONG_DECLARED_H

#include "base/table.h"
#include "kong/entities.h"

struct declared {
	struct table username, id; /* to the consumer's number */
	struct table group;
	/* some of them hold references: a name may yet be one of them */
	bool unknown_consumer, unknown_group;
	const struct kong_file *file;
	/* ids that Kong makes of usernames, once somebody asks for one */
	struct table derived;
	char *text; /* of them all */
};

/*
 * Fills declared with the consumers of file, which must outlive it. Caller
 * frees with declared_free().
 */
void declared_fill(struct declared *declared, const struct kong_file *file);

/*
 * Returns the number of the consumer of that username or id (n bytes at s),
 * or TABLE_NONE. A consumer without an id has the one that Kong makes of its
 * username.
 */
uint32_t declared_find(struct declared *declared, const char *s, size_t n);

/* Empties declared. */
void declared_free(struct declared *declared);

#endif
