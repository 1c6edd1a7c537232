/* JSON as Kong reads it, for libyaml, which takes nearly all of JSON. */
#ifndef TEMPLATE_JSONTEXT_H
#define TEMPLATE_JSONTEXT_H

#include "base/buf.h"

/*
 * Puts into b what libyaml reads as JSON's s, if that is not s itself: pairs of
 * escapes that are one character, and tabs in front. It has as many characters
 * as s, so that libyaml's places are those of s. Returns false, with b left
 * alone, if s needs nothing.
 */
bool jsontext_for_yaml(const char *s, size_t n, struct buf *b);

#endif
