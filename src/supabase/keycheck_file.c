#include "supabase/keycheck_file.h"

#include "base/bytes.h"
#include "supabase/filejudge.h"
#include "token/apikey.h"

#include <string.h>

bool
keyfile_same_trimmed(const char *a, size_t na, const char *b, size_t nb)
{
	na = bytes_trim(&a, na);
	nb = bytes_trim(&b, nb);
	return na && bytes_same(a, na, b, nb);
}

struct allowlist_key *
keyfile_find(const struct allowlist *f, enum supabase_role role, const char *s,
	size_t n)
{
	size_t i;

	for (i = 0; i < f->n; i++) {
		if (bytes_same(f->v[i].value, f->v[i].n, s, n) &&
			(role == ROLE_NOBODY || f->v[i].role == role))
			return &f->v[i];
	}
	return NULL;
}

struct allowlist_key *
keyfile_find_trimmed(const struct allowlist *f, const char *s, size_t n)
{
	size_t i;

	for (i = 0; i < f->n; i++) {
		if (keyfile_same_trimmed(f->v[i].value, f->v[i].n, s, n))
			return &f->v[i];
	}
	return NULL;
}

/* Opaque keys and tokens do not take each other's place. */
static bool
is_opaque(const char *s, size_t n)
{
	return apikey_kind(s, n) != APIKEY_NONE;
}

struct allowlist_key *
keyfile_find_instead(const struct allowlist *f, enum supabase_role role,
	const struct var *var)
{
	size_t i;

	for (i = 0; i < f->n; i++) {
		if (!f->v[i].claimed && f->v[i].role == role &&
			is_opaque(f->v[i].value, f->v[i].n) ==
				is_opaque(var->value, var->n))
			return &f->v[i];
	}
	return NULL;
}

/*
 * Compares when two tokens were issued: below 0 if the n bytes at s were
 * before var's, above 0 if after, 0 if that is not known.
 */
static int
compare_age(const char *s, size_t n, const struct var *var)
{
	struct jwt a, b;
	int age = 0;

	jwt_parse(&a, s, n);
	jwt_parse(&b, var->value, var->n);
	if (a.iat.set && b.iat.set && !a.problem && !b.problem)
		age = (a.iat.t > b.iat.t) - (a.iat.t < b.iat.t);
	jwt_free(&a);
	jwt_free(&b);
	return age;
}

/* The end of a message on a key that JWT_SECRET signed, as the sought one. */
static void
add_age(struct buf *why, const struct allowlist *f, int age)
{
	if (age < 0)
		buf_addf(why,
			"found an older key signed with JWT_SECRET: %s since "
			"the keys were renewed",
			f->stale);
	else if (age > 0)
		buf_adds(why, "found a newer key signed with JWT_SECRET: the "
			      "variable is older than the file");
	else
		buf_adds(why, "found another key signed with JWT_SECRET: the "
			      "keys were renewed, and either the file or the "
			      "variable is outdated");
}

void
keyfile_add_why(struct buf *why, const struct keycheck *c,
	const struct allowlist *f, const struct allowlist_key *key,
	const struct var *var)
{
	struct jwt t;

	if (key->n && key->value[0] == '$') {
		buf_adds(why, "found an unrendered reference");
		return;
	}
	if (jwt_parse(&t, key->value, key->n) || !c->secret->n ||
		t.jws.alg != JWS_HS256)
		buf_addf(why,
			"found another key: %s since the keys changed, or this "
			"is the file of another install",
			f->stale);
	else if (jwt_signer(&t, &c->keys))
		add_age(why, f, compare_age(key->value, key->n, var));
	else
		buf_adds(why, "found a key signed with another secret: it is "
			      "from before a rotation, or this is the file of "
			      "another install");
	jwt_free(&t);
}

bool
keyfile_is_left_out(const struct keycheck *c, enum supabase_id i)
{
	return supabase_variables[i].flags & VARIABLE_PREVIOUS &&
	       supabase_why_over(
		       c->key[i].var, c->key[supabase_current(i)].var, c->now);
}

static bool
is_sought(const struct keycheck *c, enum supabase_id i)
{
	return supabase_is_credential(i) && c->key[i].var->n &&
	       !keyfile_is_left_out(c, i);
}

/* Whether a key of that role is one of the sources'. */
static bool
has_claimed(const struct allowlist *f, enum supabase_role role)
{
	size_t i;

	for (i = 0; i < f->n; i++)
		if (f->v[i].role == role && f->v[i].claimed)
			return true;
	return false;
}

/* Says why slot i, which the file lacks, is not there. */
static void
explain_missing(
	struct keycheck *c, enum supabase_id i, const struct allowlist *f)
{
	enum supabase_role role = supabase_variables[i].role;
	const struct var *var = c->key[i].var;
	struct allowlist_key *other =
		keyfile_find(f, ROLE_NOBODY, var->value, var->n);
	struct buf why = {0};

	if (other) {
		buf_addf(&why,
			"it is a key of the other %s: anon and service_role "
			"are swapped",
			f->whose);
	} else if ((other = keyfile_find_trimmed(f, var->value, var->n))) {
		buf_adds(&why, "they differ in white space at the start or "
			       "end: probably echo without -n before base64");
	} else if ((other = keyfile_find_instead(f, role, var))) {
		keyfile_add_why(&why, c, f, other, var);
	} else {
		/* the template may well do without it */
		diag_add_level(c->d,
			has_claimed(f, role) ? LEVEL_NOTE : LEVEL_ERROR,
			RULE_KEY_NOT_IN_FILE, f->doc->text, NOWHERE,
			"%s %s has no entry for %s: the template does not use "
			"it, or it was empty",
			f->whose, supabase_role_name(role), var->name);
		return;
	}
	other->claimed = true;
	diag_add(c->d, RULE_KEY_NOT_IN_FILE, f->doc->text, other->at,
		"%s is not a key of %s %s in this file: %s", var->name,
		f->whose, supabase_role_name(role), why.s);
	buf_free(&why);
}

static void
report_foreign(struct keycheck *c, const struct allowlist *f)
{
	size_t i;

	for (i = 0; i < f->n; i++)
		if (!f->v[i].claimed && f->v[i].n)
			diag_add_level(c->d, LEVEL_WARNING,
				RULE_KEY_NOT_IN_FILE, f->doc->text, f->v[i].at,
				"a key of %s %s that is not the value of any "
				"variable; %s accepts it",
				f->whose, supabase_role_name(f->v[i].role),
				f->gateway);
}

const char *
keyfile_layer_problem(
	const struct allowlist *f, const struct allowlist_key *key)
{
	if (key->in_partial_lua && !key->in_lua)
		return "is in the Lua filter, but one of the four variables of "
		       "opaque keys was empty: the filter accepts none, and "
		       "answers 401";
	if (f->has_lua && !key->in_lua)
		return "is missing from the Lua filter, which answers 401";
	if (f->has_rbac && !key->in_rbac && !is_opaque(key->value, key->n))
		return "is missing from the rbac policies, so Envoy answers "
		       "403";
	return NULL;
}

static void
check_layers(struct keycheck *c, const struct var *var,
	const struct allowlist *f, const struct allowlist_key *key)
{
	const char *problem = keyfile_layer_problem(f, key);

	if (problem)
		diag_add(c->d, RULE_KEY_NOT_IN_FILE, f->doc->text, key->at,
			"%s %s", var->name, problem);
}

size_t
keyfile_claim(const struct keycheck *c, struct allowlist *f,
	struct allowlist_key *found[SUPABASE_COUNT],
	bool missing[SUPABASE_COUNT])
{
	size_t i, sought = 0;

	for (i = 0; i < SUPABASE_COUNT; i++) {
		found[i] = NULL;
		missing[i] = false;
		if (!is_sought(c, i))
			continue;
		sought++;
		found[i] = keyfile_find(f, supabase_variables[i].role,
			c->key[i].var->value, c->key[i].var->n);
		missing[i] = !found[i];
		if (found[i])
			found[i]->claimed = true;
	}
	return sought;
}

void
keycheck_file(struct keycheck *c, struct allowlist *f)
{
	struct allowlist_key *found[SUPABASE_COUNT];
	bool missing[SUPABASE_COUNT];
	size_t i, sought = keyfile_claim(c, f, found, missing);

	for (i = 0; i < SUPABASE_COUNT; i++)
		if (found[i])
			check_layers(c, c->key[i].var, f, found[i]);
	for (i = 0; i < SUPABASE_COUNT; i++)
		if (missing[i])
			explain_missing(c, i, f);
	if (!sought && !keycheck_is_empty(c))
		diag_add(c->d, RULE_UNSET_VARIABLE, NULL, NOWHERE,
			"no keys found to look for in the file");
	report_foreign(c, f);
	if (f->kong && f->kong->file)
		filejudge_check(f->kong, c->vars);
}
