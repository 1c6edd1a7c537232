/*
 * The keys in a rendered file beside those of the sources: what keycheck_file()
 * and keycheck_explain() share.
 */
#ifndef SUPABASE_KEYCHECK_FILE_H
#define SUPABASE_KEYCHECK_FILE_H

#include "supabase/keycheck.h"

/* Returns the key of that value and role (ROLE_NOBODY: of any), or NULL. */
struct allowlist_key *keyfile_find(const struct allowlist *f,
	enum supabase_role role, const char *s, size_t n);

/* The same but for white space around either, of any role. */
struct allowlist_key *keyfile_find_trimmed(
	const struct allowlist *f, const char *s, size_t n);

/* Returns whether a and b are the same but for white space around them. */
bool keyfile_same_trimmed(const char *a, size_t na, const char *b, size_t nb);

/* Returns whether render would leave a previous key out of the file. */
bool keyfile_is_left_out(const struct keycheck *c, enum supabase_id i);

/*
 * Returns which of Envoy's two layers, Lua and rbac, does not know a key that
 * the other one does and what it then answers, as a piece of a sentence, or
 * NULL. An opaque key is a token when rbac sees it.
 */
const char *keyfile_layer_problem(
	const struct allowlist *f, const struct allowlist_key *key);

/*
 * Marks the keys that the sources have. found[i] is the key of variable i in
 * the file or NULL; missing[i] says that it was sought in vain. Returns how
 * many were sought.
 */
size_t keyfile_claim(const struct keycheck *c, struct allowlist *f,
	struct allowlist_key *found[SUPABASE_COUNT],
	bool missing[SUPABASE_COUNT]);

/*
 * Returns the key of that role and of var's form that no source has: most
 * probably it is in the place where var's should be. Or NULL.
 */
struct allowlist_key *keyfile_find_instead(const struct allowlist *f,
	enum supabase_role role, const struct var *var);

/*
 * Appends why key is in the place of var's, as a message's end: no more than
 * is known.
 */
void keyfile_add_why(struct buf *why, const struct keycheck *c,
	const struct allowlist *f, const struct allowlist_key *key,
	const struct var *var);

#endif
