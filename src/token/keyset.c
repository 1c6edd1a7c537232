#include "token/keyset.h"

#include "token/apikey.h"
#include "token/strictjson.h"
#include "vars/dotenv.h"

#include <assert.h>
#include <string.h>

#include <mbedtls/base64.h>

#define SECRET_BYTES 30 /* 40 characters of base64, as upstream makes it */

const char *const keyset_names[KEYSET_COUNT] = {
	[KEYSET_SECRET] = "JWT_SECRET",
	[KEYSET_ANON] = "ANON_KEY",
	[KEYSET_SERVICE] = "SERVICE_ROLE_KEY",
	[KEYSET_PUBLISHABLE] = "SUPABASE_PUBLISHABLE_KEY",
	[KEYSET_OPAQUE_SECRET] = "SUPABASE_SECRET_KEY",
	[KEYSET_ANON_ASYMMETRIC] = "ANON_KEY_ASYMMETRIC",
	[KEYSET_SERVICE_ASYMMETRIC] = "SERVICE_ROLE_KEY_ASYMMETRIC",
	[KEYSET_KEYS] = "JWT_KEYS",
	[KEYSET_JWKS] = "JWT_JWKS",
};

static const char no_random[] = "the system has no random bytes";

/* One run of keyset_make(). */
struct making {
	struct keyset *k;
	const struct keyset_wanted *w;
	const struct random *random;
	struct jwks keys; /* the secret, if one is needed */
	struct jwk new_ec;
	const struct jwk *ec;
};

static const char *
make_secret(struct making *m)
{
	unsigned char bytes[SECRET_BYTES], text[SECRET_BYTES / 3 * 4 + 1];
	size_t n;

	if (m->w->secret) {
		jwks_add_secret(&m->keys, m->w->secret, m->w->nsecret);
		return NULL;
	}
	if (!m->w->want[KEYSET_SECRET])
		return "JWT_SECRET is in no source and not to be made: what "
		       "should sign?";
	if (m->random->fill(m->random->ctx, bytes, sizeof(bytes)) != 0)
		return no_random;
	mbedtls_base64_encode(text, sizeof(text), &n, bytes, sizeof(bytes));
	jwks_add_secret(&m->keys, (char *)text, n);
	buf_add(&m->k->value[KEYSET_SECRET], text, n);
	wipe(bytes, sizeof(bytes));
	wipe(text, sizeof(text));
	return NULL;
}

static const char *
make_ec(struct making *m)
{
	m->ec = m->w->ec;
	if (m->ec)
		return NULL;
	if (!m->w->want[KEYSET_KEYS])
		return "JWT_KEYS is in no source and not to be made: what "
		       "should sign?";
	if (jwk_make(&m->new_ec, m->random))
		return no_random;
	m->ec = &m->new_ec;
	return NULL;
}

static const char *
make_token(struct making *m, enum keyset_value which, const char *role,
	const struct jwk *key)
{
	struct jwt_claims claims = {.role = role,
		.iss = m->w->iss,
		.ref = m->w->ref,
		.now = m->w->now,
		.expiry = m->w->expiry};
	struct buf payload = {0};
	const char *why = NULL;
	int64_t exp;

	if (!m->w->want[which])
		return NULL;
	if (jwt_write_claims(&payload, &claims, &exp, &why) == 0 &&
		jws_sign(&m->k->value[which], payload.s, payload.n, key,
			m->random))
		why = no_random;
	buf_free(&payload);
	return why;
}

static const char *
make_opaque(struct making *m, enum keyset_value which, enum apikey_kind kind)
{
	char key[APIKEY_MAX + 1];

	if (!m->w->want[which])
		return NULL;
	if (apikey_make(kind, m->random, key))
		return no_random;
	buf_adds(&m->k->value[which], key);
	wipe(key, sizeof(key));
	return NULL;
}

static const char *
make_symmetric(struct making *m)
{
	const char *why;

	why = make_secret(m);
	if (!why)
		why = make_token(m, KEYSET_ANON, "anon", &m->keys.v[0]);
	if (!why)
		why = make_token(
			m, KEYSET_SERVICE, "service_role", &m->keys.v[0]);
	return why;
}

static void
write_sets(struct making *m)
{
	const struct keyset_wanted *w = m->w;
	const struct buf *secret = &m->keys.v[0].secret;

	assert(m->keys.n == 1 && secret->n);
	/* with neither of the two new, JWT_KEYS would be what it was */
	if (w->want[KEYSET_KEYS] && !(w->ec && w->secret))
		jwk_write_keys(
			&m->k->value[KEYSET_KEYS], m->ec, secret->s, secret->n);
	if (w->want[KEYSET_JWKS])
		jwk_write_jwks(
			&m->k->value[KEYSET_JWKS], m->ec, secret->s, secret->n);
}

static const char *
make_asymmetric(struct making *m)
{
	const bool *want = m->w->want;
	const char *why;

	why = make_ec(m);
	if (!why)
		why = make_token(m, KEYSET_ANON_ASYMMETRIC, "anon", m->ec);
	if (!why)
		why = make_token(
			m, KEYSET_SERVICE_ASYMMETRIC, "service_role", m->ec);
	if (!why && (want[KEYSET_KEYS] || want[KEYSET_JWKS]))
		write_sets(m);
	return why;
}

int
keyset_make(struct keyset *k, const struct keyset_wanted *wanted,
	const struct random *random, const char **why)
{
	struct making m = {.k = k, .w = wanted, .random = random};
	const bool *want = wanted->want;

	*why = NULL;
	if (want[KEYSET_SECRET] || want[KEYSET_ANON] || want[KEYSET_SERVICE] ||
		want[KEYSET_KEYS] || want[KEYSET_JWKS])
		*why = make_symmetric(&m);
	if (!*why)
		*why = make_opaque(&m, KEYSET_PUBLISHABLE, APIKEY_PUBLISHABLE);
	if (!*why)
		*why = make_opaque(&m, KEYSET_OPAQUE_SECRET, APIKEY_SECRET);
	if (!*why && (want[KEYSET_KEYS] || want[KEYSET_JWKS] ||
			     want[KEYSET_ANON_ASYMMETRIC] ||
			     want[KEYSET_SERVICE_ASYMMETRIC]))
		*why = make_asymmetric(&m);
	jwks_free(&m.keys);
	jwk_free(&m.new_ec);
	return *why ? -1 : 0;
}

static void
add_assignment(struct buf *out, const char *name, const struct buf *value)
{
	struct text before = {
		.path = "", .s = out->s ? out->s : "", .n = out->n};
	struct dotenv parsed = {0};
	struct diags d = {0};
	struct buf after = {0};

	dotenv_parse(&parsed, &before, &d);
	dotenv_set(&parsed, name, value->s, value->n, &after);
	buf_cut(out, 0);
	buf_add(out, after.s, after.n);
	buf_free(&after);
	dotenv_free(&parsed);
	diags_free(&d);
}

void
keyset_write_env(struct buf *out, const struct keyset *k)
{
	struct buf lines = {0};
	size_t i;

	for (i = 0; i < KEYSET_COUNT; i++)
		if (k->value[i].n)
			add_assignment(&lines, keyset_names[i], &k->value[i]);
	buf_add(out, lines.s, lines.n);
	buf_free(&lines);
}

static json_t *
build_object(const struct keyset *k)
{
	json_t *object;
	size_t i;

	strictjson_use_memory();
	object = json_object();
	for (i = 0; i < KEYSET_COUNT; i++)
		if (k->value[i].n)
			json_object_set_new(object, keyset_names[i],
				json_stringn(k->value[i].s, k->value[i].n));
	return object;
}

void
keyset_write_json(struct buf *out, const struct keyset *k)
{
	json_t *object = build_object(k);

	strictjson_write_pretty(out, object);
	json_decref(object);
}

void
keyset_write_patch(struct buf *out, const struct keyset *k)
{
	json_t *object = build_object(k), *patch = json_object();

	json_object_set_new(patch, "stringData", object);
	strictjson_write_pretty(out, patch);
	json_decref(patch);
}

/* A JSON string is a YAML string in double quotes. */
void
keyset_write_secret(struct buf *out, const struct keyset *k, const char *name,
	const char *namespace)
{
	size_t i;

	buf_addf(out, "apiVersion: v1\nkind: Secret\nmetadata:\n  name: %s\n",
		name);
	if (namespace)
		buf_addf(out, "  namespace: %s\n", namespace);
	buf_adds(out, "type: Opaque\nstringData:\n");
	for (i = 0; i < KEYSET_COUNT; i++) {
		if (!k->value[i].n)
			continue;
		buf_addf(out, "  %s: ", keyset_names[i]);
		strictjson_write_string(out, k->value[i].s, k->value[i].n);
		buf_addc(out, '\n');
	}
}

void
keyset_free(struct keyset *k)
{
	size_t i;

	for (i = 0; i < KEYSET_COUNT; i++)
		buf_free(&k->value[i]);
}
