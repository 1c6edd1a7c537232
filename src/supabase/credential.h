/*
 * The one judge of a credential's value, whoever reads it: render, lint
 * --rendered and keys check. It knows bytes and a role, no file.
 */
#ifndef SUPABASE_CREDENTIAL_H
#define SUPABASE_CREDENTIAL_H

#include "report/diag.h"
#include "supabase/variables.h"

/* A key that is shorter is guessed, not known. */
#define CREDENTIAL_SHORT 8

/*
 * Returns what the n bytes at s are if anyone can know and send them, as the
 * end of "the key is ...", or NULL: a reference of any tool that was not
 * replaced, a placeholder, a word such as null that means no value, the
 * name of a variable. name (nname bytes) is the variable that the value came
 * from; NULL: not known.
 */
const char *credential_public(
	const char *s, size_t n, const char *name, size_t nname);

/*
 * Returns whether the n bytes at s are a JWT or begin like an opaque key, and
 * are long enough for one.
 */
bool credential_is_key(const char *s, size_t n);

/*
 * Appends to out what n bytes that are no key look like, as a message's
 * beginning: "is a key in quotes: take them off". Appends nothing if they look
 * like nothing known. vars has the install's values; NULL: there are none.
 */
void credential_add_looks(struct buf *out, const char *s, size_t n,
	struct vars *vars, struct diags *d);

/*
 * Returns whose key a variable of that name (n bytes) would hold, by the words
 * in it; ROLE_NOBODY: it says neither or both.
 */
enum supabase_role credential_role_of(const char *name, size_t n);

#endif
