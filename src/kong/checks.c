#include "kong/checks.h"

#include "base/bytes.h"
#include "kong/addresses.h"
#include "kong/luacheck.h"
#include "kong/paths.h"
#include "kong/pem.h"
#include "kong/regex.h"
#include "kong/values.h"

#include <stdint.h>
#include <string.h>

static bool
has(const char *s, size_t n, const char *set)
{
	size_t i;

	for (i = 0; i < n; i++)
		if (s[i] && strchr(set, s[i]))
			return true;
	return false;
}

/* The same, where capital letters are as good as small ones. */
static bool
is_any_case(const char *s, size_t n, const char *word)
{
	size_t i;

	if (n != strlen(word))
		return false;
	for (i = 0; i < n; i++)
		if (s[i] != word[i] && (s[i] < 'A' || s[i] > 'Z' ||
					       s[i] + 'a' - 'A' != word[i]))
			return false;
	return true;
}

static const char *
path(const char *s, size_t n, const struct check_context *c)
{
	(void)c;
	return path_problem(s, n);
}

static const char *
route_path(const char *s, size_t n, const struct check_context *c)
{
	return path_route_problem(s, n, c);
}

static const char *
regex(const char *s, size_t n, const struct check_context *c)
{
	(void)c;
	return regex_problem(s, n, false);
}

static const char *
origin(const char *s, size_t n, const struct check_context *c)
{
	return bytes_are(s, n, "*") || !regex(s, n, c)
		       ? NULL
		       : "must be * alone or a regular expression (write .* "
			 "for a wildcard)";
}

static const char *
method(const char *s, size_t n, const struct check_context *c)
{
	(void)c;
	return bytes_all(s, n, UPPER)
		       ? NULL
		       : "must consist of upper-case letters only";
}

static const char *
name(const char *s, size_t n, const struct check_context *c)
{
	size_t i = 0;

	(void)c;
	do {
		i += bytes_span(s + i, n - i, LETTERS DIGITS ".-_~");
		if (i < n && (unsigned char)s[i] < 0x80)
			return "must consist of letters, digits and . - _ ~ "
			       "only";
	} while (i++ < n);
	return NULL;
}

static bool
is_header_name(const char *s, size_t n)
{
	return n && bytes_all(s, n, LETTERS DIGITS "-_");
}

static const char *
header_name(const char *s, size_t n, const struct check_context *c)
{
	(void)c;
	return is_header_name(s, n)
		       ? NULL
		       : "must consist of letters, digits, - and _ only";
}

static const char *
cookie_name(const char *s, size_t n, const struct check_context *c)
{
	size_t i;

	if (!c->is_3)
		return header_name(s, n, c);
	for (i = 0; i < n; i++)
		if (s[i] <= ' ' || s[i] >= 0x7f ||
			memchr("()<>@,;:\\\"/?={}[]", s[i], 17))
			return "must not contain spaces or any of "
			       "()<>@,;:\\\"/?={}[]";
	return NULL;
}

static const char *
route_header(const char *s, size_t n, const struct check_context *c)
{
	return is_any_case(s, n, "host")
		       ? "must not contain host, which belongs in hosts"
		       : header_name(s, n, c);
}

static const char *
log_header(const char *s, size_t n, const struct check_context *c)
{
	if (is_any_case(s, n, "host") || is_any_case(s, n, "content-type") ||
		is_any_case(s, n, "content-length"))
		return "must not contain Host, Content-Type or "
		       "Content-Length, which Kong sets itself";
	return header_name(s, n, c);
}

/* What is before the first colon; *rest: what follows the colons. */
static size_t
split_pair(const char *s, size_t n, size_t *rest)
{
	const char *colon = memchr(s, ':', n);
	size_t end = colon ? (size_t)(colon - s) : n;

	*rest = end + bytes_span(s + end, n - end, ":");
	return end;
}

static const char *
pair(const char *s, size_t n, const struct check_context *c)
{
	size_t rest, end = split_pair(s, n, &rest);

	(void)c;
	return end && end < n ? NULL : "must have the form name:value";
}

static const char *
header_pair(const char *s, size_t n, const struct check_context *c)
{
	size_t rest, end = split_pair(s, n, &rest);

	if (pair(s, n, c))
		return pair(s, n, c);
	return is_header_name(s, end)
		       ? NULL
		       : "must have a header name of letters, digits, - and _ "
			 "before its colon";
}

static const char *
header_rename(const char *s, size_t n, const struct check_context *c)
{
	size_t rest, end = split_pair(s, n, &rest);

	if (pair(s, n, c))
		return pair(s, n, c);
	return is_header_name(s, end) && is_header_name(s + rest, n - rest)
		       ? NULL
		       : "must be two header names in the form old:new";
}

static const char *
header_removed(const char *s, size_t n, const struct check_context *c)
{
	size_t rest, end = split_pair(s, n, &rest);

	return header_name(s, end, c);
}

static const char *
template_pair(const char *s, size_t n, const struct check_context *c)
{
	size_t rest;

	(void)c;
	if (!split_pair(s, n, &rest) || rest == n)
		return "must have the form name:value, with neither part empty";
	return luacheck_template_problem(s + rest, n - rest);
}

static const char *
metric_tag(const char *s, size_t n, const struct check_context *c)
{
	(void)c;
	return s[n - 1] == ':' ? "must not end in a colon" : NULL;
}

static const char *
length_500(const char *s, size_t n, const struct check_context *c)
{
	(void)s;
	(void)c;
	return n > 500 ? "exceeds the limit of 500 bytes" : NULL;
}

/* As Kong's pattern is, which is not anchored: an @ will do. */
static const char *
email(const char *s, size_t n, const struct check_context *c)
{
	(void)c;
	return memchr(s, '@', n) ? NULL : "must be an email address";
}

static const char *
env_prefix(const char *s, size_t n, const struct check_context *c)
{
	(void)c;
	return bytes_span(s, 1, LETTERS "_-") &&
			       bytes_all(s, n, LETTERS DIGITS "_-")
		       ? NULL
		       : "must consist of letters, digits, - and _ and not "
			 "begin with a digit";
}

static const char *
vault_prefix(const char *s, size_t n, const struct check_context *c)
{
	(void)c;
	if (bytes_are(s, n, "env"))
		return "must not be env, which Kong uses itself";
	return n >= 2 && bytes_span(s, 1, LOWER) &&
			       bytes_all(s, n, LOWER DIGITS "-") &&
			       s[n - 1] != '-'
		       ? NULL
		       : "must consist of at least two lower-case letters, "
			 "digits and -, begin with a letter and not end with -";
}

static const char *
status_range(const char *s, size_t n, const struct check_context *c)
{
	size_t from = bytes_span(s, n, DIGITS);

	(void)c;
	return from && from + 1 < n && s[from] == '-' &&
			       bytes_all(s + from + 1, n - from - 1, DIGITS)
		       ? NULL
		       : "must be a range such as 200-299";
}

static const char *
file_name(const char *s, size_t n, const struct check_context *c)
{
	(void)c;
	return has(s, n, "*&%\\`") ? "must not contain * & % \\ or `" : NULL;
}

/* The zones of shared memory that Kong's own nginx configuration has. */
static const char *
shm_name(const char *s, size_t n, const struct check_context *c)
{
	static const char *const zones[] = {"kong", "kong_locks",
		"kong_healthchecks", "kong_cluster_events",
		"kong_rate_limiting_counters", "kong_core_db_cache",
		"kong_core_db_cache_miss", "kong_db_cache",
		"kong_db_cache_miss", "kong_process_events", "kong_secrets",
		"prometheus_metrics"};
	size_t i;

	for (i = 0; i < countof(zones); i++)
		if (bytes_are(s, n, zones[i]) &&
			(c->is_3 || strcmp(zones[i], "kong_secrets") != 0))
			return NULL;
	return "must be the name of a shared memory zone of nginx, such as "
	       "kong_db_cache (declare others with "
	       "KONG_NGINX_HTTP_LUA_SHARED_DICT)";
}

static const char *
acme_namespace(const char *s, size_t n, const struct check_context *c)
{
	(void)c;
	return bytes_begin(s, n, "kong_acme:")
		       ? "must not begin with kong_acme:, which Kong uses "
			 "itself"
		       : NULL;
}

/* Names of tags that Kong's zipkin plugin sets itself. */
static const char *
tag_name(const char *s, size_t n, const struct check_context *c)
{
	static const char *const own[] = {"error", "http.method", "http.path",
		"http.status_code", "kong.balancer.state", "kong.balancer.try",
		"kong.consumer", "kong.credential", "kong.node.id",
		"kong.route", "kong.service", "lc", "peer.hostname"};
	size_t i;

	(void)c;
	for (i = 0; i < countof(own); i++)
		if (bytes_are(s, n, own[i]))
			return "must not be a tag that Kong sets itself";
	return NULL;
}

static const char *
uuid(const char *s, size_t n, const struct check_context *c)
{
	(void)c;
	return value_is_uuid(s, n) ? NULL : "must be a UUID of 36 characters";
}

static const char *
tag(const char *s, size_t n, const struct check_context *c)
{
	return value_tag_problem(s, n, c->is_3);
}

static const char *
redirect_uri(const char *s, size_t n, const struct check_context *c)
{
	(void)c;
	return value_uri_problem(s, n);
}

static const char *
certificate(const char *s, size_t n, const struct check_context *c)
{
	(void)c;
	return pem_is_framed(s, n, "CERTIFICATE")
		       ? NULL
		       : "must be a PEM certificate, line breaks included";
}

static const char *
one_certificate(const char *s, size_t n, const struct check_context *c)
{
	static const char begin[] = "-----BEGIN ";
	const char *problem = certificate(s, n, c);
	const char *first = memmem(s, n, begin, sizeof(begin) - 1);

	if (problem)
		return problem;
	first += sizeof(begin) - 1;
	return memmem(first, n - (size_t)(first - s), begin, sizeof(begin) - 1)
		       ? "must be exactly one certificate"
		       : NULL;
}

static const char *
public_key(const char *s, size_t n, const struct check_context *c)
{
	(void)c;
	return pem_is_framed(s, n, "PUBLIC KEY")
		       ? NULL
		       : "must be a PEM public key, line breaks included";
}

static const char *
private_key(const char *s, size_t n, const struct check_context *c)
{
	(void)c;
	return pem_is_framed(s, n, "PRIVATE KEY")
		       ? NULL
		       : "must be a PEM private key, line breaks included";
}

static const char *
lua(const char *s, size_t n, const struct check_context *c)
{
	(void)c;
	return luacheck_problem(s, n);
}

const char *
check_string(enum check_id check, const char *s, size_t n,
	const struct check_context *c)
{
	static const char *(*const functions[])(
		const char *s, size_t n, const struct check_context *c) = {
		[CHECK_NONE] = NULL,
#define CHECK(id, function) [CHECK_##id] = (function),
#include "kong/schema/checks.def"
#undef CHECK
	};

	return check == CHECK_NONE ? NULL : functions[check](s, n, c);
}
