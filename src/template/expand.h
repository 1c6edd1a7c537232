/*
 * References in a string: finding them, and replacing them by values. Pure
 * string work that knows no YAML.
 *
 * $NAME and ${NAME}, NAME [A-Za-z_][A-Za-z0-9_]*, longest match, and the
 * forms of POSIX Shell Command Language 2.6.2: ${NAME:-word} ${NAME-word}
 * ${NAME:?word} ${NAME?word} ${NAME:+word} ${NAME+word}, with = and := equal
 * to - and :-. The word ends at the first } outside a nested ${...} and may
 * itself hold references. Any other $ is plain text.
 */
#ifndef TEMPLATE_EXPAND_H
#define TEMPLATE_EXPAND_H

#include "base/buf.h"

#define EXPAND_MAX_DEPTH 16 /* references inside words */

/* Offsets into the scanned string, [at, end). */
struct ref {
	size_t at, end;
	size_t name, name_end;
	size_t word, word_end; /* both 0: no word */
	char op; /* '-', '?', '+', or 0: plain */
	bool colon; /* ":-": empty counts as unset */
};

enum ref_status {
	REF_NONE, /* no reference from here on */
	REF_FOUND,
	/* errors: only r->at is set */
	REF_UNTERMINATED, /* "${" without its "}" */
	REF_TOO_DEEP, /* more than EXPAND_MAX_DEPTH inside each other */
	/* plain text that looks like one: the search goes on at r->end */
	REF_ODD_NAME, /* "${" not followed by a name: "${1}" */
	REF_ODD_OPERATOR, /* "${NAME" and then something else: "${A.b}" */
};

/*
 * Finds the first reference, or what looks like one, at or after from in the
 * n bytes at s, and fills *r.
 */
enum ref_status ref_next(const char *s, size_t n, size_t from, struct ref *r);

/*
 * Finds the next reference after r, which is all-zero at first, and fills it.
 * Returns false at the end of s and where one is malformed.
 */
bool ref_after(const char *s, size_t n, struct ref *r);

/* Returns what is wrong, for a message: "${ is never closed by }". */
const char *ref_problem(enum ref_status status);

/* One answer about a variable. */
enum expand_answer {
	EXPAND_UNSET,
	EXPAND_OPTIONAL, /* unset, and that is no error: empty */
	EXPAND_SET, /* *value holds it; it stays the callback's */
	EXPAND_KEEP, /* leave the reference verbatim */
	EXPAND_FAILED, /* its source failed, and that was reported */
};

/*
 * Tells the value of the name of n bytes at name.
 */
typedef enum expand_answer expand_lookup(void *ctx, const char *name, size_t n,
	const char **value, size_t *nvalue);

enum expand_error {
	EXPAND_ERROR_UNSET, /* r's variable has no value */
	EXPAND_ERROR_REQUIRED, /* r is ${NAME:?word} and has no value */
	EXPAND_ERROR_MALFORMED,
};

struct expand_hooks {
	expand_lookup *lookup;
	void *lookup_ctx;
	void *error_ctx;
	/* r lies inside s; outer is the outermost reference around it */
	void (*error)(void *error_ctx, enum expand_error error, const char *s,
		const struct ref *r, const struct ref *outer,
		enum ref_status status);
};

/* A replaced reference: [at, end) of the string became [to, to_end). */
struct expansion {
	size_t at, end, to, to_end;
};

struct expansions {
	struct expansion *v;
	size_t n, cap;
	size_t left; /* references that stayed verbatim */
};

/*
 * Appends to out the n bytes at s with every reference replaced, and to list
 * each outermost one that was, ascending. Inserted text is not scanned again.
 * Errors go to hooks->error, one call each, and expansion goes on. Returns 0,
 * or -1 if there was one or a source failed. Caller frees list->v.
 */
int expand(const char *s, size_t n, const struct expand_hooks *hooks,
	struct buf *out, struct expansions *list);

#endif
