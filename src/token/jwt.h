/*
 * JSON Web Tokens (RFC 7519) as Supabase uses them: the claims role, iss, ref
 * and the dates.
 */
#ifndef TOKEN_JWT_H
#define TOKEN_JWT_H

#include "token/jws.h"

#define JWT_DEFAULT_EXPIRY (INT64_C(3650) * 86400) /* seconds: 10y */
#define JWT_SHORT_SECRET 32 /* bytes: fewer are weak, RFC 7518 section 3.2 */

/* A NumericDate (RFC 7519 section 2), rounded up to a whole second. */
struct jwt_date {
	bool set;
	int64_t t;
};

struct jwt {
	struct jws jws;
	const char *problem; /* of the claims, a message's end; or NULL */
	char *role, *iss, *ref; /* NULL: absent */
	struct jwt_date iat, exp, nbf;
};

/*
 * Takes the n bytes at s apart; they must outlive t. Returns 0 if there are
 * claims to look at, even if t->jws.problem says that the token is not to be
 * trusted; -1 if not, or if a claim that we know is of the wrong type: then
 * t->jws.problem or t->problem says why. Verifies nothing. Caller frees with
 * jwt_free() in either case.
 */
int jwt_parse(struct jwt *t, const char *s, size_t n);

/* Returns what is wrong with t's form, or NULL. */
const char *jwt_problem(const struct jwt *t);

/* Returns the key that signed t, or NULL. */
const struct jwk *jwt_signer(const struct jwt *t, const struct jwks *keys);

/*
 * Returns why an HS256 token does not verify with the n bytes of secret, as a
 * message's end ("it fits without the trailing newline"), or NULL if it is
 * simply another secret's.
 */
const char *jwt_hint(const struct jwt *t, const char *secret, size_t n);

/*
 * Returns whether what the n bytes at s sign is signed with a secret that
 * everyone knows.
 */
bool jwt_secret_is_public(const char *s, size_t n);

/* What a new token is to say. */
struct jwt_claims {
	const char *role; /* NULL: the claims text must have it */
	const char *iss; /* NULL: "supabase", or the claims text's */
	const char *ref; /* NULL: none */
	struct jwt_date iat; /* not set: now */
	struct jwt_date exp; /* not set: iat + expiry */
	int64_t now, expiry;
	const char *text; /* ntext bytes: a JSON object of claims, or NULL */
	size_t ntext;
};

/*
 * Appends the claims to out as compact JSON: role, iss, iat, exp; with ref:
 * iss, ref, role, iat, exp; with a text its members in their order, then those
 * that it lacks. Sets *exp to the expiry. Returns 0, or -1 with *why saying
 * what is wrong (a string that lives for ever): text that is not UTF-8, and
 * claims that jwt_parse() would refuse or that are never valid, too.
 */
int jwt_write_claims(struct buf *out, const struct jwt_claims *claims,
	int64_t *exp, const char **why);

/* Wipes and empties t. May be repeated. */
void jwt_free(struct jwt *t);

/*
 * Appends a new secret for HS256, 40 characters of base64 as Supabase's own
 * scripts make it. Returns 0, or -1 if there is no randomness.
 */
int jwt_make_secret(struct buf *out, const struct random *random);

#endif
