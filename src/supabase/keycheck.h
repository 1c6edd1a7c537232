/*
 * Whether the keys of a Supabase install fit together, and whether Kong's
 * rendered file has them: what to ask first when a request gets 401.
 */
#ifndef SUPABASE_KEYCHECK_H
#define SUPABASE_KEYCHECK_H

#include "supabase/allowlist.h"
#include "token/verdict.h"

#define KEYCHECK_ROWS SUPABASE_COUNT /* at most, for verdict_json() */

/* What a source says for a variable that holds a key. */
struct keycheck_key {
	const struct var *var;
	struct text about; /* the variable, as a diagnostic's place */
	struct jwt jwt;
	bool is_jwt;
	const struct jwk *signer; /* of the keys below, or NULL */
};

/* Returns whether the variable holds a key: one of struct keycheck.key. */
bool keycheck_has(enum supabase_id id);

struct keycheck {
	int64_t now, min_valid;
	struct vars *vars;
	struct diags *d;
	const struct var *secret, *set[2]; /* JWT_SECRET, JWT_KEYS, JWT_JWKS */
	struct text about[3]; /* those three */
	struct keycheck_key key[SUPABASE_COUNT]; /* those with a role */
	struct jwks keys; /* that may sign: the secret, the EC keys */
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
 * demo values, white space; and that every key is one. With no value at all
 * that is the only error. What cannot be told for want of a variable is
 * reported at the level if_unset.
 */
void keycheck_set(struct keycheck *c, enum level if_unset);

/* Returns whether no source has a key, JWT_SECRET or a key set. */
bool keycheck_is_empty(const struct keycheck *c);

/* Reports that, and which flag or mount would be a source. */
void keycheck_say_empty(struct keycheck *c);

/*
 * Judges the n bytes at s, without white space around them, as a key of the
 * variable name (NULL: of any); about is the place. Returns 0, or -1 after an
 * error: anyone can send it, or it is no key.
 */
int keycheck_value(struct keycheck *c, const struct text *about, const char *s,
	size_t n, const char *name);

/*
 * Does verdict_dates(), and if that finds nothing, warns as render does of a
 * token that expires within SUPABASE_SOON.
 */
void keycheck_dates(const struct jwt *t, struct verdict v);

/*
 * Checks that every key of the sources that the rendered file f has a place
 * for is let in by it, as its role, and says why one is not; of Kong's file
 * also filejudge_check(). Marks in f what it has spoken of.
 */
void keycheck_file(struct keycheck *c, struct allowlist *f);

/*
 * Explains one key, n bytes at s, whose place in diagnostics is about: adds
 * to facts what it is, a line each, and reports what is wrong with it. f, a
 * rendered file, may be NULL.
 */
void keycheck_explain(struct keycheck *c, struct allowlist *f,
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
