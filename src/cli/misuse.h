/* What somebody meant whose command line begins with no command. */
#ifndef CLI_MISUSE_H
#define CLI_MISUSE_H

#include "cli/cmd.h"

/*
 * Appends to out what to type instead of the n words at argv, n > 0, one line
 * without its end. A word is repeated only if it looks like a name: it may be
 * a secret that went astray.
 */
void misuse_explain(struct buf *out, int n, char **argv);

#endif
