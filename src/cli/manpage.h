/* Man pages from the tables of commands, flags and rules, as man(7). */
#ifndef CLI_MANPAGE_H
#define CLI_MANPAGE_H

#include "base/buf.h"
#include "cli/opt.h"

#include <stdio.h>

/* The page of the program; the others are those of its commands. */
#define MANPAGE_OVERVIEW "kongrender"

/* Appends the name of c's page: "kongrender-keys-check". */
void manpage_add_name(struct buf *out, const struct command *c);

/* Prints the page of c. */
void manpage_print(FILE *f, const struct command *c);

/* Prints the page of the program: commands, environment, rules. */
void manpage_print_overview(FILE *f);

#endif
