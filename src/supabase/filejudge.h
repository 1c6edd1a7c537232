/* The secrets in a file that Kong reads, whoever's they are. */
#ifndef SUPABASE_FILEJUDGE_H
#define SUPABASE_FILEJUDGE_H

#include "kong/kong.h"
#include "supabase/variables.h"

/*
 * Checks that no secret of a credential, of whichever consumer, is a text that
 * anyone knows and can send; and that the keys of anon and service_role are
 * keys. Of a template only what it writes itself is checked, not what it
 * refers to. vars has the values of the install; NULL: there are none. Returns
 * 0, or -1 if there was an error.
 */
int filejudge_check(const struct kong *k, struct vars *vars);

/* Returns whose the credential is, by its consumer's username. */
enum supabase_role filejudge_role(
	const struct kong *k, const struct kong_credential *c);

#endif
