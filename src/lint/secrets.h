/* Secrets and placeholders by their look, wherever they are written. */
#ifndef LINT_SECRETS_H
#define LINT_SECRETS_H

#include "kong/schema.h"
#include "template/scan.h"

/*
 * Reports JWTs, opaque secret keys and <PLACEHOLDERS> anywhere in doc's text,
 * comments too, except in a credential's secret field, which is checked as a
 * whole: field is, by node, the field that it is the value of, or NULL.
 * Returns 0, or -1 if there was an error.
 */
int secrets_check(const struct doc *doc,
	const struct schema_field *const *field, struct diags *d);

#endif
