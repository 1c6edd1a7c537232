/* Records and their fields, by the rows of schema.h. */
#ifndef KONG_ROWS_H
#define KONG_ROWS_H

#include "kong/judge.h"

/*
 * Checks the record at entry i (0: absent, what is missing is reported at
 * place) and all that is below it but lists of entities. scope: what it is
 * nested in, or NULL.
 */
void rows_check(struct judge *j, enum schema_record record, uint32_t i,
	uint32_t place, const struct scope *scope);

/*
 * Returns whether i is a mapping, or the empty list, which counts as one;
 * otherwise reports it as what.
 */
bool rows_is_mapping(struct judge *j, const char *what, uint32_t i);

#endif
