#include "supabase/envoyvalues.h"

#include "base/bytes.h"
#include "supabase/credential.h"
#include "supabase/derived.h"
#include "token/apikey.h"
#include "token/crypto.h"
#include "token/date.h"
#include "token/verdict.h"

#include <string.h>

#define HASH_NAME "KONGRENDER_HASH"

bool
envoyvalues_is_hash(const char *name, size_t n)
{
	return bytes_are(name, n, HASH_NAME);
}

static bool
is_key(enum supabase_id id)
{
	return supabase_variables[id].role != ROLE_NOBODY;
}

/* What belongs together, and may be left away together. */
static bool
is_opaque(enum supabase_id id)
{
	return is_key(id) && supabase_variables[id].form != FORM_JWT;
}

static int
check_key(enum supabase_id id, const char *s, size_t n, struct diags *d)
{
	const char *name = supabase_secret_name(id);
	const char *what = credential_public(s, n, name, strlen(name));
	bool plain = apikey_is_plain(s, n);

	if (what)
		return diag_add(d, RULE_PUBLIC_CREDENTIAL, NULL, NOWHERE,
			"%s is %s, which anyone can send: Envoy would accept "
			"it; put a real value in the Secret",
			name, what);
	if (!plain && supabase_blanks(s, n))
		return diag_add(d, RULE_KEY_WHITESPACE, NULL, NOWHERE,
			"%s begins or ends with white space (echo without -n "
			"adds a newline): no client can send it",
			name);
	if (!plain)
		return diag_add(d, RULE_INVALID_VALUE, NULL, NOWHERE,
			"%s contains an invalid character; a key consists of "
			"A-Z a-z 0-9 . _ -",
			name);
	if (!n && supabase_variables[id].form == FORM_JWT &&
		!(supabase_variables[id].flags & VARIABLE_PREVIOUS))
		return diag_add(d, RULE_EMPTY_CREDENTIAL, NULL, NOWHERE,
			"%s is empty: Envoy would refuse every request with "
			"this key",
			name);
	return 0;
}

/* What Envoy would take, and nobody should want. */
static int
check_login(struct envoyvalues *e, const char *s, size_t n, struct diags *d)
{
	const struct var *password;
	const char *what;

	if (derived_users_public(s, n))
		diag_add(d, RULE_PUBLICLY_KNOWN_SECRET, NULL, NOWHERE,
			"DASHBOARD_PASSWORD is the publicly known one of "
			"Supabase's examples");
	password = supabase_var(supabase_vars(e->s), ID_DASHBOARD_PASSWORD, d);
	if (password->n && password->value[password->n - 1] == '\n')
		diag_add_level(d, LEVEL_WARNING, RULE_KEY_WHITESPACE, NULL,
			NOWHERE,
			"DASHBOARD_PASSWORD ends with a newline, so that "
			"nobody can log in: probably echo without -n before "
			"base64");
	what = credential_public(password->value, password->n, password->name,
		strlen(password->name));
	if (!what)
		return 0;
	return diag_add(d, RULE_PUBLIC_CREDENTIAL, NULL, NOWHERE,
		"DASHBOARD_PASSWORD is %s, which anyone can send: put a real "
		"value in the Secret",
		what);
}

static int
check_derived(struct envoyvalues *e, enum supabase_id id, const char *s,
	size_t n, struct diags *d)
{
	const char *problem = NULL;

	if (id == ID_WELL_KNOWN_OAUTH_PATH)
		problem = derived_envoy_path_problem(s, n);
	else if (id == ID_DASHBOARD_BASIC_AUTH)
		problem = derived_users_problem(s, n);
	if (problem)
		return diag_add(d, RULE_DERIVED_VALUE, NULL, NOWHERE, "%s %s",
			supabase_variables[id].name, problem);
	if (id == ID_DASHBOARD_BASIC_AUTH)
		return check_login(e, s, n, d);
	return 0;
}

static enum expand_answer
judge(struct envoyvalues *e, enum supabase_id id, enum expand_answer answer,
	const char *s, size_t n, struct diags *d)
{
	if (answer == EXPAND_UNSET && is_opaque(id))
		answer = EXPAND_OPTIONAL;
	if (answer == EXPAND_SET &&
		(is_key(id) ? check_key(id, s, n, d)
			    : check_derived(e, id, s, n, d)))
		return EXPAND_FAILED;
	if (is_opaque(id) && supabase_check_opaque(e->s, d))
		return EXPAND_FAILED;
	return answer;
}

enum expand_answer
envoyvalues_lookup(struct envoyvalues *e, const char *name, size_t n,
	const char **value, size_t *nvalue, struct diags *d)
{
	enum supabase_id id = supabase_find_any(name, n);
	enum expand_answer answer;

	if (envoyvalues_is_hash(name, n)) {
		*value = ENVOYVALUES_HASH;
		*nvalue = strlen(ENVOYVALUES_HASH);
		return EXPAND_SET;
	}
	if (id == SUPABASE_COUNT)
		return supabase_lookup(e->s, name, n, value, nvalue, d);
	name = supabase_variables[id].name;
	answer = supabase_lookup(e->s, name, strlen(name), value, nvalue, d);
	if (!e->answer[id])
		e->answer[id] =
			(uint8_t)(1 + judge(e, id, answer, *value, *nvalue, d));
	return (enum expand_answer)(e->answer[id] - 1);
}

int
envoyvalues_hash(struct buf *out, const struct text *about, struct diags *d)
{
	static const char mark[] = ENVOYVALUES_HASH,
			  digits[] = "0123456789abcdef";
	size_t n = sizeof(mark) - 1, i;
	unsigned char hash[SHA1_BYTES];
	char *place = out->n ? memmem(out->s, out->n, mark, n) : NULL;

	if (!place)
		return 0;
	if (memmem(place + n, out->n - n - (size_t)(place - out->s), mark, n))
		return diag_add(d, RULE_INVALID_VALUE, about, NOWHERE,
			HASH_NAME " is in more than one place");
	crypto_sha1(out->s, out->n, hash);
	place[0] = 'h';
	for (i = 1; i < n; i++)
		place[i] = digits[hash[i / 2] >> (i % 2 * 4) & 15];
	return 0;
}

/* The places of diagnostics: variables, not files. */
static const struct text abouts[SUPABASE_COUNT] = {
#define VARIABLE(name, other, role, form, flags) {.path = #name},
#include "supabase/variables.def"
#undef VARIABLE
};

static int
check_value(struct envoyvalues *e, enum supabase_id id, const struct var *var,
	const struct jwks *keys, struct diags *d)
{
	bool old = supabase_variables[id].flags & VARIABLE_PREVIOUS;
	enum apikey_kind kind = apikey_kind(var->value, var->n);
	enum supabase_role role = supabase_variables[id].role;
	struct verdict v = {.keys = keys,
		.role = supabase_role_name(role),
		.now = supabase_now(e->s),
		.min_valid = old ? 0 : SUPABASE_SOON,
		.expiry = LEVEL_WARNING,
		.known = LEVEL_WARNING,
		.expired = "Envoy only compares strings and accepts it, but "
			   "every service behind Envoy answers 401",
		.text = &abouts[id],
		.at = NOWHERE,
		.d = d};
	struct jwt t;
	int ret = 0;

	if (supabase_variables[id].form == FORM_OPAQUE)
		return kind == APIKEY_NONE
			       ? 0
			       : verdict_opaque(
					 kind, role == ROLE_SERVICE, "it", &v);
	if (jwt_parse(&t, var->value, var->n) == 0) {
		ret = verdict_role(&t, &v);
		ret |= verdict_install(&t, &v, old);
		ret |= verdict_demo(&t, &v);
	}
	jwt_free(&t);
	return ret;
}

/* The two of a pair that must not be one. */
static int
check_equal(const struct var *const var[SUPABASE_COUNT], enum supabase_id anon,
	enum supabase_id service, struct diags *d)
{
	const struct var *a = var[anon], *b = var[service];

	if (!a || !b || !a->n || !bytes_same(a->value, a->n, b->value, b->n))
		return 0;
	return diag_add(d, RULE_DUPLICATE_CREDENTIAL, &abouts[service], NOWHERE,
		"same key as %s: every client would get service_role access",
		supabase_variables[anon].name);
}

int
envoyvalues_check(struct envoyvalues *e, struct diags *d)
{
	const struct var *var[SUPABASE_COUNT] = {NULL};
	struct vars *vars = supabase_vars(e->s);
	struct jwks keys = {0};
	int ret = supabase_add_secret(vars, &keys, d);
	const char *name, *value;
	size_t i, n;

	for (i = 0; i < SUPABASE_COUNT; i++) {
		name = supabase_variables[i].name;
		if (!is_key(i) || e->answer[i] != 1 + EXPAND_SET)
			continue;
		/* not a previous key that is left out */
		supabase_lookup(e->s, name, strlen(name), &value, &n, d);
		if (!n)
			continue;
		var[i] = supabase_var(vars, i, d);
		ret |= check_value(e, i, var[i], &keys, d);
	}
	ret |= check_equal(
		var, ID_SUPABASE_ANON_KEY, ID_SUPABASE_SERVICE_KEY, d);
	ret |= check_equal(
		var, ID_ANON_KEY_ASYMMETRIC, ID_SERVICE_ROLE_KEY_ASYMMETRIC, d);
	ret |= check_equal(
		var, ID_SUPABASE_PUBLISHABLE_KEY, ID_SUPABASE_SECRET_KEY, d);
	jwks_free(&keys);
	return ret;
}
