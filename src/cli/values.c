#include "cli/values.h"

#include "base/bytes.h"
#include "supabase/credential.h"
#include "supabase/variables.h"
#include "vars/sensitive.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* What values.used has for a name that the sources were asked for. */
enum { USED = 1, USED_AS_OTHER };

static bool
is_listed(const struct values *v, const struct table *list, const char *name,
	size_t n)
{
	const char *alias;

	if (!list->used)
		return false;
	alias = vars_alias(&v->sources, name, n);
	return table_get(list, name, n) != TABLE_NONE ||
	       (alias && table_get(list, alias, strlen(alias)) != TABLE_NONE);
}

static void
add_names(struct table *list, const struct opt_list *names)
{
	size_t i;

	for (i = 0; i < names->n; i++)
		table_put(list, names->v[i], strlen(names->v[i]), 1);
}

static enum expand_answer
find_value(struct values *v, const char *name, size_t n, const char **value,
	size_t *nvalue)
{
	const struct var *var;

	if (v->config->is_envoy)
		return envoyvalues_lookup(
			&v->envoy, name, n, value, nvalue, v->d);
	if (v->supabase)
		return supabase_lookup(
			v->supabase, name, n, value, nvalue, v->d);
	var = vars_lookup(v->vars, name, n, v->d);
	*value = var->value;
	*nvalue = var->n;
	if (var->failed)
		return EXPAND_FAILED;
	return var->source != VAR_UNSET ? EXPAND_SET : EXPAND_UNSET;
}

/* By the name that find_value() has asked the sources for. */
static void
note_used(struct values *v, const char *name, size_t n)
{
	enum supabase_id id = v->config->is_envoy ? supabase_find_any(name, n)
						  : SUPABASE_COUNT;
	const char *asked = name;
	size_t nasked = n;

	if (id != SUPABASE_COUNT) {
		asked = supabase_variables[id].name;
		nasked = strlen(asked);
	}
	asked = vars_lookup(v->vars, asked, nasked, v->d)->name;
	table_add(&v->used, asked, nasked,
		bytes_are(name, n, asked) ? USED : USED_AS_OTHER);
}

enum expand_answer
values_lookup(void *ctx, const char *name, size_t n, const char **value,
	size_t *nvalue)
{
	struct values *v = ctx;
	enum expand_answer answer;

	if (is_listed(v, &v->keep, name, n) ||
		(v->only.used && !is_listed(v, &v->only, name, n)))
		return EXPAND_KEEP;
	answer = find_value(v, name, n, value, nvalue);
	/* of the output, and from no source */
	if (!v->config->is_envoy || !envoyvalues_is_hash(name, n))
		note_used(v, name, n);
	return answer == EXPAND_UNSET && is_listed(v, &v->optional, name, n)
		       ? EXPAND_OPTIONAL
		       : answer;
}

/* The other name of a key of Supabase's, if a source has it. */
static const char *
twin_name(struct values *v, const char *name, size_t n)
{
	enum supabase_id id = supabase_find_any(name, n);
	const char *twin;

	if (id == SUPABASE_COUNT || !supabase_variables[id].other)
		return NULL;
	twin = supabase_variables[id].name;
	if (bytes_are(name, n, twin))
		twin = supabase_variables[id].other;
	return vars_lookup(v->vars, twin, strlen(twin), v->d)->source !=
			       VAR_UNSET
		       ? twin
		       : NULL;
}

/* A name that was meant perhaps: never the server's key for the public one. */
static const char *
near_name(struct values *v, const char *name, size_t n)
{
	const char *near = twin_name(v, name, n);
	const char *alias = vars_alias(&v->sources, name, n);
	enum supabase_role role = credential_role_of(name, n), other;

	if (near)
		return near;
	near = vars_near(v->vars, name, n);
	if (!near && alias)
		near = vars_near(v->vars, alias, strlen(alias));
	other = near ? credential_role_of(near, strlen(near)) : ROLE_NOBODY;
	return role != other && role != ROLE_NOBODY && other != ROLE_NOBODY
		       ? NULL
		       : near;
}

bool
values_hint(void *ctx, const char *name, size_t n, struct buf *out)
{
	struct values *v = ctx;
	const struct keymap *keys = v->config->secret_keys;
	const char *alias = vars_alias(&v->sources, name, n);
	char *copy = xstrndup(name, n);
	const char *key = keys ? keymap_get(keys, copy) : NULL, *near = NULL;

	if (alias)
		buf_addf(out, ", nor is %s", alias);
	if (key)
		buf_addf(out, " (--secrets-dir has no file %s)", key);
	else
		near = near_name(v, name, n);
	if (near)
		buf_addf(out, " (did you mean %s?)", near);
	free(copy);
	return near && sensitive_name(near, strlen(near));
}

int
values_open(struct values *v, const struct values_config *config, int64_t now,
	struct diags *d)
{
	*v = (struct values){.config = config,
		.d = d,
		.only.seed = d->seed,
		.keep.seed = d->seed,
		.optional.seed = d->seed,
		.used.seed = d->seed};
	add_names(&v->only, config->only);
	add_names(&v->keep, config->keep);
	add_names(&v->optional, config->optional);
	v->sources = (struct vars_config){.secrets_dir = config->secrets_dir,
		.secret_keys = config->secret_keys,
		.environment = environ,
		.env_files = config->env_files->v,
		.nenv_files = config->env_files->n};
	if (config->is_supabase) {
		v->sources.aliases = supabase_aliases;
		v->sources.naliases = SUPABASE_COUNT;
		/* ANON_KEY is the name in Envoy's template, not in Kong's */
		v->sources.alias_first = config->is_envoy;
	}
	v->vars = vars_open(&v->sources, d);
	if (v->vars && config->is_supabase)
		v->supabase = supabase_new(v->vars, now);
	v->envoy.s = v->supabase;
	return v->vars ? 0 : -1;
}

void
values_free(struct values *v)
{
	supabase_free(v->supabase);
	table_free(&v->only);
	table_free(&v->keep);
	table_free(&v->optional);
	table_free(&v->used);
	vars_free(v->vars);
	*v = (struct values){0};
}

/* What the template calls it; the gateway's name if the template does not. */
static const char *
shown_name(const struct values *v, const struct var *var)
{
	size_t n = strlen(var->name);
	uint32_t used = table_get(&v->used, var->name, n);
	enum supabase_id id = supabase_find(var->name, n);

	return v->config->is_envoy && id != SUPABASE_COUNT && used != USED
		       ? supabase_secret_name(id)
		       : var->name;
}

static void
add_one(const struct values *v, struct buf *line, const struct var *var,
	const char *unset)
{
	const char *name = shown_name(v, var);

	buf_addf(line, " %s (", name);
	switch (var->source) {
	case VAR_UNSET:
		buf_adds(line, unset);
		break;
	case VAR_ENVIRONMENT:
		buf_adds(line, "environment");
		if (strcmp(var->origin, name) != 0)
			buf_addf(line, " %s", var->origin);
		break;
	default:
		buf_adds(line, var->origin);
	}
	buf_addc(line, ')');
}

static bool
is_used(const struct values *v, const struct var *var)
{
	return table_get(&v->used, var->name, strlen(var->name)) != TABLE_NONE;
}

static void
add_used(const struct values *v, struct buf *line)
{
	const char *between = ":", *unset;
	const struct var *var;
	size_t i;

	for (i = 0; (var = vars_asked(v->vars, i)); i++) {
		unset = v->supabase ? supabase_origin(v->supabase, var->name)
				    : "not set";
		if (!is_used(v, var) || (var->source == VAR_UNSET && !unset))
			continue;
		buf_adds(line, between);
		add_one(v, line, var, unset);
		between = ",";
	}
}

void
values_origins(const struct values *v, struct buf *line)
{
	const char *between = "; only to check or derive:";
	const struct var *var;
	size_t i;

	add_used(v, line);
	for (i = 0; (var = vars_asked(v->vars, i)); i++) {
		if (is_used(v, var) || var->source == VAR_UNSET)
			continue;
		buf_adds(line, between);
		add_one(v, line, var, "");
		between = ",";
	}
}
