/*
 * The flags of one command as a table, on top of getopt_long. --help, the
 * environment twins, shell completion and the README check read the same
 * table.
 */
#ifndef CLI_OPT_H
#define CLI_OPT_H

#include "cli/command.h"

#include <stdio.h>

enum { STATUS_OK = 0, STATUS_WRONG = 1, STATUS_USAGE = 2 };

/*
 * Fills opts (already holding the defaults) from the environment twins and
 * then from the arguments, which win. Prints --help to stdout, a usage error
 * to stderr. Returns the index in argv of the first operand (argc: none), or
 * -1 with the exit status in *status when the command is to end. Lists in
 * opts are to be freed with opt_list_free().
 */
int opt_parse(const struct command *c, int argc, char **argv, void *opts,
	int *status);

/* Prints "kongrender NAME: message" and where --help is. Returns 2. */
int opt_usage(const struct command *c, const char *fmt, ...) PRINTF_LIKE(2, 3);

/* Prints what --help prints. */
void opt_help(const struct command *c, FILE *f);

#endif
