/* What lint says of an Envoy file, beyond what Envoy itself would refuse. */
#ifndef LINT_ENVOYTEMPLATE_H
#define LINT_ENVOYTEMPLATE_H

#include "template/scan.h"

/*
 * Checks doc (envoy_check()); of a template also: secrets written out,
 * placeholders, misspelled variables, and the key of service_role where anon's
 * belongs or the reverse, by the Lua variable that it is assigned to and by
 * the rbac policy that it opens. Returns 0, or -1 if there was an error.
 */
int envoytemplate_check(
	const struct doc *doc, bool is_template, struct diags *d);

#endif
