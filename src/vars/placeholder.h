/* Values that are none yet: what an example's author left to be filled in. */
#ifndef VARS_PLACEHOLDER_H
#define VARS_PLACEHOLDER_H

#include "base/base.h"

/*
 * Returns whether the n bytes at s ask to be replaced: <ANON_KEY>,
 * __ANON_KEY__, your-key-here, changeme, set-anon-key-in-env-file, xxxx. A word
 * that may be in the middle of a pass phrase ("mind-your-step") does not count
 * there.
 */
bool placeholder_is(const char *s, size_t n);

#endif
