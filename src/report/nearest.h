/* The known name that somebody meant. */
#ifndef REPORT_NEAREST_H
#define REPORT_NEAREST_H

#include "base/base.h"

/*
 * Returns the one of the n known names (NULL entries are passed over) nearest
 * to the nword bytes at word by edits (insert, delete, replace, swap; case
 * counts half), or NULL when none is near enough to be meant. A name that
 * differs in nothing but case always is.
 */
const char *nearest(
	const char *word, size_t nword, const char *const *known, size_t n);

#endif
