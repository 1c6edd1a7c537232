#include "kong/lyaml.h"
#include "kong/record.h"
#include "kong/supabase.h"
#include "kong/written.h"

#include "token/apikey.h"
#include "token/date.h"
#include "token/verdict.h"

#include <string.h>

#define SOON (30 * DATE_DAY)

static const char *const consumers[] = {"anon", "service_role"};

/* What a pass over the values of a document needs. */
struct check {
	struct supabase *s;
	const struct doc *doc;
	struct jwks keys; /* JWT_SECRET, or none */
	struct diags *d;
};

size_t
supabase_blanks(const char *s, size_t n)
{
	size_t begin = 0, end = n;

	while (begin < n && strchr(" \t\r\n", s[begin]))
		begin++;
	while (end > begin && strchr(" \t\r\n", s[end - 1]))
		end--;
	return n - (end - begin);
}

/* service_role may do everything, anon what row level security permits. */
static bool
is_admin(const char *consumer)
{
	return strcmp(consumer, "service_role") == 0;
}

static void
check_opaque(const struct check *c, const char *consumer, uint32_t node,
	enum apikey_kind kind)
{
	enum apikey_kind wanted =
		is_admin(consumer) ? APIKEY_SECRET : APIKEY_PUBLISHABLE;

	if (kind == wanted)
		return;
	diag_add(c->d, RULE_KEY_ROLE, c->doc->text, scan_body(c->doc, node),
		"the consumer %s has an opaque key that does not begin with "
		"%s%s",
		consumer, is_admin(consumer) ? "sb_secret_" : "sb_publishable_",
		kind == APIKEY_UNKNOWN ? ""
				       : ": the keys of anon and service_role "
					 "are swapped");
}

static void
check_role(const struct verdict *v, const struct jwt *t)
{
	const char *other = consumers[!is_admin(v->role)];

	if (!t->role || strcmp(t->role, v->role) == 0)
		return;
	if (strcmp(t->role, other) == 0)
		diag_add(v->d, RULE_KEY_ROLE, v->text, v->at,
			"the consumer %s has a key with the role %s: the keys "
			"of anon and service_role are swapped%s",
			v->role, other,
			is_admin(other) ? ", and everybody is an admin" : "");
	else
		verdict_role(t, v);
}

static void
check_token(struct check *c, const char *consumer, uint32_t node,
	const struct jwt *t)
{
	const struct node *key = &c->doc->node[node];
	bool old = supabase_is_previous(c->s, key->value, key->n, c->d);
	struct verdict v = {.keys = &c->keys,
		.role = consumer,
		.now = supabase_now(c->s),
		.min_valid = old ? 0 : SOON,
		.expiry = LEVEL_WARNING,
		.known = LEVEL_WARNING,
		.expired = "Kong compares strings and lets it in, everything "
			   "behind Kong answers 401",
		.text = c->doc->text,
		.at = scan_body(c->doc, node),
		.d = c->d};

	check_role(&v, t);
	if (c->keys.n && !old && t->jws.alg == JWS_HS256 &&
		verdict_form(t, &v) == 0)
		verdict_signature(t, &v);
	verdict_expiry(t, &v);
	verdict_demo(t, &v);
}

static void
check_form(struct check *c, const char *consumer, uint32_t node)
{
	const struct node *key = &c->doc->node[node];
	enum apikey_kind kind = apikey_kind(key->value, key->n);
	struct jwt t;

	if (jwt_parse(&t, key->value, key->n) == 0)
		check_token(c, consumer, node, &t);
	else if (!apikey_valid(key->value, key->n) &&
		 written_is_placeholder(key->value, key->n))
		diag_add(c->d, RULE_PLACEHOLDER, c->doc->text,
			scan_body(c->doc, node),
			"the key of consumer %s is the placeholder of an "
			"example, which everybody knows",
			consumer);
	else if (kind != APIKEY_NONE)
		check_opaque(c, consumer, node, kind);
	jwt_free(&t);
}

static void
check_key(void *ctx, const char *consumer, uint32_t node)
{
	struct check *c = ctx;
	const struct node *key = &c->doc->node[node];

	if (key->kind != NODE_SCALAR || !key->n || (key->flags & NODE_LEFT))
		return;
	/* kong_check() reports white space around it */
	if (!supabase_blanks(key->value, key->n))
		check_form(c, consumer, node);
}

static void
check_password(const struct check *c, uint32_t node)
{
	static const char known[] =
		"this_password_is_insecure_and_should_be_updated";
	const struct node *password = &c->doc->node[node];
	size_t at = scan_body(c->doc, node);

	if (!node || password->kind != NODE_SCALAR || !password->n ||
		(password->flags & NODE_LEFT))
		return;
	if (scan_is(c->doc, node, known))
		diag_add(c->d, RULE_PUBLIC_VALUE, c->doc->text, at,
			"the password is the one of Supabase's examples, "
			"which everybody knows");
	else if (password->value[0] == '<' &&
		 password->value[password->n - 1] == '>')
		diag_add(c->d, RULE_PLACEHOLDER, c->doc->text, at,
			"the password is the placeholder of an example");
	else if (password->value[password->n - 1] == '\n')
		diag_add_level(c->d, LEVEL_WARNING, RULE_KEY_WHITESPACE,
			c->doc->text, at,
			"the password ends with a newline, which nobody "
			"types: probably echo without -n before base64");
}

/* Calls each for every entry of the list name of the mapping map. */
static void
for_entries(const struct doc *doc, uint32_t map, const char *name,
	void (*each)(void *ctx, uint32_t entry), void *ctx)
{
	uint32_t list = map ? record_get(doc, map, name) : 0, entry;

	if (!list || doc->node[list].kind != NODE_SEQUENCE)
		return;
	for (entry = scan_child(doc, list); entry;
		entry = scan_sibling(doc, entry))
		each(ctx, scan_deref(doc, entry));
}

/*
 * Returns the mapping of the first document, or 0. What is too large once its
 * aliases are expanded, kong_check() refuses.
 */
static uint32_t
root_of(const struct doc *doc)
{
	uint32_t root = lyaml_root(doc);

	return root && doc->node[root].kind == NODE_MAPPING &&
			       lyaml_is_bounded(doc)
		       ? root
		       : 0;
}

struct search {
	const struct doc *doc;
	const char *consumer;
	uint32_t id; /* the consumer's, or 0 */
	supabase_found *found;
	void *ctx;
};

static bool
same(const struct doc *doc, uint32_t a, uint32_t b)
{
	const struct node *x = &doc->node[a], *y = &doc->node[b];

	return a && b && x->kind == NODE_SCALAR && y->kind == NODE_SCALAR &&
	       x->n == y->n && memcmp(x->value, y->value, x->n) == 0;
}

static void
found_entry(void *ctx, uint32_t entry)
{
	struct search *s = ctx;
	uint32_t key = record_get(s->doc, entry, "key");

	if (key)
		s->found(s->ctx, s->consumer, key);
}

static void
found_flat(void *ctx, uint32_t entry)
{
	struct search *s = ctx;
	uint32_t owner = record_get(s->doc, entry, "consumer");

	if (owner && s->doc->node[owner].kind == NODE_MAPPING)
		owner = record_get(s->doc, owner, "id");
	if (owner && (scan_is(s->doc, owner, s->consumer) ||
			     same(s->doc, owner, s->id)))
		found_entry(s, entry);
}

static void
found_consumer(void *ctx, uint32_t entry)
{
	struct search *s = ctx;
	uint32_t name = record_get(s->doc, entry, "username");

	if (!name || !scan_is(s->doc, name, s->consumer))
		return;
	s->id = record_get(s->doc, entry, "id");
	for_entries(s->doc, entry, "keyauth_credentials", found_entry, s);
}

void
supabase_keys(const struct doc *doc, supabase_found *found, void *ctx)
{
	uint32_t root = root_of(doc);
	size_t i;

	for (i = 0; i < countof(consumers); i++) {
		struct search s = {doc, consumers[i], 0, found, ctx};

		for_entries(doc, root, "consumers", found_consumer, &s);
		for_entries(doc, root, "keyauth_credentials", found_flat, &s);
	}
}

static void
check_basicauth(void *ctx, uint32_t entry)
{
	struct check *c = ctx;

	check_password(c, record_get(c->doc, entry, "password"));
}

static void
check_consumer(void *ctx, uint32_t entry)
{
	struct check *c = ctx;

	for_entries(c->doc, entry, "basicauth_credentials", check_basicauth, c);
}

int
supabase_check(struct supabase *s, const struct doc *doc, struct diags *d)
{
	struct check c = {.s = s, .doc = doc, .d = d};
	size_t errors = diags_errors(d);
	uint32_t root = root_of(doc);
	const struct var *secret;

	secret = vars_lookup(supabase_vars(s), "JWT_SECRET", 10, d);
	if (secret->n)
		jwks_add_secret(&c.keys, secret->value, secret->n);
	supabase_keys(doc, check_key, &c);
	for_entries(doc, root, "consumers", check_consumer, &c);
	for_entries(doc, root, "basicauth_credentials", check_basicauth, &c);
	jwks_free(&c.keys);
	return diags_errors(d) > errors ? -1 : 0;
}
