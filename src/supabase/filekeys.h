/* The keys of a Supabase install in a file that Kong reads. */
#ifndef SUPABASE_FILEKEYS_H
#define SUPABASE_FILEKEYS_H

#include "kong/kong.h"
#include "supabase/supabase.h"

/*
 * Checks the values in a rendered file, which k has loaded: every key of the
 * consumers anon and service_role, and the passwords. Role against consumer,
 * signature (if a source has JWT_SECRET), expiry, white space, placeholders,
 * demo values. Returns 0, or -1 if there was an error.
 */
int filekeys_check(struct supabase *s, const struct kong *k);

/* Returns whose the credential is, by its consumer's username. */
enum supabase_role filekeys_role(
	const struct kong *k, const struct kong_credential *c);

#endif
