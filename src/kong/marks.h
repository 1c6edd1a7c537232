/* What marks found: which field of which entity Kong takes a scalar for. */
#ifndef KONG_MARKS_H
#define KONG_MARKS_H

#include "kong/entities.h"

/*
 * Returns the field of a consumer or credential that the scalar node is the
 * value of, directly or through an alias or a merge, or an element of; or
 * NULL. *entity, if not NULL, becomes its entity.
 */
const struct kong_field *kong_marks_field(
	struct kong_marks *m, uint32_t node, const struct kong_entity **entity);

#endif
