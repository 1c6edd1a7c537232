#include "lint/envoytemplate.h"

#include "base/bytes.h"
#include "envoy/envoycheck.h"
#include "envoy/envoyfile.h"
#include "lint/template.h"
#include "lua/lua.h"
#include "lua/scalar.h"
#include "supabase/allowlist.h"
#include "supabase/credential.h"
#include "template/expand.h"

#include <stdlib.h>
#include <string.h>

#define PG_PATH "/pg/" /* pg-meta: any SQL */

struct check {
	const struct doc *doc;
	struct diags *d;
	struct luascalar_cursor cursor;
	int ret;
};

/*
 * The variable that the string at s + at is assigned to, as in local NAME =
 * "...": sets *n to its length, 0 if there is none.
 */
static const char *
assigned_to(const char *s, size_t at, size_t *n)
{
	size_t end;

	while (at && strchr(" \t\r\n", s[at - 1]))
		at--;
	*n = 0;
	if (at < 2 || s[at - 1] != '=' || strchr("=~<>", s[at - 2]))
		return s;
	at--;
	while (at && strchr(" \t\r\n", s[at - 1]))
		at--;
	for (end = at; at && bytes_is_name(s[at - 1]);)
		at--;
	*n = end - at;
	return s + at;
}

static void
check_assignment(struct check *c, uint32_t i, const struct lua_span *span,
	const struct ref *r)
{
	const char *s = c->doc->node[i].value, *to;
	const char *name = s + r->name;
	enum supabase_role from, into;
	size_t n = r->name_end - r->name, nto;

	to = assigned_to(s, span->at, &nto);
	from = credential_role_of(name, n);
	into = credential_role_of(to, nto);
	if (from == ROLE_NOBODY || into == ROLE_NOBODY || from == into)
		return;
	c->ret |= diag_add(c->d, RULE_SWAPPED_VARIABLES, c->doc->text,
		luascalar_place(c->doc, i, r->at, &c->cursor),
		"%.*s is assigned to %.*s: the keys of anon and service_role "
		"are swapped, and every client would get service_role access",
		(int)n, name, (int)nto, to);
}

/* The strings of a program that hold references. */
static void
check_program(struct check *c, uint32_t i)
{
	const struct node *node = &c->doc->node[i];
	struct lua_span span = {0};
	struct ref r = {0};

	while (ref_after(node->value, node->n, &r)) {
		while (span.end <= r.at &&
			lua_next(node->value, node->n, &span))
			;
		if (span.kind == LUA_STRING)
			check_assignment(c, i, &span, &r);
	}
}

/* A key in its string, in a rendered file: by what it says of itself. */
static void
check_value(struct check *c, uint32_t i, const struct lua_span *span,
	const struct buf *got)
{
	const char *s = c->doc->node[i].value, *to;
	enum supabase_role role, wanted;
	bool internal;
	size_t n;

	to = assigned_to(s, span->at, &n);
	wanted = credential_role_of(to, n);
	if (wanted == ROLE_NOBODY || !got->n)
		return;
	role = allowlist_role(got->s, got->n, &internal);
	if (role != ROLE_NOBODY && role != wanted)
		c->ret |= diag_add(c->d, RULE_SWAPPED_VARIABLES, c->doc->text,
			luascalar_place(c->doc, i, span->at, &c->cursor),
			"%.*s is a key of %s: the keys of anon and "
			"service_role are swapped, or one was given for both",
			(int)n, to, supabase_role_name(role));
}

static void
check_values(struct check *c, uint32_t i)
{
	const struct node *node = &c->doc->node[i];
	struct lua_span span = {0};
	struct buf got = {0};

	while (lua_next_string(node->value, node->n, &span, &got))
		check_value(c, i, &span, &got);
	buf_free(&got);
}

/* Whether the policy at i permits PG_PATH. */
static bool
permits_pg(const struct doc *doc, uint32_t i)
{
	uint32_t k;

	for (k = i; k < doc->node[i].next; k++)
		if (scan_is(doc, k, PG_PATH) &&
			(envoyfile_has_key(doc, k, "prefix") ||
				envoyfile_has_key(doc, k, "exact")))
			return true;
	return false;
}

/* Whether the rules that the policy at i is one of let in what fits. */
static bool
is_allowed(const struct doc *doc, uint32_t i)
{
	uint32_t up = doc->node[doc->node[i].parent].parent, k;

	for (k = scan_child(doc, up); k; k = scan_sibling(doc, k))
		if (envoyfile_has_key(doc, k, "action"))
			return scan_is(doc, scan_deref(doc, k), "ALLOW");
	return true;
}

/* Why the public key has no place in the policy at i, or NULL. */
static const char *
reserved(const struct doc *doc, uint32_t i)
{
	const struct node *name = &doc->node[scan_deref(doc, doc->node[i].key)];

	if (!is_allowed(doc, i))
		return NULL;
	if (permits_pg(doc, i))
		return "permits " PG_PATH ": every client could run any SQL";
	if (name->kind == NODE_SCALAR && name->n &&
		(memmem(name->value, name->n, "admin", 5) ||
			memmem(name->value, name->n, "service", 7)))
		return "is for service_role: every client would get its "
		       "access";
	return NULL;
}

/* The public key where only service_role's has a place. */
static void
check_policy(struct check *c, uint32_t i)
{
	const struct doc *doc = c->doc;
	const char *why = reserved(doc, i);
	const struct node *node;
	uint32_t k;
	struct ref r;
	bool internal;

	for (k = i; why && k < doc->node[i].next; k++) {
		node = &doc->node[k];
		if (node->kind != NODE_SCALAR ||
			!envoyfile_has_key(doc, k, "exact"))
			continue;
		if (allowlist_role(node->value, node->n, &internal) ==
			ROLE_ANON)
			c->ret |= diag_add(c->d, RULE_SWAPPED_VARIABLES,
				doc->text, scan_body(doc, k),
				"a public key (anon), but this policy %s", why);
		if (ref_next(node->value, node->n, 0, &r) != REF_FOUND)
			continue;
		if (credential_role_of(node->value + r.name,
			    r.name_end - r.name) == ROLE_ANON)
			c->ret |= diag_add(c->d, RULE_SWAPPED_VARIABLES,
				doc->text, luascalar_place(doc, k, r.at, NULL),
				"%.*s is the public key, but this policy %s",
				(int)(r.name_end - r.name),
				node->value + r.name, why);
	}
}

/* The hash needs no salt to be guessed: it is as good as the password. */
static int
check_users(const struct doc *doc, uint32_t i, struct diags *d)
{
	const struct node *node = &doc->node[i];
	const char *hash;

	if (node->kind != NODE_SCALAR || !node->n ||
		!envoyfile_has_key(doc, i, "inline_string") ||
		!envoyfile_has_key(doc, node->parent, "users"))
		return 0;
	hash = memmem(node->value, node->n, ":{SHA}", 6);
	if (!hash || (size_t)(node->value + node->n - hash) < 6 + 28)
		return 0;
	return diag_add(d, RULE_HARDCODED_SECRET, doc->text,
		luascalar_place(doc, i, (size_t)(hash - node->value) + 1, NULL),
		"hard-coded secret (the hash of a password): write "
		"${DASHBOARD_BASIC_AUTH}");
}

static int
check_scalars(const struct doc *doc, bool is_template, struct diags *d)
{
	struct check c = {.doc = doc, .d = d};
	bool *lua = envoyfile_programs(doc);
	uint32_t i;

	for (i = 1; i < doc->n; i++) {
		if (lua[i]) {
			check_program(&c, i);
			check_values(&c, i);
		}
		if (doc->node[i].kind == NODE_MAPPING && doc->node[i].key &&
			envoyfile_has_key(doc, doc->node[i].parent, "policies"))
			check_policy(&c, i);
		if (is_template)
			c.ret |= check_users(doc, i, d);
	}
	free(lua);
	return c.ret;
}

int
envoytemplate_check(const struct doc *doc, bool is_template, struct diags *d)
{
	const struct kong_config config = {.is_template = is_template};
	/* no list of Kong's is in it: what is left is the same for any file */
	const struct kong k = {.doc = doc, .config = &config, .d = d};
	int ret = envoycheck_file(doc, is_template, d);

	return ret | check_scalars(doc, is_template, d) | template_check(&k);
}
