/* A command of the program: what help, completion and parsing read. */
#ifndef CLI_COMMAND_H
#define CLI_COMMAND_H

#include "cli/flag.h"

struct command {
	const char *name; /* "render", "token mint" */
	const char *operands; /* "[FILE...]" or "" */
	const char *summary; /* one line for kongrender --help */
	const char *about; /* paragraphs above the flags in --help */
	const char *examples; /* and below them: examples, exit status */
	const struct flag *flags;
	size_t nflags;
	size_t max_operands;
	const char *instead; /* what to write instead of an operand, or NULL */
	/* argv[0..argc) are the arguments after the command's name. Returns
	   the exit status. */
	int (*run)(const struct command *self, int argc, char **argv);
};

#endif
