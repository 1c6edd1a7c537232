#include "cli/cmd.h"
#include "cli/shell.h"

#include <string.h>

struct completion_opts {
	bool unused; /* there are no flags */
};

static const struct {
	const char *name;
	void (*print)(FILE *f);
} shells[] = {
	{"bash", shell_bash},
	{"zsh", shell_zsh},
	{"fish", shell_fish},
};

static int
run(const struct command *self, int argc, char **argv)
{
	struct completion_opts o = {0};
	int status, at = opt_parse(self, argc, argv, &o, &status);
	size_t i;

	if (at < 0)
		return status;
	if (at == argc)
		return opt_usage(self, "missing shell: pass bash, zsh or fish");
	for (i = 0; i < countof(shells); i++)
		if (strcmp(argv[at], shells[i].name) == 0)
			break;
	if (i == countof(shells))
		return opt_usage(self,
			"unknown shell %.32s; use bash, zsh or fish", argv[at]);
	shells[i].print(stdout);
	return STATUS_OK;
}

const struct command cmd_completion = {
	.name = "completion",
	.operands = "bash|zsh|fish",
	.summary = "print a completion script for a shell",
	.about = "Prints a script that completes commands, flags and their "
		 "values in the shell.",
	.examples = "Examples:\n"
		    "  eval \"$(kongrender completion bash)\"\n"
		    "  kongrender completion zsh >~/.zfunc/_kongrender\n"
		    "  kongrender completion fish "
		    ">~/.config/fish/completions/kongrender.fish",
	.max_operands = 1,
	.run = run,
};
