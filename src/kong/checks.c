#include "kong/checks.h"

#include "kong/hosts.h"
#include "kong/paths.h"
#include "kong/pem.h"
#include "kong/values.h"

#include <stdint.h>
#include <string.h>

#define DIGITS "0123456789"
#define LOWER "abcdefghijklmnopqrstuvwxyz"
#define UPPER "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
#define LETTERS LOWER UPPER

static size_t
span(const char *s, size_t n, const char *set)
{
	size_t i = 0;

	while (i < n && s[i] && strchr(set, s[i]))
		i++;
	return i;
}

static bool
is_all(const char *s, size_t n, const char *set)
{
	return span(s, n, set) == n;
}

static bool
has(const char *s, size_t n, const char *set)
{
	size_t i;

	for (i = 0; i < n; i++)
		if (s[i] && strchr(set, s[i]))
			return true;
	return false;
}

static bool
begins(const char *s, size_t n, const char *with)
{
	return n >= strlen(with) && memcmp(s, with, strlen(with)) == 0;
}

static bool
is_word(const char *s, size_t n, const char *word)
{
	return n == strlen(word) && memcmp(s, word, n) == 0;
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
host(const char *s, size_t n, const struct check_context *c)
{
	long port;

	(void)c;
	if (host_read(s, n, &port) == HOST_NONE && port != 0)
		return "must be a host name or an IP address";
	return port >= 0 ? "must not contain a port" : NULL;
}

static const char *
host_port(const char *s, size_t n, const struct check_context *c)
{
	long port;

	(void)c;
	if (host_read(s, n, &port) != HOST_NONE)
		return NULL;
	return port == 0 ? "must not contain a port above 65535"
			 : "must be a host name or an IP address, with or "
			   "without :PORT";
}

static const char *
upstream_name(const char *s, size_t n, const struct check_context *c)
{
	long port;
	enum host_kind kind = host_read(s, n, &port);

	(void)c;
	if (kind == HOST_IPV4 || kind == HOST_IPV6)
		return "must be a name and not an IP address";
	if (kind == HOST_NONE && port != 0)
		return "must be written like a host name";
	return port >= 0 ? "must not contain a port" : NULL;
}

/* As a name, with letters in place of the star at s[star]. */
static enum host_kind
read_with_star(const char *s, size_t n, size_t star, long *port)
{
	char text[512];

	if (n >= sizeof(text)) {
		*port = -1;
		return HOST_NAME;
	}
	memcpy(text, s, n);
	text[star] = 'a';
	return host_read(text, n, port);
}

static const char *
route_host(const char *s, size_t n, const struct check_context *c)
{
	const char *star = memchr(s, '*', n);
	size_t at = star ? (size_t)(star - s) : 0;
	long port;

	if (!star)
		return host_port(s, n, c);
	if (memchr(star + 1, '*', n - at - 1))
		return "must not contain more than one *";
	if (!begins(s, n, "*.") && !(at == n - 1 && at && s[at - 1] == '.'))
		return "must have its * as the whole first or last label";
	return read_with_star(s, n, at, &port) != HOST_NAME
		       ? "must be a host name with at most one *"
		       : NULL;
}

static const char *
sni(const char *s, size_t n, const struct check_context *c)
{
	long port;
	enum host_kind kind = host_read(s, n, &port);

	(void)c;
	if (kind == HOST_NONE && port != 0)
		return "must be a host name";
	if (kind == HOST_IPV4 || kind == HOST_IPV6)
		return "must be a host name and not an IP address";
	return port >= 0 ? "must not contain a port" : NULL;
}

static const char *
wildcard_sni(const char *s, size_t n, const struct check_context *c)
{
	const char *star = memchr(s, '*', n);
	size_t at = star ? (size_t)(star - s) : 0;
	long port;

	if (!star)
		return sni(s, n, c);
	if (memchr(star + 1, '*', n - at - 1))
		return "must not contain more than one *";
	if (at != 0 && at != n - 1)
		return "must have its * at the start or the end";
	if (n > 1 && (read_with_star(s, n, at, &port) != HOST_NAME ||
			     port >= 0))
		return "must be a host name with at most one *";
	return NULL;
}

static const char *
route_sni(const char *s, size_t n, const struct check_context *c)
{
	return c->is_3 && !c->is_traditional ? wildcard_sni(s, n, c)
					     : sni(s, n, c);
}

static const char *
ip_or_cidr(const char *s, size_t n, const struct check_context *c)
{
	(void)c;
	return host_is_ip_or_cidr(s, n)
		       ? NULL
		       : "must be an IP address or a block such as 10.0.0.0/8";
}

static const char *
target(const char *s, size_t n, const struct check_context *c)
{
	return host_port(s, n, c);
}

static const char *
url(const char *s, size_t n, const struct check_context *c)
{
	struct url u;

	(void)c;
	url_split(s, n, &u);
	if (!u.host.n)
		return "must be a URL with a host, such as "
		       "https://example.com/path";
	return u.scheme.n ? NULL : "must be a URL with a scheme such as https";
}

/* Whether the protocol has no paths. */
static bool
has_no_path(const char *s, size_t n)
{
	return is_word(s, n, "tcp") || is_word(s, n, "tls") ||
	       is_word(s, n, "udp") || is_word(s, n, "grpc") ||
	       is_word(s, n, "grpcs");
}

static const char *
url_port_problem(const struct url_part *port)
{
	size_t zeros;

	if (!port->n)
		return NULL;
	if (!is_all(port->s, port->n, DIGITS))
		return "contains a port that is not a number";
	zeros = span(port->s, port->n, "0");
	return port->n - zeros > 5 ||
			       (port->n - zeros == 5 &&
				       memcmp(port->s + zeros, "65535", 5) > 0)
		       ? "contains a port above 65535"
		       : NULL;
}

static const char *
service_url(const char *s, size_t n, const struct check_context *c)
{
	struct url u;
	const char *problem;

	url_split(s, n, &u);
	if (u.scheme.n && !has_no_path(u.scheme.s, u.scheme.n) &&
		!is_word(u.scheme.s, u.scheme.n, "http") &&
		!is_word(u.scheme.s, u.scheme.n, "https"))
		return "must begin with http://, https:// or another protocol "
		       "of Kong, in small letters";
	if (!u.host.n)
		return "contains no host: write it like http://host:8080/path";
	if (host(u.host.s, u.host.n, c))
		return "contains a host that is neither a name nor an IP "
		       "address";
	problem = url_port_problem(&u.port);
	if (problem || !u.path.n)
		return problem;
	if (has_no_path(u.scheme.s, u.scheme.n))
		return "contains a path, which its protocol does not have";
	problem = path_problem(u.path.s, u.path.n);
	return !problem ? NULL
	       : strcmp(problem, "must not contain //") == 0
		       ? "must not contain // in its path"
		       : "contains a character that a URL path must not "
			 "contain, or a % without two hexadecimal digits";
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
	return path_regex_problem(s, n, false);
}

static const char *
origin(const char *s, size_t n, const struct check_context *c)
{
	return is_word(s, n, "*") || !regex(s, n, c)
		       ? NULL
		       : "must be * alone or a regular expression (for a "
			 "wildcard write .*)";
}

static const char *
method(const char *s, size_t n, const struct check_context *c)
{
	(void)c;
	return is_all(s, n, UPPER) ? NULL : "must be of capital letters only";
}

static const char *
name(const char *s, size_t n, const struct check_context *c)
{
	size_t i;

	(void)c;
	for (i = 0; i < n; i++)
		if ((unsigned char)s[i] < 0x80 &&
			!span(s + i, 1, LETTERS DIGITS ".-_~"))
			return "must not contain anything but letters, digits "
			       "and . - _ ~";
	return NULL;
}

static bool
is_header_name(const char *s, size_t n)
{
	return n && is_all(s, n, LETTERS DIGITS "-_");
}

static const char *
header_name(const char *s, size_t n, const struct check_context *c)
{
	(void)c;
	return is_header_name(s, n)
		       ? NULL
		       : "must be of letters, digits, - and _ only";
}

static const char *
cookie_name(const char *s, size_t n, const struct check_context *c)
{
	return header_name(s, n, c);
}

static const char *
route_header(const char *s, size_t n, const struct check_context *c)
{
	return is_any_case(s, n, "host")
		       ? "must not contain host, which belongs into hosts"
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

	*rest = end + span(s + end, n - end, ":");
	return end;
}

static const char *
pair(const char *s, size_t n, const struct check_context *c)
{
	size_t rest, end = split_pair(s, n, &rest);

	(void)c;
	return end && end < n ? NULL : "must be written as name:value";
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
		       : "must be two header names, old:new";
}

static const char *
header_removed(const char *s, size_t n, const struct check_context *c)
{
	size_t rest, end = split_pair(s, n, &rest);

	return header_name(s, end, c);
}

/* A $(...) of the template that is empty or a keyword of Lua. */
static bool
has_bad_expression(const char *s, size_t n)
{
	static const char *const keywords[] = {"", "end", "if", "for", "while",
		"do", "return", "local", "then", "else", "function", "repeat",
		"until", "in", "and", "or", "not", "break"};
	const char *open = s, *close;
	size_t i;

	while ((open = memchr(open, '$', n - (size_t)(open - s)))) {
		open++;
		if (open == s + n || *open != '(')
			continue;
		open++;
		close = memchr(open, ')', n - (size_t)(open - s));
		if (!close)
			return false;
		for (i = 0; i < countof(keywords); i++)
			if (is_word(open, (size_t)(close - open), keywords[i]))
				return true;
	}
	return false;
}

static const char *
template_pair(const char *s, size_t n, const struct check_context *c)
{
	size_t rest;

	(void)c;
	if (!split_pair(s, n, &rest) || rest == n)
		return "must be written as name:value, and neither may be "
		       "empty";
	return has_bad_expression(s + rest, n - rest)
		       ? "contains a $(...) that is not an expression of Lua"
		       : NULL;
}

static const char *
length_500(const char *s, size_t n, const struct check_context *c)
{
	(void)s;
	(void)c;
	return n > 500 ? "must not be longer than 500 bytes" : NULL;
}

/* As Kong's pattern is, which is not anchored: an @ will do. */
static const char *
email(const char *s, size_t n, const struct check_context *c)
{
	(void)c;
	return memchr(s, '@', n) ? NULL : "must be a mail address";
}

static const char *
env_prefix(const char *s, size_t n, const struct check_context *c)
{
	(void)c;
	return span(s, 1, LETTERS "_-") && is_all(s, n, LETTERS DIGITS "_-")
		       ? NULL
		       : "must be of letters, digits, - and _ and not begin "
			 "with a digit";
}

static const char *
vault_prefix(const char *s, size_t n, const struct check_context *c)
{
	(void)c;
	if (is_word(s, n, "env"))
		return "must not be env, which Kong uses itself";
	return n >= 2 && span(s, 1, LOWER) && is_all(s, n, LOWER DIGITS "-") &&
			       s[n - 1] != '-'
		       ? NULL
		       : "must be at least two small letters, digits and -, "
			 "begin with a letter and not end in -";
}

static const char *
status_range(const char *s, size_t n, const struct check_context *c)
{
	size_t from = span(s, n, DIGITS);

	(void)c;
	return from && from + 1 < n && s[from] == '-' &&
			       is_all(s + from + 1, n - from - 1, DIGITS)
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
		if (is_word(s, n, zones[i]) &&
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
	return begins(s, n, "kong_acme:")
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
		if (is_word(s, n, own[i]))
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
	return value_tag_problem(s, n, c->is_3 ? KONG_3 : KONG_28);
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
		       : "must be a certificate in PEM, with its lines";
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
		       ? "must be one certificate only"
		       : NULL;
}

static const char *
public_key(const char *s, size_t n, const struct check_context *c)
{
	(void)c;
	return pem_is_framed(s, n, "PUBLIC KEY")
		       ? NULL
		       : "must be a public key in PEM, with its lines";
}

static const char *
private_key(const char *s, size_t n, const struct check_context *c)
{
	(void)c;
	return pem_is_framed(s, n, "PRIVATE KEY")
		       ? NULL
		       : "must be a private key in PEM, with its lines";
}

static const char *
lua(const char *s, size_t n, const struct check_context *c)
{
	(void)c;
	return s[0] == 0x1b && n ? "must be Lua and not its bytecode" : NULL;
}

const char *
check_string(enum check check, const char *s, size_t n,
	const struct check_context *c)
{
	static const char *(*const functions[])(const char *s, size_t n,
		const struct check_context *c) = {
		[CHECK_NONE] = NULL,
#define CHECK(id, function) [CHECK_##id] = function,
#include "kong/schema/checks.def"
#undef CHECK
	};

	return check == CHECK_NONE ? NULL : functions[check](s, n, c);
}
