/* What mbedTLS says, in this program's terms. */
#ifndef TOKEN_CRYPTO_H
#define TOKEN_CRYPTO_H

#include "base/base.h"

/*
 * Returns whether ret, what a function of mbedTLS returned, is success. Out of
 * memory ends the process: a signature must not look wrong for that.
 */
bool crypto_ok(int ret);

#define SHA1_BYTES 20

/*
 * Writes the SHA-1 (FIPS 180-4) of the n bytes at s to hash: for what others
 * have defined with it, never to protect anything.
 */
void crypto_sha1(const void *s, size_t n, unsigned char hash[SHA1_BYTES]);

#endif
