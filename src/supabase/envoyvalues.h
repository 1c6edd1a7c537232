/*
 * The same values for Envoy's template: by the names that it has for them, and
 * with what Envoy could not use, or would use wrongly, refused.
 */
#ifndef SUPABASE_ENVOYVALUES_H
#define SUPABASE_ENVOYVALUES_H

#include "supabase/supabase.h"

/*
 * What ${KONGRENDER_HASH} is until the output is known (envoyvalues_hash()),
 * and the length of both. Neither can be read as anything but a string.
 */
#define ENVOYVALUES_HASH "kongrender-hash-"

struct envoyvalues {
	struct supabase *s;
	/* once asked for: enum expand_answer + 1 */
	uint8_t answer[SUPABASE_COUNT];
};

/*
 * Resolves a name as supabase_lookup() does, ANON_KEY and SERVICE_ROLE_KEY
 * too. Beyond that: the opaque keys and the tokens that they become are
 * optional, all together; ANON_KEY and SERVICE_ROLE_KEY may not be empty; a key
 * has only characters that mean themselves in Lua, YAML, a URL and a header;
 * DASHBOARD_BASIC_AUTH and WELL_KNOWN_OAUTH_PATH are checked where a source has
 * them. Each error is reported once.
 */
enum expand_answer envoyvalues_lookup(struct envoyvalues *e, const char *name,
	size_t n, const char **value, size_t *nvalue, struct diags *d);

/* Returns whether the name, n bytes, is KONGRENDER_HASH. */
bool envoyvalues_is_hash(const char *name, size_t n);

/*
 * Puts a hash of the whole output in the place of ${KONGRENDER_HASH}, if it has
 * one: h and 15 hexadecimal digits of its SHA-1. It tells which render a
 * gateway runs, and nothing of a value: the keys are in what is hashed. Returns
 * 0, or -1 with an error about doc: more than one place.
 */
int envoyvalues_hash(
	struct buf *out, const struct text *about, struct diags *d);

/*
 * Checks the keys that were asked for: each has the role that its variable
 * says, is signed with JWT_SECRET if a source has that, is not expired, and is
 * neither one of Supabase's examples nor the key of the other role. Returns 0,
 * or -1 with an error in d.
 */
int envoyvalues_check(struct envoyvalues *e, struct diags *d);

#endif
