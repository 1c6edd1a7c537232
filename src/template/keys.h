/* Mapping keys that hold references: what rendering may make of them. */
#ifndef TEMPLATE_KEYS_H
#define TEMPLATE_KEYS_H

#include "template/splice.h"

#define KEYS_MAX_SPELLED 1024 /* code points: libyaml's simple keys */

/*
 * Checks every mapping key of doc that was rendered, itself or through an
 * alias: it must not be "<<" (readers merge, quoted or not), not equal
 * another key of its mapping, and not be written longer than
 * KEYS_MAX_SPELLED. edits are sorted. Returns 0, or -1 with an error for each.
 */
int keys_check(
	const struct doc *doc, const struct edits *edits, struct diags *d);

#endif
