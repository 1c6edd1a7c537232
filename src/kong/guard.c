#include "kong/guard.h"

#include <stdlib.h>

/* A plugin and what it is on: entries, 0 where it is on none of the kind. */
struct guard_plugin {
	uint32_t i;
	uint32_t service; /* of the route, if it is on one */
	uint32_t route;
};

/* Where something authenticates: by entry, on it and below it. */
struct guards {
	struct judge *j;
	bool everywhere, anywhere;
	bool *on, *below;
};

/* Whether the plugin authenticates, or may: its name tells. */
static bool
may_authenticate(const struct judge *j, uint32_t plugin)
{
	uint32_t name = judge_get(j, plugin, N_name);
	const struct node *node = entries_node(j->e, name);

	if (judge_is_boolean(j, judge_get(j, plugin, N_enabled), false))
		return false;
	if (judge_value(j, name) != VALUE_STRING)
		return true;
	switch (plugin_find(node->value, node->n)) {
	case PLUGIN_NONE:
	case PLUGIN_basic_auth:
	case PLUGIN_hmac_auth:
	case PLUGIN_jwt:
	case PLUGIN_key_auth:
	case PLUGIN_ldap_auth:
	case PLUGIN_oauth2:
	case PLUGIN_session:
	case PLUGIN_pre_function: /* its Lua can do it, and is not judged */
		return true;
	default:
		return false;
	}
}

static void
take(struct guards *g, const struct guard_plugin *p)
{
	if (!may_authenticate(g->j, p->i))
		return;
	g->anywhere = true;
	if (p->route)
		g->on[p->route] = g->below[p->service] = true;
	else if (p->service)
		g->on[p->service] = true;
	else
		g->everywhere = true;
}

static bool
is_guarded(const struct guards *g, const struct guard_plugin *p)
{
	if (g->everywhere || (!p->route && !p->service && g->anywhere))
		return true;
	if (p->route)
		return g->on[p->route] || g->on[p->service];
	return g->on[p->service] || g->below[p->service];
}

static void
check(const struct guards *g, const struct guard_plugin *p)
{
	uint32_t name = judge_get(g->j, p->i, N_name);

	if (!judge_is(g->j, name, "acl") ||
		judge_is_boolean(
			g->j, judge_get(g->j, p->i, N_enabled), false) ||
		is_guarded(g, p))
		return;
	judge_note(g->j, LEVEL_WARNING, RULE_ACL_WITHOUT_AUTH, name,
		"no plugin authenticates requests here, so acl refuses all of "
		"them: add key-auth or another authentication plugin");
}

/* Fills *p; false: what the plugin is on is not known. */
static bool
place(struct census *c, const struct judge *j, const struct census_entity *e,
	struct guard_plugin *p)
{
	uint32_t route = census_owner(c, j, e, RECORD_route, N_route), service;
	const struct census_entity *on = route == TABLE_NONE ? e : &c->v[route];

	service = census_owner(c, j, on, RECORD_service, N_service);
	if ((route == TABLE_NONE && judge_get(j, e->i, N_route)) ||
		(service == TABLE_NONE && judge_get(j, on->i, N_service)))
		return false;
	*p = (struct guard_plugin){.i = e->i,
		.service = service == TABLE_NONE ? 0 : c->v[service].i,
		.route = route == TABLE_NONE ? 0 : c->v[route].i};
	return true;
}

static bool
is_for_consumer(const struct census *c, const struct census_entity *e)
{
	return e->up != TABLE_NONE && c->v[e->up].record == RECORD_consumer;
}

static void
check_all(struct judge *j, const struct guard_plugin *v, size_t n)
{
	struct guards g = {.j = j};
	size_t i;

	g.on = xcalloc(j->e->n + 1u, sizeof(*g.on));
	g.below = xcalloc(j->e->n + 1u, sizeof(*g.below));
	for (i = 0; i < n; i++)
		take(&g, &v[i]);
	g.on[0] = g.below[0] = false; /* routes without a service */
	for (i = 0; i < n; i++)
		check(&g, &v[i]);
	free(g.on);
	free(g.below);
}

void
guard_check(struct judge *j, struct census *c)
{
	struct guard_plugin *v;
	const struct census_entity *e;
	bool known = true;
	size_t n = 0, i;

	if (!c->has_acl)
		return;
	v = xcalloc(c->n + 1, sizeof(*v));
	for (i = 0; i < c->n; i++) {
		e = &c->v[i];
		if (e->record == RECORD_plugin && !is_for_consumer(c, e))
			known &= place(c, j, e, &v[n++]);
	}
	if (known)
		check_all(j, v, n);
	free(v);
}
