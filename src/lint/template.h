/*
 * What is wrong with a template although Kong would take what it becomes:
 * secrets written out, placeholders, variables that are not the ones meant.
 */
#ifndef LINT_TEMPLATE_H
#define LINT_TEMPLATE_H

#include "kong/check.h"

/*
 * Reports all of that in the document of k, after kong_check(). Of a rendered
 * file only what filekeys_check() finds. A message never holds the secret.
 * Returns 0, or -1 if there was an error.
 */
int template_check(const struct kong *k);

#endif
