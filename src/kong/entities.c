#include "kong/entities.h"

#include <string.h>

#define AT(member) offsetof(struct kong_credential, member)

/* one field a line */
/* clang-format off */
#define NOTES \
	{.name = "_comment", .type = KONG_STRING}, \
	{.name = "_ignore", .type = KONG_VALUES}

/* updated_at is let through unread by every schema since 3.4 */
#define COMMON \
	{.name = "id", .type = KONG_UUID, .flags = KONG_UNIQUE, \
		.offset = AT(id)}, \
	{.name = "created_at", .type = KONG_TIMESTAMP, \
		.offset = AT(created_at)}, \
	{.name = "updated_at", .type = KONG_ANY, .flags = KONG_ONLY_3}, \
	{.name = "tags", .type = KONG_TAGS, .offset = AT(tags)}, \
	{.name = "consumer", .type = KONG_CONSUMER, .offset = AT(consumer)}, \
	NOTES

#define LIST(list, by, flag) \
	{.name = (list), .type = KONG_LIST, .plugin = (by), .flags = (flag)}
#define LIST_OF(list, by, which) \
	{.name = (list), .type = KONG_LIST, .plugin = (by), \
		.entity = &kong_entities[which]}

#define CREDENTIAL_LISTS \
	LIST_OF("keyauth_credentials", "key-auth", KONG_KEYAUTH), \
	LIST_OF("basicauth_credentials", "basic-auth", KONG_BASICAUTH), \
	LIST_OF("jwt_secrets", "jwt", KONG_JWT), \
	LIST_OF("hmacauth_credentials", "hmac-auth", KONG_HMACAUTH), \
	LIST_OF("oauth2_credentials", "oauth2", KONG_OAUTH2), \
	LIST_OF("acls", "acl", KONG_ACLS)

static const char *const format_versions_3[] = {"1.1", "2.1", "3.0", NULL};
static const char *const format_versions_28[] = {"1.1", "2.1", NULL};
static const char *const algorithms_3[] = {"HS256", "HS384", "HS512",
	"RS256", "RS384", "RS512", "ES256", "ES384", "ES512", "PS256",
	"PS384", "PS512", "EdDSA", NULL};
static const char *const algorithms_28[] = {"HS256", "HS384", "HS512",
	"RS256", "RS384", "RS512", "ES256", "ES384", NULL};
static const char *const client_types[] = {"confidential", "public", NULL};

static const struct kong_field file_fields[] = {
	{.name = "_format_version", .type = KONG_WORD, .flags = KONG_REQUIRED,
		.offset = offsetof(struct kong_file, format_version),
		.words = {format_versions_3, format_versions_28}},
	{.name = "_transform", .type = KONG_BOOLEAN},
	{.name = "updated_at", .type = KONG_ANY, .flags = KONG_ONLY_3},
	NOTES,
	LIST_OF("consumers", NULL, KONG_CONSUMERS),
	CREDENTIAL_LISTS,
	LIST("acme_storage", "acme", 0),
	LIST("ca_certificates", NULL, 0),
	LIST("certificates", NULL, 0),
	LIST("clustering_data_planes", NULL, 0),
	LIST("filter_chains", NULL, KONG_ONLY_3),
	LIST("key_sets", NULL, KONG_ONLY_3),
	LIST("keys", NULL, KONG_ONLY_3),
	LIST("oauth2_authorization_codes", "oauth2", 0),
	LIST("oauth2_tokens", "oauth2", 0),
	LIST("parameters", NULL, 0),
	LIST("plugins", NULL, 0),
	LIST("ratelimiting_metrics", "rate-limiting", 0),
	LIST("routes", NULL, 0),
	LIST("services", NULL, 0),
	LIST("sessions", "session", 0),
	LIST("snis", NULL, 0),
	LIST("targets", NULL, 0),
	LIST("upstreams", NULL, 0),
	LIST("vaults", NULL, KONG_ONLY_3),
	LIST("vaults_beta", NULL, KONG_ONLY_28),
	LIST("workspaces", NULL, 0),
};

#undef AT
#define AT(member) offsetof(struct kong_consumer, member)
static const struct kong_field consumer_fields[] = {
	{.name = "username", .type = KONG_STRING, .flags = KONG_UNIQUE,
		.offset = AT(username)},
	{.name = "custom_id", .type = KONG_STRING, .flags = KONG_UNIQUE,
		.offset = AT(custom_id)},
	{.name = "id", .type = KONG_UUID, .flags = KONG_UNIQUE,
		.offset = AT(id)},
	{.name = "created_at", .type = KONG_TIMESTAMP,
		.offset = AT(created_at)},
	{.name = "updated_at", .type = KONG_ANY, .flags = KONG_ONLY_3},
	{.name = "tags", .type = KONG_TAGS, .offset = AT(tags)},
	NOTES,
	LIST("plugins", NULL, 0),
	CREDENTIAL_LISTS,
};
#undef AT
#define AT(member) offsetof(struct kong_credential, member)

static const struct kong_field keyauth_fields[] = {
	{.name = "key", .type = KONG_STRING, .offset = AT(key),
		.flags = KONG_UNIQUE | KONG_SECRET | KONG_SENT | KONG_NO_NULL},
	{.name = "ttl", .type = KONG_TTL},
	COMMON,
};

static const struct kong_field basicauth_fields[] = {
	{.name = "username", .type = KONG_STRING, .offset = AT(username),
		.flags = KONG_REQUIRED | KONG_UNIQUE | KONG_SENT},
	{.name = "password", .type = KONG_STRING, .offset = AT(password),
		.flags = KONG_REQUIRED | KONG_SECRET | KONG_SENT},
	COMMON,
};

static const struct kong_field jwt_fields[] = {
	{.name = "key", .type = KONG_STRING, .offset = AT(key),
		.flags = KONG_UNIQUE | KONG_SENT | KONG_NO_NULL},
	{.name = "secret", .type = KONG_STRING, .offset = AT(secret),
		.flags = KONG_SECRET | KONG_SENT},
	{.name = "algorithm", .type = KONG_WORD, .offset = AT(algorithm),
		.words = {algorithms_3, algorithms_28}},
	{.name = "rsa_public_key", .type = KONG_STRING,
		.offset = AT(rsa_public_key)},
	COMMON,
};

static const struct kong_field hmacauth_fields[] = {
	{.name = "username", .type = KONG_STRING, .offset = AT(username),
		.flags = KONG_REQUIRED | KONG_UNIQUE | KONG_SENT},
	{.name = "secret", .type = KONG_STRING, .offset = AT(secret),
		.flags = KONG_SECRET | KONG_SENT},
	COMMON,
};

static const struct kong_field oauth2_fields[] = {
	{.name = "name", .type = KONG_STRING, .offset = AT(name),
		.flags = KONG_REQUIRED},
	{.name = "client_id", .type = KONG_STRING, .offset = AT(client_id),
		.flags = KONG_UNIQUE | KONG_SENT},
	{.name = "client_secret", .type = KONG_STRING,
		.offset = AT(client_secret),
		.flags = KONG_SECRET | KONG_SENT | KONG_REFUSES_NULL},
	{.name = "hash_secret", .type = KONG_BOOLEAN,
		.flags = KONG_REFUSES_NULL, .offset = AT(hash_secret)},
	{.name = "redirect_uris", .type = KONG_URIS,
		.offset = AT(redirect_uris)},
	{.name = "client_type", .type = KONG_WORD, .offset = AT(client_type),
		.flags = KONG_REFUSES_NULL,
		.words = {client_types, client_types}},
	LIST("oauth2_authorization_codes", NULL, 0),
	LIST("oauth2_tokens", NULL, 0),
	COMMON,
};

static const struct kong_field acl_fields[] = {
	{.name = "group", .type = KONG_STRING, .offset = AT(group),
		.flags = KONG_REQUIRED},
	COMMON,
};

#define ENTITY(id, name, fields) \
	[id] = {name, id, fields, countof(fields)}

const struct kong_entity kong_entities[KONG_NENTITIES] = {
	ENTITY(KONG_FILE, "the top level", file_fields),
	ENTITY(KONG_CONSUMERS, "consumers", consumer_fields),
	ENTITY(KONG_KEYAUTH, "keyauth_credentials", keyauth_fields),
	ENTITY(KONG_BASICAUTH, "basicauth_credentials", basicauth_fields),
	ENTITY(KONG_JWT, "jwt_secrets", jwt_fields),
	ENTITY(KONG_HMACAUTH, "hmacauth_credentials", hmacauth_fields),
	ENTITY(KONG_OAUTH2, "oauth2_credentials", oauth2_fields),
	ENTITY(KONG_ACLS, "acls", acl_fields),
};
/* clang-format on */

/* What KONG_PLUGINS=bundled stands for, in either version. */
static const char *const bundled[] = {"acl", "acme", "ai-prompt-decorator",
	"ai-prompt-guard", "ai-prompt-template", "ai-proxy",
	"ai-request-transformer", "ai-response-transformer", "aws-lambda",
	"azure-functions", "basic-auth", "bot-detection", "correlation-id",
	"cors", "datadog", "file-log", "grpc-gateway", "grpc-web", "hmac-auth",
	"http-log", "ip-restriction", "jwt", "key-auth", "ldap-auth", "loggly",
	"oauth2", "opentelemetry", "post-function", "pre-function",
	"prometheus", "proxy-cache", "rate-limiting", "redirect",
	"request-size-limiting", "request-termination", "request-transformer",
	"response-ratelimiting", "response-transformer", "session",
	"standard-webhooks", "statsd", "syslog", "tcp-log", "udp-log",
	"zipkin"};

const struct kong_field *
kong_field_find(const struct kong_entity *e, const char *name, size_t n)
{
	const struct kong_field *f;

	for (f = e->fields; n && f < e->fields + e->nfields; f++)
		if (f->name[0] == name[0] && strncmp(f->name, name, n) == 0 &&
			!f->name[n])
			return f;
	return NULL;
}

bool
kong_field_in(const struct kong_field *f, enum kong_version version)
{
	return !(f->flags & (version == KONG_3 ? KONG_ONLY_28 : KONG_ONLY_3));
}

const char *
kong_version_name(enum kong_version version)
{
	return version == KONG_3 ? "Kong 3" : "Kong 2.8";
}

static bool
is_bundled(const char *name, size_t n)
{
	size_t i;

	for (i = 0; i < countof(bundled); i++)
		if (strlen(bundled[i]) == n && !memcmp(bundled[i], name, n))
			return true;
	return false;
}

/* Takes the next name off the comma-separated list at *p; NULL at its end. */
static const char *
next_plugin(const char **p, size_t *n)
{
	const char *name;

	*p += strspn(*p, ", \t");
	if (!**p)
		return NULL;
	name = *p;
	*n = strcspn(name, ", \t");
	*p += *n;
	return name;
}

static bool
is_word(const char *name, size_t n, const char *word)
{
	return strlen(word) == n && memcmp(word, name, n) == 0;
}

bool
kong_has_plugin(const struct kong_config *config, const char *name)
{
	const char *p = config->plugins, *next;
	size_t n;

	if (!p)
		return true;
	while ((next = next_plugin(&p, &n)))
		if (is_word(next, n, name) ||
			(is_word(next, n, "bundled") &&
				is_bundled(name, strlen(name))))
			return true;
	return false;
}

bool
kong_may_know_more(const struct kong_config *config)
{
	const char *p = config->plugins, *next;
	size_t n;

	if (config->enterprise)
		return true;
	while (p && (next = next_plugin(&p, &n)))
		if (!is_word(next, n, "bundled") && !is_word(next, n, "off") &&
			!is_bundled(next, n))
			return true;
	return false;
}
