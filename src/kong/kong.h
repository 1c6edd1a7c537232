/*
 * What Kong reads in a declarative file: the one context of all checks, and
 * the checks themselves, in the order in which they are made.
 *
 *	kong_open	reads doc as Kong does: entries
 *	kong_types	(render) what is a string, what is left out
 *	kong_check	all of Kong's own rules; loads the file
 *	kong_close
 */
#ifndef KONG_KONG_H
#define KONG_KONG_H

#include "kong/entries.h"
#include "kong/file.h"

struct kong {
	const struct doc *doc;
	const struct kong_config *config;
	struct diags *d;
	/* e.n is 0 if the document is no mapping, or expands too far */
	struct entries e;
	struct kong_file *file; /* never NULL behind kong_load() */
	struct kong_owners *owners; /* of file */
};

/*
 * Prepares k for doc, which has its values by now; doc, config and d must
 * outlive it. Caller frees with kong_close().
 */
void kong_open(struct kong *k, const struct doc *doc,
	const struct kong_config *config, struct diags *d);

/* Wipes and empties k. May be repeated. */
void kong_close(struct kong *k);

/*
 * Decides, before doc is written: sets NODE_STRING for values that Kong wants
 * as strings in the consumers part, and drops the list items of key-auth
 * credentials whose key came out empty. Returns 0, or -1 with an error.
 */
int kong_types(struct kong *k, struct doc *doc);

/*
 * Checks the document against everything that Kong requires, reports every
 * problem at its place, and loads the file. Returns 0, or -1 if there was an
 * error.
 */
int kong_check(struct kong *k);

/*
 * Loads the consumer part into k->file, once; kong_check() does. Returns 0, or
 * -1 with an internal error.
 */
int kong_load(struct kong *k);

/*
 * Checks, after rendering, that no consumer which had credentials in the
 * template is left without any (of any list but acls, nested and flattened
 * together) because items were dropped. Returns 0, or -1 with an error for
 * each such consumer.
 */
int kong_check_lost(struct kong *k);

/* Returns the node of a credential's field, or 0 (the stream) if it has none.
 */
uint32_t kong_field_node(const struct kong *k, const struct kong_credential *c,
	const char *field);

/* Returns whether node is a template's scalar that holds a reference. */
bool kong_is_unknown(const struct kong *k, uint32_t node);

#endif
