/*
 * What an error of libyaml means: said in plain words, at the place of the
 * slip, which is mostly not where the parser gave up.
 */
#ifndef TEMPLATE_SYNTAX_H
#define TEMPLATE_SYNTAX_H

#include "report/diag.h"
#include "template/cause.h"

/* Adds the diagnostic for e, an error of libyaml in t. Returns -1. */
int syntax_report(
	const struct text *t, const struct syntax_error *e, struct diags *d);

#endif
