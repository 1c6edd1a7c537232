/*
 * Whether the keys of a Supabase install fit together, and whether Kong's
 * rendered file has them: what to ask first when a request gets 401.
 */
#ifndef KONG_KEYCHECK_H
#define KONG_KEYCHECK_H

#include "kong/supabase.h"
#include "token/verdict.h"

#define KEYCHECK_SLOTS 10 /* variables that hold a key */
#define KEYCHECK_ROWS (KEYCHECK_SLOTS + 3)

/* A variable that holds a key. */
struct keycheck_slot {
	const char *name, *consumer;
	bool credential; /* it stands in Kong's file */
	bool previous; /* of before a rotation: no signature to check */
	int current; /* for a previous one: whose place it had */
};

extern const struct keycheck_slot keycheck_slots[KEYCHECK_SLOTS];

/* What a source says for one slot. */
struct keycheck_key {
	const struct var *var;
	struct text about; /* the variable, as a diagnostic's place */
	struct jwt jwt;
	bool is_jwt, verified;
};

struct keycheck {
	int64_t now, min_valid;
	struct diags *d;
	const struct var *secret, *set[2]; /* JWT_SECRET, JWT_KEYS, JWT_JWKS */
	struct text about[3]; /* those three */
	struct keycheck_key key[KEYCHECK_SLOTS];
	struct jwks keys; /* that may sign: the secret, the EC keys */
	const char *consumer[2]; /* "anon", "service_role" */
};

/*
 * Looks all variables up in vars (opened with supabase_aliases), which must
 * outlive c. now and min_valid are in seconds. A source that fails adds an
 * error to d, as do all calls below. Caller frees with keycheck_free().
 */
void keycheck_open(struct keycheck *c, struct vars *vars, int64_t now,
	int64_t min_valid, struct diags *d);

/*
 * Checks that the values fit together: signatures, roles, expiry, checksums,
 * demo values, white space. What cannot be told for want of a variable is
 * reported at the level doubt.
 */
void keycheck_set(struct keycheck *c, enum level doubt);

/*
 * Checks that every key of the sources is a credential of its consumer in
 * doc, a rendered file, and says why one is not.
 */
void keycheck_file(struct keycheck *c, const struct doc *doc);

/*
 * Explains one key, n bytes at s, whose place in diagnostics is about: adds
 * to facts what it is, a line each, and reports what is wrong with it. doc may
 * be NULL.
 */
void keycheck_explain(struct keycheck *c, const struct doc *doc,
	const struct text *about, struct buf *facts);

/* Appends a line for each variable that is set: name, source, what it is. */
void keycheck_list(const struct keycheck *c, struct buf *out);

/*
 * Fills rows with the variables that are set, for verdict_json(). Returns how
 * many. sources[i] receives rows[i].source.
 */
size_t keycheck_rows(const struct keycheck *c,
	struct verdict_key rows[KEYCHECK_ROWS],
	struct buf sources[KEYCHECK_ROWS]);

/* Wipes and empties c. May be repeated. */
void keycheck_free(struct keycheck *c);

#endif
