/*
 * A byte that chooses, then a token, a key set, or a claims file. What parses
 * as a token is spelled in the only way there is, verifies with no key that
 * did not sign it, and what is signed verifies.
 */
#include "fuzz/fuzz.h"
#include "token/apikey.h"
#include "token/base64url.h"
#include "token/jwt.h"
#include "token/verdict.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

static const char secret[] = "a secret of thirty-two bytes, or more";

static void
check_spelling(const struct jws *j, const char *s, size_t n)
{
	struct buf again = {0};

	base64url_encode(&again, j->header.s, j->header.n);
	buf_addc(&again, '.');
	base64url_encode(&again, j->payload.s, j->payload.n);
	buf_addc(&again, '.');
	base64url_encode(&again, j->signature.s, j->signature.n);
	assert(again.n == n && memcmp(again.s, s, n) == 0);
	buf_free(&again);
}

static void
judge(const struct jwt *t, const struct jwks *keys)
{
	struct diags d = {0};
	struct buf line = {0};
	struct text text = {.path = "token", .s = ""};
	struct verdict v = {.keys = keys,
		.role = "anon",
		.now = 1700000000,
		.min_valid = 1,
		.expiry = LEVEL_ERROR,
		.known = LEVEL_ERROR,
		.text = &text,
		.at = NOWHERE,
		.d = &d};

	assert((verdict_form(t, &v) != 0) == (jwt_problem(t) != NULL));
	verdict_role(t, &v);
	verdict_dates(t, &v);
	verdict_demo(t, &v);
	verdict_describe(&line, t, v.now);
	assert(line.s && !strchr(line.s, '\n'));
	buf_free(&line);
	diags_free(&d);
}

static void
try_token(const char *s, size_t n)
{
	struct jwks keys = {0};
	struct jwt t;

	jwks_add_secret(&keys, secret, sizeof(secret) - 1);
	if (jwt_parse(&t, s, n) == 0)
		assert(t.jws.header.n && t.jws.payload.n);
	if (t.jws.problem == JWS_FINE)
		check_spelling(&t.jws, s, n);
	judge(&t, &keys);
	jwt_hint(&t, secret, sizeof(secret) - 1);
	/* nobody finds a MAC by chance */
	assert(!jwt_signer(&t, &keys));
	jwt_free(&t);
	jwks_free(&keys);
	apikey_valid(s, n);
}

static void
try_keys(const char *s, size_t n)
{
	struct jwks keys = {0};
	const char *why = NULL;
	struct jwt t;
	int ret = jwks_parse(&keys, s, n, &why);

	assert((ret != 0) == (why != NULL));
	assert(ret || keys.n);
	jwt_parse(&t, "e30.e30.e30", 11);
	assert(!jwt_signer(&t, &keys));
	jwt_free(&t);
	jwks_free(&keys);
}

static void
try_claims(const char *s, size_t n)
{
	struct jwt_claims claims = {
		.now = 1700000000, .expiry = 10, .text = s, .ntext = n};
	struct buf payload = {0}, token = {0};
	struct jwks keys = {0};
	const char *why = NULL;
	struct jwt t;
	int64_t exp = 0;

	jwks_add_secret(&keys, secret, sizeof(secret) - 1);
	if (jwt_write_claims(&payload, &claims, &exp, &why) == 0) {
		assert(jws_sign(&token, payload.s, payload.n, &keys.v[0],
			       NULL) == 0);
		jwt_parse(&t, token.s, token.n);
		assert(token.n > JWS_MAX || jwt_signer(&t, &keys));
		assert(t.jws.problem || t.problem ||
			(t.role && t.exp.set && t.exp.t == exp));
		jwt_free(&t);
	} else {
		assert(why && !payload.n);
	}
	buf_free(&payload);
	buf_free(&token);
	jwks_free(&keys);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	static void (*const ways[])(const char *, size_t) = {
		try_token, try_keys, try_claims};
	/* of its own length, so that a byte too many is seen */
	char *s;

	if (n == 0)
		return 0;
	s = xmalloc(n - 1);
	memcpy(s, data + 1, n - 1);
	ways[data[0] % countof(ways)](s, n - 1);
	free(s);
	return 0;
}
