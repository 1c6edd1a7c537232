/*
 * Spelling a value in YAML so that it reads back exactly.
 *
 * What may stand raw: YAML 1.1 section 4.1 (c-printable), as libyaml's reader
 * has it, less what some other reader breaks a line at or refuses: CR, NEL,
 * LS, PS, FEFF, DEL. Escapes are those that JSON (RFC 8259 section 7) has too.
 */
#ifndef TEMPLATE_QUOTE_H
#define TEMPLATE_QUOTE_H

#include "base/buf.h"

/* What a value is made of. */
struct quote_traits {
	bool raw; /* one line, no character that needs an escape */
	bool lines; /* the same, but for LF */
	bool unpadded; /* raw, not empty, no blank or tab at either end: where a
		      reference stood among other text, such a value changes
		      nothing about line folding, indentation and chomping */
};

/* Looks at n bytes of valid UTF-8. */
struct quote_traits quote_look(const char *s, size_t n);

/*
 * Returns whether the value is not empty and has only characters that mean
 * nothing inside a plain scalar, nor at its start.
 */
bool quote_is_word(const char *s, size_t n);

/*
 * Returns whether the value may stand plain on one line: in a flow
 * collection, or (weaker) in a block. Says nothing of its type.
 */
bool quote_plain_ok(const char *s, size_t n, bool in_flow);

/* Appends the value as it is written between double quotes. */
void quote_double_inner(struct buf *out, const char *s, size_t n);

/* Appends the value as it is written between single quotes; it must be raw. */
void quote_single_inner(struct buf *out, const char *s, size_t n);

/* Appends the value in double quotes, on one line. */
void quote_double(struct buf *out, const char *s, size_t n);

/*
 * Returns whether a literal block scalar under the chomping indicator chomp
 * ('-', '+' or 0 for clip), without an indentation digit, can read back as
 * the value.
 */
bool quote_literal_ok(const char *s, size_t n, char chomp);

/*
 * Appends the body of a literal block scalar: every line that is not empty
 * after indent blanks, eol (neol bytes) between lines but not after the
 * last: that one is the caller's, who has it in the text.
 */
void quote_literal(struct buf *out, const char *s, size_t n, size_t indent,
	const char *eol, size_t neol, char chomp);

#endif
