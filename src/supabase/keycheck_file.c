#include "supabase/keycheck.h"

#include "token/apikey.h"

#include <stdlib.h>
#include <string.h>

static bool
same_bytes(const char *a, size_t na, const char *b, size_t nb)
{
	return na == nb && memcmp(a, b, na) == 0;
}

/* Whether a and b are the same but for white space around them. */
static bool
same_trimmed(const char *a, size_t na, const char *b, size_t nb)
{
	size_t ablanks = supabase_blanks(a, na),
	       bblanks = supabase_blanks(b, nb);

	if (na - ablanks != nb - bblanks || na == ablanks)
		return false;
	while (strchr(" \t\r\n", *a))
		a++;
	while (strchr(" \t\r\n", *b))
		b++;
	return memcmp(a, b, na - ablanks) == 0;
}

/* Returns the key of that value and role (ROLE_NOBODY: of any), or NULL. */
static struct letin_key *
find_exact(
	const struct letin *f, enum supabase_role role, const char *s, size_t n)
{
	size_t i;

	for (i = 0; i < f->n; i++) {
		if (same_bytes(f->v[i].value, f->v[i].n, s, n) &&
			(role == ROLE_NOBODY || f->v[i].role == role))
			return &f->v[i];
	}
	return NULL;
}

static struct letin_key *
find_trimmed(const struct letin *f, const char *s, size_t n)
{
	size_t i;

	for (i = 0; i < f->n; i++) {
		if (same_trimmed(f->v[i].value, f->v[i].n, s, n))
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

/*
 * Returns the key of the same consumer and form that no source has: the one
 * that most probably stands where the sought one should.
 */
static struct letin_key *
find_instead(
	const struct letin *f, enum supabase_role role, const struct var *var)
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

/* Appends why another key stands there, as a message's end. */
static void
add_instead(struct buf *why, const struct keycheck *c, const struct letin *f,
	const struct letin_key *key)
{
	struct jwt t;

	if (key->n && key->value[0] == '$') {
		buf_adds(why, "a reference stands here that nobody replaced");
		return;
	}
	if (jwt_parse(&t, key->value, key->n) || !c->secret->n ||
		t.jws.alg != JWS_HS256)
		buf_addf(why,
			"another key stands here: %s since the keys changed, "
			"or this is another install's file",
			f->stale);
	else if (jwt_signer(&t, &c->keys))
		buf_addf(why,
			"here stands another key that JWT_SECRET signed: %s "
			"since the keys were renewed",
			f->stale);
	else
		buf_adds(why, "here stands a key that another secret signed: "
			      "of before a rotation, or another install's "
			      "file");
	jwt_free(&t);
}

/* Whether render would leave a previous key out of the file. */
static bool
is_left_out(const struct keycheck *c, enum supabase_id i)
{
	const struct keycheck_key *key = &c->key[i];
	const struct var *current;

	if (!(supabase_variables[i].flags & VARIABLE_PREVIOUS))
		return false;
	current = c->key[supabase_current(i)].var;
	return same_bytes(key->var->value, key->var->n, current->value,
		       current->n) ||
	       (key->is_jwt && key->jwt.exp.set && key->jwt.exp.t <= c->now);
}

static bool
is_sought(const struct keycheck *c, enum supabase_id i)
{
	return supabase_is_credential(i) && c->key[i].var->n &&
	       !is_left_out(c, i);
}

/* Says why slot i, which the file lacks, is not there. */
static void
explain_missing(struct keycheck *c, enum supabase_id i, const struct letin *f)
{
	enum supabase_role role = supabase_variables[i].role;
	const struct var *var = c->key[i].var;
	struct letin_key *other =
		find_exact(f, ROLE_NOBODY, var->value, var->n);
	struct buf why = {0};

	if (other) {
		buf_addf(&why,
			"it is a key of the other %s: anon and service_role "
			"are swapped",
			f->whose);
	} else if ((other = find_trimmed(f, var->value, var->n))) {
		buf_adds(&why, "they differ in white space at an end: probably "
			       "echo without -n before base64");
	} else if ((other = find_instead(f, role, var))) {
		add_instead(&why, c, f, other);
	} else {
		diag_add(c->d, RULE_KEY_UNKNOWN, f->doc->text, NOWHERE,
			"%s is no key of %s %s in this file, and no "
			"other stands in its place: the template has no "
			"entry for it, or it was empty",
			var->name, f->whose, supabase_role_name(role));
		return;
	}
	other->claimed = true;
	diag_add(c->d, RULE_KEY_UNKNOWN, f->doc->text, other->at,
		"%s is no key of %s %s in this file: %s", var->name, f->whose,
		supabase_role_name(role), why.s);
	buf_free(&why);
}

static void
report_foreign(struct keycheck *c, const struct letin *f)
{
	size_t i;

	for (i = 0; i < f->n; i++)
		if (!f->v[i].claimed && f->v[i].n)
			diag_add_level(c->d, LEVEL_WARNING, RULE_KEY_UNKNOWN,
				f->doc->text, f->v[i].at,
				"a key of %s %s that no source has; "
				"%s lets it in",
				f->whose, supabase_role_name(f->v[i].role),
				f->gateway);
}

/*
 * Envoy asks twice: a Lua filter whether it knows the key, rbac what it may
 * do. An opaque key is a token when rbac sees it.
 */
static void
check_layers(struct keycheck *c, const struct var *var, const struct letin *f,
	const struct letin_key *key)
{
	if (f->has_lua && !key->in_lua)
		diag_add(c->d, RULE_KEY_UNKNOWN, f->doc->text, key->at,
			"%s is not in a string of any Lua filter: the filter "
			"answers 401",
			var->name);
	if (f->has_rbac && !key->in_rbac && !is_opaque(key->value, key->n))
		diag_add(c->d, RULE_KEY_UNKNOWN, f->doc->text, key->at,
			"%s is among no principals of rbac: it answers 403",
			var->name);
}

void
keycheck_file(struct keycheck *c, struct letin *f)
{
	struct letin_key *found;
	bool missing[SUPABASE_COUNT] = {false};
	size_t i, sought = 0;

	for (i = 0; i < SUPABASE_COUNT; i++) {
		if (!is_sought(c, i))
			continue;
		sought++;
		found = find_exact(f, supabase_variables[i].role,
			c->key[i].var->value, c->key[i].var->n);
		missing[i] = !found;
		if (found) {
			found->claimed = true;
			check_layers(c, c->key[i].var, f, found);
		}
	}
	for (i = 0; i < SUPABASE_COUNT; i++)
		if (missing[i])
			explain_missing(c, i, f);
	if (!sought)
		diag_add(c->d, RULE_UNSET_VARIABLE, NULL, NOWHERE,
			"no source has a key to look for in the file");
	report_foreign(c, f);
}

/* Says whose the key is by the sources. Returns whether somebody's. */
static bool
explain_owner(
	const struct keycheck *c, const struct text *about, struct buf *facts)
{
	bool owned = false;
	size_t i;

	for (i = 0; i < SUPABASE_COUNT; i++) {
		const struct var *var = c->key[i].var;

		if (!keycheck_has(i) || !var->n ||
			!same_trimmed(about->s, about->n, var->value, var->n))
			continue;
		owned = true;
		if (same_bytes(about->s, about->n, var->value, var->n))
			buf_addf(facts, "It is %s (%s).\n", var->name,
				var->origin);
		else
			diag_add(c->d, RULE_KEY_WHITESPACE, about, NOWHERE,
				"it is %s but for white space at an end%s",
				var->name,
				supabase_blanks(var->value, var->n)
					? ", which the source has: probably "
					  "echo without -n before base64"
					: "");
	}
	return owned;
}

static void
explain_form(
	const struct keycheck *c, const struct text *about, struct buf *facts)
{
	enum apikey_kind kind = apikey_kind(about->s, about->n);
	struct verdict v = {.keys = &c->keys,
		.now = c->now,
		.min_valid = c->min_valid,
		.expiry = LEVEL_ERROR,
		.known = LEVEL_ERROR,
		.text = about,
		.at = NOWHERE,
		.d = c->d};
	struct jwt t;

	if (kind != APIKEY_NONE) {
		buf_adds(facts, kind == APIKEY_SECRET
					? "It is an opaque secret key.\n"
					: "It is an opaque publishable key.\n");
		if (!apikey_valid(about->s, about->n))
			diag_add(c->d, RULE_KEY_CHECKSUM, about, NOWHERE,
				"it has a wrong form or checksum: mistyped or "
				"cut");
		return;
	}
	jwt_parse(&t, about->s, about->n);
	if (verdict_form(&t, &v) == 0 && verdict_signature(&t, &v) == 0) {
		buf_adds(facts, "It is signed with what the sources have: ");
		verdict_describe(facts, &t, c->now);
		buf_adds(facts, ".\n");
		verdict_dates(&t, &v);
		verdict_demo(&t, &v);
	}
	jwt_free(&t);
}

/* A token that an opaque key becomes: no client has it. */
static bool
is_internal(const char *s, size_t n)
{
	struct jwt t;
	bool is = jwt_parse(&t, s, n) == 0 && t.jws.alg == JWS_ES256;

	jwt_free(&t);
	return is;
}

static void
explain_in_file(const struct keycheck *c, const struct letin *f, bool owned,
	const struct text *about, struct buf *facts)
{
	const struct text *text = f->doc->text;
	struct letin_key *found =
		find_exact(f, ROLE_NOBODY, about->s, about->n);
	struct place place;

	if (found) {
		place = text_place(text, found->at);
		buf_addf(facts, "%s lets it in as %s (%s:%zu:%zu).\n",
			f->gateway, supabase_role_name(found->role), text->path,
			place.line, place.col);
		if (!owned)
			diag_add_level(c->d, LEVEL_WARNING, RULE_KEY_UNKNOWN,
				about, NOWHERE, "no source has it: it ends %s",
				f->ends);
		return;
	}
	found = find_trimmed(f, about->s, about->n);
	diag_add(c->d, RULE_KEY_UNKNOWN, about, NOWHERE,
		"it is no key of anon or service_role in %s%s: %s answers 401",
		text->path,
		found ? ", where one differs from it in white space"
		: is_internal(about->s, about->n)
			? ": an opaque key becomes it behind the gateway, no "
			  "client sends it"
		: owned ? ", which is older than the sources"
			: "",
		f->gateway);
}

void
keycheck_explain(struct keycheck *c, const struct letin *f,
	const struct text *about, struct buf *facts)
{
	bool owned;

	if (supabase_blanks(about->s, about->n) == about->n) {
		diag_add(c->d, RULE_KEY_UNKNOWN, about, NOWHERE,
			"there is no key: nothing came on standard input");
		return;
	}
	owned = explain_owner(c, about, facts);
	explain_form(c, about, facts);
	if (f)
		explain_in_file(c, f, owned, about, facts);
	else if (!owned)
		diag_add(c->d, RULE_KEY_UNKNOWN, about, NOWHERE,
			"no source has this key");
}
