/*
 * Keys that sign tokens, and their spelling as JSON Web Keys (RFC 7517, RFC
 * 7518 section 6). Two kinds: oct for HS256, EC on P-256 for ES256.
 */
#ifndef TOKEN_JWK_H
#define TOKEN_JWK_H

#include "base/buf.h"
#include "token/random.h"

#define JWK_MAX_FILE 65536 /* bytes */

enum jwk_kind { JWK_OCT, JWK_EC };

struct crypto_pair;

struct jwk {
	enum jwk_kind kind;
	struct buf secret; /* oct: the key; EC: d, 32 bytes, or empty */
	unsigned char point[65]; /* EC: 4, x, y */
	struct crypto_pair *pair; /* EC: what mbedTLS made of the two */
	char *kid; /* or NULL */
};

struct jwks {
	struct jwk *v;
	size_t n, cap;
};

/*
 * Adds the keys in the n bytes of JSON at s to keys: one JWK, an array of
 * them (JWT_KEYS), or a set {"keys":[...]} (JWT_JWKS). Of several, those of
 * other kinds or for other uses are passed over. Returns 0, or -1 with *why
 * saying what is wrong (a string that lives for ever): not JSON, no key that
 * we know, a point that is not on the curve, a d that is not the point's.
 * Caller frees with jwks_free() in either case.
 */
int jwks_parse(struct jwks *keys, const char *s, size_t n, const char **why);

/* Adds the n bytes at s, as they are, as an oct key. */
void jwks_add_secret(struct jwks *keys, const char *s, size_t n);

/* Frees, from the key number from on, all that are not EC. */
void jwks_keep_ec(struct jwks *keys, size_t from);

/* Returns the first key of kind that has a secret part, or NULL. */
const struct jwk *jwks_signer(const struct jwks *keys, enum jwk_kind kind);

/*
 * Makes a new EC key with a random UUID (RFC 4122, version 4) as kid. Returns
 * 0, or -1 when random gave nothing. Caller frees with jwk_free().
 */
int jwk_make(struct jwk *key, const struct random *random);

/* Appends [EC private JWK, oct JWK], what GoTrue wants as JWT_KEYS. */
void jwk_write_keys(
	struct buf *out, const struct jwk *ec, const char *secret, size_t n);

/* Appends {"keys":[EC public JWK, oct JWK]}: JWT_JWKS, a secret too. */
void jwk_write_jwks(
	struct buf *out, const struct jwk *ec, const char *secret, size_t n);

/* Wipes and empties key. May be repeated. */
void jwk_free(struct jwk *key);

/* Wipes and empties keys. May be repeated. */
void jwks_free(struct jwks *keys);

#endif
