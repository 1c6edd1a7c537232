#include "kong/across.h"

#include "base/bytes.h"
#include "kong/hosts.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static const enum name_id periods[] = {
	N_second, N_minute, N_hour, N_day, N_month, N_year};

/* A limit is not smaller than that of a shorter period. */
static void
check_limits(struct judge *j, uint32_t record, uint32_t place)
{
	double least = 0, v;
	const char *whose = NULL;
	uint32_t at;
	size_t k;

	for (k = 0; k < countof(periods); k++) {
		at = judge_get(j, record, periods[k]);
		if (judge_value(j, at) != VALUE_NUMBER)
			continue;
		v = judge_number(j, at);
		if (whose && v < least)
			judge_report(j, RULE_FIELD_COMBINATION, place,
				"%s must not be lower than %s",
				name_text(periods[k]), whose);
		least = v;
		whose = name_text(periods[k]);
	}
}

/* In 3.9 the new field is null, or it is absent and the old one is null. */
static bool
is_redis_null(const struct across_config *c, uint32_t redis, enum name_id now,
	enum name_id old)
{
	uint32_t at = judge_get(c->j, redis, now);

	return judge_value(c->j, at ? at : across_get(c, old)) == VALUE_NULL;
}

/* policy redis needs a host: the new field or, in 3.9 too, the old one. */
static void
check_redis(const struct across_config *c)
{
	uint32_t redis = across_get(c, N_redis);

	if (!across_is(c, N_policy, "redis") ||
		judge_value(c->j, redis) == VALUE_ANY)
		return;
	across_needs(c,
		across_is_set(c, N_redis_host) ||
			judge_value(c->j, judge_get(c->j, redis, N_host)) >
				VALUE_NULL,
		N_policy, c->j->context.is_3 ? "redis.host" : "redis_host");
	if (!c->j->context.is_3) {
		if (judge_value(c->j, across_get(c, N_redis_port)) ==
				VALUE_NULL ||
			judge_value(c->j, across_get(c, N_redis_timeout)) ==
				VALUE_NULL)
			across_needs(c, false, N_policy,
				"redis_port and redis_timeout");
		return;
	}
	if (is_redis_null(c, redis, N_port, N_redis_port) ||
		is_redis_null(c, redis, N_timeout, N_redis_timeout))
		across_needs(
			c, false, N_policy, "redis.port and redis.timeout");
}

/* Whether both are scalars of one type and the same value. */
static bool
is_same(const struct judge *j, uint32_t a, uint32_t b)
{
	enum value value = judge_value(j, a);
	const struct node *p = entries_node(j->e, a),
			  *q = entries_node(j->e, b);

	if (value != judge_value(j, b))
		return false;
	if (value == VALUE_NUMBER)
		return judge_number(j, a) == judge_number(j, b);
	if (value == VALUE_BOOLEAN)
		return judge_is_boolean(
			j, b, kongyaml_boolean(j->doc, j->e->v[a].node));
	return value == VALUE_STRING &&
	       bytes_same(p->value, p->n, q->value, q->n);
}

/* A deprecated field beside its successor, with another value. */
static void
check_shorthand(struct judge *j, uint32_t in, enum name_id old, uint32_t now_in,
	enum name_id now)
{
	uint32_t a = judge_get(j, in, old), b = judge_get(j, now_in, now);

	/* Kong compares with a false or a null no more than with nothing */
	if (!j->context.is_3 || judge_value(j, a) <= VALUE_UNKNOWN ||
		judge_value(j, b) <= VALUE_UNKNOWN ||
		judge_is_boolean(j, b, false) || is_same(j, a, b))
		return;
	judge_report(j, RULE_LOST_PLUGIN, a,
		"%s and the newer %s have different values; Kong 3.9 may "
		"start and silently drop this plugin",
		name_text(old), name_text(now));
}

static void
check_redis_shorthands(const struct across_config *c)
{
	static const struct {
		enum name_id old, now;
	} pairs[] = {{N_redis_host, N_host}, {N_redis_port, N_port},
		{N_redis_password, N_password}, {N_redis_username, N_username},
		{N_redis_ssl, N_ssl}, {N_redis_ssl_verify, N_ssl_verify},
		{N_redis_server_name, N_server_name},
		{N_redis_timeout, N_timeout}, {N_redis_database, N_database}};
	size_t k;

	for (k = 0; k < countof(pairs); k++)
		check_shorthand(c->j, c->i, pairs[k].old,
			across_get(c, N_redis), pairs[k].now);
}

static void
rate_limiting(const struct across_config *c)
{
	uint32_t rate = across_get(c, N_sync_rate);
	double v;

	check_limits(c->j, c->i, c->place);
	check_redis(c);
	check_redis_shorthands(c);
	if (across_is(c, N_limit_by, "header"))
		across_needs(c, across_is_set(c, N_header_name), N_limit_by,
			"header_name");
	if (across_is(c, N_limit_by, "path"))
		across_needs(c, across_is_set(c, N_path), N_limit_by, "path");
	if (judge_value(c->j, rate) != VALUE_NUMBER)
		return;
	v = judge_number(c->j, rate);
	if (v == -1)
		return;
	if (judge_value(c->j, across_get(c, N_policy)) != VALUE_ANY &&
		!across_is(c, N_policy, "redis"))
		judge_report(c->j, RULE_FIELD_COMBINATION, c->place,
			"sync_rate needs policy redis");
	else if (v < 0.02)
		judge_report(c->j, RULE_OUT_OF_RANGE, c->place,
			"sync_rate must be -1 or at least 0.02");
}

static void
response_ratelimiting(const struct across_config *c)
{
	uint32_t limits = across_get(c, N_limits), i;

	check_redis(c);
	check_redis_shorthands(c);
	if (judge_value(c->j, limits) < VALUE_MAPPING)
		return;
	if (!entries_first(c->j->e, limits))
		judge_report(c->j, RULE_OUT_OF_RANGE, limits,
			"limits: expected at least one entry");
	FOR_EACH_ENTRY(c->j->e, limits, i)
	{
		check_limits(c->j, i, limits);
	}
}

/* The older name's null becomes that of the newer one, which takes none. */
static void
check_acme_namespace(struct judge *j, uint32_t redis)
{
	uint32_t old = judge_get(j, redis, N_namespace),
		 extra = judge_get(j, redis, N_extra_options);

	if (j->context.is_3 && judge_value(j, old) == VALUE_NULL &&
		judge_value(j, judge_get(j, extra, N_namespace)) ==
			VALUE_ABSENT)
		judge_report(j, RULE_MISSING_FIELD, old,
			"namespace is null: remove the field");
}

static void
acme(const struct across_config *c)
{
	uint32_t redis =
		judge_get(c->j, across_get(c, N_storage_config), N_redis);

	if (across_is(c, N_storage, "kong"))
		judge_report(c->j, RULE_INVALID_ENUM, across_get(c, N_storage),
			"unsupported storage kong: it needs a database, which "
			"Kong does not have with a declarative file");
	if (c->j->context.is_3 && across_is(c, N_storage, "redis"))
		across_needs(c,
			judge_value(c->j, judge_get(c->j, redis, N_host)) >
					VALUE_NULL &&
				judge_value(
					c->j, judge_get(c->j, redis, N_port)) !=
					VALUE_NULL,
			N_storage, "storage_config.redis.host and its port");
	check_shorthand(c->j, redis, N_auth, redis, N_password);
	check_shorthand(c->j, redis, N_ssl_server_name, redis, N_server_name);
	check_shorthand(c->j, redis, N_namespace,
		judge_get(c->j, redis, N_extra_options), N_namespace);
	check_acme_namespace(c->j, redis);
	check_shorthand(c->j, redis, N_scan_count,
		judge_get(c->j, redis, N_extra_options), N_scan_count);
	if ((judge_value(c->j, across_get(c, N_api_uri)) == VALUE_NULL ||
		    across_is(c, N_api_uri,
			    "https://acme-v02.api.letsencrypt.org") ||
		    across_is(c, N_api_uri,
			    "https://acme-staging-v02.api.letsencrypt.org")) &&
		!across_is_true(c, N_tos_accepted))
		across_needs(c,
			judge_value(c->j, across_get(c, N_tos_accepted)) ==
				VALUE_ANY,
			N_api_uri, "tos_accepted: true");
}

static void
aws_lambda(const struct across_config *c)
{
	uint32_t at = across_get(c, N_proxy_url);
	const struct node *node = entries_node(c->j->e, at);
	struct url url;

	if (judge_value(c->j, at) != VALUE_STRING)
		return;
	url_split(node->value, node->n, &url);
	if (url.scheme.n && !bytes_are(url.scheme.s, url.scheme.n, "http"))
		judge_report(c->j, RULE_INVALID_FORMAT, at,
			"proxy_url must begin with http://");
}

static void
cors(const struct across_config *c)
{
	uint32_t at = across_get(c, N_max_age);

	if (judge_value(c->j, at) == VALUE_NUMBER &&
		isnan(judge_number(c->j, at)))
		judge_report(c->j, RULE_OUT_OF_RANGE, at,
			"max_age must be a number, and .nan is not one");
}

/* "user@" of a URL and an Authorization header are one too many. */
static void
http_log(const struct across_config *c)
{
	uint32_t at = across_get(c, N_http_endpoint),
		 headers = across_get(c, N_headers), i;
	const struct node *node = entries_node(c->j->e, at);
	struct url url;

	if (judge_value(c->j, at) != VALUE_STRING)
		return;
	url_split(node->value, node->n, &url);
	if (!url.has_user)
		return;
	if (!c->j->context.is_3 && judge_value(c->j, headers) <= VALUE_NULL)
		judge_report(c->j, RULE_FIELD_COMBINATION, at,
			"http_endpoint with a user makes Kong 2.8 crash "
			"unless headers is set");
	if (judge_value(c->j, headers) != VALUE_MAPPING)
		return;
	FOR_EACH_ENTRY(c->j->e, headers, i)
	{
		const struct node *key = &c->j->doc->node[scan_deref(
			c->j->doc, c->j->e->v[i].key)];

		if (key->kind == NODE_SCALAR && key->n == 13 &&
			strncasecmp(key->value, "authorization", 13) == 0)
			judge_report(c->j, RULE_FIELD_COMBINATION, i,
				"an Authorization header must not be set "
				"with a user in http_endpoint");
	}
}

static void
jwt(const struct across_config *c)
{
	uint32_t at = across_get(c, N_maximum_expiration),
		 claims = across_get(c, N_claims_to_verify), i;

	/* null passes for a number above 0 where Kong compares */
	if ((judge_value(c->j, at) != VALUE_NULL &&
		    (judge_value(c->j, at) != VALUE_NUMBER ||
			    !(judge_number(c->j, at) > 0))) ||
		judge_value(c->j, claims) < VALUE_MAPPING)
		return;
	FOR_EACH_ENTRY(c->j->e, claims, i)
	{
		if (judge_is(c->j, i, "exp") ||
			judge_value(c->j, i) == VALUE_ANY ||
			judge_value(c->j, i) == VALUE_UNKNOWN)
			return;
	}
	across_needs(c, false, N_maximum_expiration, "exp in claims_to_verify");
}

static void
ldap_auth(const struct across_config *c)
{
	if (across_is_true(c, N_ldaps) && across_is_true(c, N_start_tls))
		judge_report(c->j, RULE_FIELD_COMBINATION,
			across_get(c, N_start_tls),
			"start_tls and ldaps must not both be true");
}

static void
oauth2(const struct across_config *c)
{
	static const enum name_id grants[] = {N_enable_authorization_code,
		N_enable_implicit_grant, N_enable_client_credentials,
		N_enable_password_grant};
	bool found = false;
	size_t k;

	for (k = 0; k < countof(grants); k++)
		found |= across_is_true(c, grants[k]) ||
			 judge_value(c->j, across_get(c, grants[k])) ==
				 VALUE_ANY;
	if (!found)
		judge_report(c->j, RULE_FIELD_COMBINATION, c->place,
			"set at least one of enable_authorization_code, "
			"enable_implicit_grant, enable_client_credentials, "
			"enable_password_grant to true");
	if (across_is_true(c, N_mandatory_scope))
		across_needs(c, across_is_set(c, N_scopes), N_mandatory_scope,
			"scopes");
}

static void
request_termination(const struct across_config *c)
{
	bool body = across_is_set(c, N_body),
	     type = across_is_set(c, N_content_type);

	if (across_is_set(c, N_message) && (body || type))
		judge_report(c->j, RULE_FIELD_COMBINATION, c->place,
			"message must not be set with body or content_type");
	if (type && !body)
		judge_report(c->j, RULE_FIELD_COMBINATION, c->place,
			"content_type needs body");
	if (across_is_true(c, N_echo) && (body || type))
		judge_report(c->j, RULE_FIELD_COMBINATION, c->place,
			"echo must not be set with body or content_type");
}

static int
by_bytes(const void *a, const void *b)
{
	const struct node *const *p = a, *const *q = b;
	uint32_t n = (*p)->n < (*q)->n ? (*p)->n : (*q)->n;
	int order = memcmp((*p)->value, (*q)->value, n);

	return order ? order : ((*p)->n > (*q)->n) - ((*p)->n < (*q)->n);
}

static void
zipkin(const struct across_config *c)
{
	uint32_t tags = across_get(c, N_static_tags), i, name;
	const struct node **v;
	size_t n = 0, k;

	if (judge_value(c->j, tags) < VALUE_MAPPING)
		return;
	v = xcalloc((size_t)(c->j->e->v[tags].next - tags), sizeof(*v));
	FOR_EACH_ENTRY(c->j->e, tags, i)
	{
		name = judge_get(c->j, i, N_name);
		if (judge_value(c->j, name) == VALUE_STRING)
			v[n++] = entries_node(c->j->e, name);
	}
	qsort(v, n, sizeof(*v), by_bytes);
	for (k = 1; k < n; k++)
		if (by_bytes(&v[k - 1], &v[k]) == 0) {
			judge_report(c->j, RULE_FIELD_COMBINATION, tags,
				"static_tags has the same name twice");
			break;
		}
	free(v);
}

void
across_check_plugin(enum plugin_id plugin, const struct across_config *c)
{
	static void (*const checks[PLUGIN_COUNT])(
		const struct across_config *c) = {
		[PLUGIN_acme] = acme,
		[PLUGIN_ai_prompt_decorator] = across_ai_prompt_decorator,
		[PLUGIN_ai_prompt_guard] = across_ai_prompt_guard,
		[PLUGIN_ai_proxy] = across_ai_proxy,
		[PLUGIN_ai_request_transformer] = across_ai_transformer,
		[PLUGIN_ai_response_transformer] = across_ai_transformer,
		[PLUGIN_aws_lambda] = aws_lambda,
		[PLUGIN_cors] = cors,
		[PLUGIN_http_log] = http_log,
		[PLUGIN_jwt] = jwt,
		[PLUGIN_ldap_auth] = ldap_auth,
		[PLUGIN_oauth2] = oauth2,
		[PLUGIN_rate_limiting] = rate_limiting,
		[PLUGIN_request_termination] = request_termination,
		[PLUGIN_response_ratelimiting] = response_ratelimiting,
		[PLUGIN_zipkin] = zipkin,
	};

	if (checks[plugin])
		checks[plugin](c);
}
