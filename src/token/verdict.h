/*
 * What is wrong with a token, said as diagnostics: the same words whether the
 * token came alone, from a key set, or as a credential in a rendered file.
 */
#ifndef TOKEN_VERDICT_H
#define TOKEN_VERDICT_H

#include "report/diag.h"
#include "token/apikey.h"
#include "token/jwt.h"

/* Against what a token is judged, and where its diagnostics go. */
struct verdict {
	const struct jwks *keys; /* that may have signed it */
	const struct jwk *signer; /* the one of keys, if that is known */
	const char *role; /* that it must have; NULL: any */
	int64_t now; /* seconds since 1970 */
	int64_t leeway; /* seconds that clocks may differ */
	int64_t min_valid; /* seconds that it must still be valid */
	enum level expiry; /* of an expired or expiring one */
	enum level known; /* of one that anyone has or can make */
	const char *expired; /* what an expired one does, or NULL */
	const struct text *text; /* the place, as for diag_add() */
	size_t at;
	struct diags *d;
};

/* Reports a token that is not well-formed. Returns 0 or -1. */
int verdict_form(const struct jwt *t, const struct verdict *v);

/*
 * Reports a token that none of v->keys signed, and why that may be; and one
 * that anyone can sign, at the level v->known. Returns 0 or -1.
 */
int verdict_signature(const struct jwt *t, const struct verdict *v);

/* Reports a token whose role is not v->role. Returns 0 or -1. */
int verdict_role(const struct jwt *t, const struct verdict *v);

/*
 * Reports a token that is expired or expires within v->min_valid, at the level
 * v->expiry. Returns 0 or -1.
 */
int verdict_expiry(const struct jwt *t, const struct verdict *v);

/*
 * Does what is known of a token by what a source has: verdict_form() and
 * verdict_signature(), if v->keys has a secret and the token is signed with
 * one, but not of one of before a rotation (is_old); and verdict_expiry().
 * Returns 0 or -1.
 */
int verdict_install(const struct jwt *t, const struct verdict *v, bool is_old);

/*
 * Reports an opaque key, called what, that is of no kind or of the other one
 * than a server's or a client's must be. Returns 0 or -1.
 */
int verdict_opaque(enum apikey_kind kind, bool is_server, const char *what,
	const struct verdict *v);

/*
 * Does verdict_expiry(), and reports a token that is not valid yet or was
 * issued in the future. Returns 0 or -1.
 */
int verdict_dates(const struct jwt *t, const struct verdict *v);

/*
 * Reports the demo keys of Supabase's examples, by their issuer, at the level
 * v->known. Returns 0 or -1.
 */
int verdict_demo(const struct jwt *t, const struct verdict *v);

/*
 * Reports a signing secret (n bytes at s, called name) that is public, short,
 * or begins or ends in white space: all warnings.
 */
void verdict_secret(const char *name, const char *s, size_t n, struct diags *d);

/*
 * Appends what the token says of itself, for a line: "HS256, role anon, iss
 * supabase, expires 2027-01-09T23:00:00Z (in 30 days)".
 */
void verdict_describe(struct buf *out, const struct jwt *t, int64_t now);

/* One key in a JSON answer. */
struct verdict_key {
	const char *name; /* of its variable, or NULL */
	const char *source; /* where that came from, or NULL */
	const char *form; /* "HS256", "publishable", ... */
	const struct jwt *claims; /* to be shown; or NULL */
	const struct jwt *unverified; /* header and claims as they are */
};

/*
 * Appends {"version": 1, "ok", "keys": [...], "findings": [{"level", "rule",
 * "about", "message"}]}. Members may be added; version changes when one
 * changes its meaning.
 */
void verdict_json(struct buf *out, const struct verdict_key *keys, size_t n,
	const struct diags *d);

#endif
