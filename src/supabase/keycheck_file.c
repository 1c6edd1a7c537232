#include "supabase/keycheck_file.h"

#include "token/apikey.h"

#include <stdlib.h>
#include <string.h>

static void
add_key(struct keyfile *f, enum supabase_role role, uint32_t node)
{
	if (f->doc->node[node].kind != NODE_SCALAR)
		return;
	f->v = xgrow(f->v, &f->cap, f->n + 1, sizeof(*f->v));
	f->v[f->n++] = (struct filekey){role, node, false};
}

void
keyfile_read(struct keyfile *f, const struct kong *k)
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

bool
keyfile_same_trimmed(const char *a, size_t na, const char *b, size_t nb)
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

struct filekey *
keyfile_find(const struct keyfile *f, enum supabase_role role, const char *s,
	size_t n)
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

struct filekey *
keyfile_find_trimmed(const struct keyfile *f, const char *s, size_t n)
{
	size_t i;

	for (i = 0; i < f->n; i++) {
		const struct node *node = &f->doc->node[f->v[i].node];

		if (keyfile_same_trimmed(node->value, node->n, s, n))
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

struct filekey *
keyfile_find_instead(
	const struct keyfile *f, enum supabase_role role, const struct var *var)
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
static const char *
why_age(int age)
{
	if (age < 0)
		return "an older key that JWT_SECRET signed is here: Kong was "
		       "not restarted since the keys were renewed";
	if (age > 0)
		return "a newer key that JWT_SECRET signed is here: the source "
		       "is older than the file";
	return "another key that JWT_SECRET signed is here: the keys were "
	       "renewed, and the file or the source is not the newest";
}

const char *
keyfile_why(const struct keycheck *c, const struct node *node,
	const struct var *var)
{
	const char *why = "another key is here: Kong was not restarted "
			  "since the keys changed, or this is another "
			  "install's file";
	struct jwt t;

	if (node->n && node->value[0] == '$')
		return "a reference is here that nothing replaced";
	if (jwt_parse(&t, node->value, node->n) == 0 && c->secret->n &&
		t.jws.alg == JWS_HS256)
		why = jwt_signer(&t, &c->keys)
			      ? why_age(compare_age(node->value, node->n, var))
			      : "a key that another secret signed is here: of "
				"before a rotation, or another install's file";
	jwt_free(&t);
	return why;
}

bool
keyfile_is_left_out(const struct keycheck *c, enum supabase_id i)
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
	       !keyfile_is_left_out(c, i);
}

/* Whether a key of that role is one of the sources'. */
static bool
has_claimed(const struct keyfile *f, enum supabase_role role)
{
	size_t i;

	for (i = 0; i < f->n; i++)
		if (f->v[i].role == role && f->v[i].claimed)
			return true;
	return false;
}

/* Says why slot i, which the file lacks, is not there. */
static void
explain_missing(struct keycheck *c, enum supabase_id i, const struct keyfile *f)
{
	enum supabase_role role = supabase_variables[i].role;
	const struct var *var = c->key[i].var;
	struct filekey *other =
		keyfile_find(f, ROLE_NOBODY, var->value, var->n);
	const char *why = "the keys of anon and service_role are swapped";

	if (other) {
		why = "it is a key of the other consumer: anon and "
		      "service_role are swapped";
	} else if ((other = keyfile_find_trimmed(f, var->value, var->n))) {
		why = "they differ in white space at an end: probably echo "
		      "without -n before base64";
	} else if ((other = keyfile_find_instead(f, role, var))) {
		why = keyfile_why(c, &f->doc->node[other->node], var);
	} else {
		/* the template may well do without it */
		diag_add_level(c->d,
			has_claimed(f, role) ? LEVEL_NOTE : LEVEL_ERROR,
			RULE_KEY_UNKNOWN, f->doc->text, NOWHERE,
			"consumer %s has no entry for %s: the template does "
			"not refer to it, or it was empty",
			supabase_role_name(role), var->name);
		return;
	}
	other->claimed = true;
	diag_add(c->d, RULE_KEY_UNKNOWN, f->doc->text,
		scan_body(f->doc, other->node),
		"%s is no key of consumer %s in this file: %s", var->name,
		supabase_role_name(role), why);
}

static void
report_foreign(struct keycheck *c, const struct keyfile *f)
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

size_t
keyfile_claim(const struct keycheck *c, struct keyfile *f,
	bool missing[SUPABASE_COUNT])
{
	struct filekey *found;
	size_t i, sought = 0;

	for (i = 0; i < SUPABASE_COUNT; i++) {
		missing[i] = false;
		if (!is_sought(c, i))
			continue;
		sought++;
		found = keyfile_find(f, supabase_variables[i].role,
			c->key[i].var->value, c->key[i].var->n);
		missing[i] = !found;
		if (found)
			found->claimed = true;
	}
	return sought;
}

void
keycheck_file(struct keycheck *c, const struct kong *k)
{
	struct keyfile f = {0};
	bool missing[SUPABASE_COUNT];
	size_t i, sought;

	keyfile_read(&f, k);
	sought = keyfile_claim(c, &f, missing);
	for (i = 0; i < SUPABASE_COUNT; i++)
		if (missing[i])
			explain_missing(c, i, &f);
	if (!sought && !keycheck_is_empty(c))
		diag_add(c->d, RULE_UNSET_VARIABLE, NULL, NOWHERE,
			"no source has a key to look for in the file");
	report_foreign(c, &f);
	free(f.v);
	if (k->file)
		filekeys_judge(k, c->vars, false);
}
