/* A whole key set of a Supabase install, newly made. */
#ifndef SUPABASE_KEYSET_H
#define SUPABASE_KEYSET_H

#include "supabase/variables.h"
#include "token/jwt.h"

/* By enum supabase_id; of those without VARIABLE_MADE nothing is made. */
struct keyset_wanted {
	bool want[SUPABASE_COUNT];
	const char *secret; /* nsecret bytes to sign with; NULL: a new one */
	size_t nsecret;
	const struct jwk *ec; /* to sign with; NULL: a new one */
	const char *iss, *ref; /* as in struct jwt_claims */
	int64_t now, expiry;
};

struct keyset {
	struct buf value[SUPABASE_COUNT]; /* empty: not wanted */
};

/*
 * Fills k. A secret or signing key that is not given is made, and then must
 * be wanted too: else keys would be signed with what nobody knows. Returns 0,
 * or -1 with *why saying what is wrong (a string that lives for ever). Caller
 * frees with keyset_free() in either case.
 */
int keyset_make(struct keyset *k, const struct keyset_wanted *wanted,
	const struct random *random, const char **why);

/* Appends k as lines of a .env file. */
void keyset_write_env(struct buf *out, const struct keyset *k);

/* Appends k as a JSON object. */
void keyset_write_json(struct buf *out, const struct keyset *k);

/*
 * Appends k as a merge patch (RFC 7386) of a Secret: stringData, which the API
 * server encodes.
 */
void keyset_write_patch(struct buf *out, const struct keyset *k);

/*
 * Appends k as the manifest of a Secret of that name, in that namespace, which
 * may be NULL; both DNS names.
 */
void keyset_write_secret(struct buf *out, const struct keyset *k,
	const char *name, const char *namespace);

/* Wipes and empties k. May be repeated. */
void keyset_free(struct keyset *k);

#endif
