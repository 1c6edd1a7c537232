/* What Envoy would refuse in a file, or open by it, as far as keys go. */
#ifndef ENVOY_ENVOYCHECK_H
#define ENVOY_ENVOYCHECK_H

#include "template/scan.h"

/*
 * Checks the file doc: of a template, references in Lua that are not in a
 * string (doc's NODE_REF are set); of any file, Lua strings, comments and
 * brackets that are never closed; of a rendered one, values compared with a
 * header that are empty, and references that were left. Returns 0, or -1 if
 * there was an error.
 */
int envoycheck_file(const struct doc *doc, bool is_template, struct diags *d);

#endif
