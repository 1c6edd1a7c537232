/*
 * base64url without padding, RFC 4648 section 5 as RFC 7515 section 2 wants
 * it: strict, so that no two spellings mean the same bytes.
 */
#ifndef TOKEN_BASE64URL_H
#define TOKEN_BASE64URL_H

#include "base/buf.h"

/* Appends the n bytes at s, encoded, to out. */
void base64url_encode(struct buf *out, const void *s, size_t n);

/* The same in the usual alphabet, with padding (RFC 4648 section 4). */
void base64_encode(struct buf *out, const void *s, size_t n);

/*
 * Appends the bytes that the n characters at s stand for to out. Returns 0,
 * or -1 with out as it was: a character outside the alphabet (padding and
 * white space are), a length of 1 modulo 4, or spare bits that are not zero.
 */
int base64url_decode(struct buf *out, const char *s, size_t n);

#endif
