/*
 * Diagnostics are collected here, and printed once, by report.h.
 *
 * A message is one line without a final full stop. It may hold a name, a
 * path, a length, a place; never a value.
 */
#ifndef REPORT_DIAG_H
#define REPORT_DIAG_H

#include "base/buf.h"
#include "base/table.h"
#include "report/rule.h"
#include "report/text.h"

#define NOWHERE SIZE_MAX

struct diag {
	enum rule_id rule;
	enum level level;
	const struct text *text; /* NULL: not about a file */
	size_t at; /* byte offset, NOWHERE: the whole file */
	char *message; /* owned */
};

struct diags {
	struct diag *v;
	size_t n, cap;
	size_t count[4]; /* by enum level */
	struct text **owned;
	size_t nowned, cap_owned;
	struct text_index index; /* for diags_place() */
	struct table_seed seed; /* of the tables that one run fills */
};

/*
 * Adds a diagnostic of rule, at its table's level, about byte at of text.
 * text may be NULL, at may be NOWHERE. text must outlive d. Returns -1 if
 * the level is an error or a failure, else 0: so that a caller can return it.
 */
int diag_add(struct diags *d, enum rule_id rule, const struct text *text,
	size_t at, const char *fmt, ...) PRINTF_LIKE(5, 6);

/* The same with another level than the table's. */
int diag_add_level(struct diags *d, enum level level, enum rule_id rule,
	const struct text *text, size_t at, const char *fmt, ...)
	PRINTF_LIKE(6, 7);

/*
 * Returns an empty text that lives as long as d, for diagnostics about a file
 * that is otherwise done with. diags_free() wipes and frees it.
 */
struct text *diags_text(struct diags *d);

/*
 * Returns the place of byte at of text, as text_place() does, for a message
 * that names a second place.
 */
struct place diags_place(struct diags *d, const struct text *text, size_t at);

/* Returns how many errors and failures d holds. */
size_t diags_errors(const struct diags *d);

/*
 * Forgets those after the first n that are about text, which will be looked at
 * again; what is said of values and their files is said once.
 */
void diags_cut(struct diags *d, size_t n, const struct text *text);

/*
 * Sorts by text (in order of first appearance), place (NOWHERE first), then
 * order of addition, and drops exact repeats.
 */
void diags_sort(struct diags *d);

/*
 * Returns the exit status that d asks for: 2 with a failure, 1 with an error
 * (or, if strict, a warning), else 0.
 */
int diags_status(const struct diags *d, bool strict);

/* Empties d, whose seed stays. May be repeated. */
void diags_free(struct diags *d);

#endif
