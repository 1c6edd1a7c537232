/* The man pages, which the program carries so that they are its own. */
#include "cli/cmd.h"
#include "cli/manpage.h"

#include <stddef.h>
#include <string.h>

struct man_opts {
	bool list;
};

static const struct flag flags[] = {
	{"list", 'l', FLAG_BOOL, offsetof(struct man_opts, list), NULL, NULL,
		NULL, "list the names of all pages"},
};

static void
list_pages(void)
{
	const struct command *const *c;
	struct buf name = {0};

	puts(MANPAGE_OVERVIEW);
	for (c = commands; *c; c++) {
		name.n = 0;
		manpage_add_name(&name, *c);
		puts(name.s);
	}
	buf_free(&name);
}

/* The command of the page called name, or NULL. */
static const struct command *
find_page(const char *name)
{
	const struct command *const *c;
	struct buf known = {0};

	for (c = commands; *c; c++) {
		known.n = 0;
		manpage_add_name(&known, *c);
		if (strcmp(known.s, name) == 0)
			break;
	}
	buf_free(&known);
	return *c;
}

static int
run(const struct command *self, int argc, char **argv)
{
	struct man_opts o = {0};
	int status, at = opt_parse(self, argc, argv, &o, &status);
	const struct command *c;

	if (at < 0)
		return status;
	if (o.list && at < argc)
		return opt_usage(self, "--list cannot be used with a page");
	if (o.list) {
		list_pages();
	} else if (at == argc || strcmp(argv[at], MANPAGE_OVERVIEW) == 0) {
		manpage_print_overview(stdout);
	} else {
		c = find_page(argv[at]);
		if (!c)
			return opt_usage(self,
				"unknown page \"%.64s\": kongrender man --list "
				"prints all names",
				argv[at]);
		manpage_print(stdout, c);
	}
	return STATUS_OK;
}

const struct command cmd_man = {
	.name = "man",
	.operands = "[PAGE]",
	.summary = "print a man page",
	.about =
		"Prints the man page of kongrender, or of one of its commands, "
		"for man or mandoc.\nmake install installs all of them.",
	.examples = "Examples:\n"
		    "  kongrender man | man -l -\n"
		    "  kongrender man kongrender-keys-check | man -l -\n\n"
		    "Exit status: 0 success, 2 usage error or unknown page.",
	.flags = flags,
	.nflags = countof(flags),
	.max_operands = 1,
	.run = run,
};
