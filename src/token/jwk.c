#include "token/jwk.h"

#include "token/base64url.h"
#include "token/crypto.h"
#include "token/strictjson.h"

#include <stdlib.h>
#include <string.h>

#define COORDINATE 32 /* bytes, RFC 7518 section 6.2.1.2 */

/* Returns whether member is absent, or the string wanted. */
static bool
may_be(const json_t *object, const char *member, const char *wanted)
{
	const json_t *value = json_object_get(object, member);

	return !value || (json_is_string(value) &&
				 strcmp(json_string_value(value), wanted) == 0);
}

/* Appends the bytes of a base64url member. Returns 0 or -1. */
static int
decode_member(const json_t *object, const char *member, struct buf *out)
{
	size_t n;
	const char *s = strictjson_text(object, member, &n);

	return s ? base64url_decode(out, s, n) : -1;
}

/*
 * Reads d into the pair. Returns whether its multiple of G is the point: less
 * the point, nothing is left. So it asks no random bytes, which
 * mbedtls_ecp_mul() does since version 3.
 */
static bool
load_secret(struct crypto_pair *pair, const struct buf *d)
{
	mbedtls_ecp_point rest;
	mbedtls_mpi minus;
	bool ok;

	mbedtls_ecp_point_init(&rest);
	mbedtls_mpi_init(&minus);
	ok = crypto_ok(mbedtls_mpi_read_binary(
		     &pair->secret, (const unsigned char *)d->s, d->n)) &&
	     crypto_ok(
		     mbedtls_ecp_check_privkey(&pair->group, &pair->secret)) &&
	     crypto_ok(mbedtls_mpi_lset(&minus, -1)) &&
	     crypto_ok(mbedtls_ecp_muladd(&pair->group, &rest, &pair->secret,
		     &pair->group.G, &minus, &pair->point)) &&
	     mbedtls_ecp_is_zero(&rest);
	mbedtls_mpi_free(&minus);
	mbedtls_ecp_point_free(&rest);
	return ok;
}

/* Whether the point lies on P-256, and d (if there is one) is its secret. */
static bool
load_pair(struct jwk *key)
{
	struct crypto_pair *pair = key->pair = crypto_pair_new();

	return crypto_ok(mbedtls_ecp_point_read_binary(&pair->group,
		       &pair->point, key->point, sizeof(key->point))) &&
	       crypto_ok(
		       mbedtls_ecp_check_pubkey(&pair->group, &pair->point)) &&
	       (!key->secret.n || load_secret(pair, &key->secret));
}

static const char *
read_ec(struct jwk *key, const json_t *object)
{
	struct buf point = {0};
	bool ok;

	if (!may_be(object, "crv", "P-256") || !json_object_get(object, "crv"))
		return "an EC key that is not on the curve P-256";
	if (!may_be(object, "alg", "ES256"))
		return "an EC key for another algorithm than ES256";
	key->kind = JWK_EC;
	buf_addc(&point, 4);
	ok = decode_member(object, "x", &point) == 0 &&
	     point.n == 1 + COORDINATE &&
	     decode_member(object, "y", &point) == 0 &&
	     point.n == sizeof(key->point);
	if (ok)
		memcpy(key->point, point.s, point.n);
	buf_free(&point);
	if (!ok)
		return "an EC key whose x or y is not 32 bytes in base64url";
	if (json_object_get(object, "d") &&
		(decode_member(object, "d", &key->secret) ||
			key->secret.n != COORDINATE))
		return "an EC key whose d is not 32 bytes in base64url";
	return load_pair(key)
		       ? NULL
		       : "an EC key whose x, y and d do not belong together";
}

static const char *
read_oct(struct jwk *key, const json_t *object)
{
	if (!may_be(object, "alg", "HS256"))
		return "an oct key for another algorithm than HS256";
	key->kind = JWK_OCT;
	if (decode_member(object, "k", &key->secret) || !key->secret.n)
		return "an oct key whose k is not base64url";
	return NULL;
}

/*
 * Returns NULL, or what is wrong. *unknown: a key that is no mistake, only
 * not for us (RFC 7517 section 5: ignore it in a set).
 */
static const char *
read_key(struct jwk *key, const json_t *object, bool *unknown)
{
	const char *kty, *kid;
	size_t n;

	*unknown = false;
	kty = strictjson_text(object, "kty", &n);
	if (!kty)
		return "a key without kty";
	*unknown = !may_be(object, "use", "sig") ||
		   (strcmp(kty, "EC") != 0 && strcmp(kty, "oct") != 0);
	if (*unknown)
		return "a key that is neither EC nor oct for signatures";
	kid = strictjson_text(object, "kid", &n);
	if (kid)
		key->kid = xstrndup(kid, n);
	return strcmp(kty, "EC") == 0 ? read_ec(key, object)
				      : read_oct(key, object);
}

static struct jwk *
add_key(struct jwks *keys)
{
	/* moving the structs is harmless: what they point to stays */
	keys->v = xgrow(keys->v, &keys->cap, keys->n + 1, sizeof(*keys->v));
	keys->v[keys->n] = (struct jwk){0};
	return &keys->v[keys->n++];
}

static const char *
read_keys(struct jwks *keys, const json_t *root)
{
	const json_t *list = root;
	const char *why = NULL;
	size_t i, start = keys->n;
	bool unknown;

	if (json_object_get(root, "keys"))
		list = json_object_get(root, "keys");
	if (json_is_object(list))
		return read_key(add_key(keys), list, &unknown);
	for (i = 0; i < json_array_size(list); i++) {
		why = read_key(
			add_key(keys), json_array_get(list, i), &unknown);
		if (why && !unknown)
			return why;
		if (why)
			jwk_free(&keys->v[--keys->n]);
	}
	return keys->n > start ? NULL : why ? why : "no key";
}

int
jwks_parse(struct jwks *keys, const char *s, size_t n, const char **why)
{
	json_t *root = strictjson_read(s, n);

	*why = root ? read_keys(keys, root) : "not JSON";
	json_decref(root);
	return *why ? -1 : 0;
}

void
jwks_add_secret(struct jwks *keys, const char *s, size_t n)
{
	struct jwk *key = add_key(keys);

	key->kind = JWK_OCT;
	buf_add(&key->secret, s, n);
}

void
jwks_keep_ec(struct jwks *keys, size_t from)
{
	size_t i;

	for (i = keys->n; i > from; i--) {
		if (keys->v[i - 1].kind == JWK_EC)
			continue;
		jwk_free(&keys->v[i - 1]);
		keys->v[i - 1] = keys->v[--keys->n];
	}
}

const struct jwk *
jwks_signer(const struct jwks *keys, enum jwk_kind kind)
{
	size_t i;

	for (i = 0; i < keys->n; i++)
		if (keys->v[i].kind == kind && keys->v[i].secret.n)
			return &keys->v[i];
	return NULL;
}

/* Fills the UUID of a new key. Returns 0 or -1. */
static int
make_kid(struct jwk *key, const struct random *random)
{
	unsigned char b[16];
	struct buf kid = {0};
	size_t i;

	if (random->fill(random->ctx, b, sizeof(b)) != 0)
		return -1;
	b[6] = (unsigned char)((b[6] & 0x0f) | 0x40);
	b[8] = (unsigned char)((b[8] & 0x3f) | 0x80);
	for (i = 0; i < sizeof(b); i++)
		buf_addf(&kid,
			i == 4 || i == 6 || i == 8 || i == 10 ? "-%02x"
							      : "%02x",
			b[i]);
	key->kid = xstrndup(kid.s, kid.n);
	buf_free(&kid);
	return 0;
}

int
jwk_make(struct jwk *key, const struct random *random)
{
	struct crypto_pair *pair = crypto_pair_new();
	unsigned char d[COORDINATE];
	size_t n;
	bool ok;

	*key = (struct jwk){.kind = JWK_EC, .pair = pair};
	ok = crypto_ok(mbedtls_ecp_gen_keypair(&pair->group, &pair->secret,
		     &pair->point, random->fill, random->ctx)) &&
	     crypto_ok(mbedtls_ecp_point_write_binary(&pair->group,
		     &pair->point, MBEDTLS_ECP_PF_UNCOMPRESSED, &n, key->point,
		     sizeof(key->point))) &&
	     crypto_ok(mbedtls_mpi_write_binary(&pair->secret, d, sizeof(d)));
	if (ok) {
		buf_add(&key->secret, d, sizeof(d));
		ok = make_kid(key, random) == 0;
	}
	wipe(d, sizeof(d));
	return ok ? 0 : -1;
}

static void
set_encoded(json_t *object, const char *member, const void *s, size_t n)
{
	struct buf text = {0};

	base64url_encode(&text, s, n);
	json_object_set_new(object, member, json_stringn(text.s, text.n));
	buf_free(&text);
}

/*
 * GoTrue wants key_ops, and "sign" in exactly one of its keys: the oct key
 * has none, so that new tokens are signed with the EC key.
 */
static json_t *
build_ec(const struct jwk *ec, bool with_secret)
{
	json_t *object = json_object(), *ops = json_array();

	if (with_secret)
		json_array_append_new(ops, json_string("sign"));
	json_array_append_new(ops, json_string("verify"));
	json_object_set_new(object, "kty", json_string("EC"));
	if (ec->kid)
		json_object_set_new(object, "kid", json_string(ec->kid));
	json_object_set_new(object, "use", json_string("sig"));
	json_object_set_new(object, "key_ops", ops);
	json_object_set_new(object, "alg", json_string("ES256"));
	json_object_set_new(object, "crv", json_string("P-256"));
	set_encoded(object, "x", ec->point + 1, COORDINATE);
	set_encoded(object, "y", ec->point + 1 + COORDINATE, COORDINATE);
	if (with_secret)
		set_encoded(object, "d", ec->secret.s, ec->secret.n);
	return object;
}

static json_t *
build_list(const struct jwk *ec, bool with_secret, const char *secret, size_t n)
{
	json_t *list, *oct;

	strictjson_use_memory();
	list = json_array();
	oct = json_object();
	json_object_set_new(oct, "kty", json_string("oct"));
	set_encoded(oct, "k", secret, n);
	json_object_set_new(oct, "alg", json_string("HS256"));
	json_array_append_new(list, build_ec(ec, with_secret));
	json_array_append_new(list, oct);
	return list;
}

void
jwk_write_keys(
	struct buf *out, const struct jwk *ec, const char *secret, size_t n)
{
	json_t *list = build_list(ec, true, secret, n);

	strictjson_write(out, list);
	json_decref(list);
}

void
jwk_write_jwks(
	struct buf *out, const struct jwk *ec, const char *secret, size_t n)
{
	json_t *list = build_list(ec, false, secret, n), *set = json_object();

	json_object_set_new(set, "keys", list);
	strictjson_write(out, set);
	json_decref(set);
}

void
jwk_free(struct jwk *key)
{
	buf_free(&key->secret);
	crypto_pair_free(key->pair);
	free(key->kid);
	*key = (struct jwk){0};
}

void
jwks_free(struct jwks *keys)
{
	size_t i;

	for (i = 0; i < keys->n; i++)
		jwk_free(&keys->v[i]);
	free(keys->v);
	*keys = (struct jwks){0};
}
