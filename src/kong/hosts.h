/*
 * Hosts, addresses and URLs as Kong reads them.
 *
 * Source: what Kong 3.9.1 and 2.8.1 accept of `host`, `hosts`, `snis`,
 * `target`, `url`; LuaSocket's url.parse for the parts of a URL.
 */
#ifndef KONG_HOSTS_H
#define KONG_HOSTS_H

#include "base/base.h"

enum host_kind {
	HOST_NONE, /* not a host */
	HOST_NAME,
	HOST_IPV4,
	HOST_IPV6, /* with or without brackets */
};

/*
 * Returns what the n bytes at s are, with ":PORT" or without: *port is then
 * the port, or -1. The port of HOST_NONE is 0 where it alone is wrong (above
 * 65535), otherwise -1.
 */
enum host_kind host_read(const char *s, size_t n, long *port);

/* Returns whether it is an IPv4 or IPv6 address, or a block of them. */
bool host_is_ip_or_cidr(const char *s, size_t n);

/*
 * Returns whether a block, which is one, has bits of a host that Kong 3 hands
 * to its router as they are.
 */
bool host_is_odd_block(const char *s, size_t n);

/* The parts of a URL; those that are not there have s == NULL. */
struct url {
	struct url_part {
		const char *s;
		size_t n;
	} scheme, host, port, path;
	bool has_user; /* there is an @ before the host */
};

/*
 * Splits the n bytes at s. Without "//" all but the scheme is the path.
 * Nothing is checked; user, query and fragment are dropped.
 */
void url_split(const char *s, size_t n, struct url *url);

#endif
