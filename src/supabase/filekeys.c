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
check_opaque(const struct check *c, enum supabase_role role, uint32_t node,
	enum apikey_kind kind)
{
	enum apikey_kind wanted =
		role == ROLE_SERVICE ? APIKEY_SECRET : APIKEY_PUBLISHABLE;

	if (kind == wanted)
		return 0;
	return diag_add(c->d, RULE_KEY_ROLE, c->doc->text,
		scan_body(c->doc, node),
		"the opaque key of consumer %s does not begin with %s%s",
		supabase_role_name(role),
		role == ROLE_SERVICE ? "sb_secret_" : "sb_publishable_",
		kind == APIKEY_UNKNOWN ? ""
				       : ": the keys of anon and service_role "
					 "are swapped");
}

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

/* What the install's values say of it: its signer, its dates. */
static int
check_install(struct check *c, struct verdict *v, const struct jwt *t,
	const struct node *key)
{
	bool old = supabase_is_previous(c->s, key->value, key->n, c->d);
	int ret = 0;

	v->now = supabase_now(c->s);
	v->min_valid = old ? 0 : FILEKEYS_SOON;
	if (c->keys.n && !old && t->jws.alg == JWS_HS256)
		ret = verdict_form(t, v) ? -1 : verdict_signature(t, v);
	return ret | verdict_expiry(t, v);
}

static int
check_token(struct check *c, enum supabase_role role, uint32_t node,
	const struct jwt *t)
{
	struct verdict v = {.keys = &c->keys,
		.role = supabase_role_name(role),
		.expiry = LEVEL_WARNING,
		.known = LEVEL_WARNING,
		.expired = "Kong only compares strings and accepts it, but "
			   "every service behind Kong answers 401",
		.text = c->doc->text,
		.at = scan_body(c->doc, node),
		.d = c->d};
	int ret = check_role(&v, role, t);

	if (c->s)
		ret |= check_install(c, &v, t, &c->doc->node[node]);
	return ret | verdict_demo(t, &v);
}

static int
check_form(struct check *c, enum supabase_role role, uint32_t node)
{
	const struct node *key = &c->doc->node[node];
	enum apikey_kind kind = apikey_kind(key->value, key->n);
	struct jwt t;
	int ret = 0;

	if (jwt_parse(&t, key->value, key->n) == 0)
		ret = check_token(c, role, node, &t);
	else if (kind != APIKEY_NONE)
		ret = check_opaque(c, role, node, kind);
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

/* Nothing is known of a dropped one. */
static uint32_t
node_of(const struct check *c, const struct kong_credential *credential,
	enum name_id field)
{
	return credential->dropped ? 0
				   : kong_field_node(c->k, credential, field);
}

/* The secret that signs the keys, if a source has it. */
static int
load_secret(struct check *c)
{
	const struct var *secret;

	if (!c->s)
		return 0;
	secret = vars_lookup(supabase_vars(c->s), "JWT_SECRET", 10, c->d);
	if (secret->n)
		jwks_add_secret(&c->keys, secret->value, secret->n);
	return secret->failed ? -1 : 0;
}

int
filekeys_check(struct supabase *s, const struct kong *k)
{
	struct check c = {.s = s, .k = k, .doc = k->doc, .d = k->d};
	struct kong_credential *credential;
	enum supabase_role role;
	int ret = load_secret(&c);

	ret |= filejudge_check(k, s ? supabase_vars(s) : NULL);
	FOR_EACH_CREDENTIAL(k->file, RECORD_keyauth_credential, credential)
	{
		role = filejudge_role(k, credential);
		if (role != ROLE_NOBODY)
			ret |= check_key(
				&c, role, node_of(&c, credential, N_key));
	}
	FOR_EACH_CREDENTIAL(k->file, RECORD_basicauth_credential, credential)
	{
		ret |= check_password(&c, node_of(&c, credential, N_password));
	}
	jwks_free(&c.keys);
	return ret;
}
