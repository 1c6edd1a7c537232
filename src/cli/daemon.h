/*
 * render ... -- COMMAND ARG...: after a good render this process becomes the
 * gateway, by exec. Its process id, exit status and signals are then the
 * gateway's own, and nothing of kongrender's is open or set.
 */
#ifndef CLI_DAEMON_H
#define CLI_DAEMON_H

#include "cli/opt.h"
#include "report/diag.h"

/*
 * Returns what follows the first "--" of argv, a vector that ends in NULL as
 * argv does, and sets *argc to the number of arguments before it. Returns NULL,
 * and leaves *argc alone, if there is no "--".
 */
char **daemon_command(int *argc, char **argv);

/*
 * Whether command (NULL: none) can be run after a render to output ("-" is
 * standard output) that leaves the names of unset away. Returns 0, or 2 after a
 * usage error was printed.
 */
int daemon_check(const struct command *c, char *const *command,
	const char *output, const struct opt_list *unset);

/*
 * Looks for command[0], as execvp(3) does, before anything is written. Returns
 * 0 (no command is found, too), or -1 with a diagnostic in d.
 */
int daemon_find(char *const *command, struct diags *d);

/*
 * Becomes command, without the names of unset in its environment. Returns only
 * if that failed: 2, and the reason is on standard error.
 */
int daemon_become(char *const *command, const struct opt_list *unset);

#endif
