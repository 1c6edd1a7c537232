/*
 * A document as the gateway reads it, made once: aliases followed, merges
 * done (lists of merges, too), of equal keys the last. Whoever asks what a
 * file says asks here; nobody else follows an alias or a merge.
 *
 * Entries lie in one array, each before what is below it; entry 1 is the root
 * and 0 means "none". They point at nodes of the document, whose values and
 * types may still change while it is rendered, but not its shape.
 *
 * Source: lyaml's loader (kongyaml.h), is_sequence() in
 * kong/db/schema/init.lua.
 */
#ifndef KONG_ENTRIES_H
#define KONG_ENTRIES_H

#include "kong/kongyaml.h"

struct entry {
	uint32_t at; /* the node in its place: perhaps an alias */
	uint32_t node; /* what it is; never an alias */
	uint32_t key; /* of a mapping's value: the key in its place; or 0 */
	uint32_t alias; /* the alias that led here, its own or the nearest one
			  above it, or 0 */
	uint32_t up; /* the entry it is in; 0: the root */
	uint32_t next; /* one past the last entry below this one */
	/* here, because a look at the node is a cache line more */
	uint16_t name; /* the field that the key names (kong.h), or N_NONE */
	uint8_t kind; /* the node's */
};

struct entries {
	const struct doc *doc;
	bool is_template; /* a key that holds a reference equals no other */
	bool is_plain; /* no mapping merges, or has a key twice; a large one,
			  or one with a key of a reference, may */
	struct entry *v;
	uint32_t n;
	size_t cap;
};

/*
 * Reads the first document of doc, which must be bounded (kongyaml.h) and
 * outlive e. e->n is 0 if there is none. Caller frees with entries_free().
 */
void entries_read(struct entries *e, const struct doc *doc, bool is_template);

/* Empties e. May be repeated. */
void entries_free(struct entries *e);

/*
 * Returns the first entry below i that is in the output, or 0; and the next
 * one after i in the same collection. For a list (entries_is_list()) these
 * are its items, for any other mapping its values.
 */
uint32_t entries_first(const struct entries *e, uint32_t i);
uint32_t entries_next(const struct entries *e, uint32_t i);

/* The same with what rendering has dropped. */
uint32_t entries_first_of_all(const struct entries *e, uint32_t i);
uint32_t entries_next_of_all(const struct entries *e, uint32_t i);

#define FOR_EACH_ENTRY(e, up, i)                                               \
	for ((i) = entries_first(e, up); (i); (i) = entries_next(e, i))

/* Returns whether rendering has dropped the list item i. */
bool entries_is_dropped(const struct entries *e, uint32_t i);

/*
 * Returns whether i passes for a list: a sequence, a mapping with the keys 1
 * to n, or {}.
 */
bool entries_is_list(const struct entries *e, uint32_t i);

/* Returns the value of the string key name of the mapping i, or 0. */
uint32_t entries_get(const struct entries *e, uint32_t i, const char *name);

/* Returns the node of entry i. */
const struct node *entries_node(const struct entries *e, uint32_t i);

#endif
