#include "supabase/keycheck.h"

#include "base/bytes.h"
#include "supabase/credential.h"
#include "supabase/filekeys.h"
#include "token/apikey.h"

#include <string.h>

/* The four that opaque keys need. */
static const enum supabase_id opaque_ids[] = {ID_SUPABASE_PUBLISHABLE_KEY,
	ID_SUPABASE_SECRET_KEY, ID_ANON_KEY_ASYMMETRIC,
	ID_SERVICE_ROLE_KEY_ASYMMETRIC};

static const enum supabase_id sets[] = {ID_JWT_KEYS, ID_JWT_JWKS};

bool
keycheck_has(enum supabase_id id)
{
	return supabase_variables[id].role != ROLE_NOBODY;
}

static const struct var *
look(struct vars *vars, enum supabase_id id, struct text *about,
	struct diags *d)
{
	*about = (struct text){.path = supabase_variables[id].name, .s = ""};
	return supabase_var(vars, id, d);
}

/* The EC keys of JWT_JWKS, or if there are none, of JWT_KEYS. */
static void
read_sets(struct keycheck *c)
{
	size_t i, kept = c->keys.n;
	const char *why;

	for (i = 2; i > 0 && c->keys.n == kept; i--) {
		if (!c->set[i - 1]->n)
			continue;
		if (jwks_parse(&c->keys, c->set[i - 1]->value, c->set[i - 1]->n,
			    &why))
			diag_add(c->d, RULE_KEY_MISMATCH, &c->about[i], NOWHERE,
				"contains no usable key: %s", why);
		/* an oct key there is JWT_SECRET again: hints want the one */
		jwks_keep_ec(&c->keys, kept);
	}
}

void
keycheck_open(struct keycheck *c, struct vars *vars, int64_t now,
	int64_t min_valid, struct diags *d)
{
	size_t i;

	*c = (struct keycheck){
		.vars = vars, .now = now, .min_valid = min_valid, .d = d};
	c->secret = look(vars, ID_JWT_SECRET, &c->about[0], d);
	for (i = 0; i < countof(sets); i++)
		c->set[i] = look(vars, sets[i], &c->about[i + 1], d);
	if (c->secret->n)
		jwks_add_secret(&c->keys, c->secret->value, c->secret->n);
	read_sets(c);
	for (i = 0; i < SUPABASE_COUNT; i++) {
		struct keycheck_key *key = &c->key[i];

		if (!keycheck_has(i))
			continue;
		key->var = look(vars, i, &key->about, d);
		key->is_jwt =
			jwt_parse(&key->jwt, key->var->value, key->var->n) == 0;
		if (key->is_jwt)
			key->signer = jwt_signer(&key->jwt, &c->keys);
	}
}

static void
check_secret(struct keycheck *c, enum level if_unset)
{
	const struct var *secret = c->secret;

	if (!secret->n)
		diag_add_level(c->d, if_unset, RULE_UNSET_VARIABLE,
			&c->about[0], NOWHERE,
			"not set anywhere, so the signatures of keys cannot be "
			"checked; pass -e FILE or -s DIR");
	else if (jwt_secret_is_public(secret->value, secret->n))
		diag_add_level(c->d, LEVEL_ERROR, RULE_PUBLICLY_KNOWN_SECRET,
			&c->about[0], NOWHERE,
			"this is the publicly known secret of Supabase's "
			"examples: anyone can sign keys with it");
	else
		verdict_secret("JWT_SECRET", secret->value, secret->n, c->d);
}

/* The oct key of a set must be JWT_SECRET: services verify with either. */
static void
check_oct(struct keycheck *c, size_t i, const struct jwks *set)
{
	const struct jwk *oct = jwks_signer(set, JWK_OCT);

	if (!oct || !c->secret->n ||
		bytes_same(oct->secret.s, oct->secret.n, c->secret->value,
			c->secret->n))
		return;
	diag_add(c->d, RULE_KEY_MISMATCH, &c->about[i + 1], NOWHERE,
		"its oct key differs from JWT_SECRET: services that verify "
		"with one refuse tokens signed with the other");
}

static bool
has_point(const struct jwks *set, const struct jwk *key)
{
	size_t i;

	for (i = 0; i < set->n; i++)
		if (set->v[i].kind == JWK_EC &&
			memcmp(set->v[i].point, key->point,
				sizeof(key->point)) == 0)
			return true;
	return false;
}

static void
check_sets(struct keycheck *c)
{
	struct jwks set[2] = {{0}, {0}};
	const struct jwk *signer;
	const char *why;
	size_t i;
	bool ok = true;

	for (i = 0; i < 2; i++) {
		if (!c->set[i]->n)
			continue;
		/* the one that holds no key was reported by read_sets() */
		ok &= jwks_parse(&set[i], c->set[i]->value, c->set[i]->n,
			      &why) == 0;
		if (!ok && i == 0 && c->set[1]->n)
			diag_add(c->d, RULE_KEY_MISMATCH, &c->about[1], NOWHERE,
				"contains no usable key: %s", why);
		check_oct(c, i, &set[i]);
	}
	signer = jwks_signer(&set[0], JWK_EC);
	if (ok && c->set[0]->n && !signer)
		diag_add(c->d, RULE_KEY_MISMATCH, &c->about[1], NOWHERE,
			"contains no EC P-256 key with its private part (d)");
	if (ok && c->set[1]->n && signer && !has_point(&set[1], signer))
		diag_add(c->d, RULE_KEY_MISMATCH, &c->about[2], NOWHERE,
			"missing the EC key of JWT_KEYS: no service can verify "
			"tokens signed with that key");
	jwks_free(&set[0]);
	jwks_free(&set[1]);
}

static void
check_opaque(struct keycheck *c, enum supabase_id i, enum apikey_kind kind)
{
	const struct keycheck_key *key = &c->key[i];
	enum supabase_role role = supabase_variables[i].role;
	enum apikey_kind wanted =
		role == ROLE_ANON ? APIKEY_PUBLISHABLE : APIKEY_SECRET;

	if (!supabase_is_credential(i))
		diag_add(c->d, RULE_TOKEN_MALFORMED, &key->about, NOWHERE,
			"found an opaque key, expected the JWT that replaces "
			"one");
	else if (kind != wanted)
		diag_add(c->d, RULE_KEY_ROLE, &key->about, NOWHERE,
			"the key of consumer %s does not begin with %s",
			supabase_role_name(role),
			wanted == APIKEY_SECRET ? "sb_secret_"
						: "sb_publishable_");
	else if (!apikey_valid(key->var->value, key->var->n))
		diag_add(c->d, RULE_KEY_CHECKSUM, &key->about, NOWHERE,
			"invalid form or checksum: mistyped, truncated, or not "
			"generated as Supabase does");
}

void
keycheck_dates(const struct jwt *t, struct verdict v)
{
	if (verdict_dates(t, &v) || v.min_valid >= SUPABASE_SOON)
		return;
	v.min_valid = SUPABASE_SOON;
	v.expiry = LEVEL_WARNING;
	verdict_expiry(t, &v);
}

static void
check_jwt(struct keycheck *c, enum supabase_id i)
{
	const struct supabase_variable *var = &supabase_variables[i];
	bool previous = var->flags & VARIABLE_PREVIOUS;
	const struct keycheck_key *key = &c->key[i];
	const struct jwt *t = &key->jwt;
	struct verdict v = {.keys = &c->keys,
		.signer = key->signer,
		.role = supabase_role_name(var->role),
		.now = c->now,
		.min_valid = previous ? 0 : c->min_valid,
		.expiry = previous ? LEVEL_NOTE : LEVEL_ERROR,
		.known = LEVEL_ERROR,
		.text = &key->about,
		.at = NOWHERE,
		.d = c->d};

	if (verdict_form(t, &v))
		return;
	if (var->form == FORM_ASYMMETRIC && t->jws.alg != JWS_ES256)
		diag_add(c->d, RULE_KEY_MISMATCH, &key->about, NOWHERE,
			"signed with HS256, expected ES256 with the key in "
			"JWT_KEYS");
	else if (!previous && (t->jws.alg == JWS_ES256 || c->secret->n))
		verdict_signature(t, &v);
	verdict_role(t, &v);
	if (previous)
		verdict_dates(t, &v);
	else
		keycheck_dates(t, v);
	verdict_demo(t, &v);
}

int
keycheck_value(struct keycheck *c, const struct text *about, const char *s,
	size_t n, const char *name)
{
	const char *what =
		credential_public(s, n, name, name ? strlen(name) : 0);
	struct buf looks = {0};
	int ret;

	if (what)
		return diag_add(c->d, RULE_PUBLIC_CREDENTIAL, about, NOWHERE,
			"the value is %s, which anyone can send: set a real "
			"key",
			what);
	if (credential_is_key(s, n))
		return 0;
	credential_add_looks(&looks, s, n, c->vars, c->d);
	ret = diag_add(c->d, RULE_NOT_A_SUPABASE_KEY, about, NOWHERE,
		"neither a JWT nor an sb_ key%s%s", looks.n ? "; it " : "",
		looks.n ? looks.s : "");
	buf_free(&looks);
	return ret;
}

static void
check_slot(struct keycheck *c, enum supabase_id i)
{
	const struct keycheck_key *key = &c->key[i];
	const struct var *var = key->var;
	enum apikey_kind kind = apikey_kind(var->value, var->n);

	if (!var->n)
		return;
	if (supabase_blanks(var->value, var->n))
		diag_add(c->d, RULE_KEY_WHITESPACE, &key->about, NOWHERE,
			"the value begins or ends with white space, which no "
			"request can send: probably echo without -n before "
			"base64");
	else if (keycheck_value(c, &key->about, var->value, var->n, var->name))
		return;
	else if (kind != APIKEY_NONE)
		check_opaque(c, i, kind);
	else
		check_jwt(c, i);
}

/* A previous key may be the current one: render leaves it out. */
static bool
are_same(const struct keycheck *c, enum supabase_id i, enum supabase_id k)
{
	const struct var *a = c->key[i].var, *b = c->key[k].var;

	if (!a->n || !bytes_same(a->value, a->n, b->value, b->n))
		return false;
	return !(supabase_variables[i].flags & VARIABLE_PREVIOUS) ||
	       supabase_current(i) != k;
}

/* One key for both consumers would make anon an admin, or refuse to start. */
static void
check_same(struct keycheck *c)
{
	size_t i, k;

	for (i = 0; i < SUPABASE_COUNT; i++)
		for (k = 0; k < i; k++)
			if (keycheck_has(i) && keycheck_has(k) &&
				are_same(c, i, k))
				diag_add(c->d, RULE_KEY_MISMATCH,
					&c->key[i].about, NOWHERE,
					"same key as %s",
					supabase_variables[k].name);
}

static void
check_role_has_key(struct keycheck *c, enum supabase_id jwt,
	enum supabase_id opaque, enum level if_unset)
{
	if (!c->key[jwt].var->n && !c->key[opaque].var->n)
		diag_add_level(c->d, if_unset, RULE_UNSET_VARIABLE,
			&c->key[jwt].about, NOWHERE,
			"not set anywhere, so consumer %s has no key; pass -e "
			"FILE or -s DIR",
			supabase_role_name(supabase_variables[jwt].role));
}

static void
check_missing(struct keycheck *c, enum level if_unset)
{
	struct buf missing = {0};
	size_t i, set = 0;

	check_role_has_key(
		c, ID_SUPABASE_ANON_KEY, ID_SUPABASE_PUBLISHABLE_KEY, if_unset);
	check_role_has_key(
		c, ID_SUPABASE_SERVICE_KEY, ID_SUPABASE_SECRET_KEY, if_unset);
	for (i = 0; i < countof(opaque_ids); i++) {
		const struct var *var = c->key[opaque_ids[i]].var;

		set += var->n != 0;
		if (!var->n)
			buf_addf(&missing, "%s%s", missing.n ? ", " : "",
				var->name);
	}
	if (set && missing.n)
		diag_add(c->d, RULE_KEY_MISMATCH, NULL, NOWHERE,
			"opaque keys need all four variables: %s not set",
			missing.s);
	buf_free(&missing);
}

bool
keycheck_is_empty(const struct keycheck *c)
{
	size_t i, n = c->secret->n + c->set[0]->n + c->set[1]->n;

	for (i = 0; i < SUPABASE_COUNT; i++)
		if (keycheck_has(i))
			n += c->key[i].var->n;
	return n == 0;
}

void
keycheck_say_empty(struct keycheck *c)
{
	diag_add(c->d, RULE_UNSET_VARIABLE, NULL, NOWHERE,
		"no keys found: pass --env-file FILE, or --secrets-dir DIR "
		"with the mounted Secret, or set ANON_KEY, SERVICE_ROLE_KEY "
		"and JWT_SECRET in the environment");
}

void
keycheck_set(struct keycheck *c, enum level if_unset)
{
	size_t i;

	if (keycheck_is_empty(c)) {
		keycheck_say_empty(c);
		return;
	}
	check_secret(c, if_unset);
	check_sets(c);
	check_missing(c, if_unset);
	for (i = 0; i < SUPABASE_COUNT; i++)
		if (keycheck_has(i))
			check_slot(c, i);
	check_same(c);
}

void
keycheck_free(struct keycheck *c)
{
	size_t i;

	for (i = 0; i < SUPABASE_COUNT; i++)
		jwt_free(&c->key[i].jwt);
	jwks_free(&c->keys);
}
