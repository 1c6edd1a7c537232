/*
 * The keys in a rendered file beside those of the sources: what keycheck_file()
 * and keycheck_explain() share.
 */
#ifndef SUPABASE_KEYCHECK_FILE_H
#define SUPABASE_KEYCHECK_FILE_H

#include "supabase/keycheck.h"

/* A key that is in the file. */
struct filekey {
	enum supabase_role role;
	uint32_t node;
	bool claimed; /* a source has it, or a finding speaks of it */
};

struct keyfile {
	const struct doc *doc;
	struct filekey *v;
	size_t n, cap;
};

/*
 * Fills f, which is all-zero, with the keys of anon and service_role in the
 * order of the file that k has loaded. Caller frees f->v.
 */
void keyfile_read(struct keyfile *f, const struct kong *k);

/* Returns the key of that value and role (ROLE_NOBODY: of any), or NULL. */
struct filekey *keyfile_find(const struct keyfile *f, enum supabase_role role,
	const char *s, size_t n);

/* The same but for white space around either, of any role. */
struct filekey *keyfile_find_trimmed(
	const struct keyfile *f, const char *s, size_t n);

/* Returns whether a and b are the same but for white space around them. */
bool keyfile_same_trimmed(const char *a, size_t na, const char *b, size_t nb);

/* Returns whether render would leave a previous key out of the file. */
bool keyfile_is_left_out(const struct keycheck *c, enum supabase_id i);

/*
 * Marks the keys that the sources have, and in missing those of the sources
 * that the file does not. Returns how many were sought.
 */
size_t keyfile_claim(const struct keycheck *c, struct keyfile *f,
	bool missing[SUPABASE_COUNT]);

/*
 * Returns the key of that role and of var's form that no source has: most
 * probably it is in the place where var's should be. Or NULL.
 */
struct filekey *keyfile_find_instead(const struct keyfile *f,
	enum supabase_role role, const struct var *var);

/*
 * Returns why the key at node is in the place of var's, as a message's end: no
 * more than is known.
 */
const char *keyfile_why(const struct keycheck *c, const struct node *node,
	const struct var *var);

#endif
