#include "kong/walk.h"

#include "report/nearest.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

_Static_assert(RULE_COUNT < 255, "a rule's number fits a byte");

/* An unknown key is reported from deep below, by the record that is read. */
struct unknown {
	struct walk *w;
	const struct kong_entity *e;
	int ret;
};

static int
add(struct walk *w, enum level level, enum rule_id rule, uint32_t node,
	const char *fmt, va_list ap)
{
	char message[512];

	if (w->reported[node] != rule + 1) {
		w->reported[node] = (uint8_t)(rule + 1);
		vsnprintf(message, sizeof(message), fmt, ap);
		diag_add_level(w->d, level, rule, w->doc->text,
			scan_body(w->doc, node), "%s", message);
	}
	return level >= LEVEL_ERROR ? -1 : 0;
}

int
walk_report(
	struct walk *w, enum rule_id rule, uint32_t node, const char *fmt, ...)
{
	va_list ap;
	int ret;

	va_start(ap, fmt);
	ret = add(w, rules[rule].level, rule, node, fmt, ap);
	va_end(ap);
	return ret;
}

int
walk_warn(
	struct walk *w, enum rule_id rule, uint32_t node, const char *fmt, ...)
{
	va_list ap;
	int ret;

	va_start(ap, fmt);
	ret = add(w, LEVEL_WARNING, rule, node, fmt, ap);
	va_end(ap);
	return ret;
}

bool
walk_is_unknown(const struct walk *w, uint32_t node)
{
	return kong_is_unknown(w->k, node);
}

bool
walk_is_any(const struct walk *w, uint32_t node)
{
	return w->config->is_template && w->doc->node[node].flags & NODE_WHOLE;
}

uint32_t
walk_place(const struct walk *w, const struct record *r, size_t i)
{
	uint32_t value = r->value[i];
	const struct node *node = &w->doc->node[value];

	return node->kind == NODE_SCALAR &&
			       scan_body(w->doc, value) == node->end
		       ? r->key[i]
		       : value;
}

const char *
walk_kind(const struct walk *w, uint32_t node)
{
	static const char *const types[] = {
		[TYPE_STRING] = "a string",
		[TYPE_NULL] = "null",
		[TYPE_INTEGER] = "a number",
		[TYPE_FLOAT] = "a number",
		[TYPE_BOOLEAN] = "a boolean",
		[TYPE_OTHER] = "something else",
	};

	if (w->doc->node[node].kind == NODE_MAPPING)
		return "a mapping";
	if (w->doc->node[node].kind == NODE_SEQUENCE)
		return "a list";
	if (walk_is_unknown(w, node))
		return "a string";
	return types[lyaml_type(w->doc, node)];
}

/*
 * A key that is no field may be anything: "key:secret" for want of a blank.
 * Only what looks like a name, and is no value that was put in, is printed.
 */
static bool
is_printable(const struct node *node)
{
	uint32_t i;

	for (i = 0; i < node->n; i++)
		if (!memchr("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwx"
			    "yz0123456789_-",
			    node->value[i], 64))
			return false;
	return node->kind == NODE_SCALAR && !(node->flags & NODE_REF) &&
	       node->n > 0 && node->n <= 32;
}

static const char *
nearest_field(const struct kong_entity *e, const struct node *node,
	enum kong_version version)
{
	const char *names[KONG_MAX_FIELDS];
	size_t i;

	for (i = 0; i < e->nfields; i++)
		names[i] = kong_field_in(&e->fields[i], version)
				   ? e->fields[i].name
				   : NULL;
	return nearest(node->value, node->n, names, e->nfields);
}

/* The list whose entries have a field of that name, for one put too high. */
static const struct kong_entity *
entity_with(const struct node *node)
{
	const struct kong_entity *e;

	for (e = &kong_entities[KONG_FIRST_LIST];
		e < kong_entities + KONG_NENTITIES; e++)
		if (kong_field_find(e, node->value, node->n))
			return e;
	return NULL;
}

/* Keys that other programs or editions know. */
static const struct {
	const char *name, *advice;
} strangers[] = {
	{"_info", "; it is decK's"},
	{"_konnect", "; it is decK's"},
	{"_plugin_configs", "; it is decK's"},
	{"_workspace", "; it is decK's"},
	{"consumer_groups", "; it is Kong Enterprise's and decK's"},
	{"groups", ": write the groups as entries of acls"},
	{"keyauth_enc_credentials", "; it is Kong Enterprise's"},
	{"mtls_auth_credentials", "; it is Kong Enterprise's"},
};

static const char *
advice_on(const struct node *node)
{
	size_t i;

	for (i = 0; i < countof(strangers); i++)
		if (strlen(strangers[i].name) == node->n &&
			!memcmp(strangers[i].name, node->value, node->n))
			return strangers[i].advice;
	return NULL;
}

static void
add_advice(struct buf *b, const struct walk *w, const struct kong_entity *e,
	const struct node *node)
{
	const char *near = nearest_field(e, node, w->config->version);
	const struct kong_field *f = kong_field_find(e, node->value, node->n);
	const struct kong_entity *other = entity_with(node);
	const char *advice = advice_on(node);

	if (advice)
		buf_adds(b, advice);
	else if (f)
		buf_addf(b, "; it is one of %s",
			kong_version_name(w->config->version == KONG_3
						  ? KONG_28
						  : KONG_3));
	else if (near)
		buf_addf(b, ": did you mean %s?", near);
	else if (e->id == KONG_CONSUMERS && other)
		buf_addf(b, ": does it belong into an entry of %s?",
			other->name);
	else if (!kong_may_know_more(w->config))
		buf_adds(b, ": remove it, or correct the name");
}

static int
report_unknown(struct walk *w, const struct kong_entity *e, uint32_t key)
{
	uint32_t i = scan_deref(w->doc, key);
	const struct node *node = &w->doc->node[i];
	bool known = is_printable(node) && lyaml_type(w->doc, i) == TYPE_STRING;
	bool lenient = kong_may_know_more(w->config) &&
		       (e->id == KONG_FILE || e->id == KONG_CONSUMERS);
	enum rule_id rule =
		e->id == KONG_FILE ? RULE_UNKNOWN_LIST : RULE_UNKNOWN_FIELD;
	struct buf b = {0};
	int ret;

	if (walk_is_unknown(w, i))
		return 0;
	if (known)
		buf_addf(&b, "%.*s", (int)node->n, node->value);
	else
		buf_adds(&b, "this key");
	buf_addf(&b, " is no field of %s%s", e->name,
		lenient ? " that kongrender knows" : ", Kong will not start");
	if (known)
		add_advice(&b, w, e, node);
	else if (node->kind == NODE_SCALAR && memchr(node->value, ':', node->n))
		buf_adds(&b, ": write a blank behind the colon");
	ret = lenient ? walk_warn(w, rule, key, "%s", b.s)
		      : walk_report(w, rule, key, "%s", b.s);
	buf_free(&b);
	return ret;
}

static void
unknown_key(void *ctx, uint32_t key)
{
	struct unknown *u = ctx;

	u->ret |= report_unknown(u->w, u->e, key);
}

/* _transform: false */
static bool
is_as_is(const struct walk *w, const struct record *r)
{
	uint32_t value = r->value[record_field(r->e, "_transform")];

	return value && w->doc->node[value].kind == NODE_SCALAR &&
	       !walk_is_unknown(w, value) &&
	       lyaml_type(w->doc, value) == TYPE_BOOLEAN &&
	       !lyaml_boolean(w->doc, value);
}

static int walk_record(
	struct walk *w, const struct kong_entity *e, uint32_t i, bool nested);

static int
walk_entry(
	struct walk *w, const struct kong_field *f, uint32_t entry, bool nested)
{
	uint32_t i = w->entries->v[entry].node;
	const struct node *node = &w->doc->node[i];

	if (node->kind == NODE_MAPPING ||
		(node->kind == NODE_SEQUENCE && !scan_child(w->doc, i)))
		return f->entity ? walk_record(w, f->entity, entry, nested) : 0;
	if (lyaml_is_null(w->doc, i) && !walk_is_any(w, i))
		return walk_report(w, RULE_NULL_ENTRY, w->entries->v[entry].at,
			"an entry of %s is empty, which makes Kong crash: "
			"remove it, or indent its fields below the dash",
			f->name);
	return walk_report(w, RULE_NOT_A_MAPPING, i,
		"an entry of %s is %s, which makes Kong crash: write fields as "
		"in \"name: value\", with a blank behind the colon",
		f->name, walk_kind(w, i));
}

static int
walk_list(struct walk *w, const struct record *r, size_t i, bool nested)
{
	const struct kong_field *f = &r->e->fields[i];
	uint32_t value = r->value[i], entry;
	int ret = 0;

	if (f->plugin && !kong_has_plugin(w->config, f->plugin))
		ret = walk_report(w, RULE_MISSING_PLUGIN, r->key[i],
			"%s belongs to the plugin %s, which is not among those "
			"that Kong loads, so it will not start: add it to "
			"KONG_PLUGINS, or remove the list",
			f->name, f->plugin);
	/* judge.h walks what is no credential list of the consumers part */
	if ((!f->entity && r->e->id <= KONG_CONSUMERS) ||
		walk_is_any(w, value) || lyaml_is_null(w->doc, value))
		return ret;
	if (!entries_is_list(w->entries, r->field[i]))
		return walk_report(w, RULE_NOT_A_LIST, walk_place(w, r, i),
			"%s is %s, Kong wants a list and will not start: begin "
			"each entry with a dash",
			f->name, walk_kind(w, value));
	FOR_EACH_ENTRY(w->entries, r->field[i], entry)
	{
		ret |= walk_entry(w, f, entry, nested);
	}
	return ret;
}

/* Aliases are bounded, and the tables nest only three levels of entities. */
static int
walk_record(
	struct walk *w, const struct kong_entity *e, uint32_t at, bool nested)
{
	struct unknown u = {w, e, 0};
	struct record r;
	bool inside = nested || e->id == KONG_CONSUMERS;
	int ret = 0;
	size_t i;

	record_read(&r, w->entries, at, e, w->config->version, unknown_key, &u);
	if (e->id == KONG_FILE)
		w->as_is = is_as_is(w, &r);
	for (i = 0; i < e->nfields; i++) {
		if (!r.value[i])
			continue;
		if (e->fields[i].type == KONG_LIST)
			ret |= walk_list(w, &r, i, inside);
		else
			ret |= field_check(w, &r, i, nested);
	}
	ret |= field_check_together(w, &r, nested);
	return ret | u.ret;
}

int
walk_file(struct kong *k)
{
	struct walk w = {.k = k,
		.doc = k->doc,
		.config = k->config,
		.entries = &k->e,
		.d = k->d};
	int ret;

	w.reported = xcalloc(k->doc->n, 1);
	ret = walk_record(&w, &kong_entities[KONG_FILE], 1, false);
	free(w.reported);
	return ret;
}
