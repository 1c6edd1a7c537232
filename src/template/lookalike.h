/*
 * Characters that look like YAML's own and are plain text to it: curly quotes
 * and no-break spaces, which word processors and chats put in.
 */
#ifndef TEMPLATE_LOOKALIKE_H
#define TEMPLATE_LOOKALIKE_H

#include "base/base.h"

/*
 * Returns where in [at, end) of s, one line, such a character is where YAML's
 * own would count: at the beginning, after one of : - [ { and a comma, or a
 * colon anywhere.
 * Returns end for nowhere.
 */
size_t lookalike_find(const char *s, size_t at, size_t end);

/*
 * Returns where in the n bytes at s, a plain scalar, such a character was meant
 * as YAML's own: curly quotes around all of it, a space that it begins with or
 * that follows a colon. Returns n for nowhere.
 */
size_t lookalike_in_scalar(const char *s, size_t n);

/* Return what the character at s is, and what to do, or NULL if it is another.
 */
const char *lookalike_name(const char *s, size_t n);
const char *lookalike_advice(const char *s, size_t n);

#endif
