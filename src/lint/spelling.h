/*
 * What does not do what it looks like: $$NAME, a brace in a default, ${1},
 * curly quotes. They are looked for in the text, for exact places.
 */
#ifndef LINT_SPELLING_H
#define LINT_SPELLING_H

#include "template/scan.h"

/*
 * Reports them in the scalars of the template doc, whether its values are in
 * place by now or not; odd ones such as ${1}, which nothing replaces, only if
 * odd. All are warnings. Returns 0, or -1 if there was an error.
 */
int spelling_check(const struct doc *doc, bool odd, struct diags *d);

#endif
