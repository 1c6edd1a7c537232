#include "kong/across.h"

#include "kong/paths.h"
#include "kong/regex.h"

#include <math.h>
#include <string.h>

enum protocol {
	HTTP = 1,
	HTTPS = 2,
	TCP = 4,
	TLS = 8,
	UDP = 16,
	PASSTHROUGH = 32,
	GRPC = 64,
	GRPCS = 128,
};

/* Returns the protocols of a route as a set, or 0: not known, or wrong. */
static unsigned
route_protocols(struct judge *j, uint32_t list)
{
	static const struct {
		const char *name;
		enum protocol bit;
	} words[] = {{"http", HTTP}, {"https", HTTPS}, {"tcp", TCP},
		{"tls", TLS}, {"udp", UDP}, {"tls_passthrough", PASSTHROUGH},
		{"grpc", GRPC}, {"grpcs", GRPCS}};
	unsigned found = 0, before;
	uint32_t i;
	size_t k;

	if (!list)
		return HTTP | HTTPS;
	if (judge_value(j, list) < VALUE_MAPPING)
		return 0;
	FOR_EACH_ENTRY(j->e, list, i)
	{
		before = found;
		for (k = 0; k < countof(words); k++)
			if (judge_is(j, i, words[k].name))
				found |= words[k].bit;
		if (found == before && judge_value(j, i) != VALUE_STRING)
			return 0;
	}
	return found;
}

/* What routes of a family of protocols need, and must not have. */
static const struct family {
	unsigned protocols, if_any; /* if_any: with snis as well */
	const char *name;
	enum name_id needs[5], bars[5];
} families[] = {
	{HTTP | HTTPS, HTTPS, "http and https",
		{N_methods, N_hosts, N_headers, N_paths, N_snis},
		{N_sources, N_destinations, N_NONE}},
	{TCP | TLS | UDP, TLS, "tcp, tls and udp",
		{N_sources, N_destinations, N_snis, N_NONE},
		{N_methods, N_hosts, N_paths, N_headers, N_NONE}},
	{PASSTHROUGH, PASSTHROUGH, "tls_passthrough", {N_snis, N_NONE},
		{N_methods, N_hosts, N_paths, N_headers, N_NONE}},
	{GRPC | GRPCS, GRPCS, "grpc and grpcs",
		{N_hosts, N_headers, N_paths, N_snis, N_NONE},
		{N_methods, N_sources, N_destinations, N_NONE}},
};

static bool
is_needed(const struct family *f, enum name_id name, bool snis)
{
	return name != N_snis || snis || f->protocols & TCP;
}

static void
need_one(struct judge *j, uint32_t i, const struct family *f, bool snis)
{
	struct buf list = {0};
	size_t k;

	for (k = 0; k < countof(f->needs) && f->needs[k]; k++)
		if (is_needed(f, f->needs[k], snis) &&
			(judge_meant(j, f->needs[k]) ||
				judge_is_filled(
					j, judge_get(j, i, f->needs[k]))))
			return;
	for (k = 0; k < countof(f->needs) && f->needs[k]; k++)
		if (is_needed(f, f->needs[k], snis))
			buf_addf(&list, "%s%s", list.n ? ", " : "",
				name_text(f->needs[k]));
	judge_report(j, RULE_FIELD_COMBINATION, i,
		"a route needs at least one of %s", list.s);
	buf_free(&list);
}

/* What a route of the flavor expressions has in place of an expression. */
static const enum name_id matching[] = {N_methods, N_hosts, N_paths, N_headers,
	N_snis, N_sources, N_destinations};

static void
across_priority(struct judge *j, uint32_t i, uint32_t at)
{
	double v;
	size_t k;

	if (judge_value(j, at) == VALUE_ANY)
		return;
	if (judge_value(j, at) != VALUE_NUMBER) {
		judge_report(j, RULE_WRONG_TYPE, at,
			"priority is %s, expected a number", judge_kind(j, at));
		return;
	}
	v = judge_number(j, at);
	if (!(v >= 0 && v < 1ull << 46 && v == floor(v)))
		judge_report(j, RULE_OUT_OF_RANGE, at,
			"priority must be a whole number from 0 to 2^46 - 1");
	for (k = 0; k < countof(matching) && v != 0; k++)
		if (judge_is_filled(j, judge_get(j, i, matching[k])))
			judge_report(j, RULE_FIELD_COMBINATION, at,
				"priority must not be set with %s: use "
				"regex_priority",
				name_text(matching[k]));
}

/* Of its language nothing is judged. No flavor has it with other fields. */
static void
across_expression(struct judge *j, uint32_t i)
{
	uint32_t at = judge_get(j, i, N_expression),
		 priority = judge_get(j, i, N_priority),
		 regex = judge_get(j, i, N_regex_priority);
	size_t k;

	if (!j->context.is_3 ||
		(j->config->flavor != KONG_FLAVOR_UNKNOWN &&
			j->config->flavor != KONG_FLAVOR_EXPRESSIONS))
		return;
	if (priority)
		across_priority(j, i, priority);
	if (judge_value(j, at) <= VALUE_NULL)
		return;
	if (judge_value(j, at) > VALUE_STRING)
		judge_report(j, RULE_NOT_A_STRING, at,
			"expression is %s, expected a string%s",
			judge_kind(j, at), judge_string_hint(j, at));
	else if (!judge_is_filled(j, at))
		judge_report(j, RULE_EMPTY_STRING, at, "expression is empty");
	for (k = 0; k < countof(matching); k++)
		if (judge_is_filled(j, judge_get(j, i, matching[k])))
			judge_must_not(j, i, matching[k], "expression");
	if (judge_value(j, regex) == VALUE_NUMBER && judge_number(j, regex))
		judge_must_not(j, i, N_regex_priority, "expression");
}

static void
across_family(
	struct judge *j, uint32_t i, const struct family *f, unsigned protocols)
{
	bool snis = protocols & f->if_any;
	uint32_t at;
	size_t k;

	if (judge_value(j, judge_get(j, i, N_expression)) <= VALUE_NULL)
		need_one(j, i, f, snis);
	for (k = 0; k < countof(f->bars) && f->bars[k]; k++)
		if (j->config->flavor != KONG_FLAVOR_EXPRESSIONS ||
			(f->bars[k] != N_sources &&
				f->bars[k] != N_destinations))
			judge_must_not(j, i, f->bars[k], f->name);
	at = judge_get(j, i, N_snis);
	if (!snis && judge_is_filled(j, at))
		judge_report(j, RULE_FIELD_COMBINATION, at,
			"snis needs one of the protocols https, tls, "
			"tls_passthrough and grpcs");
	at = judge_get(j, i, N_strip_path);
	if (f->protocols & GRPC && judge_is_boolean(j, at, true))
		judge_report(j, RULE_FIELD_COMBINATION, at,
			"strip_path must not be true with grpc and grpcs");
}

/* A value "~*REGEX": the router compares, and compiles, small letters. */
static const char *
header_regex_problem(const struct node *node)
{
	struct buf small = {0};
	const char *problem;
	uint32_t i;

	for (i = 2; i < node->n; i++)
		buf_addc(&small, node->value[i] >= 'A' && node->value[i] <= 'Z'
					 ? (char)(node->value[i] - 'A' + 'a')
					 : node->value[i]);
	problem = small.n ? regex_problem(small.s, small.n, true) : NULL;
	buf_free(&small);
	return problem;
}

/* Values of headers that the router of 3.9 compiles. */
static void
across_headers(struct judge *j, uint32_t headers)
{
	const struct node *node;
	const char *problem;
	uint32_t list, i;

	if (!j->context.is_3 || j->context.is_traditional ||
		judge_value(j, headers) != VALUE_MAPPING)
		return;
	FOR_EACH_ENTRY(j->e, headers, list)
	{
		if (judge_value(j, list) < VALUE_MAPPING)
			continue;
		if (!entries_first(j->e, list))
			judge_report(j, RULE_OUT_OF_RANGE, list,
				"a header needs at least one value");
		FOR_EACH_ENTRY(j->e, list, i)
		{
			node = entries_node(j->e, i);
			if (judge_value(j, i) != VALUE_STRING || node->n < 2 ||
				memcmp(node->value, "~*", 2) != 0)
				continue;
			problem = header_regex_problem(node);
			if (problem)
				judge_report(j, RULE_INVALID_FORMAT, i,
					"a value of headers %s", problem);
		}
	}
}

/* Since _format_version 3.0 only a path with a ~ is a regex. */
static void
across_paths(struct judge *j, uint32_t paths)
{
	const struct node *node;
	const char *advice;
	uint32_t i;

	if (!j->context.is_3 || !j->context.is_format_3 ||
		judge_value(j, paths) < VALUE_MAPPING)
		return;
	FOR_EACH_ENTRY(j->e, paths, i)
	{
		node = entries_node(j->e, i);
		advice = judge_value(j, i) == VALUE_STRING
				 ? path_literal_advice(node->value, node->n)
				 : NULL;
		if (advice)
			judge_note(j, LEVEL_WARNING, RULE_LITERAL_PATH, i,
				"this path is compared literally since "
				"_format_version 3.0: %s",
				advice);
	}
}

void
across_route(struct judge *j, uint32_t i)
{
	uint32_t list = judge_get(j, i, N_protocols);
	unsigned protocols = route_protocols(j, list);
	const struct family *f, *found = NULL;

	across_expression(j, i);
	across_headers(j, judge_get(j, i, N_headers));
	across_paths(j, judge_get(j, i, N_paths));
	if (!protocols)
		return;
	for (f = families; f < families + countof(families); f++) {
		if (!(protocols & f->protocols))
			continue;
		if (found) {
			judge_report(j, RULE_FIELD_COMBINATION, list,
				"protocols mixes families: use either http "
				"and https, or tcp, tls and udp, or "
				"tls_passthrough, or grpc and grpcs");
			return;
		}
		found = f;
	}
	across_family(j, i, found, protocols);
}
