/* Values that are none yet: what an example's author left to be filled in. */
#ifndef VARS_PLACEHOLDER_H
#define VARS_PLACEHOLDER_H

#include "base/base.h"

/*
 * Returns whether the n bytes at s ask to be replaced: <ANON_KEY>,
 * your-key-here, changeme.
 */
bool placeholder_is(const char *s, size_t n);

#endif
