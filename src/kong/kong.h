/*
 * What Kong reads in a declarative file: the one context of all checks.
 *
 *	kong_open	reads doc as Kong does: entries, and the names of their
 *keys types_decide	(render) what is a string, what is left out kong_check
 *all of Kong's own rules; loads the file kong_close
 */
#ifndef KONG_KONG_H
#define KONG_KONG_H

#include "kong/entries.h"
#include "kong/file.h"
#include "kong/owners.h"

struct kong {
	const struct doc *doc;
	const struct kong_config *config;
	struct diags *d;
	/* e.n is 0 if the document is no mapping, or expands too far */
	struct entries e;
	struct kong_file *file; /* never NULL after kong_load() (check.h) */
	struct kong_owners *owners; /* of file */
	bool looks_twice; /* Kong at this file, if it is clean: secondlook.h */
	struct kong_naming {
		uint32_t *v;
		size_t n, cap;
	} naming; /* plugins that name consumers or groups: gateway_check() */
	bool has_functions; /* kong_is_function() of some entry */
	bool only_gateway; /* kong_check() found errors, and all of them in
			      services, routes, plugins and the like */
};

/*
 * Prepares k for doc, which has its values by now; doc, config and d must
 * outlive it. Caller frees with kong_close().
 */
void kong_open(struct kong *k, const struct doc *doc,
	const struct kong_config *config, struct diags *d);

/* Wipes and empties k. May be repeated. */
void kong_close(struct kong *k);

/* Returns the value of the field name of the mapping i (may be 0), or 0. */
uint32_t kong_get(const struct kong *k, uint32_t i, enum name_id name);

/*
 * Returns the row of record for the field that the key of entry i names, in
 * the Kong of the configuration, or NULL.
 */
const struct schema_field *kong_field(
	const struct kong *k, enum schema_record record, uint32_t i);

/* Returns the node of a credential's field, or 0 (the stream) if it has none.
 */
uint32_t kong_field_node(const struct kong *k, const struct kong_credential *c,
	enum name_id field);

/* Returns whether entry i is the name of a plugin whose config is Lua. */
bool kong_is_function(const struct kong *k, uint32_t i);

/*
 * Returns whether node is a scalar that holds a reference whose value nobody
 * knows: a template's, or the empty one of a list item that was left out.
 */
bool kong_is_unknown(const struct kong *k, uint32_t node);

#endif
