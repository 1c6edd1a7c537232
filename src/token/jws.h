/*
 * Signed text in the compact serialization of RFC 7515 section 3.1:
 * header.payload.signature. What the payload says is jwt.h's business.
 */
#ifndef TOKEN_JWS_H
#define TOKEN_JWS_H

#include "token/jwk.h"

#define JWS_MAX 8192 /* characters */

enum jws_alg {
	JWS_OTHER, /* an algorithm that we do not verify, or none at all */
	JWS_NONE, /* "none": not signed */
	JWS_HS256,
	JWS_ES256,
};

enum jws_problem {
	JWS_FINE,
	JWS_TOO_LONG,
	JWS_NOT_THREE_PARTS,
	JWS_NOT_BASE64URL,
	JWS_HEADER_JSON, /* not one JSON object */
	JWS_HEADER_MEMBER, /* a member of the wrong type or meaning */
	JWS_HEADER_CRIT,
	JWS_HEADER_ALG, /* not HS256 or ES256 */
	JWS_UNSIGNED, /* alg none */
	JWS_SIGNATURE_LENGTH,
};

struct jws {
	const char *s; /* the token; the caller's */
	size_t nsigned; /* bytes that are signed: header and payload */
	enum jws_alg alg;
	enum jws_problem problem;
	char *kid; /* or NULL */
	struct buf header; /* decoded; empty if that was not possible */
	struct buf payload;
	struct buf signature;
};

/*
 * Takes the n bytes at s apart, as far as possible, and sets j->problem to
 * the first thing that is wrong. The text at s must outlive j. Returns 0, or
 * -1 if header or payload could not be decoded; caller frees with jws_free()
 * in either case.
 */
int jws_parse(struct jws *j, const char *s, size_t n);

/* Returns what is wrong, as a message's end: "it has not three parts". */
const char *jws_problem_text(enum jws_problem problem);

/*
 * Returns whether key signed j: false for every problem, for a key of the
 * other algorithm, for a wrong signature. In constant time for HS256.
 */
bool jws_verify(const struct jws *j, const struct jwk *key);

/*
 * Appends to out the token of payload (n bytes), signed with key: with HS256
 * by an oct key, with ES256 by an EC one, whose kid is then in the header
 * (deterministic, RFC 6979; random only blinds). random may be NULL for oct.
 * Returns 0, or -1 when random gave nothing or the key has no secret part.
 */
int jws_sign(struct buf *out, const char *payload, size_t n,
	const struct jwk *key, const struct random *random);

/* Wipes and empties j. May be repeated. */
void jws_free(struct jws *j);

#endif
