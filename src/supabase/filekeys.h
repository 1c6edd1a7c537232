/* The keys of a Supabase install in a file that Kong reads. */
#ifndef SUPABASE_FILEKEYS_H
#define SUPABASE_FILEKEYS_H

#include "kong/kong.h"
#include "supabase/supabase.h"

/*
 * Checks the values in a rendered file, which k has loaded: filejudge_check(),
 * and every key of the consumers anon and service_role, and the passwords:
 * role against consumer, signature (if a source has JWT_SECRET), expiry, white
 * space, demo values. s has the values of the install; NULL: there are none, so
 * that signature and expiry are not checked. Returns 0, or -1 if there was an
 * error.
 */
int filekeys_check(struct supabase *s, const struct kong *k);

#endif
