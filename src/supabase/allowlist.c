#include "supabase/allowlist.h"

#include "base/table.h"
#include "envoy/envoyfile.h"
#include "lua/lua.h"
#include "lua/scalar.h"
#include "supabase/filejudge.h"
#include "token/apikey.h"
#include "token/jwt.h"

#include <stdlib.h>
#include <string.h>

static struct allowlist_key *
add_key(struct allowlist *l, enum supabase_role role, const char *s, size_t n,
	size_t at)
{
	l->v = xgrow(l->v, &l->cap, l->n + 1, sizeof(*l->v));
	l->v[l->n] = (struct allowlist_key){
		.role = role, .value = s, .n = n, .at = at};
	return &l->v[l->n++];
}

void
allowlist_kong(struct allowlist *l, const struct kong *k)
{
	struct kong_credential *c;
	const struct node *node;
	enum supabase_role role;
	uint32_t i;

	*l = (struct allowlist){.doc = k->doc,
		.kong = k,
		.gateway = "Kong",
		.whose = "consumer",
		.stale = "Kong was not restarted",
		.ends = "when Kong restarts",
		.renew = "restart Kong"};
	if (!k->file)
		return;
	FOR_EACH_CREDENTIAL(k->file, RECORD_keyauth_credential, c)
	{
		role = filejudge_role(k, c);
		i = kong_field_node(k, c, N_key);
		node = &k->doc->node[i];
		if (role != ROLE_NOBODY && node->kind == NODE_SCALAR)
			add_key(l, role, node->value, node->n,
				scan_body(k->doc, i));
	}
}

enum supabase_role
allowlist_role(const char *s, size_t n, bool *internal)
{
	enum supabase_role role = ROLE_NOBODY;
	enum apikey_kind kind = apikey_kind(s, n);
	struct jwt t;

	*internal = false;
	if (kind == APIKEY_PUBLISHABLE || kind == APIKEY_SECRET)
		return kind == APIKEY_SECRET ? ROLE_SERVICE : ROLE_ANON;
	if (jwt_parse(&t, s, n) == 0 && t.role) {
		*internal = t.jws.alg == JWS_ES256;
		role = supabase_role_of(t.role);
	}
	jwt_free(&t);
	return role;
}

/* Returns the key of that value, found or new, or NULL if it is not a key. */
static struct allowlist_key *
note_key(struct allowlist *l, struct table *seen, const char *s, size_t n,
	size_t at)
{
	uint32_t found = n ? table_get(seen, s, n) : TABLE_NONE;
	enum supabase_role role;
	bool internal = false;

	if (found != TABLE_NONE)
		return &l->v[found];
	role = n ? allowlist_role(s, n, &internal) : ROLE_NOBODY;
	if (role == ROLE_NOBODY || internal)
		return NULL;
	table_put(seen, s, n, (uint32_t)l->n);
	return add_key(l, role, s, n, at);
}

/* Whether the string that begins at at is assigned: after =, but not ==. */
static bool
is_assigned(const char *s, size_t at)
{
	while (at && (s[at - 1] == ' ' || s[at - 1] == '\t'))
		at--;
	return at > 1 && s[at - 1] == '=' && !strchr("=~<>", s[at - 2]);
}

/*
 * Whether a program of Supabase's, which was filled with empty values, has no
 * complete set of opaque keys and the tokens that they become: it accepts none
 * of them then, not even those that it has.
 */
static bool
is_partial(const struct node *program)
{
	bool has[2][ROLE_SERVICE + 1] = {{false}}, internal, empty = false;
	struct lua_span span = {0};
	enum supabase_role role;
	struct buf got = {0};

	while (lua_next_string(program->value, program->n, &span, &got)) {
		if (!got.n) {
			empty |= is_assigned(program->value, span.at);
			continue;
		}
		role = allowlist_role(got.s, got.n, &internal);
		if (internal || apikey_kind(got.s, got.n) != APIKEY_NONE)
			has[internal][role] = true;
	}
	buf_free(&got);
	return empty && !(has[0][ROLE_ANON] && has[0][ROLE_SERVICE] &&
				has[1][ROLE_ANON] && has[1][ROLE_SERVICE]);
}

static void
read_program(struct allowlist *l, struct table *seen, uint32_t i)
{
	const struct node *node = &l->doc->node[i];
	struct luascalar_cursor cursor = {0};
	bool partial = is_partial(node);
	struct lua_span span = {0};
	struct allowlist_key *key;
	struct buf got = {0};

	l->has_lua = true;
	while (lua_next_string(node->value, node->n, &span, &got)) {
		key = note_key(l, seen, got.s, got.n,
			luascalar_place(l->doc, i, span.at + 1, &cursor));
		if (!key)
			continue;
		if (partial && apikey_kind(got.s, got.n) != APIKEY_NONE)
			key->in_partial_lua = true;
		else
			key->in_lua = true;
		if (key->value != got.s)
			continue;
		/* a new one: its bytes stay */
		l->strings = xgrow(l->strings, &l->cap_strings, l->nstrings + 1,
			sizeof(*l->strings));
		l->strings[l->nstrings++] = got;
		got = (struct buf){0};
	}
	buf_free(&got);
}

void
allowlist_envoy(struct allowlist *l, const struct doc *doc)
{
	bool *lua = envoyfile_programs(doc);
	struct table seen = {.seed = doc->seed};
	struct allowlist_key *key;
	const struct node *node;
	uint32_t i;

	*l = (struct allowlist){.doc = doc,
		.gateway = "Envoy",
		.whose = "role",
		.stale = "the file was not rendered",
		.ends = "when the file is rendered",
		.renew = "render it"};
	for (i = 1; i < doc->n; i++) {
		node = &doc->node[i];
		if (node->kind != NODE_SCALAR)
			continue;
		if (lua[i])
			read_program(l, &seen, i);
		if (!envoyfile_has_key(doc, i, "exact") ||
			!envoyfile_has_key(
				doc, doc->node[i].parent, "string_match"))
			continue;
		l->has_rbac = true;
		key = note_key(
			l, &seen, node->value, node->n, scan_body(doc, i));
		if (key)
			key->in_rbac = true;
	}
	table_free(&seen);
	free(lua);
}

void
allowlist_free(struct allowlist *l)
{
	size_t i;

	for (i = 0; i < l->nstrings; i++)
		buf_free(&l->strings[i]);
	free(l->strings);
	free(l->v);
	*l = (struct allowlist){0};
}
