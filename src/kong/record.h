/*
 * One mapping as Kong reads it: the fields of an entity, aliases followed and
 * merges done.
 */
#ifndef KONG_RECORD_H
#define KONG_RECORD_H

#include "kong/entities.h"

struct record {
	const struct kong_entity *e;
	uint32_t at; /* the mapping */
	/* by the entity's fields; 0: absent */
	uint32_t key[KONG_MAX_FIELDS];
	uint32_t value[KONG_MAX_FIELDS]; /* never an alias */
	uint32_t site[KONG_MAX_FIELDS]; /* the alias that led there, or 0 */
};

/* Called for a key that is no field. site is the alias that led there, or 0. */
typedef void record_unknown(void *ctx, uint32_t key, uint32_t site);

/*
 * Fills r from the mapping map; anything else has no fields. A field that
 * version lacks is unknown. unknown may be NULL.
 */
void record_read(struct record *r, const struct doc *doc, uint32_t map,
	const struct kong_entity *e, enum kong_version version,
	record_unknown *unknown, void *ctx);

/* Returns the index of the field of that name, which must exist. */
size_t record_field(const struct kong_entity *e, const char *name);

/* A key to look for; WORD("name") makes one. */
struct word {
	const char *s;
	uint32_t n;
};

#define WORD(literal)                                                          \
	{                                                                      \
		literal, sizeof(literal) - 1                                   \
	}
#define RECORD_PICKS 4

/*
 * Finds the n (up to RECORD_PICKS) string keys of the mapping map at once,
 * aliases followed and merges done: value[i] becomes the value of word[i], or
 * 0.
 */
void record_pick(const struct doc *doc, uint32_t map, const struct word *word,
	size_t n, uint32_t *value);

/* Returns the value of the string key name of the mapping map, or 0. */
uint32_t record_get(const struct doc *doc, uint32_t map, const char *name);

#endif
