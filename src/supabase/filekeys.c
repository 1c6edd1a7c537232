#include "supabase/filekeys.h"

#include "kong/check.h"
#include "supabase/credential.h"
#include "supabase/filejudge.h"
#include "token/apikey.h"
#include "token/verdict.h"

#include <string.h>

/* What a pass over the values of a document needs. */
struct check {
	struct supabase *s; /* or NULL */
	const struct kong *k;
	const struct doc *doc; /* k's */
	struct jwks keys; /* JWT_SECRET, or none */
	struct diags *d;
};

static int
check_role(
	const struct verdict *v, enum supabase_role role, const struct jwt *t)
{
	const char *other = supabase_role_name(
		role == ROLE_ANON ? ROLE_SERVICE : ROLE_ANON);

	if (!t->role || strcmp(t->role, v->role) == 0)
		return 0;
	if (strcmp(t->role, other) == 0)
		return diag_add(v->d, RULE_KEY_ROLE, v->text, v->at,
			"the key of consumer %s has the role %s: the keys of "
			"anon and service_role are swapped%s",
			v->role, other,
			role == ROLE_ANON
				? ", and every client gets service_role access"
				: "");
	return verdict_role(t, v);
}

static int
check_token(struct check *c, struct verdict *v, const struct jwt *t,
	enum supabase_role role, const struct node *key)
{
	int ret = check_role(v, role, t);
	bool old;

	if (c->s) {
		old = supabase_is_previous(c->s, key->value, key->n, c->d);
		v->now = supabase_now(c->s);
		v->min_valid = old ? 0 : SUPABASE_SOON;
		ret |= verdict_install(t, v, old);
	}
	return ret | verdict_demo(t, v);
}

static int
check_form(struct check *c, enum supabase_role role, uint32_t node)
{
	const struct node *key = &c->doc->node[node];
	enum apikey_kind kind = apikey_kind(key->value, key->n);
	struct verdict v = {.keys = &c->keys,
		.role = supabase_role_name(role),
		.expiry = LEVEL_WARNING,
		.known = LEVEL_WARNING,
		.expired = "Kong only compares strings and accepts it, but "
			   "every service behind Kong answers 401",
		.text = c->doc->text,
		.at = scan_body(c->doc, node),
		.d = c->d};
	struct jwt t;
	int ret = 0;

	if (jwt_parse(&t, key->value, key->n) == 0)
		ret = check_token(c, &v, &t, role, key);
	else if (kind != APIKEY_NONE)
		ret = verdict_opaque(kind, role == ROLE_SERVICE,
			role == ROLE_SERVICE
				? "the opaque key of consumer service_role"
				: "the opaque key of consumer anon",
			&v);
	jwt_free(&t);
	return ret;
}

static int
check_key(struct check *c, enum supabase_role role, uint32_t node)
{
	const struct node *key = &c->doc->node[node];

	/* kong_check() reports white space, filejudge_check() what is no key */
	if (key->kind != NODE_SCALAR || !key->n || key->flags & NODE_HAS_KEPT ||
		supabase_blanks(key->value, key->n) ||
		!credential_is_key(key->value, key->n))
		return 0;
	return check_form(c, role, node);
}

static int
check_password(const struct check *c, uint32_t node)
{
	static const char known[] =
		"this_password_is_insecure_and_should_be_updated";
	const struct node *password = &c->doc->node[node];
	size_t at = scan_body(c->doc, node);

	if (!node || password->kind != NODE_SCALAR || !password->n ||
		(password->flags & NODE_HAS_KEPT))
		return 0;
	if (scan_is(c->doc, node, known))
		return diag_add(c->d, RULE_PUBLICLY_KNOWN_SECRET, c->doc->text,
			at,
			"the password is the publicly known one of Supabase's "
			"examples");
	if (password->value[password->n - 1] == '\n')
		return diag_add_level(c->d, LEVEL_WARNING, RULE_KEY_WHITESPACE,
			c->doc->text, at,
			"the password ends with a newline, so that nobody can "
			"log in: probably echo without -n before base64");
	return 0;
}

int
filekeys_check(struct supabase *s, const struct kong *k)
{
	struct check c = {.s = s, .k = k, .doc = k->doc, .d = k->d};
	struct kong_credential *credential;
	enum supabase_role role;
	int ret = s ? supabase_add_secret(supabase_vars(s), &c.keys, k->d) : 0;

	ret |= filejudge_check(k, s ? supabase_vars(s) : NULL);
	FOR_EACH_CREDENTIAL(k->file, RECORD_keyauth_credential, credential)
	{
		role = filejudge_role(k, credential);
		if (role != ROLE_NOBODY)
			ret |= check_key(&c, role,
				kong_field_node(k, credential, N_key));
	}
	FOR_EACH_CREDENTIAL(k->file, RECORD_basicauth_credential, credential)
	{
		ret |= check_password(
			&c, kong_field_node(k, credential, N_password));
	}
	jwks_free(&c.keys);
	return ret;
}
