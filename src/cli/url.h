/* URLs of gateways, as far as a key's safety depends on them. */
#ifndef CLI_URL_H
#define CLI_URL_H

#include "base/base.h"

/*
 * Returns why s is not the base URL of a gateway, as a piece of a sentence, or
 * NULL: http or https, a host, perhaps a port and a path; no user, query,
 * fragment, white space or other character that RFC 3986 does not allow.
 */
const char *url_problem(const char *s);

/*
 * Returns whether what is sent to the URL s, which has no problem, can be read
 * by strangers on the way: plain http to a host that is neither "localhost"
 * nor the address of a loopback, private or link-local network (RFC 1122
 * section 3.2.1.3, RFC 1918, RFC 3927, RFC 4193, RFC 4291 section 2.5).
 */
bool url_is_exposed(const char *s);

#endif
