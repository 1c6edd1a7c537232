/*
 * What the words of a command line may be: the values of flags and operands,
 * for shell completion. The placeholder that --help shows (FILE, ID,..., ROLE)
 * is what says so, and a table of words.c what it means.
 */
#ifndef CLI_WORDS_H
#define CLI_WORDS_H

#include "base/buf.h"
#include "cli/opt.h"

enum words_kind {
	WORDS_NONE, /* text, a number, a date: nothing to offer */
	WORDS_LISTED,
	WORDS_FILES,
	WORDS_DIRS,
};

/* All-zero is empty. */
struct words {
	enum words_kind kind;
	bool many; /* several, by comma */
	struct buf list; /* of WORDS_LISTED, one space between; or empty */
};

/*
 * Fills w, which is empty, with what the flag f of c takes; a FLAG_BOOL takes
 * nothing. A placeholder that the table has not is a bug: asserts. Caller
 * frees with words_free().
 */
void words_of_flag(
	struct words *w, const struct command *c, const struct flag *f);

/* The same for the operands of c. */
void words_of_operand(struct words *w, const struct command *c);

/* Empties w. May be repeated. */
void words_free(struct words *w);

/*
 * Appends the first words of all commands or, with a group ("keys"), the
 * second words of its commands; one space between.
 */
void words_add_commands(struct buf *out, const char *group);

/*
 * Returns the length of the group's name at the beginning of *c's name if *c
 * is the first command of that group, otherwise 0. c is in commands[].
 */
size_t words_group(const struct command *const *c);

/* Appends what a flag is for: help up to its first semicolon or bracket. */
void words_add_summary(struct buf *out, const char *help);

#endif
