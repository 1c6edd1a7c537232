/*
 * The structural walk: every problem of the top level, of consumers and of
 * credentials, one record and one field at a time, at its place.
 */
#ifndef KONG_WALK_H
#define KONG_WALK_H

#include "kong/kong.h"
#include "kong/record.h"

struct walk {
	const struct kong *k;
	const struct doc *doc; /* k's */
	const struct kong_config *config;
	const struct entries *entries;
	struct diags *d;
	bool as_is; /* _transform: false */
	/* 1 + the rule reported last at a node, by node: an aliased value is
	   visited often and reported once */
	uint8_t *reported;
};

/* Walks the file that k has read. Returns 0, or -1 if there was an error. */
int walk_file(struct kong *k);

/* Adds a diagnostic about a node. Returns as diag_add() does. */
int walk_report(struct walk *w, enum rule_id rule, uint32_t node,
	const char *fmt, ...) PRINTF_LIKE(4, 5);

/* The same as a warning, whatever the rule's level. */
int walk_warn(struct walk *w, enum rule_id rule, uint32_t node, const char *fmt,
	...) PRINTF_LIKE(4, 5);

/* Returns whether node is a template's scalar that holds a reference. */
bool walk_is_unknown(const struct walk *w, uint32_t node);

/* Returns whether it is nothing but one, plain: of any type. */
bool walk_is_any(const struct walk *w, uint32_t node);

/*
 * Returns the node to print for field i of r: its value, or its key where
 * the value is spelled by nothing.
 */
uint32_t walk_place(const struct walk *w, const struct record *r, size_t i);

/* Returns "a list", "a number", ... */
const char *walk_kind(const struct walk *w, uint32_t node);

/*
 * Checks field i of r, which is there and no KONG_LIST. nested: r stands in
 * a consumer. Returns 0, or -1 if there was an error.
 */
int field_check(struct walk *w, const struct record *r, size_t i, bool nested);

/*
 * Checks what the fields of r must be together. Returns 0, or -1 if there
 * was an error.
 */
int field_check_together(struct walk *w, const struct record *r, bool nested);

#endif
