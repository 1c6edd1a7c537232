#include "supabase/keyset.h"

#include "token/apikey.h"
#include "token/strictjson.h"
#include "vars/dotenv.h"

#include <assert.h>
#include <string.h>

static const char no_random[] = "cannot get random bytes from the system";

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
	struct buf *secret = &m->k->value[ID_JWT_SECRET];

	if (m->w->secret) {
		jwks_add_secret(&m->keys, m->w->secret, m->w->nsecret);
		return NULL;
	}
	if (!m->w->want[ID_JWT_SECRET])
		return "cannot sign: JWT_SECRET is not set; set it, or add it "
		       "to --only to generate one";
	if (jwt_make_secret(secret, m->random))
		return no_random;
	jwks_add_secret(&m->keys, secret->s, secret->n);
	return NULL;
}

static const char *
make_ec(struct making *m)
{
	m->ec = m->w->ec;
	if (m->ec)
		return NULL;
	if (!m->w->want[ID_JWT_KEYS])
		return "cannot sign: JWT_KEYS is not set; set it, or add it to "
		       "--only to generate one";
	if (jwk_make(&m->new_ec, m->random))
		return no_random;
	m->ec = &m->new_ec;
	return NULL;
}

/* Makes the token of variable id, signed with key. */
static const char *
make_token(struct making *m, enum supabase_id id, const struct jwk *key)
{
	struct jwt_claims claims = {
		.role = supabase_role_name(supabase_variables[id].role),
		.iss = m->w->iss,
		.ref = m->w->ref,
		.now = m->w->now,
		.expiry = m->w->expiry};
	struct buf payload = {0};
	const char *why = NULL;
	int64_t exp;

	if (jwt_write_claims(&payload, &claims, &exp, &why) == 0 &&
		jws_sign(
			&m->k->value[id], payload.s, payload.n, key, m->random))
		why = no_random;
	buf_free(&payload);
	return why;
}

static const char *
make_opaque(struct making *m, enum supabase_id id)
{
	enum apikey_kind kind = supabase_variables[id].role == ROLE_ANON
					? APIKEY_PUBLISHABLE
					: APIKEY_SECRET;
	char key[APIKEY_MAX + 1];

	if (apikey_make(kind, m->random, key))
		return no_random;
	buf_adds(&m->k->value[id], key);
	wipe(key, sizeof(key));
	return NULL;
}

static void
write_sets(struct making *m)
{
	const struct keyset_wanted *w = m->w;
	const struct buf *secret = &m->keys.v[0].secret;

	assert(m->keys.n == 1 && secret->n);
	/* with neither of the two new, JWT_KEYS would be what it was */
	if (w->want[ID_JWT_KEYS] && !(w->ec && w->secret))
		jwk_write_keys(
			&m->k->value[ID_JWT_KEYS], m->ec, secret->s, secret->n);
	if (w->want[ID_JWT_JWKS])
		jwk_write_jwks(
			&m->k->value[ID_JWT_JWKS], m->ec, secret->s, secret->n);
}

static const char *
make_key(struct making *m, enum supabase_id id)
{
	switch ((enum supabase_form)supabase_variables[id].form) {
	case FORM_JWT:
		return make_token(m, id, &m->keys.v[0]);
	case FORM_ASYMMETRIC:
		return make_token(m, id, m->ec);
	case FORM_OPAQUE:
		return make_opaque(m, id);
	default:
		return NULL; /* what signs is there by now */
	}
}

/* Whether a wanted variable has one of the forms, bits of 1 << form. */
static bool
wants(const struct keyset_wanted *w, unsigned forms)
{
	size_t i;

	for (i = 0; i < SUPABASE_COUNT; i++)
		if (w->want[i] && forms & 1u << supabase_variables[i].form)
			return true;
	return false;
}

#define SETS (1u << FORM_SIGNING_KEYS | 1u << FORM_VERIFYING_KEYS)

static const char *
make_all(struct making *m)
{
	const char *why = NULL;
	size_t i;

	if (wants(m->w, 1u << FORM_SECRET | 1u << FORM_JWT | SETS))
		why = make_secret(m);
	if (!why && wants(m->w, 1u << FORM_ASYMMETRIC | SETS))
		why = make_ec(m);
	for (i = 0; i < SUPABASE_COUNT && !why; i++)
		if (m->w->want[i])
			why = make_key(m, (enum supabase_id)i);
	if (!why && wants(m->w, SETS))
		write_sets(m);
	return why;
}

int
keyset_make(struct keyset *k, const struct keyset_wanted *wanted,
	const struct random *random, const char **why)
{
	struct making m = {.k = k, .w = wanted, .random = random};

	*why = make_all(&m);
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

	for (i = 0; i < SUPABASE_COUNT; i++)
		if (k->value[i].n)
			add_assignment(
				&lines, supabase_secret_name(i), &k->value[i]);
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
	for (i = 0; i < SUPABASE_COUNT; i++)
		if (k->value[i].n)
			json_object_set_new(object, supabase_secret_name(i),
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
	for (i = 0; i < SUPABASE_COUNT; i++) {
		if (!k->value[i].n)
			continue;
		buf_addf(out, "  %s: ", supabase_secret_name(i));
		strictjson_write_string(out, k->value[i].s, k->value[i].n);
		buf_addc(out, '\n');
	}
}

void
keyset_free(struct keyset *k)
{
	size_t i;

	for (i = 0; i < SUPABASE_COUNT; i++)
		buf_free(&k->value[i]);
}
