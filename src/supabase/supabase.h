/*
 * The values of a Supabase install's variables: from the sources, made from
 * others, or left out because they are over.
 */
#ifndef SUPABASE_SUPABASE_H
#define SUPABASE_SUPABASE_H

#include "supabase/variables.h"
#include "template/expand.h"
#include "token/date.h"
#include "token/jwk.h"

/* A key that expires within that time is a warning: seconds. */
#define SUPABASE_SOON (30 * DATE_DAY)

/*
 * Values that come from other values: the derived ones (LUA_AUTH_EXPR,
 * LUA_RT_WS_EXPR, LUA_FUNCTIONS_EXPR, WELL_KNOWN_OAUTH_PATH,
 * DASHBOARD_BASIC_AUTH) and the keys of before a rotation
 * (SUPABASE_..._KEY_PREVIOUS), which are optional.
 */
struct supabase;

/*
 * vars, opened with supabase_aliases, must outlive the result. now is in
 * seconds since 1970. Caller frees with supabase_free().
 */
struct supabase *supabase_new(struct vars *vars, int64_t now);

/*
 * Resolves the name of n bytes at name: sources, then derived values, then
 * the built-in optional ones. Returns EXPAND_SET with *value and *nvalue,
 * which live as long as s, EXPAND_OPTIONAL or EXPAND_UNSET; EXPAND_FAILED for a
 * derived value that cannot be made, or a source that fails, after an error
 * was added to d, once. A previous key that is expired or equals the current
 * one adds a note to d and is empty.
 */
enum expand_answer supabase_lookup(struct supabase *s, const char *name,
	size_t n, const char **value, size_t *nvalue, struct diags *d);

/*
 * Checks, once, that the opaque keys and the tokens that they become are all
 * set or all empty, and have no character that no key has. Returns 0, or -1
 * with an error in d.
 */
int supabase_check_opaque(struct supabase *s, struct diags *d);

/*
 * Returns what to say of the variable of that name, which no source has, in
 * the line that names each one's origin: "derived", "not set", or NULL for
 * one that was asked for only to make or to check others.
 */
const char *supabase_origin(const struct supabase *s, const char *name);

/*
 * Returns whether the n bytes at value are one of the previous keys, which
 * another secret may have signed.
 */
bool supabase_is_previous(
	struct supabase *s, const char *value, size_t n, struct diags *d);

/*
 * Returns why a key of before a rotation is not needed at the time t beside
 * the one of now, as "has expired", or NULL.
 */
const char *supabase_why_over(
	const struct var *old, const struct var *now, int64_t t);

/* Returns what supabase_new() was given. */
struct vars *supabase_vars(const struct supabase *s);
int64_t supabase_now(const struct supabase *s);

/*
 * Adds JWT_SECRET to keys, if a source has it. Returns 0, or -1 with an error
 * in d: that source fails.
 */
int supabase_add_secret(struct vars *vars, struct jwks *keys, struct diags *d);

/* Wipes and frees s. s may be NULL. */
void supabase_free(struct supabase *s);

/* Returns how many of the n bytes at s are white space, at both its ends. */
size_t supabase_blanks(const char *s, size_t n);

#endif
