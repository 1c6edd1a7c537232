/*
 * Who answered a request to a Supabase gateway, by what the answer looks like,
 * and what to do about it.
 *
 * Sources: Kong 2.8 and 3.9, kong/plugins/key-auth and acl and kong/runloop;
 * Envoy's rbac and basic_auth filters and the Lua of Supabase's template;
 * PostgREST's documentation, references/errors.
 */
#ifndef SUPABASE_ANSWER_H
#define SUPABASE_ANSWER_H

#include "base/base.h"

enum answer_outcome {
	ANSWER_UNKNOWN,
	ANSWER_REFUSED, /* the gateway does not know the key, or got none */
	ANSWER_FORBIDDEN, /* it does, but the role may not come here */
	ANSWER_UNROUTED, /* no API has this path */
	ANSWER_MALFORMED, /* no key would help: it is the request itself */
	ANSWER_DOWN, /* the gateway, or the service, lacks what it needs */
	ANSWER_REJECTED, /* the service does not accept the token */
	ANSWER_REACHED, /* the service accepted it */
};

struct answer {
	int status; /* HTTP's */
	const char *text; /* in the body */
	bool whole; /* text is all of the body */
	enum answer_outcome outcome;
	const char *from; /* the hop that says so */
	const char *todo; /* for a request with a key; NULL: nothing */
};

/*
 * Returns the row of the table that fits a response of that status whose body
 * is the n bytes at body, or NULL.
 */
const struct answer *answer_find(int status, const char *body, size_t n);

#endif
