/* Random bytes, handed in as a callback so that tests are deterministic. */
#ifndef TOKEN_RANDOM_H
#define TOKEN_RANDOM_H

#include "base/base.h"

/*
 * Fills the n bytes at out. Returns 0; anything else means no bytes. The
 * shape is mbedTLS's f_rng.
 */
typedef int random_fill(void *ctx, unsigned char *out, size_t n);

struct random {
	random_fill *fill;
	void *ctx;
};

/*
 * Sets up the real one: mbedTLS's CTR_DRBG, seeded by the system. Returns 0,
 * or -1 when the system has no entropy. Caller ends it with random_close().
 */
int random_open(struct random *r);

/* Wipes and frees what random_open() made. May be repeated. */
void random_close(struct random *r);

#endif
