/*
 * What a look at the lines around a syntax error tells, where libyaml's own
 * words tell nothing: marks of a merge conflict, another language, a tab, a
 * colon that is missing. Nothing here decides whether a file is fine.
 */
#ifndef TEMPLATE_CAUSE_H
#define TEMPLATE_CAUSE_H

#include "report/rule.h"
#include "report/text.h"

/* libyaml's texts, NULL for none, and its marks as bytes of the text. */
struct syntax_error {
	const char *problem, *context;
	size_t at; /* where it gave up */
	size_t context_at; /* where what it was reading begins; else at */
	/* the quoted scalar [quoted, quoted_end) was read last; 0, 0: none */
	size_t quoted, quoted_end;
};

/* What to say, and where. All-zero but for at is nothing. */
struct cause {
	enum rule_id rule;
	size_t at;
	const char *what, *advice;
	/* a second place, and what is there; NULL: the place of the error */
	const char *second;
	size_t second_at;
};

/*
 * Finds what explains e whatever libyaml says of it. Returns false if nothing
 * is recognised.
 */
bool cause_find(
	const struct text *t, const struct syntax_error *e, struct cause *c);

/* Explain one of libyaml's problems each, and may leave c as it is. */
typedef void cause_look(
	const struct text *t, const struct syntax_error *e, struct cause *c);
cause_look cause_of_colon; /* a colon where no key can be */
cause_look cause_of_key; /* a key without a colon */
cause_look cause_of_indent; /* a line that is in no mapping or list */
cause_look cause_of_item; /* the same, in a list */
cause_look cause_of_bracket; /* [ or { without its end, or its comma */
cause_look cause_of_value; /* a value that is missing in brackets */
cause_look cause_of_character; /* what cannot begin a value */
cause_look cause_of_rest; /* text after the end of the document */

/*
 * Returns what a text is that begins as a TOML, .ini or .env file does, for a
 * message, or NULL.
 */
const char *cause_other_language(const struct text *t);

#endif
