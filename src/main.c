#include "cli/cmd.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>

const struct command *const commands[] = {
	&cmd_render,
	&cmd_lint,
	&cmd_keys_generate,
	&cmd_keys_check,
	&cmd_token_mint,
	&cmd_token_inspect,
	&cmd_token_verify,
	&cmd_dotenv_set,
	&cmd_completion,
	NULL,
};

static void
usage(FILE *f)
{
	const struct command *const *c;

	fputs("Usage: kongrender COMMAND [FLAG...]\n\n"
	      "Fills a Kong declarative template with its secrets, or says "
	      "what is wrong with it.\n\nCommands:\n",
		f);
	for (c = commands; *c; c++)
		fprintf(f, "  %-15s %s\n", (*c)->name, (*c)->summary);
	fputs("\nkongrender COMMAND --help tells all of one command.\n"
	      "Exit status: 0 fine, 1 the content of an input is wrong, 2 "
	      "usage, or a file\ncannot be read or written.\n",
		f);
}

/*
 * The command whose one or two words argv begins with; *words tells how many.
 */
static const struct command *
find_command(int argc, char **argv, int *words)
{
	const struct command *const *c;
	size_t n;

	for (c = commands; *c; c++) {
		n = strcspn((*c)->name, " ");
		if (strncmp((*c)->name, argv[0], n) != 0 || argv[0][n])
			continue;
		if (!(*c)->name[n]) {
			*words = 1;
			return *c;
		}
		if (argc > 1 && strcmp((*c)->name + n + 1, argv[1]) == 0) {
			*words = 2;
			return *c;
		}
	}
	return NULL;
}

/* "kongrender token": the commands that begin with that word. */
static int
unknown_command(int argc, char **argv)
{
	const struct command *const *c;
	const char *between = " There is:";
	size_t n = strlen(argv[0]);

	fprintf(stderr, "kongrender: no command \"%s%s%s\".", argv[0],
		argc > 1 ? " " : "", argc > 1 ? argv[1] : "");
	for (c = commands; *c; c++)
		if (strncmp((*c)->name, argv[0], n) == 0) {
			fprintf(stderr, "%s %s", between, (*c)->name);
			between = ",";
		}
	fputs(" (kongrender --help)\n", stderr);
	return STATUS_USAGE;
}

/* Secrets must not reach a core file, or another process's ptrace. */
static void
forbid_core_dumps(void)
{
	const struct rlimit none = {0, 0};

	setrlimit(RLIMIT_CORE, &none);
	prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
}

static int
run(int argc, char **argv)
{
	const struct command *c;
	int words;

	if (argc < 2) {
		usage(stderr);
		return STATUS_USAGE;
	}
	if (!strcmp(argv[1], "--help") || !strcmp(argv[1], "-h") ||
		!strcmp(argv[1], "help")) {
		usage(stdout);
		return STATUS_OK;
	}
	if (!strcmp(argv[1], "--version") || !strcmp(argv[1], "-V")) {
		puts("kongrender " VERSION);
		return STATUS_OK;
	}
	c = find_command(argc - 1, argv + 1, &words);
	if (!c)
		return unknown_command(argc - 1, argv + 1);
	forbid_core_dumps();
	return c->run(c, argc - 1 - words, argv + 1 + words);
}

int
main(int argc, char **argv)
{
	int status = run(argc, argv);

	/* what went to a full disk was not said */
	if (ferror(stdout) | fclose(stdout)) {
		fprintf(stderr,
			"kongrender: error: cannot write to standard "
			"output: %s\n",
			strerror(errno));
		return STATUS_USAGE;
	}
	return status;
}
