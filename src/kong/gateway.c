#include "kong/gateway.h"

#include "kong/across.h"
#include "kong/refs.h"
#include "kong/rows.h"

#include <stdlib.h>
#include <string.h>

/* The small letters and digits of a name. Returns how many. */
static size_t
letters_of(const char *name, size_t n, char *to)
{
	size_t i, len = 0;

	for (i = 0; i < n; i++)
		if (name[i] != '-' && name[i] != '_' && name[i] != ' ')
			to[len++] = (char)(name[i] >= 'A' && name[i] <= 'Z'
						   ? name[i] - 'A' + 'a'
						   : name[i]);
	return len;
}

/*
 * One letter too many (at the end a double one or an s), missing, another, or
 * two swapped.
 */
static bool
is_one_edit(const char *a, size_t na, const char *b, size_t nb)
{
	size_t same = 0, tail = 0;

	while (same < na && same < nb && a[same] == b[same])
		same++;
	while (tail < na - same && tail < nb - same &&
		a[na - 1 - tail] == b[nb - 1 - tail])
		tail++;
	na -= same + tail;
	nb -= same + tail;
	a += same;
	b += same;
	if (na == 2 && nb == 2)
		return a[0] == b[1] && a[1] == b[0];
	if (na == 1 && nb == 0 && tail == 0)
		return same > 0 && (a[0] == a[-1] || a[0] == 's');
	return na <= 1 && nb <= 1;
}

/*
 * The bundled plugin that was certainly meant, or NULL: any other name may be
 * that of a plugin from elsewhere.
 */
static const char *
misspelled_plugin(const struct node *node)
{
	char word[64], known[64];
	size_t n, m, i;
	const char *name;

	if (node->n >= sizeof(word))
		return NULL;
	n = letters_of(node->value, node->n, word);
	for (i = 1; i < PLUGIN_COUNT; i++) {
		name = plugin_name((enum plugin_id)i);
		m = letters_of(name, strlen(name), known);
		if (n == m && memcmp(word, known, n) == 0)
			return name;
		if (m > 3 && is_one_edit(word, n, known, m))
			return name;
		/* rate-limit */
		if (n > 5 && m > n && m - n < 5 && memcmp(word, known, n) == 0)
			return name;
	}
	return NULL;
}

/*
 * Whether a plugin that the tables do not know may be loaded. A name with a
 * comma is never in KONG_PLUGINS, which separates names by it.
 */
static bool
may_be_loaded(const struct judge *j, const struct node *node)
{
	return config_loads(j->config, node->value, node->n) ||
	       ((!j->config->plugins || j->config->enterprise) &&
		       !plugin_find(node->value, node->n) &&
		       !memchr(node->value, ',', node->n) &&
		       !misspelled_plugin(node));
}

static void
report_plugin(struct judge *j, uint32_t name)
{
	const struct node *node = entries_node(j->e, name);
	bool known = plugin_find(node->value, node->n) != PLUGIN_NONE;
	const char *near = known ? NULL : misspelled_plugin(node);
	bool printable = judge_is_printable(node);

	if (may_be_loaded(j, node))
		judge_note(j, LEVEL_NOTE, RULE_UNCHECKED_PLUGIN, name,
			"not a plugin bundled with Kong, so its config is not "
			"checked");
	else if (near)
		judge_report(j, RULE_UNKNOWN_PLUGIN, name,
			"unknown plugin; did you mean %s?", near);
	else if (memchr(node->value, ',', node->n))
		judge_report(j, RULE_UNKNOWN_PLUGIN, name,
			"a plugin's name has no comma: write an entry for each "
			"plugin");
	else
		judge_report(j, RULE_UNKNOWN_PLUGIN, name,
			"unknown plugin%s%.*s: Kong does not load it; add it "
			"to KONG_PLUGINS or correct the name",
			printable ? " " : "", printable ? (int)node->n : 0,
			node->value);
}

static void
check_config(struct judge *j, uint32_t entity, enum schema_record record,
	enum plugin_id plugin)
{
	uint32_t config = judge_get(j, entity, N_config);
	struct across_config c;

	if (judge_value(j, config) == VALUE_ANY)
		return;
	if (judge_is_boolean(j, config, false)) /* as good as absent */
		config = 0;
	c = (struct across_config){j, config, config ? config : entity};
	if (judge_value(j, config) == VALUE_NULL) {
		judge_report(j, RULE_MISSING_FIELD, config,
			"config is null: set a value or remove the field");
		return;
	}
	if (config && !rows_is_mapping(j, "config", config))
		return;
	rows_check(j, record, config, config ? config : entity, NULL);
	if (plugin)
		across_check_plugin(plugin, &c);
}

/* Fields that the plugin's own schema restricts. */
static void
check_limits(struct judge *j, enum plugin_id id, uint32_t plugin)
{
	static const struct {
		enum plugin_flag flag;
		enum name_id name;
	} limits[] = {{PLUGIN_NO_CONSUMER, N_consumer},
		{PLUGIN_NO_SERVICE, N_service}, {PLUGIN_NO_ROUTE, N_route}};
	unsigned http = j->context.is_3 ? PLUGIN_HTTP_3 : PLUGIN_HTTP_28;
	uint32_t at, i;
	size_t l;

	for (l = 0; l < countof(limits); l++) {
		at = judge_get(j, plugin, limits[l].name);
		if (plugin_flags(id) & limits[l].flag &&
			judge_value(j, at) > VALUE_NULL)
			judge_report(j, RULE_PLUGIN_SCOPE, at,
				"the plugin %s must not have a %s",
				plugin_name(id), name_text(limits[l].name));
	}
	at = judge_get(j, plugin, N_protocols);
	if (!(plugin_flags(id) & http) || judge_value(j, at) < VALUE_MAPPING)
		return;
	FOR_EACH_ENTRY(j->e, at, i)
	{
		if (judge_is(j, i, "tcp") || judge_is(j, i, "tls") ||
			judge_is(j, i, "tls_passthrough") ||
			judge_is(j, i, "udp"))
			judge_report(j, RULE_INVALID_ENUM, i,
				"the plugin %s supports only the protocols "
				"http, https, grpc and grpcs",
				plugin_name(id));
	}
}

/* plugins.c looks at these: a second walk over all would cost as much again. */
static void
note_naming(struct judge *j, uint32_t plugin)
{
	uint32_t config = judge_get(j, plugin, N_config);
	struct kong_naming *to = j->naming;

	if (!judge_get(j, plugin, N_consumer) &&
		!judge_get(j, config, N_anonymous) &&
		!judge_get(j, config, N_allow) &&
		!judge_get(j, config, N_whitelist))
		return;
	to->v = xgrow(to->v, &to->cap, to->n + 1, sizeof(*to->v));
	to->v[to->n++] = plugin;
}

static void
check_plugin(struct judge *j, uint32_t plugin)
{
	uint32_t name = judge_get(j, plugin, N_name);
	enum plugin_id id;

	note_naming(j, plugin);

	if (judge_value(j, name) != VALUE_STRING ||
		!entries_node(j->e, name)->n)
		return;
	id = judge_plugin_loaded(j, name);
	if (!id) {
		report_plugin(j, name);
		return;
	}
	check_limits(j, id, plugin);
	check_config(j, plugin, plugin_record(id), id);
}

/* Only the vault of environment variables is open source, and not in 2.8. */
static void
check_vault(struct judge *j, uint32_t vault)
{
	uint32_t name = judge_get(j, vault, N_name);

	if (judge_is(j, name, "env") && j->context.is_3)
		check_config(j, vault, RECORD_vault_env, PLUGIN_NONE);
	else if (judge_value(j, name) == VALUE_STRING &&
		 entries_node(j->e, name)->n && !j->config->enterprise)
		judge_report(j, RULE_INVALID_ENUM, name,
			j->context.is_3 ? "unsupported vault: the open-source "
					  "Kong has only env"
					: "unsupported vault: the open-source "
					  "Kong 2.8 has none");
}

static void check_entities(struct judge *j, const struct schema_field *f,
	uint32_t list, const struct scope *scope);

/* The lists below an entity, or of the whole file. */
static void
check_nested(struct judge *j, enum schema_record record, uint32_t i,
	const struct scope *scope)
{
	size_t errors = diags_errors(j->d);
	const struct schema_field *f;
	uint32_t at;

	FOR_EACH_ENTRY(j->e, i, at)
	{
		f = judge_row(j, record, at);
		if (!f || f->type != SCHEMA_ENTITIES)
			continue;
		if (judge_value(j, at) > VALUE_ANY)
			check_entities(j, f, at, scope);
		if (model_has((enum schema_record)f->sub) &&
			diags_errors(j->d) > errors)
			j->elsewhere = true;
		errors = diags_errors(j->d);
	}
}

/*
 * Kong makes the id of a nested plugin, target or key from that of what it is
 * in, where null counts as one that is there.
 */
static void
check_null_id(struct judge *j, enum schema_record record, uint32_t i)
{
	uint32_t id = judge_get(j, i, N_id), at, nested;
	const struct schema_field *f;

	if (judge_value(j, id) != VALUE_NULL)
		return;
	FOR_EACH_ENTRY(j->e, i, at)
	{
		f = judge_row(j, record, at);
		if (!f || f->type != SCHEMA_ENTITIES ||
			(f->sub != RECORD_plugin && f->sub != RECORD_target &&
				f->sub != RECORD_key))
			continue;
		FOR_EACH_ENTRY(j->e, at, nested)
		{
			if (judge_get(j, nested, N_id))
				continue;
			judge_report(j, RULE_MISSING_FIELD, id,
				"id is null: Kong crashes on the %s here; set "
				"a UUID or remove the field",
				schema_name(f));
			return;
		}
	}
}

static void
check_entity(struct judge *j, const struct schema_field *f, uint32_t i,
	const struct scope *scope)
{
	enum schema_record record = (enum schema_record)f->sub;
	const struct scope own = {record, i, scope};

	if (judge_value(j, i) == VALUE_NULL) {
		judge_report(j, RULE_NULL_ENTRY, i,
			"an entry of %s is empty: Kong crashes; remove it, or "
			"indent its fields below the dash",
			schema_name(f));
		return;
	}
	/* a reference becomes a scalar, which makes Kong crash */
	if (!rows_is_mapping(j, "an entry of a list", i))
		return;
	rows_check(j, record, i, i, scope);
	check_null_id(j, record, i);
	check_nested(j, record, i, &own);
	if (record == RECORD_plugin)
		check_plugin(j, i);
	if (record == RECORD_vault || record == RECORD_vault_beta)
		check_vault(j, i);
}

static void
check_entities(struct judge *j, const struct schema_field *f, uint32_t list,
	const struct scope *scope)
{
	uint32_t i;

	if (judge_value(j, list) < VALUE_MAPPING ||
		!entries_is_list(j->e, list)) {
		judge_report(j, RULE_WRONG_TYPE, list,
			"%s is %s, expected a list: %s", schema_name(f),
			judge_kind(j, list), judge_list_hint(j, list));
		return;
	}
	/* what was left out says in the template what it says */
	for (i = entries_first_of_all(j->e, list); i;
		i = entries_next_of_all(j->e, i))
		check_entity(j, f, i, scope);
}

/* A version that is wrong or unknown counts as 3.0, which accepts more. */
static bool
is_format_3(const struct judge *j)
{
	uint32_t version = judge_get(j, 1, N__format_version);

	switch (judge_value(j, version)) {
	case VALUE_STRING:
		return judge_is(j, version, "3.0");
	case VALUE_NUMBER:
		return judge_number(j, version) >= 3;
	default:
		return true;
	}
}

int
gateway_check(struct kong *k)
{
	struct judge j = {.k = k,
		.e = &k->e,
		.doc = k->doc,
		.config = k->config,
		.d = k->d,
		.naming = &k->naming};

	j.context.is_3 = k->config->version == KONG_3;
	j.context.is_enterprise = k->config->enterprise;
	j.context.is_traditional = k->config->flavor == KONG_FLAVOR_TRADITIONAL;
	j.reported = xcalloc(k->doc->n, 1);
	j.value = xcalloc(k->e.n, 1);
	j.field = xcalloc(k->e.n, 1);
	if (k->doc->naliases)
		j.clean = xcalloc(k->doc->n, sizeof(*j.clean));
	j.context.is_format_3 = is_format_3(&j);
	rows_check(&j, RECORD_file, 1, 1, NULL);
	j.elsewhere = j.ret;
	check_nested(&j, RECORD_file, 1, NULL);
	if (!j.ret)
		k->looks_twice = refs_check(&j);
	k->only_gateway = j.ret && !j.elsewhere;
	free(j.reported);
	free(j.value);
	free(j.field);
	free(j.clean);
	return j.ret;
}
