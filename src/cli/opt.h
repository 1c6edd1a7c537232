/*
 * The flags of one command as a table, on top of getopt_long. --help, the
 * environment twins, shell completion and the README check read the same
 * table.
 */
#ifndef CLI_OPT_H
#define CLI_OPT_H

#include "base/base.h"

#include <stdio.h>

enum flag_type {
	FLAG_BOOL, /* bool; the twin says 1 or 0 */
	FLAG_STRING, /* const char * */
	FLAG_CHOICE, /* int: index into the words of choices */
	FLAG_LIST, /* struct opt_list: by comma, may repeat */
	FLAG_FILES, /* struct opt_list: one a flag, may repeat; the twin by
		       comma */
	FLAG_SIZE, /* size_t, bytes, with an optional K, M or G */
	FLAG_MODE, /* unsigned, octal, 0 to 0777 */
	FLAG_TIME, /* int64_t seconds: integer + s m h d w y, y = 365 days */
	FLAG_DATE, /* int64_t, seconds since 1970, as a plain integer */
};

struct opt_list {
	const char **v; /* NUL-terminated words, owned by the list */
	size_t n, cap;
};

struct flag {
	const char *name; /* long, without "--" */
	char letter; /* short, or 0 */
	enum flag_type type;
	size_t offset; /* of the member in the command's options */
	const char *arg; /* placeholder in --help; NULL for FLAG_BOOL */
	const char *env; /* environment twin, or NULL */
	const char *choices; /* FLAG_CHOICE: "text|json" */
	const char *help; /* lines by \n; says the default */
};

struct command {
	const char *name; /* "render", "token mint" */
	const char *operands; /* "[FILE...]" or "" */
	const char *summary; /* one line for kongrender --help */
	const char *about; /* paragraphs above the flags in --help */
	const char *examples; /* and below them: examples, exit status */
	const struct flag *flags;
	size_t nflags;
	size_t max_operands;
	/* argv[0..argc) are the arguments behind the command's name. Returns
	   the exit status. */
	int (*run)(const struct command *self, int argc, char **argv);
};

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

void opt_list_free(struct opt_list *l);

#endif
