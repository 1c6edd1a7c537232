/*
 * The consumer part of a file as C structs.
 *
 * libcyaml does not get the file itself: it would expand aliases without
 * bound, not merge, and refuse what Kong accepts. It gets a small document,
 * emitted from the nodes with aliases and merges resolved, and its schema is
 * made from the tables of entities.h.
 */
#ifndef KONG_CONSUMERS_H
#define KONG_CONSUMERS_H

#include "kong/entities.h"

#include <cyaml/cyaml.h>

/* The small document, and where its records come from, in its order. */
struct small {
	struct buf text;
	struct kong_origin *origin;
	size_t norigin, cap;
};

/* The schemas hold pointers into themselves: not to be copied. */
struct consumers {
	struct kong_file *file;
	cyaml_schema_field_t fields[KONG_NENTITIES][KONG_MAX_FIELDS];
	cyaml_schema_value_t entries[KONG_NENTITIES];
	cyaml_schema_value_t root;
};

/*
 * Makes the small document: of each record the fields that a struct has. The
 * document at root was found clean by walk_file(). Fields of templates that
 * hold references are written as they stand; a null id as "". Caller frees
 * with small_free().
 */
void small_emit(struct small *small, const struct doc *doc, uint32_t root,
	const struct kong_config *config);

/* Wipes and empties small. */
void small_free(struct small *small);

/*
 * Loads a small document into c->file. Returns 0, or -1 with an internal
 * error: the walk and the schema disagree. Caller frees with
 * consumers_free() in either case.
 */
int consumers_load(
	struct consumers *c, const struct small *small, struct diags *d);

/* Wipes and empties c. */
void consumers_free(struct consumers *c);

#endif
