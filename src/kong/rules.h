/*
 * The rules of the consumer part as a whole: what must be unique, and what
 * must exist because something else names it.
 */
#ifndef KONG_RULES_H
#define KONG_RULES_H

#include "base/table.h"
#include "kong/entities.h"

/* Whom and what the file declares, by name. */
struct declared {
	struct table username, id; /* to the consumer's number */
	struct table group;
	/* some of them hold references: a name may yet be one of them */
	bool unknown_consumer, unknown_group;
};

/*
 * Checks file, which was loaded from doc. Returns 0, or -1 if there was an
 * error.
 */
int rules_check(const struct doc *doc, uint32_t root,
	const struct kong_config *config, const struct kong_file *file,
	struct diags *d);

/* Returns the number of the consumer of that username or id, or TABLE_NONE. */
uint32_t rules_find(const struct declared *declared, const char *s, size_t n);

/*
 * Checks what the plugins of doc, wherever they stand, say of consumers and
 * groups. Returns 0, or -1 if there was an error.
 */
int plugins_check(const struct doc *doc, uint32_t root,
	const struct kong_config *config, const struct declared *declared,
	struct diags *d);

#endif
