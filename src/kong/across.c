#include "kong/across.h"

#include "base/bytes.h"
#include "kong/hosts.h"
#include "token/strictjson.h"

#include <string.h>

#define MAX_NAMES 8

enum across_kind { AT_LEAST_ONE, AT_MOST_ONE, ALL_OR_NONE };
enum across_versions { IN_3 = 1, IN_28 = 2, BOTH = 3 };

static const struct {
	uint8_t record, kind, versions;
	uint16_t name[MAX_NAMES];
} across[] = {
#define ACROSS(id, rule, where, ...) {RECORD_##id, rule, where, {__VA_ARGS__}},
#include "kong/schema/across.def"
#undef ACROSS
};

/* A bit for each record with a rule, modulo 64: most have none. */
static const uint64_t ruled = 0
#define ACROSS(id, ...) | UINT64_C(1) << RECORD_##id % 64
#include "kong/schema/across.def"
#undef ACROSS
	;

/* The fields of one record that rules name. */
struct names {
	struct judge *j;
	enum schema_record record;
	uint32_t i, place;
	const uint16_t *v; /* of enum name_id, up to N_NONE */
	unsigned n, filled;
	bool unknown; /* one of them is a reference of either kind */
	bool meant; /* one of them is misspelled */
	uint32_t last; /* the last that is filled */
};

/* In 2.8 the older names of allow and deny take their place. */
static uint32_t
get_effective(const struct names *s, enum name_id name)
{
	enum name_id old = name == N_allow  ? N_whitelist
			   : name == N_deny ? N_blacklist
					    : N_NONE;
	uint32_t at = 0;

	if (old && !s->j->context.is_3)
		at = judge_get(s->j, s->i, old);
	return at ? at : judge_get(s->j, s->i, name);
}

/* Whether the field is a vault reference, and one that Kong resolves. */
static bool
is_resolved(const struct names *s, enum name_id name, uint32_t at)
{
	const struct schema_field *f =
		schema_find(s->record, name, s->j->context.is_3);

	return f && f->flags & SCHEMA_VAULT && judge_is_vault(s->j, at);
}

static void
count_filled(struct names *s, const uint16_t *v)
{
	uint32_t at;

	s->v = v;
	for (s->n = 0; s->n < MAX_NAMES && v[s->n]; s->n++) {
		s->meant |= judge_meant(s->j, (enum name_id)v[s->n]);
		at = get_effective(s, (enum name_id)v[s->n]);
		/* false: a record that is none */
		if (!judge_is_filled(s->j, at) ||
			judge_is_boolean(s->j, at, false))
			continue;
		s->filled++;
		s->last = at;
		s->unknown |= judge_value(s->j, at) == VALUE_ANY ||
			      is_resolved(s, (enum name_id)v[s->n], at);
	}
}

static void
list_names(const struct names *s, struct buf *b)
{
	unsigned i;

	for (i = 0; i < s->n; i++)
		if (schema_find(s->record, (enum name_id)s->v[i],
			    s->j->context.is_3))
			buf_addf(b, "%s%s", b->n ? ", " : "",
				name_text((enum name_id)s->v[i]));
}

static void
check_names(struct names *s, enum across_kind kind)
{
	struct buf list = {0};
	const char *what = NULL;

	if (s->meant || s->j->meant.by_enterprise)
		return;
	if (kind == AT_LEAST_ONE && !s->filled)
		what = "at least one of";
	else if (s->unknown)
		return;
	else if (kind == AT_MOST_ONE && s->filled > 1)
		what = "only one of";
	else if (kind == ALL_OR_NONE && s->filled && s->filled < s->n)
		what = "all or none of";
	if (!what)
		return;
	list_names(s, &list);
	judge_report(s->j, RULE_FIELD_COMBINATION,
		s->filled ? s->last : s->place, "set %s %s", what, list.s);
	buf_free(&list);
}

/* A field as a cross-field rule sees it: is it there, and not null? */
static bool
is_set(const struct judge *j, uint32_t i, enum name_id name)
{
	return judge_value(j, judge_get(j, i, name)) > VALUE_NULL;
}

/* The protocol of a service, from its url or its own field. */
static struct url_part
service_protocol(const struct judge *j, uint32_t service)
{
	uint32_t at = judge_get(j, service, N_url);
	const struct node *node;
	struct url_part p = {"http", 4};
	struct url url;

	if (judge_value(j, at) == VALUE_STRING) {
		node = entries_node(j->e, at);
		url_split(node->value, node->n, &url);
		return url.scheme.n ? url.scheme : p;
	}
	if (judge_value(j, at) > VALUE_NULL)
		return (struct url_part){NULL, 0};
	at = judge_get(j, service, N_protocol);
	if (judge_value(j, at) == VALUE_ABSENT)
		return p;
	if (judge_value(j, at) != VALUE_STRING)
		return (struct url_part){NULL, 0};
	node = entries_node(j->e, at);
	return (struct url_part){node->value, node->n};
}

static void
across_service(struct judge *j, uint32_t i)
{
	static const enum name_id tls[] = {N_client_certificate, N_tls_verify,
		N_tls_verify_depth, N_ca_certificates};
	static const char *const pathless[] = {
		"tcp", "tls", "udp", "grpc", "grpcs"};
	struct url_part p = service_protocol(j, i);
	char with[40];
	size_t k;

	if (!p.s || p.n > 16)
		return;
	memcpy(with, "protocol ", 9);
	memcpy(with + 9, p.s, p.n);
	with[9 + p.n] = '\0';
	for (k = 0; k < countof(pathless); k++)
		if (bytes_are(p.s, p.n, pathless[k]) && !is_set(j, i, N_url))
			judge_must_not(j, i, N_path, with);
	if (bytes_are(p.s, p.n, "https") ||
		(j->context.is_enterprise && bytes_are(p.s, p.n, "wss")) ||
		(j->context.is_3 && bytes_are(p.s, p.n, "tls")))
		return;
	for (k = 0; k < countof(tls); k++)
		judge_must_not(j, i, tls[k], with);
}

/* A string's word; "" if it has none that is known. */
static const char *
word_of(const struct judge *j, uint32_t i, const char *absent)
{
	static const char *const words[] = {"none", "consumer", "ip", "header",
		"cookie", "path", "query_arg", "uri_capture"};
	size_t k;

	if (judge_value(j, i) <= VALUE_NULL)
		return absent;
	for (k = 0; k < countof(words); k++)
		if (judge_is(j, i, words[k]))
			return words[k];
	return "";
}

static void
hash_needs(struct judge *j, uint32_t i, const char *word, enum name_id name,
	bool fallback)
{
	static const struct {
		const char *word;
		enum name_id on, fallback;
	} needs[] = {{"header", N_hash_on_header, N_hash_fallback_header},
		{"cookie", N_hash_on_cookie, N_hash_on_cookie},
		{"query_arg", N_hash_on_query_arg, N_hash_fallback_query_arg},
		{"uri_capture", N_hash_on_uri_capture,
			N_hash_fallback_uri_capture}};
	enum name_id wanted;
	uint32_t at;
	size_t k;

	for (k = 0; k < countof(needs); k++) {
		wanted = fallback ? needs[k].fallback : needs[k].on;
		at = judge_get(j, i, wanted);
		if (strcmp(word, needs[k].word) == 0 &&
			judge_value(j, at) <= VALUE_NULL &&
			!judge_meant(j, wanted))
			judge_report(j, RULE_FIELD_COMBINATION, at ? at : i,
				"%s %s needs %s", name_text(name), word,
				name_text(wanted));
	}
}

static void
distinct(struct judge *j, uint32_t i, enum name_id a, enum name_id b)
{
	uint32_t x = judge_get(j, i, a), y = judge_get(j, i, b);
	const struct node *p = entries_node(j->e, x),
			  *q = entries_node(j->e, y);

	if (x && y && judge_value(j, x) == VALUE_STRING &&
		judge_value(j, y) == VALUE_STRING &&
		bytes_same(p->value, p->n, q->value, q->n))
		judge_report(j, RULE_FIELD_COMBINATION, y,
			"%s and %s must differ", name_text(a), name_text(b));
}

bool
across_is_unhashed(const struct judge *j, uint32_t upstream)
{
	uint32_t algorithm = judge_get(j, upstream, N_algorithm);

	return judge_is(j, algorithm, "least-connections") ||
	       (j->context.is_3 && judge_is(j, algorithm, "latency"));
}

/* A hash_fallback of null needs what each of its values needs. */
static bool
has_all_fallbacks(const struct judge *j, uint32_t i)
{
	return is_set(j, i, N_hash_fallback_header) &&
	       is_set(j, i, N_hash_on_cookie) &&
	       (!j->context.is_3 ||
		       (is_set(j, i, N_hash_fallback_query_arg) &&
			       is_set(j, i, N_hash_fallback_uri_capture)));
}

static void
across_upstream(struct judge *j, uint32_t i)
{
	uint32_t fallback_at = judge_get(j, i, N_hash_fallback);
	const char *on = word_of(j, judge_get(j, i, N_hash_on), "none");
	const char *fallback = word_of(j, fallback_at, "none");

	if (across_is_unhashed(j, i))
		on = "none";
	distinct(j, i, N_hash_on_header, N_hash_fallback_header);
	distinct(j, i, N_hash_on_query_arg, N_hash_fallback_query_arg);
	distinct(j, i, N_hash_on_uri_capture, N_hash_fallback_uri_capture);
	if (judge_meant(j, N_hash_on))
		return;
	if (judge_value(j, fallback_at) == VALUE_NULL) {
		if (has_all_fallbacks(j, i))
			return;
		judge_report(j, RULE_MISSING_FIELD, fallback_at,
			"hash_fallback is null: give it a value or leave it "
			"out");
		return;
	}
	hash_needs(j, i, on, N_hash_on, false);
	hash_needs(j, i, fallback, N_hash_fallback, true);
	if (!*fallback || !*on || strcmp(fallback, "none") == 0)
		return;
	if (strcmp(on, "none") == 0 || strcmp(on, "cookie") == 0)
		judge_report(j, RULE_FIELD_COMBINATION, fallback_at,
			"hash_fallback must be none with hash_on %s", on);
	else if (strcmp(on, fallback) == 0 &&
		 (strcmp(on, "consumer") == 0 || strcmp(on, "ip") == 0 ||
			 strcmp(on, "path") == 0))
		judge_report(j, RULE_FIELD_COMBINATION, fallback_at,
			"hash_fallback and hash_on must differ");
}

/* A JWK is a string of JSON: an object, with the kid that is beside it. */
static void
across_key(struct judge *j, uint32_t i)
{
	uint32_t jwk = judge_get(j, i, N_jwk), kid = judge_get(j, i, N_kid);
	const struct node *node = entries_node(j->e, jwk),
			  *id = entries_node(j->e, kid);
	const char *s = node->value;
	size_t n;

	if (judge_value(j, jwk) != VALUE_STRING || judge_is_vault(j, jwk))
		return;
	n = bytes_trim(&s, node->n);
	if (n < 2 || s[0] != '{' || s[n - 1] != '}')
		judge_report(j, RULE_INVALID_FORMAT, jwk,
			"jwk must be a JSON object, written as a string");
	else if (strictjson_wrong(s, n) != SIZE_MAX)
		judge_report(
			j, RULE_INVALID_FORMAT, jwk, "jwk is not valid JSON");
	else if (judge_value(j, kid) == VALUE_STRING &&
		 !strictjson_may_have(s, n, "kid", id->value, id->n))
		judge_report(j, RULE_FIELD_COMBINATION, jwk,
			"the kid in jwk must be the same as kid");
}

/* statsd of 2.8 has more to say than 3.9. */
static void
across_metric(struct judge *j, enum schema_record record, uint32_t i)
{
	uint32_t type = judge_get(j, i, N_stat_type);
	uint32_t name = judge_get(j, i, N_name);
	bool users = judge_is(j, name, "unique_users");
	bool per_user = judge_is(j, name, "status_count_per_user") ||
			judge_is(j, name, "request_per_user");
	bool counts = per_user || judge_is(j, name, "status_count");

	if ((judge_is(j, type, "counter") || judge_is(j, type, "gauge")) &&
		!is_set(j, i, N_sample_rate))
		judge_report(j, RULE_FIELD_COMBINATION, i,
			"stat_type counter and gauge need sample_rate");
	if (record != RECORD_statsd_metric || j->context.is_3)
		return;
	if (users && judge_value(j, type) == VALUE_STRING &&
		!judge_is(j, type, "set"))
		judge_report(j, RULE_FIELD_COMBINATION, type,
			"metric unique_users needs stat_type set");
	if (counts && judge_value(j, type) == VALUE_STRING &&
		!judge_is(j, type, "counter"))
		judge_report(j, RULE_FIELD_COMBINATION, type,
			"this metric needs stat_type counter");
	if ((users || per_user) && !is_set(j, i, N_consumer_identifier))
		judge_report(j, RULE_FIELD_COMBINATION, i,
			"this metric needs consumer_identifier");
}

static void
check_rule(struct judge *j, size_t k, uint32_t i, uint32_t place)
{
	struct names s = {.j = j,
		.record = (enum schema_record)across[k].record,
		.i = i,
		.place = place};

	count_filled(&s, across[k].name);
	check_names(&s, (enum across_kind)across[k].kind);
}

void
across_check(
	struct judge *j, enum schema_record record, uint32_t i, uint32_t place)
{
	unsigned version = j->context.is_3 ? IN_3 : IN_28;
	size_t k;

	for (k = 0; ruled >> record % 64 & 1 && k < countof(across); k++) {
		if (across[k].record == record && across[k].versions & version)
			check_rule(j, k, i, place);
	}
	if (record == RECORD_service)
		across_service(j, i);
	else if (record == RECORD_route)
		across_route(j, i);
	else if (record == RECORD_upstream)
		across_upstream(j, i);
	else if (record == RECORD_key)
		across_key(j, i);
	else if (record == RECORD_metrics || record == RECORD_statsd_metric)
		across_metric(j, record, i);
}
