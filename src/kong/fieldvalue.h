/* Strings, numbers and booleans: one value against its row. */
#ifndef KONG_FIELDVALUE_H
#define KONG_FIELDVALUE_H

#include "kong/judge.h"

/* Each checks the value at i, which is neither null nor of any type, of f. */
void fieldvalue_string(
	struct judge *j, const struct schema_field *f, uint32_t i);
void fieldvalue_number(struct judge *j, const struct schema_field *f,
	enum schema_type type, uint32_t i);
void fieldvalue_boolean(
	struct judge *j, const struct schema_field *f, uint32_t i);

/*
 * Returns rule, or lost-plugin if f is a field for which Kong 3.9 drops the
 * plugin; and what a message adds then, or "".
 */
enum rule_id fieldvalue_rule(
	const struct judge *j, const struct schema_field *f, enum rule_id rule);
const char *fieldvalue_lost(
	const struct judge *j, const struct schema_field *f);

#endif
