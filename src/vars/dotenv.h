/*
 * The .env grammar, read and written by one parser.
 *
 * A line is blank, a # comment, or [export ]NAME=VALUE; blanks may stand in
 * front, and around the =. NAME is [A-Za-z_][A-Za-z0-9_.-]*. VALUE is:
 * unquoted (ends at the line's end or at a blank followed by #, surrounding
 * blanks dropped, nothing is special in it); 'literal', in which everything
 * up to the next ' counts, line ends too; or "text" with the escapes \n \"
 * \\ \$ \` (any other backslash is kept), line ends too. Nothing is
 * interpolated. After a closing quote only blanks and a comment may follow.
 * Lines end at LF or CRLF; a byte order mark is accepted. The last assignment
 * of a name counts. What is no valid UTF-8 is kept as it is.
 */
#ifndef VARS_DOTENV_H
#define VARS_DOTENV_H

#include "report/diag.h"

/* One assignment: the line(s) [at, end) without the line end. */
struct dotenv_entry {
	size_t at, end;
	size_t name, name_end; /* in the text */
	size_t from; /* after the = */
	size_t raw, raw_end; /* the value with its quotes */
	char *value; /* decoded, n bytes and a NUL; owned by the file */
	size_t n;
};

struct dotenv {
	const struct text *text;
	struct dotenv_entry *v;
	size_t n, cap;
};

/*
 * Parses text, which must outlive f. Returns 0, or -1 with a diagnostic for
 * every line that does not parse. Caller frees in either case with
 * dotenv_free().
 */
int dotenv_parse(struct dotenv *f, const struct text *text, struct diags *d);

/* Returns whether the n bytes at name are a NAME. */
bool dotenv_is_name(const char *name, size_t n);

/* Returns the last assignment of the name of n bytes, or NULL. */
const struct dotenv_entry *dotenv_find(
	const struct dotenv *f, const char *name, size_t n);

enum dotenv_compose {
	COMPOSE_SAME,
	COMPOSE_EXPANDS, /* to something else than e->value */
	COMPOSE_REFUSES, /* the whole file, or takes it as it is: by version */
};

/*
 * Returns what docker compose makes of e's value, and puts into *n how many
 * bytes, if no variable that it looks for is set: unless the value is in single
 * quotes it replaces $NAME and ${NAME...}, $$ is a dollar sign, and in double
 * quotes \$ too; any other $ is an invalid template, and ${NAME?} an error
 * (compose-go, dotenv/godotenv.go and template/template.go).
 */
enum dotenv_compose dotenv_compose(
	const struct text *text, const struct dotenv_entry *e, size_t *n);

/*
 * Appends to out the text of f (parsed without errors) with name set to the n
 * bytes at value (valid UTF-8 without NUL): the value of its last assignment
 * replaced, or a line added at the end. Every other byte stays, but blanks
 * after the = go, and a comment that touches the value gets a space. What is
 * written reads back exactly, by this parser and by a shell: see envquote.h.
 */
void dotenv_set(const struct dotenv *f, const char *name, const char *value,
	size_t n, struct buf *out);

/* Wipes and empties f. May be repeated. */
void dotenv_free(struct dotenv *f);

#endif
