#include "supabase/keycheck_file.h"

#include "base/bytes.h"
#include "token/apikey.h"

#include <string.h>

/* One key that somebody sends, and what came of it. */
struct explain {
	struct keycheck *c;
	const struct text *about; /* its bytes, and its place */
	enum supabase_id owner; /* its variable, or SUPABASE_COUNT */
	struct buf *facts;
};

static int say_unknown(const struct explain *e, const char *fmt, ...)
	PRINTF_LIKE(2, 3);

static int
say_unknown(const struct explain *e, const char *fmt, ...)
{
	struct buf message = {0};
	va_list ap;
	int ret;

	va_start(ap, fmt);
	buf_addv(&message, fmt, ap);
	va_end(ap);
	ret = diag_add(e->c->d, RULE_KEY_NOT_IN_FILE, e->about, NOWHERE, "%s",
		message.s);
	buf_free(&message);
	return ret;
}

/* Says whose the key is by the sources. */
static void
explain_owner(struct explain *e)
{
	const struct text *about = e->about;
	size_t i;

	for (i = 0; i < SUPABASE_COUNT; i++) {
		const struct var *var = e->c->key[i].var;

		if (!keycheck_has(i) || !var->n ||
			!keyfile_same_trimmed(
				about->s, about->n, var->value, var->n))
			continue;
		if (e->owner == SUPABASE_COUNT)
			e->owner = (enum supabase_id)i;
		if (bytes_same(about->s, about->n, var->value, var->n))
			buf_addf(e->facts, "It is %s (%s).\n", var->name,
				var->origin);
		else
			diag_add(e->c->d, RULE_KEY_WHITESPACE, about, NOWHERE,
				"it is %s except for white space at the start "
				"or end%s",
				var->name,
				supabase_blanks(var->value, var->n)
					? ", which is in the variable: "
					  "probably echo without -n before "
					  "base64"
					: "");
	}
	if (e->owner == SUPABASE_COUNT && supabase_blanks(about->s, about->n))
		diag_add(e->c->d, RULE_KEY_WHITESPACE, about, NOWHERE,
			"it begins or ends with white space, which no request "
			"can send");
}

static void
explain_opaque(const struct explain *e, const char *s, size_t n)
{
	enum apikey_kind kind = apikey_kind(s, n);

	if (kind == APIKEY_UNKNOWN)
		buf_adds(e->facts, "It begins like an opaque key.\n");
	else
		buf_adds(e->facts, kind == APIKEY_SECRET
					   ? "It is an opaque secret key.\n"
					   : "It is an opaque publishable "
					     "key.\n");
	if (!apikey_valid(s, n))
		diag_add(e->c->d, RULE_KEY_CHECKSUM, e->about, NOWHERE,
			"invalid form or checksum: mistyped or truncated");
}

static void
explain_jwt(const struct explain *e, const char *s, size_t n)
{
	struct keycheck *c = e->c;
	struct verdict v = {.keys = &c->keys,
		.now = c->now,
		.min_valid = c->min_valid,
		.expiry = LEVEL_ERROR,
		.known = LEVEL_ERROR,
		.text = e->about,
		.at = NOWHERE,
		.d = c->d};
	struct jwt t;

	jwt_parse(&t, s, n);
	if (verdict_form(&t, &v) == 0 && verdict_signature(&t, &v) == 0) {
		buf_adds(e->facts, "Its signature is valid: ");
		verdict_describe(e->facts, &t, c->now);
		buf_adds(e->facts, ".\n");
		keycheck_dates(&t, v);
		verdict_demo(&t, &v);
	}
	jwt_free(&t);
}

static void
explain_form(const struct explain *e)
{
	const char *s = e->about->s;
	size_t n = bytes_trim(&s, e->about->n);

	if (keycheck_value(e->c, e->about, s, n, NULL))
		return;
	if (apikey_kind(s, n) != APIKEY_NONE)
		explain_opaque(e, s, n);
	else
		explain_jwt(e, s, n);
}

/* Services get it from the gateway; clients send the opaque key instead. */
static int
explain_design(const struct explain *e)
{
	enum supabase_id sent = supabase_variables[e->owner].role == ROLE_ANON
					? ID_SUPABASE_PUBLISHABLE_KEY
					: ID_SUPABASE_SECRET_KEY;

	return say_unknown(e,
		"clients do not send %s: the gateway replaces %s with it; send "
		"that one",
		supabase_variables[e->owner].name,
		supabase_variables[sent].name);
}

/* Whether the sources have the key of before, which the file has instead. */
static bool
is_known_older(const struct keycheck *c, const struct allowlist *f,
	enum supabase_id owner)
{
	enum supabase_role role = supabase_variables[owner].role;
	const struct var *var;
	size_t i;

	for (i = 0; i < SUPABASE_COUNT; i++) {
		if (!(supabase_variables[i].flags & VARIABLE_PREVIOUS) ||
			supabase_current(i) != owner)
			continue;
		var = c->key[i].var;
		if (var->n && keyfile_find(f, role, var->value, var->n))
			return true;
	}
	return false;
}

/* Says why the file lacks the key of the variable e->owner. */
static void
explain_lacking(const struct explain *e, struct allowlist *f, const char *path)
{
	const struct supabase_variable *v = &supabase_variables[e->owner];
	const struct var *var = e->c->key[e->owner].var;
	struct allowlist_key *found[SUPABASE_COUNT], *other;
	bool missing[SUPABASE_COUNT];
	struct buf why = {0};

	keyfile_claim(e->c, f, found, missing);
	other = keyfile_find_instead(f, v->role, var);
	if (keyfile_is_left_out(e->c, e->owner)) {
		say_unknown(e,
			"it is not in %s: render leaves out a previous key "
			"that has expired or is the current key",
			path);
	} else if (is_known_older(e->c, f, e->owner)) {
		say_unknown(e,
			"it is not in %s, which still has the previous key; %s",
			path, f->renew);
	} else if (other) {
		keyfile_add_why(&why, e->c, f, other, var);
		say_unknown(e, "it is not a key of %s %s in %s: %s", f->whose,
			supabase_role_name(v->role), path, why.s);
	} else {
		say_unknown(e,
			"%s %s in %s has no entry for %s: the template does "
			"not use it, or it was empty",
			f->whose, supabase_role_name(v->role), path, v->name);
	}
	buf_free(&why);
}

static void
explain_found(const struct explain *e, const struct allowlist *f,
	const struct allowlist_key *found)
{
	struct place place = text_place(f->doc->text, found->at);
	const char *problem = keyfile_layer_problem(f, found);

	if (problem) {
		diag_add(e->c->d, RULE_KEY_NOT_IN_FILE, e->about, NOWHERE,
			"it %s (%s:%zu:%zu)", problem, f->doc->text->path,
			place.line, place.col);
		return;
	}
	buf_addf(e->facts, "%s accepts it as %s (%s:%zu:%zu).\n", f->gateway,
		supabase_role_name(found->role), f->doc->text->path, place.line,
		place.col);
	if (e->owner == SUPABASE_COUNT)
		diag_add_level(e->c->d, LEVEL_WARNING, RULE_KEY_NOT_IN_FILE,
			e->about, NOWHERE,
			"it is not the value of any variable: it stops working "
			"%s",
			f->ends);
}

/* A token that an opaque key becomes: no client has it. */
static bool
is_internal(const struct text *about)
{
	bool internal;

	allowlist_role(about->s, about->n, &internal);
	return internal;
}

static void
explain_in_file(const struct explain *e, struct allowlist *f)
{
	const struct text *about = e->about;
	const char *path = f->doc->text->path, *end = "";
	struct allowlist_key *found =
		keyfile_find(f, ROLE_NOBODY, about->s, about->n);

	if (found) {
		explain_found(e, f, found);
		return;
	}
	if (keyfile_find_trimmed(f, about->s, about->n)) {
		end = "; one differs only in white space";
	} else if (e->owner != SUPABASE_COUNT) {
		explain_lacking(e, f, path);
		return;
	} else if (is_internal(about)) {
		end = ": the gateway sends it in place of an opaque key, "
		      "clients do not";
	}
	say_unknown(e,
		"it is not a key of anon or service_role in %s%s: %s answers "
		"401",
		path, end, f->gateway);
}

void
keycheck_explain(struct keycheck *c, struct allowlist *f,
	const struct text *about, struct buf *facts)
{
	struct explain e = {c, about, SUPABASE_COUNT, facts};

	if (supabase_blanks(about->s, about->n) == about->n) {
		say_unknown(&e, "missing key: standard input is empty");
		return;
	}
	explain_owner(&e);
	explain_form(&e);
	if (e.owner != SUPABASE_COUNT && !supabase_is_credential(e.owner))
		explain_design(&e);
	else if (f)
		explain_in_file(&e, f);
	else if (keycheck_is_empty(c))
		keycheck_say_empty(c);
	else if (e.owner == SUPABASE_COUNT)
		say_unknown(&e, "it is not the value of any variable");
}
