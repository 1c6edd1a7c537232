/* What somebody meant with a flag that the command does not have. */
#ifndef CLI_UNKNOWNFLAG_H
#define CLI_UNKNOWNFLAG_H

#include "cli/command.h"

/*
 * Appends to out the usage error for word, an argument of c that is no flag of
 * it or a flag that is not written so; letter is the one that is unknown if
 * word begins with a single dash. A value is never repeated.
 */
void unknownflag_explain(struct buf *out, const struct command *c,
	const char *word, char letter);

#endif
