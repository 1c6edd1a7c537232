#include "token/jws.h"

#include "token/base64url.h"
#include "token/crypto.h"
#include "token/strictjson.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include <mbedtls/constant_time.h>
#include <mbedtls/ecdsa.h>
#include <mbedtls/md.h>

#define MAC 32 /* bytes */
#define SIGNATURE 64 /* r and s, RFC 7518 section 3.4 */

/*
 * The other header parameters of RFC 7515 section 4.1. They offer a key, which
 * nobody here asks for, or describe the payload.
 */
static const char *const ignored[] = {
	"jku", "jwk", "x5u", "x5c", "x5t", "x5t#S256", "cty"};

/* Ends of the three parts: fills dot[2]. Returns 0, or -1 if not three. */
static int
find_dots(const char *s, size_t n, size_t dot[2])
{
	size_t i, found = 0;

	for (i = 0; i < n; i++) {
		if (s[i] != '.')
			continue;
		if (found == 2)
			return -1;
		dot[found++] = i;
	}
	return found == 2 ? 0 : -1;
}

static enum jws_alg
find_alg(const char *s)
{
	if (strcmp(s, "HS256") == 0)
		return JWS_HS256;
	if (strcmp(s, "ES256") == 0)
		return JWS_ES256;
	return strcasecmp(s, "none") == 0 ? JWS_NONE : JWS_OTHER;
}

static enum jws_problem
read_member(struct jws *j, const char *name, const json_t *value)
{
	size_t i;

	if (strcmp(name, "crit") == 0)
		return JWS_HEADER_CRIT;
	for (i = 0; i < countof(ignored); i++)
		if (strcmp(name, ignored[i]) == 0)
			return JWS_FINE;
	if (!json_is_string(value))
		return JWS_HEADER_MEMBER;
	if (strcmp(name, "alg") == 0) {
		j->alg = find_alg(json_string_value(value));
		return JWS_FINE;
	}
	if (strcmp(name, "kid") == 0) {
		j->kid = xstrndup(
			json_string_value(value), json_string_length(value));
		return JWS_FINE;
	}
	if (strcmp(name, "typ") == 0 &&
		strcasecmp(json_string_value(value), "JWT") == 0)
		return JWS_FINE;
	return JWS_HEADER_MEMBER;
}

static enum jws_problem
read_header(struct jws *j)
{
	json_t *root = strictjson_read(j->header.s, j->header.n);
	enum jws_problem problem = JWS_FINE, one;
	const char *name;
	json_t *value;

	if (!json_is_object(root)) {
		json_decref(root);
		return JWS_HEADER_JSON;
	}
	json_object_foreach(root, name, value)
	{
		one = read_member(j, name, value);
		if (problem == JWS_FINE)
			problem = one;
	}
	json_decref(root);
	if (j->alg == JWS_NONE)
		return JWS_UNSIGNED;
	if (problem != JWS_FINE)
		return problem;
	return j->alg == JWS_OTHER ? JWS_HEADER_ALG : JWS_FINE;
}

/*
 * An empty part is refused like one that does not decode: RFC 7515 permits an
 * empty payload, but no token has one, and a missing part must not pass.
 */
static enum jws_problem
read_parts(struct jws *j, const char *s, size_t n)
{
	size_t dot[2], rest;
	enum jws_problem problem;

	if (n > JWS_MAX)
		return JWS_TOO_LONG;
	if (find_dots(s, n, dot) || dot[0] == 0 || dot[1] == dot[0] + 1)
		return JWS_NOT_THREE_PARTS;
	j->nsigned = dot[1];
	rest = dot[1] + 1;
	if (base64url_decode(&j->header, s, dot[0]) ||
		base64url_decode(
			&j->payload, s + dot[0] + 1, dot[1] - dot[0] - 1))
		return JWS_NOT_BASE64URL;
	problem = read_header(j);
	if (problem != JWS_FINE)
		return problem;
	if (base64url_decode(&j->signature, s + rest, n - rest))
		return JWS_NOT_BASE64URL;
	if (j->signature.n != (j->alg == JWS_HS256 ? MAC : SIGNATURE))
		return JWS_SIGNATURE_LENGTH;
	return JWS_FINE;
}

int
jws_parse(struct jws *j, const char *s, size_t n)
{
	*j = (struct jws){.s = s};
	j->problem = read_parts(j, s, n);
	return j->header.n && j->payload.n && j->problem != JWS_HEADER_JSON
		       ? 0
		       : -1;
}

const char *
jws_problem_text(enum jws_problem problem)
{
	static const char *const texts[] = {
		[JWS_FINE] = "it is well-formed",
		[JWS_TOO_LONG] = "it exceeds the limit of 8192 characters",
		[JWS_NOT_THREE_PARTS] =
			"it does not have three parts separated by dots; copy "
			"all of it",
		[JWS_NOT_BASE64URL] =
			"one of its parts is not valid base64url (no padding, "
			"white space or spare bits allowed)",
		[JWS_HEADER_JSON] = "its header is not a JSON object, or has a "
				    "duplicate member",
		[JWS_HEADER_MEMBER] = "its header has an unknown member",
		[JWS_HEADER_CRIT] = "its header has crit, which requires an "
				    "unsupported extension",
		[JWS_HEADER_ALG] = "its header has an unsupported alg: "
				   "expected HS256 or ES256",
		[JWS_UNSIGNED] =
			"its header has alg none: the token is not signed",
		[JWS_SIGNATURE_LENGTH] =
			"its signature has the wrong length for its alg",
	};

	assert(problem < countof(texts));
	return texts[problem];
}

static void
compute_mac(
	const struct jwk *key, const char *s, size_t n, unsigned char mac[MAC])
{
	bool ok = crypto_ok(
		mbedtls_md_hmac(mbedtls_md_info_from_type(MBEDTLS_MD_SHA256),
			(const unsigned char *)key->secret.s, key->secret.n,
			(const unsigned char *)s, n, mac));

	assert(ok);
	(void)ok;
}

static bool
verify_mac(const struct jws *j, const struct jwk *key)
{
	unsigned char mac[MAC];
	bool ok;

	compute_mac(key, j->s, j->nsigned, mac);
	ok = mbedtls_ct_memcmp(mac, j->signature.s, MAC) == 0;
	wipe(mac, sizeof(mac));
	return ok;
}

static bool
verify_ecdsa(const struct jws *j, const struct jwk *key)
{
	const unsigned char *sig = (const unsigned char *)j->signature.s;
	mbedtls_mpi r, s;
	unsigned char hash[SHA256_BYTES];
	bool ok;

	mbedtls_mpi_init(&r);
	mbedtls_mpi_init(&s);
	crypto_sha256(j->s, j->nsigned, hash);
	ok = crypto_ok(mbedtls_mpi_read_binary(&r, sig, SIGNATURE / 2)) &&
	     crypto_ok(mbedtls_mpi_read_binary(
		     &s, sig + SIGNATURE / 2, SIGNATURE / 2)) &&
	     crypto_ok(mbedtls_ecdsa_verify(&key->pair->group, hash,
		     sizeof(hash), &key->pair->point, &r, &s));
	mbedtls_mpi_free(&r);
	mbedtls_mpi_free(&s);
	return ok;
}

bool
jws_verify(const struct jws *j, const struct jwk *key)
{
	if (j->problem != JWS_FINE)
		return false;
	if (j->alg == JWS_HS256)
		return key->kind == JWK_OCT && key->secret.n &&
		       verify_mac(j, key);
	return key->kind == JWK_EC && verify_ecdsa(j, key);
}

static int
sign_ecdsa(const struct jwk *key, const struct random *random, const char *s,
	size_t n, unsigned char out[SIGNATURE])
{
	mbedtls_mpi r, sig;
	unsigned char hash[SHA256_BYTES];
	bool ok;

	mbedtls_mpi_init(&r);
	mbedtls_mpi_init(&sig);
	crypto_sha256(s, n, hash);
	ok = crypto_ok(mbedtls_ecdsa_sign_det_ext(&key->pair->group, &r, &sig,
		     &key->pair->secret, hash, sizeof(hash), MBEDTLS_MD_SHA256,
		     random->fill, random->ctx)) &&
	     crypto_ok(mbedtls_mpi_write_binary(&r, out, SIGNATURE / 2)) &&
	     crypto_ok(mbedtls_mpi_write_binary(
		     &sig, out + SIGNATURE / 2, SIGNATURE / 2));
	mbedtls_mpi_free(&sig);
	mbedtls_mpi_free(&r);
	return ok ? 0 : -1;
}

static void
add_header(struct buf *out, const struct jwk *key)
{
	struct buf text = {0};
	json_t *header;

	strictjson_use_memory();
	header = json_object();
	json_object_set_new(header, "alg",
		json_string(key->kind == JWK_OCT ? "HS256" : "ES256"));
	json_object_set_new(header, "typ", json_string("JWT"));
	if (key->kind == JWK_EC && key->kid)
		json_object_set_new(header, "kid", json_string(key->kid));
	strictjson_write(&text, header);
	json_decref(header);
	base64url_encode(out, text.s, text.n);
	buf_free(&text);
}

int
jws_sign(struct buf *out, const char *payload, size_t n, const struct jwk *key,
	const struct random *random)
{
	unsigned char signature[SIGNATURE];
	size_t start = out->n;
	int ret = 0;

	if (!key->secret.n)
		return -1;
	add_header(out, key);
	buf_addc(out, '.');
	base64url_encode(out, payload, n);
	if (key->kind == JWK_OCT)
		compute_mac(key, out->s + start, out->n - start, signature);
	else
		ret = sign_ecdsa(
			key, random, out->s + start, out->n - start, signature);
	if (ret) {
		buf_cut(out, start);
		return ret;
	}
	buf_addc(out, '.');
	base64url_encode(
		out, signature, key->kind == JWK_OCT ? MAC : SIGNATURE);
	return 0;
}

void
jws_free(struct jws *j)
{
	free(j->kid);
	buf_free(&j->header);
	buf_free(&j->payload);
	buf_free(&j->signature);
	*j = (struct jws){0};
}
