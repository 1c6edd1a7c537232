/* The keys of a Supabase install in a file that Kong reads. */
#ifndef SUPABASE_FILEKEYS_H
#define SUPABASE_FILEKEYS_H

#include "kong/kong.h"
#include "supabase/supabase.h"
#include "token/date.h"

/* A key that expires within that time is a warning: seconds. */
#define FILEKEYS_SOON (30 * DATE_DAY)

/*
 * Checks the values in a rendered file, which k has loaded: filekeys_judge(),
 * and every key of the consumers anon and service_role, and the passwords:
 * role against consumer, signature (if a source has JWT_SECRET), expiry, white
 * space, demo values. Returns 0, or -1 if there was an error.
 */
int filekeys_check(struct supabase *s, const struct kong *k);

/*
 * Checks that no secret of a credential, of whichever consumer, is a text that
 * anybody knows and can send; and that the keys of anon and service_role are
 * keys. Of a template only what it writes itself is checked, not what it
 * refers to. vars has the values of the install; NULL: there are none. If
 * is_checked, kong_check() was called, and has said which references were
 * left. Returns 0, or -1 if there was an error.
 */
int filekeys_judge(const struct kong *k, struct vars *vars, bool is_checked);

/* Returns whose the credential is, by its consumer's username. */
enum supabase_role filekeys_role(
	const struct kong *k, const struct kong_credential *c);

#endif
