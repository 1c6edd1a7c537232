/*
 * What kongrender knows of a Supabase install: its variables, the values that
 * can be made from others, and what is wrong with a key.
 */
#ifndef KONG_SUPABASE_H
#define KONG_SUPABASE_H

#include "template/expand.h"
#include "template/scan.h"
#include "vars/vars.h"

/* The names that the Secret and .env use for what the template calls else. */
extern const struct var_alias supabase_aliases[];
extern const size_t supabase_naliases;

/* The variables of the official templates, for near misses and completion. */
extern const char *const supabase_names[];
extern const size_t supabase_nnames;

/*
 * Values that come from other values: the derived ones (LUA_AUTH_EXPR,
 * LUA_RT_WS_EXPR, LUA_FUNCTIONS_EXPR, WELL_KNOWN_OAUTH_PATH) and the keys of
 * before a rotation (SUPABASE_..._KEY_PREVIOUS), which are optional.
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
 * which live as long as s, EXPAND_OPTIONAL or EXPAND_UNSET. A derived value
 * that cannot be made, or a source that fails, adds an error to d, once, and
 * is set and empty. A previous key that is expired or equals the current one
 * adds a note to d and is empty.
 */
enum expand_answer supabase_lookup(struct supabase *s, const char *name,
	size_t n, const char **value, size_t *nvalue, struct diags *d);

/*
 * Returns what to say of the variable of that name, which no source has, in
 * the line that names each one's origin: "derived", "not set", or NULL for
 * one that was asked for only to make or to check others.
 */
const char *supabase_origin(const struct supabase *s, const char *name);

/*
 * Checks the values in a rendered doc: every key of the consumers anon and
 * service_role, and the passwords. Role against consumer, signature (if a
 * source has JWT_SECRET), expiry, white space, placeholders, demo values.
 * Returns 0, or -1 if there was an error.
 */
int supabase_check(struct supabase *s, const struct doc *doc, struct diags *d);

/*
 * Returns whether the n bytes at value are one of the previous keys, which
 * another secret may have signed.
 */
bool supabase_is_previous(
	struct supabase *s, const char *value, size_t n, struct diags *d);

/* Returns what supabase_new() was given. */
struct vars *supabase_vars(const struct supabase *s);
int64_t supabase_now(const struct supabase *s);

/* Wipes and frees s. s may be NULL. */
void supabase_free(struct supabase *s);

/*
 * Called for the key of each key-auth credential of anon and service_role,
 * nested or flattened: node is the scalar, or what else stands there.
 */
typedef void supabase_found(void *ctx, const char *consumer, uint32_t node);

/* Calls found for all keys in doc, in the order of the lists. */
void supabase_keys(const struct doc *doc, supabase_found *found, void *ctx);

/* Returns how many of the n bytes at s are white space, at both its ends. */
size_t supabase_blanks(const char *s, size_t n);

#endif
