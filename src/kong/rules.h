/*
 * The rules of the consumer part as a whole: what must be unique, and what
 * must exist because something else names it.
 */
#ifndef KONG_RULES_H
#define KONG_RULES_H

#include "base/table.h"
#include "kong/kong.h"

/*
 * Checks k's file, which is loaded, and whose document was found clean by
 * walk_file(). Returns 0, or -1 if there was an error.
 */
int rules_check(const struct kong *k);

/*
 * Checks what the plugins of k's document, wherever they stand, say of
 * consumers and groups. groups has the groups of the file; NULL: they are not
 * all known. Returns 0, or -1 if there was an error.
 */
int plugins_check(const struct kong *k, const struct table *groups);

/*
 * Checks k's file, which is loaded, after rendering: no consumer which had
 * credentials in the template is left without any (of any list but acls, nested
 * and flattened together) because items were dropped. Returns 0, or -1 with an
 * error for each such consumer.
 */
int rules_check_lost(const struct kong *k);

#endif
