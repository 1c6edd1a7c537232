/* What mbedTLS says, in this program's terms. */
#ifndef TOKEN_CRYPTO_H
#define TOKEN_CRYPTO_H

#include "base/base.h"

#include <mbedtls/ecp.h>

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

#define SHA256_BYTES 32

/* Writes the SHA-256 (FIPS 180-4) of the n bytes at s to hash. */
void crypto_sha256(const void *s, size_t n, unsigned char hash[SHA256_BYTES]);

/*
 * A pair of keys on P-256. mbedTLS has one too, whose members its version 3
 * hides. The group keeps the multiples of the generator that the first use
 * computes, which are a third of a verification and most of a signature.
 */
struct crypto_pair {
	mbedtls_ecp_group group;
	mbedtls_ecp_point point;
	mbedtls_mpi secret;
};

/* Returns a pair without keys. Caller ends it with crypto_pair_free(). */
struct crypto_pair *crypto_pair_new(void);

/* Wipes and frees pair, which may be NULL. */
void crypto_pair_free(struct crypto_pair *pair);

#endif
