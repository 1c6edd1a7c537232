/*
 * The rules of the consumer part as a whole: what must be unique, and what
 * must exist because something else names it.
 */
#ifndef KONG_RULES_H
#define KONG_RULES_H

#include "kong/declared.h"

/*
 * Checks file, which was loaded from doc. Returns 0, or -1 if there was an
 * error.
 */
int rules_check(const struct doc *doc, uint32_t root,
	const struct kong_config *config, const struct kong_file *file,
	struct diags *d);

/*
 * Checks what the plugins of doc, wherever they stand, say of consumers and
 * groups. Returns 0, or -1 if there was an error.
 */
int plugins_check(const struct doc *doc, uint32_t root,
	const struct kong_config *config, struct declared *declared,
	struct diags *d);

#endif
