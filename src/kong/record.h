/* One mapping as Kong reads it: the fields of an entity. */
#ifndef KONG_RECORD_H
#define KONG_RECORD_H

#include "kong/entities.h"
#include "kong/entries.h"

struct record {
	const struct kong_entity *e;
	uint32_t entry; /* of entries */
	uint32_t at; /* its node */
	/* by the entity's fields; 0: absent */
	uint32_t field[KONG_MAX_FIELDS]; /* the entry */
	uint32_t key[KONG_MAX_FIELDS]; /* its key's node, as it stands */
	uint32_t value[KONG_MAX_FIELDS]; /* its node, never an alias */
};

/* Called for a key that is no field. */
typedef void record_unknown(void *ctx, uint32_t key);

/*
 * Fills r from entry i; what is no mapping has no fields. A field that version
 * lacks is unknown. unknown may be NULL.
 */
void record_read(struct record *r, const struct entries *entries, uint32_t i,
	const struct kong_entity *e, enum kong_version version,
	record_unknown *unknown, void *ctx);

/* Returns the index of the field of that name, which must exist. */
size_t record_field(const struct kong_entity *e, const char *name);

#endif
