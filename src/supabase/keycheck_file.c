#include "supabase/keycheck.h"

#include "token/apikey.h"

#include <stdlib.h>
#include <string.h>

/* A key that is in the file. */
struct filekey {
	enum supabase_role role;
	uint32_t node;
	bool claimed; /* a source has it, or a finding speaks of it */
};

struct file {
	const struct doc *doc;
	struct filekey *v;
	size_t n, cap;
};

static void
add_key(struct file *f, enum supabase_role role, uint32_t node)
{
	if (f->doc->node[node].kind != NODE_SCALAR)
		return;
	f->v = xgrow(f->v, &f->cap, f->n + 1, sizeof(*f->v));
	f->v[f->n++] = (struct filekey){role, node, false};
}

/* The keys of anon and service_role, in the order of the file. */
static void
read_keys(struct file *f, const struct kong *k)
{
	struct kong_credential *c;
	enum supabase_role role;

	f->doc = k->doc;
	if (!k->file)
		return;
	FOR_EACH_CREDENTIAL(k->file, KONG_KEYAUTH - KONG_FIRST_LIST, c)
	{
		role = filekeys_role(k, c);
		if (role != ROLE_NOBODY)
			add_key(f, role, kong_field_node(k, c, "key"));
	}
}

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
static struct filekey *
find_exact(
	const struct file *f, enum supabase_role role, const char *s, size_t n)
{
	size_t i;

	for (i = 0; i < f->n; i++) {
		const struct node *node = &f->doc->node[f->v[i].node];

		if (same_bytes(node->value, node->n, s, n) &&
			(role == ROLE_NOBODY || f->v[i].role == role))
			return &f->v[i];
	}
	return NULL;
}

static struct filekey *
find_trimmed(const struct file *f, const char *s, size_t n)
{
	size_t i;

	for (i = 0; i < f->n; i++) {
		const struct node *node = &f->doc->node[f->v[i].node];

		if (same_trimmed(node->value, node->n, s, n))
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
static struct filekey *
find_instead(
	const struct file *f, enum supabase_role role, const struct var *var)
{
	size_t i;

	for (i = 0; i < f->n; i++) {
		const struct node *node = &f->doc->node[f->v[i].node];

		if (!f->v[i].claimed && f->v[i].role == role &&
			is_opaque(node->value, node->n) ==
				is_opaque(var->value, var->n))
			return &f->v[i];
	}
	return NULL;
}

/* Why another key stands there, as a message's end. */
static const char *
why_instead(const struct keycheck *c, const struct node *node)
{
	const char *why = "another key stands here: Kong was not restarted "
			  "since the keys changed, or this is another "
			  "install's file";
	struct jwt t;

	if (node->n && node->value[0] == '$')
		return "a reference stands here that nobody replaced";
	if (jwt_parse(&t, node->value, node->n) == 0 && c->secret->n &&
		t.jws.alg == JWS_HS256)
		why = jwt_signer(&t, &c->keys)
			      ? "here stands another key that JWT_SECRET "
				"signed: "
				"Kong was not restarted since the keys were "
				"renewed"
			      : "here stands a key that another secret signed: "
				"of "
				"before a rotation, or another install's file";
	jwt_free(&t);
	return why;
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
explain_missing(struct keycheck *c, enum supabase_id i, const struct file *f)
{
	enum supabase_role role = supabase_variables[i].role;
	const struct var *var = c->key[i].var;
	struct filekey *other = find_exact(f, ROLE_NOBODY, var->value, var->n);
	const char *why = "the keys of anon and service_role are swapped";

	if (other) {
		why = "it is a key of the other consumer: anon and "
		      "service_role are swapped";
	} else if ((other = find_trimmed(f, var->value, var->n))) {
		why = "they differ in white space at an end: probably echo "
		      "without -n before base64";
	} else if ((other = find_instead(f, role, var))) {
		why = why_instead(c, &f->doc->node[other->node]);
	} else {
		diag_add(c->d, RULE_KEY_UNKNOWN, f->doc->text, NOWHERE,
			"%s is no key of consumer %s in this file, and no "
			"other stands in its place: the template has no "
			"entry for it, or it was empty",
			var->name, supabase_role_name(role));
		return;
	}
	other->claimed = true;
	diag_add(c->d, RULE_KEY_UNKNOWN, f->doc->text,
		scan_body(f->doc, other->node),
		"%s is no key of consumer %s in this file: %s", var->name,
		supabase_role_name(role), why);
}

static void
report_foreign(struct keycheck *c, const struct file *f)
{
	size_t i;

	for (i = 0; i < f->n; i++)
		if (!f->v[i].claimed && f->doc->node[f->v[i].node].n)
			diag_add_level(c->d, LEVEL_WARNING, RULE_KEY_UNKNOWN,
				f->doc->text, scan_body(f->doc, f->v[i].node),
				"a key of consumer %s that no source has; "
				"Kong lets it in",
				supabase_role_name(f->v[i].role));
}

void
keycheck_file(struct keycheck *c, const struct kong *k)
{
	struct file f = {0};
	struct filekey *found;
	bool missing[SUPABASE_COUNT] = {false};
	size_t i, sought = 0;

	read_keys(&f, k);
	for (i = 0; i < SUPABASE_COUNT; i++) {
		if (!is_sought(c, i))
			continue;
		sought++;
		found = find_exact(&f, supabase_variables[i].role,
			c->key[i].var->value, c->key[i].var->n);
		missing[i] = !found;
		if (found)
			found->claimed = true;
	}
	for (i = 0; i < SUPABASE_COUNT; i++)
		if (missing[i])
			explain_missing(c, i, &f);
	if (!sought)
		diag_add(c->d, RULE_UNSET_VARIABLE, NULL, NOWHERE,
			"no source has a key to look for in the file");
	report_foreign(c, &f);
	free(f.v);
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

static void
explain_in_file(const struct keycheck *c, const struct kong *k, bool owned,
	const struct text *about, struct buf *facts)
{
	const struct doc *doc = k->doc;
	struct file f = {0};
	struct filekey *found;
	struct place place;

	read_keys(&f, k);
	found = find_exact(&f, ROLE_NOBODY, about->s, about->n);
	if (found) {
		place = text_place(doc->text, scan_body(doc, found->node));
		buf_addf(facts, "Kong lets it in as %s (%s:%zu:%zu).\n",
			supabase_role_name(found->role), doc->text->path,
			place.line, place.col);
		if (!owned)
			diag_add_level(c->d, LEVEL_WARNING, RULE_KEY_UNKNOWN,
				about, NOWHERE,
				"no source has it: it ends when Kong restarts");
	} else {
		found = find_trimmed(&f, about->s, about->n);
		diag_add(c->d, RULE_KEY_UNKNOWN, about, NOWHERE,
			"it is no key of anon or service_role in %s%s: Kong "
			"answers 401",
			doc->text->path,
			found	? ", where one differs from it in white space"
			: owned ? ", which is older than the sources"
				: "");
	}
	free(f.v);
}

void
keycheck_explain(struct keycheck *c, const struct kong *k,
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
	if (k)
		explain_in_file(c, k, owned, about, facts);
	else if (!owned)
		diag_add(c->d, RULE_KEY_UNKNOWN, about, NOWHERE,
			"no source has this key");
}
