#include "kong/addresses.h"

#include "base/bytes.h"
#include "kong/hosts.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

const char *
address_host(const char *s, size_t n, const struct check_context *c)
{
	long port;

	(void)c;
	if (host_read(s, n, &port) == HOST_NONE && port != 0)
		return "must be a host name or an IP address";
	return port >= 0 ? "must not contain a port" : NULL;
}

const char *
address_host_port(const char *s, size_t n, const struct check_context *c)
{
	long port;

	(void)c;
	if (host_read(s, n, &port) != HOST_NONE)
		return NULL;
	return port == 0 ? "must not contain a port above 65535"
			 : "must be a host name or an IP address, with or "
			   "without :PORT";
}

const char *
address_upstream_name(const char *s, size_t n, const struct check_context *c)
{
	long port;
	enum host_kind kind = host_read(s, n, &port);

	(void)c;
	if (kind == HOST_IPV4 || kind == HOST_IPV6)
		return "must be a name and not an IP address";
	if (kind == HOST_NONE && port != 0)
		return "must have the form of a host name";
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

const char *
address_route_host(const char *s, size_t n, const struct check_context *c)
{
	const char *star = memchr(s, '*', n);
	size_t at = star ? (size_t)(star - s) : 0;
	long port;

	if (!star)
		return address_host_port(s, n, c);
	if (memchr(star + 1, '*', n - at - 1))
		return "must not contain more than one *";
	if (!(n >= 2 && memcmp(s, "*.", 2) == 0) &&
		!(at == n - 1 && at && s[at - 1] == '.'))
		return "must use * as the whole first or last label";
	return read_with_star(s, n, at, &port) != HOST_NAME
		       ? "must be a host name with at most one *"
		       : NULL;
}

const char *
address_sni(const char *s, size_t n, const struct check_context *c)
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

const char *
address_wildcard_sni(const char *s, size_t n, const struct check_context *c)
{
	const char *star = memchr(s, '*', n);
	size_t at = star ? (size_t)(star - s) : 0;
	long port;

	if (!star)
		return address_sni(s, n, c);
	if (memchr(star + 1, '*', n - at - 1))
		return "must not contain more than one *";
	if (at != 0 && at != n - 1)
		return "must have * at the start or the end only";
	if (n > 1 &&
		(read_with_star(s, n, at, &port) != HOST_NAME || port >= 0))
		return "must be a host name with at most one *";
	return NULL;
}

const char *
address_route_sni(const char *s, size_t n, const struct check_context *c)
{
	return c->is_3 && !c->is_traditional ? address_wildcard_sni(s, n, c)
					     : address_sni(s, n, c);
}

const char *
address_ip_or_cidr(const char *s, size_t n, const struct check_context *c)
{
	(void)c;
	return host_is_ip_or_cidr(s, n) ? NULL
					: "must be an IP address or a CIDR "
					  "block such as 10.0.0.0/8";
}

/* The router takes no brackets, and no block with bits of a host. */
const char *
address_route_ip(const char *s, size_t n, const struct check_context *c)
{
	const char *problem = address_ip_or_cidr(s, n, c);

	if (problem || !c->is_3 || c->is_traditional)
		return problem;
	if (s[0] == '[')
		return "must not have brackets, which the router of Kong 3 "
		       "does not read";
	return host_is_odd_block(s, n)
		       ? "must be the first address of its block: the router "
			 "of Kong 3 refuses others"
		       : NULL;
}

const char *
address_url(const char *s, size_t n, const struct check_context *c)
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
	return bytes_are(s, n, "tcp") || bytes_are(s, n, "tls") ||
	       bytes_are(s, n, "udp") || bytes_are(s, n, "grpc") ||
	       bytes_are(s, n, "grpcs");
}

/* What Lua's tonumber() takes: also 0x50, 8e1 and spaces around. */
static const char *
url_port_problem(const struct url_part *port)
{
	char text[64] = "", *end;
	double v;

	if (!port->s)
		return NULL;
	if (port->n && port->n < sizeof(text))
		memcpy(text, port->s, port->n);
	v = strtod(text, &end);
	if (end == text || end[strspn(end, " \t\n\v\f\r")] ||
		(isfinite(v) && v != floor(v)))
		return "contains a port that is not a number";
	return v >= 0 && v <= 65535 ? NULL
				    : "contains a port that is not between 0 "
				      "and 65535";
}

const char *
address_service_url(const char *s, size_t n, const struct check_context *c)
{
	struct url u;
	const char *problem;
	bool websocket;

	url_split(s, n, &u);
	websocket = bytes_are(u.scheme.s, u.scheme.n, "ws") ||
		    bytes_are(u.scheme.s, u.scheme.n, "wss");
	if (!u.host.n)
		return "has no host: write it like http://host:8080/path";
	if (websocket && !c->is_enterprise)
		return "must begin with http:// or https://, which serve "
		       "WebSockets too";
	if (u.scheme.n && !websocket && !has_no_path(u.scheme.s, u.scheme.n) &&
		!bytes_are(u.scheme.s, u.scheme.n, "http") &&
		!bytes_are(u.scheme.s, u.scheme.n, "https"))
		return "must begin with http://, https:// or another protocol "
		       "that Kong supports, in lower case";
	if (address_host(u.host.s, u.host.n, c))
		return "has an invalid host: expected a host name or an IP "
		       "address";
	problem = url_port_problem(&u.port);
	if (problem || !u.path.n)
		return problem;
	if (has_no_path(u.scheme.s, u.scheme.n))
		return "has a path, which its protocol does not support";
	problem = path_problem(u.path.s, u.path.n);
	return !problem ? NULL
	       : strcmp(problem, "must not have two slashes in a row") == 0
		       ? "must not have two slashes in a row in its path"
		       : "contains a character that is invalid in a URL path, "
			 "or a % without two hexadecimal digits";
}
