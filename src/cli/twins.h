/* Environment variables that were meant to be a flag's twin. */
#ifndef CLI_TWINS_H
#define CLI_TWINS_H

#include "cli/opt.h"

/*
 * Prints a note to f for each variable of environment (NAME=value, ends with
 * NULL) that is named KONGRENDER_ and nearly as the twin of a flag of one of
 * the commands (ends with NULL). Kubernetes gives every container variables
 * with _SERVICE_ or _PORT in their names for a Service that is called
 * kongrender: never a word about those.
 */
void twins_note(const struct command *const *commands, char *const *environment,
	FILE *f);

#endif
