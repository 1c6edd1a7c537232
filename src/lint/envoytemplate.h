/* What lint says of an Envoy file, beyond what Envoy itself would refuse. */
#ifndef LINT_ENVOYTEMPLATE_H
#define LINT_ENVOYTEMPLATE_H

#include "template/scan.h"

/*
 * Checks doc (envoycheck_file()), and whether the key of service_role is where
 * anon's belongs or the reverse, by the Lua variable that it is assigned to and
 * by the rbac policy that it opens; of a template also: secrets written out,
 * placeholders, misspelled variables. Returns 0, or -1 if there was an error.
 */
int envoytemplate_check(
	const struct doc *doc, bool is_template, struct diags *d);

#endif
