/*
 * What is wrong with a template although Kong would take what it becomes:
 * secrets written out, placeholders, variables that are not the ones meant.
 */
#ifndef KONG_HYGIENE_H
#define KONG_HYGIENE_H

#include "kong/marks.h"

/*
 * Reports all of that in doc, after render_find(); m and kind are what
 * kong_marks_new() made of it. Of a rendered file, where values stand in
 * their places, only placeholders. A message never holds the secret.
 */
void hygiene_check(const struct doc *doc, struct kong_marks *m,
	const struct render_kind *kind, bool is_template, struct diags *d);

#endif
