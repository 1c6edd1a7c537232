/* The keys that a rendered file of Kong or Envoy accepts. */
#ifndef SUPABASE_ALLOWLIST_H
#define SUPABASE_ALLOWLIST_H

#include "kong/kong.h"
#include "supabase/supabase.h"

struct allowlist_key {
	enum supabase_role role;
	const char *value;
	size_t n;
	size_t at; /* where it is in the text */
	bool claimed; /* a source has it, or a finding speaks of it */
	/* of Envoy's: in a string of a Lua filter, compared by rbac */
	bool in_lua, in_rbac;
	/* in a Lua filter, in which one of the four of opaque keys is empty */
	bool in_partial_lua;
};

/* All-zero is empty. */
struct allowlist {
	const struct doc *doc;
	const struct kong *kong; /* of a file of Kong's, else NULL */
	const char *gateway; /* "Kong" */
	const char *whose; /* what a key belongs to: "consumer" */
	const char *stale; /* why it has an old key, "... since" */
	const char *ends; /* when a key that no source has ends */
	const char *renew; /* what to do about an old file */
	bool has_lua, has_rbac; /* of Envoy's */
	struct allowlist_key *v;
	size_t n, cap;
	struct buf *strings; /* decoded ones, nstrings of them */
	size_t nstrings, cap_strings;
};

/*
 * Reads the keys of the consumers anon and service_role of the file that k has
 * loaded, in its order. k must outlive l. Caller frees with allowlist_free().
 */
void allowlist_kong(struct allowlist *l, const struct kong *k);

/*
 * Reads the keys of an Envoy file: strings of Lua programs and exact values
 * that are opaque keys, or JWTs with the role anon or service_role and not
 * signed with ES256, which no client sends. Each key once, its role by what it
 * says of itself. doc must outlive l. Caller frees with allowlist_free().
 */
void allowlist_envoy(struct allowlist *l, const struct doc *doc);

/*
 * Returns whose key the n bytes at s say they are, an opaque one or a JWT with
 * a role. Sets *internal for one that only services see: signed with ES256.
 */
enum supabase_role allowlist_role(const char *s, size_t n, bool *internal);

/* Wipes and empties l. May be repeated. */
void allowlist_free(struct allowlist *l);

#endif
