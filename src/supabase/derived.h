/*
 * Values of a Supabase install that are made from others. Supabase's own
 * docker-entrypoint.sh makes them in the same way; what its gateways could not
 * use, or would use wrongly, is refused here.
 *
 * A problem is a piece of a sentence that continues the variable's name ("is
 * empty"); it never has a value in it.
 */
#ifndef SUPABASE_DERIVED_H
#define SUPABASE_DERIVED_H

#include "base/buf.h"

/* Where OAuth's metadata are found on a host (RFC 8414 section 3). */
#define DERIVED_OAUTH_BASE "/.well-known/oauth-authorization-server"

/*
 * Returns why the n bytes at s cannot be a user or password of Envoy's
 * basic_auth filter, or NULL. Its list is lines of USER:HASH, split at the
 * first colon, lines that begin with # skipped
 * (source/extensions/filters/http/basic_auth/config.cc); an empty password
 * would let anyone in.
 */
const char *derived_user_problem(const char *s, size_t n);
const char *derived_password_problem(const char *s, size_t n);

/*
 * Appends DASHBOARD_BASIC_AUTH, USER:{SHA}HASH, to out: HASH is the SHA-1 of
 * the password's bytes in base64, all that Envoy takes. Neither may have a
 * problem.
 */
void derived_basic_auth(struct buf *out, const char *user, size_t nuser,
	const char *password, size_t npassword);

/*
 * Returns why Envoy would refuse the n bytes at s as its list of users, or let
 * nobody in by it, or NULL: no user, a line without a colon, a name twice, a
 * hash that is not {SHA} and 28 characters, or that of an empty password.
 */
const char *derived_users_problem(const char *s, size_t n);

/*
 * Returns whether a user of the list has the password of Supabase's examples,
 * which everyone can read.
 */
bool derived_users_public(const char *s, size_t n);

/*
 * Returns why WELL_KNOWN_OAUTH_PATH cannot be made from the n bytes at issuer
 * (JWT_ISSUER, a URL without query and fragment: RFC 8414 section 2), or NULL.
 * Empty is fine: the issuer is the host.
 */
const char *derived_issuer_problem(const char *issuer, size_t n);

/*
 * Appends WELL_KNOWN_OAUTH_PATH to out: the base, then the issuer's path
 * without its last slashes (RFC 8414 section 3.1). The issuer may not have a
 * problem.
 */
void derived_oauth_path(struct buf *out, const char *issuer, size_t n);

/*
 * Returns why the n bytes at s cannot be WELL_KNOWN_OAUTH_PATH in Envoy's
 * file, made or given, or NULL. It is the prefix of a route to Auth that asks
 * for no key: an empty one would match every path. It is also a header's
 * value, in which % begins a variable; and the listener merges slashes before
 * it looks for a route.
 */
const char *derived_envoy_path_problem(const char *s, size_t n);

#endif
