#include "token/jwt.h"

#include "base/bytes.h"
#include "base/utf8.h"
#include "token/base64url.h"
#include "token/strictjson.h"

#include <stdlib.h>
#include <string.h>

#include <mbedtls/base64.h>

#define SECRET_BYTES 30
#define HMAC_BLOCK 64 /* bytes, of SHA-256 */

/* Supabase's docker example, and the CLI's local stack */
static const char *const public_secrets[] = {
	"your-super-secret-jwt-token-with-at-least-32-characters-long",
	"super-secret-jwt-token-with-at-least-32-characters-long",
};

/*
 * Rounded up: with a whole number of seconds for now, now >= 1.5 is the same
 * as now >= 2, for exp and for nbf. Returns -1 if it is no number.
 */
static int
read_date(const json_t *root, const char *name, struct jwt_date *date)
{
	const json_t *value = json_object_get(root, name);
	double real;

	if (!value)
		return 0;
	date->set = json_is_number(value);
	if (json_is_integer(value)) {
		date->t = json_integer_value(value);
		return 0;
	}
	if (!json_is_real(value))
		return -1;
	real = json_real_value(value);
	if (real >= 9e18)
		date->t = INT64_MAX;
	else if (real <= -9e18)
		date->t = INT64_MIN;
	else
		date->t = (int64_t)real + ((double)(int64_t)real < real);
	return 0;
}

static int
read_string(const json_t *root, const char *name, char **out)
{
	const json_t *value = json_object_get(root, name);
	size_t n = 0;
	const char *s = strictjson_text(root, name, &n);

	if (value && !s)
		return -1;
	if (s)
		*out = xstrndup(s, n);
	return 0;
}

static const char *
read_claims(struct jwt *t, const json_t *root)
{
	if (!json_is_object(root))
		return "its claims are not a JSON object, or have a duplicate "
		       "member";
	if (read_string(root, "role", &t->role))
		return "its claim role is not a string";
	if (read_string(root, "iss", &t->iss))
		return "its claim iss is not a string";
	if (read_string(root, "ref", &t->ref))
		return "its claim ref is not a string";
	if (read_date(root, "iat", &t->iat))
		return "its claim iat is not a number";
	if (read_date(root, "exp", &t->exp))
		return "its claim exp is not a number";
	if (read_date(root, "nbf", &t->nbf))
		return "its claim nbf is not a number";
	return NULL;
}

int
jwt_parse(struct jwt *t, const char *s, size_t n)
{
	json_t *root;

	*t = (struct jwt){0};
	if (jws_parse(&t->jws, s, n))
		return -1;
	root = strictjson_read(t->jws.payload.s, t->jws.payload.n);
	t->problem = read_claims(t, root);
	json_decref(root);
	return t->problem ? -1 : 0;
}

const char *
jwt_problem(const struct jwt *t)
{
	if (t->jws.problem != JWS_FINE)
		return jws_problem_text(t->jws.problem);
	return t->problem;
}

const struct jwk *
jwt_signer(const struct jwt *t, const struct jwks *keys)
{
	size_t i;

	for (i = 0; i < keys->n; i++)
		if (jws_verify(&t->jws, &keys->v[i]))
			return &keys->v[i];
	return NULL;
}

static bool
signed_with(const struct jwt *t, const char *secret, size_t n)
{
	struct jwks keys = {0};
	bool ok;

	if (!n)
		return false;
	jwks_add_secret(&keys, secret, n);
	ok = jwt_signer(t, &keys) != NULL;
	jwks_free(&keys);
	return ok;
}

bool
jwt_secret_is_public(const char *s, size_t n)
{
	size_t i;

	/* HMAC fills a block with zero bytes: these are no other secret */
	while (n && n <= HMAC_BLOCK && !s[n - 1])
		n--;
	for (i = 0; i < countof(public_secrets); i++)
		if (bytes_are(s, n, public_secrets[i]))
			return true;
	return false;
}

/* Whether one of them signed t. */
static bool
signed_in_public(const struct jwt *t)
{
	size_t i;

	for (i = 0; i < countof(public_secrets); i++)
		if (signed_with(
			    t, public_secrets[i], strlen(public_secrets[i])))
			return true;
	return false;
}

/* Whether the bytes that secret encodes in base64 signed t. */
static bool
signed_with_decoded(const struct jwt *t, const char *secret, size_t n)
{
	struct buf text = {0}, bytes = {0};
	size_t i;
	bool ok;

	while (n && secret[n - 1] == '=')
		n--;
	buf_add(&text, secret, n);
	for (i = 0; i < n; i++)
		if (text.s[i] == '+' || text.s[i] == '/')
			text.s[i] = text.s[i] == '+' ? '-' : '_';
	ok = base64url_decode(&bytes, text.s, text.n) == 0 &&
	     signed_with(t, bytes.s, bytes.n);
	buf_free(&text);
	buf_free(&bytes);
	return ok;
}

/* Whether the bytes that secret encodes in hexadecimal signed t. */
static bool
signed_with_hex(const struct jwt *t, const char *secret, size_t n)
{
	struct buf bytes = {0};
	size_t i;
	bool ok = n > 0 && n % 2 == 0;

	for (i = 0; ok && i < n; i += 2) {
		int high = hex_digit(secret[i]), low = hex_digit(secret[i + 1]);

		ok = high >= 0 && low >= 0;
		buf_addc(&bytes, (char)(high * 16 + low));
	}
	ok = ok && signed_with(t, bytes.s, bytes.n);
	buf_free(&bytes);
	return ok;
}

/* Whether what is in front of a $, which compose or a shell took, signed t. */
static bool
signed_before_dollar(const struct jwt *t, const char *secret, size_t n)
{
	const char *dollar = memchr(secret, '$', n);

	return dollar && dollar > secret &&
	       signed_with(t, secret, (size_t)(dollar - secret));
}

static bool
signed_with_more(
	const struct jwt *t, const char *secret, size_t n, const char *end)
{
	struct buf longer = {0};
	bool ok;

	buf_add(&longer, secret, n);
	buf_adds(&longer, end);
	ok = signed_with(t, longer.s, longer.n);
	buf_free(&longer);
	return ok;
}

const char *
jwt_hint(const struct jwt *t, const char *secret, size_t n)
{
	size_t trimmed = n;

	if (t->jws.problem != JWS_FINE || t->jws.alg != JWS_HS256)
		return NULL;
	while (trimmed && strchr(" \t\r\n", secret[trimmed - 1]))
		trimmed--;
	if (trimmed < n && signed_with(t, secret, trimmed))
		return "it matches without the white space at the end of the "
		       "secret (echo without -n adds a newline)";
	if (signed_with_more(t, secret, n, "\n") ||
		signed_with_more(t, secret, n, "\r\n"))
		return "it matches with a newline after the secret: whoever "
		       "signed it used echo without -n";
	if (signed_with_decoded(t, secret, trimmed))
		return "it matches the secret decoded from base64; Supabase "
		       "uses the text undecoded";
	if (signed_with_hex(t, secret, trimmed))
		return "it matches the secret decoded from hexadecimal; "
		       "Supabase uses the text undecoded";
	if (signed_before_dollar(t, secret, n))
		return "it matches the part of the secret before the $: docker "
		       "compose or a shell expanded the rest as a variable; "
		       "put the secret in single quotes";
	if (signed_in_public(t))
		return "the publicly known one of Supabase's examples";
	return NULL;
}

static json_t *
begin_claims(const struct jwt_claims *c, const char **why)
{
	static const char *const both[] = {
		"role is set twice: by --role and by the claims file",
		"iss is set twice: by --iss and by the claims file",
		"ref is set twice: by --ref and by the claims file",
		"iat is set twice: by --iat and by the claims file",
		"exp is set twice: by --exp and by the claims file",
	};
	static const char *const names[] = {"role", "iss", "ref", "iat", "exp"};
	const bool given[] = {c->role, c->iss, c->ref, c->iat.set, c->exp.set};
	json_t *root;
	size_t i;

	strictjson_use_memory();
	if (!c->text)
		return json_object();
	root = strictjson_read(c->text, c->ntext);
	if (!json_is_object(root))
		*why = "the claims are not a JSON object, or have a duplicate "
		       "member";
	for (i = 0; root && i < countof(names); i++)
		if (given[i] && json_object_get(root, names[i]))
			*why = both[i];
	return root;
}

static void
add_missing(json_t *root, const char *name, json_t *value)
{
	if (json_object_get(root, name))
		json_decref(value);
	else
		json_object_set_new(root, name, value);
}

/* Adds iat and exp where they are missing, and tells *exp. */
static const char *
add_dates(json_t *root, const struct jwt_claims *c, int64_t *exp)
{
	struct jwt_date iat = c->iat, file = {0};

	if (!iat.set)
		iat.t = c->now;
	if (read_date(root, "iat", &file))
		return "the claim iat is not a number";
	if (file.set)
		iat.t = file.t;
	*exp = c->exp.t;
	file.set = false;
	if (read_date(root, "exp", &file))
		return "the claim exp is not a number";
	if (file.set)
		*exp = file.t;
	else if (!c->exp.set && __builtin_add_overflow(iat.t, c->expiry, exp))
		return "exp exceeds the latest possible date";
	add_missing(root, "iat", json_integer(iat.t));
	add_missing(root, "exp", json_integer(*exp));
	return *exp > iat.t ? NULL : "exp is not after iat";
}

static const char *
add_claims(json_t *root, const struct jwt_claims *c, int64_t *exp)
{
	bool ref_first = c->ref && !c->text;
	const char *role = c->role;
	size_t n = 0;

	if (!role)
		role = strictjson_text(root, "role", &n);
	if (!role)
		return "missing role: pass --role, or a string in the claims "
		       "file";
	if (!ref_first)
		add_missing(root, "role", json_string(role));
	add_missing(root, "iss", json_string(c->iss ? c->iss : "supabase"));
	if (c->ref)
		add_missing(root, "ref", json_string(c->ref));
	add_missing(root, "role", json_string(role));
	return add_dates(root, c, exp);
}

static bool
is_utf8(const char *s)
{
	return !s || utf8_check(s, strlen(s)) == strlen(s);
}

/* What no JSON string holds would be left out. */
static const char *
check_texts(const struct jwt_claims *c)
{
	if (!is_utf8(c->role))
		return "the role is not valid UTF-8";
	if (!is_utf8(c->iss))
		return "the issuer (iss) is not valid UTF-8";
	return is_utf8(c->ref) ? NULL
			       : "the reference (ref) is not valid UTF-8";
}

/* Nobody is to be given a token that every reader refuses. */
static const char *
check_claims(const json_t *root, int64_t exp, int64_t now)
{
	struct jwt t = {0};
	const char *why = read_claims(&t, root);

	if (!why && t.nbf.set && t.nbf.t >= exp)
		why = "its claim nbf is not before exp: the token is never "
		      "valid";
	if (!why && exp <= now)
		why = "exp is in the past: the token is never valid";
	jwt_free(&t);
	return why;
}

int
jwt_write_claims(struct buf *out, const struct jwt_claims *claims, int64_t *exp,
	const char **why)
{
	json_t *root;

	*why = check_texts(claims);
	if (*why)
		return -1;
	root = begin_claims(claims, why);
	if (!*why)
		*why = add_claims(root, claims, exp);
	if (!*why)
		*why = check_claims(root, *exp, claims->now);
	if (!*why)
		strictjson_write(out, root);
	json_decref(root);
	return *why ? -1 : 0;
}

void
jwt_free(struct jwt *t)
{
	jws_free(&t->jws);
	free(t->role);
	free(t->iss);
	free(t->ref);
	*t = (struct jwt){0};
}

int
jwt_make_secret(struct buf *out, const struct random *random)
{
	unsigned char bytes[SECRET_BYTES], text[SECRET_BYTES / 3 * 4 + 1];
	size_t n;

	if (random->fill(random->ctx, bytes, sizeof(bytes)) != 0)
		return -1;
	mbedtls_base64_encode(text, sizeof(text), &n, bytes, sizeof(bytes));
	buf_add(out, text, n);
	wipe(bytes, sizeof(bytes));
	wipe(text, sizeof(text));
	return 0;
}
