/* UTF-8 as RFC 3629 has it: no surrogates, nothing overlong, up to U+10FFFF. */
#ifndef BASE_UTF8_H
#define BASE_UTF8_H

#include "base/base.h"

#define UTF8_BOM "\xEF\xBB\xBF"

/* Returns the length of the byte order mark that begins n bytes at s, or 0. */
size_t utf8_bom(const char *s, size_t n);

/*
 * Returns how many bytes (1 to 4) the valid sequence at s takes, of n bytes,
 * and sets *point; 0 if there is none.
 */
size_t utf8_next(const char *s, size_t n, uint32_t *point);

/* Returns the offset of the first byte that is not valid UTF-8, or n. */
size_t utf8_check(const char *s, size_t n);

/* Returns whether the n bytes at s are all below 0x80. */
bool utf8_is_ascii(const char *s, size_t n);

/* Returns the number of code points in n bytes of valid UTF-8. */
size_t utf8_count(const char *s, size_t n);

#endif
