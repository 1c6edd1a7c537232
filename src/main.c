#include "base/buf.h"
#include "cli/cmd.h"
#include "cli/misuse.h"
#include "cli/twins.h"
#include "report/report.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

const struct command *const commands[] = {
	&cmd_render,
	&cmd_lint,
	&cmd_keys_generate,
	&cmd_keys_check,
	&cmd_keys_probe,
	&cmd_token_mint,
	&cmd_token_inspect,
	&cmd_token_verify,
	&cmd_dotenv_set,
	&cmd_completion,
	&cmd_man,
	NULL,
};

static void
usage(FILE *f)
{
	const struct command *const *c;

	fputs("Usage: kongrender COMMAND [FLAG...]\n"
	      "\n"
	      "Renders the declarative file of Kong or Envoy from a template "
	      "and secrets,\n"
	      "checks it, and makes and checks the API keys of a Supabase "
	      "install.\n"
	      "\n"
	      "Commands:\n",
		f);
	for (c = commands; *c; c++)
		fprintf(f, "  %-15s %s\n", (*c)->name, (*c)->summary);
	fputs("\n"
	      "Run kongrender COMMAND --help for details.\n"
	      "Exit status: 0 success, 1 invalid input, 2 usage or I/O "
	      "error.\n",
		f);
}

static bool
is_help(const char *word)
{
	return !strcmp(word, "--help") || !strcmp(word, "-h") ||
	       !strcmp(word, "help");
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

/* Whether the command's name begins with this word, as "token mint" does. */
static bool
is_in_group(const struct command *c, const char *word)
{
	size_t n = strlen(word);

	return strncmp(c->name, word, n) == 0 && c->name[n] == ' ';
}

/* "kongrender token" or "kongrender token --help": what there is of it. */
static bool
print_group(int argc, char **argv)
{
	const struct command *const *c;
	bool help = argc > 1 && is_help(argv[1]), any = false;
	FILE *f = help ? stdout : stderr;

	if (argc > 1 && !help)
		return false;
	for (c = commands; *c; c++) {
		if (!is_in_group(*c, argv[0]))
			continue;
		if (!any)
			fprintf(f, "Usage: kongrender %s COMMAND [FLAG...]\n\n",
				argv[0]);
		any = true;
		fprintf(f, "  %-15s %s\n", (*c)->name, (*c)->summary);
	}
	if (any)
		fputs("\n"
		      "Run kongrender COMMAND --help for details.\n",
			f);
	return any;
}

static int
unknown_command(int argc, char **argv)
{
	struct buf why = {0}, line = {0};

	if (print_group(argc, argv))
		return argc > 1 ? STATUS_OK : STATUS_USAGE;
	misuse_explain(&why, argc, argv);
	report_escape(&line, why.s, why.n);
	fprintf(stderr, "kongrender: %s\n", line.s);
	buf_free(&why);
	buf_free(&line);
	return STATUS_USAGE;
}

/* "kongrender help render": what "kongrender render --help" prints. */
static int
help(int argc, char **argv)
{
	char option[] = "--help", *group[] = {NULL, option};
	const struct command *c;
	int words;

	if (argc == 0) {
		usage(stdout);
		return STATUS_OK;
	}
	c = find_command(argc, argv, &words);
	if (c) {
		opt_help(c, stdout);
		return STATUS_OK;
	}
	group[0] = argv[0];
	if (argc == 1 && print_group(2, group))
		return STATUS_OK;
	return unknown_command(argc, argv);
}

/*
 * Secrets must not reach a core file, or another process's ptrace. An exec ends
 * the first; a limit would stay, and be the gateway's.
 */
static void
forbid_core_dumps(void)
{
	const struct rlimit none = {0, 0};

	if (prctl(PR_SET_DUMPABLE, 0, 0, 0, 0))
		setrlimit(RLIMIT_CORE, &none);
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
	if (is_help(argv[1]))
		return help(argc - 2, argv + 2);
	if (!strcmp(argv[1], "--version") || !strcmp(argv[1], "-V")) {
		puts("kongrender " VERSION);
		return STATUS_OK;
	}
	c = find_command(argc - 1, argv + 1, &words);
	if (!c)
		return unknown_command(argc - 1, argv + 1);
	twins_note(commands, environ, stderr);
	forbid_core_dumps();
	return c->run(c, argc - 1 - words, argv + 1 + words);
}

/*
 * A file that is opened must not become a standard stream that was closed:
 * messages would go into it. What is put there can be neither read nor
 * written, so that using the stream fails as if it were closed.
 */
static void
keep_streams(void)
{
	int fd;

	for (fd = 0; fd <= 2; fd++)
		if (fcntl(fd, F_GETFD) < 0 && errno == EBADF &&
			open("/", O_PATH | O_CLOEXEC) < 0)
			_exit(STATUS_USAGE);
}

/* A full disk and a reader that is gone are errors to be told. */
static void
ignore_signals(void)
{
	signal(SIGXFSZ, SIG_IGN);
	signal(SIGPIPE, SIG_IGN);
}

int
main(int argc, char **argv)
{
	/* what is printed may be a key, and musl's own buffer stays as it is */
	char printed[4096];
	int status, lost;

	keep_streams();
	ignore_signals();
	setvbuf(stdout, printed, isatty(STDOUT_FILENO) ? _IOLBF : _IOFBF,
		sizeof(printed));
	status = run(argc, argv);
	lost = ferror(stdout) | fclose(stdout);
	wipe(printed, sizeof(printed));
	/* what went to a full disk was not said */
	if (lost) {
		fprintf(stderr,
			"kongrender: error: cannot write to standard "
			"output: %s\n",
			strerror(errno));
		return STATUS_USAGE;
	}
	return status;
}
