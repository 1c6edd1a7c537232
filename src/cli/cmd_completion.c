/* What a shell needs to complete our command line, from the flag tables. */
#include "cli/cmd.h"

#include <string.h>

struct completion_opts {
	bool unused; /* there are no flags */
};

/* Prints the first words of all commands, or the second ones behind first. */
static void
print_words(const char *first, size_t nfirst)
{
	const struct command *const *c, *const *before;
	const char *word, *between = "";
	size_t n;

	for (c = commands; *c; c++) {
		word = (*c)->name;
		n = strcspn(word, " ");
		before = c > commands ? c - 1 : NULL;
		if (first) {
			if (n != nfirst || memcmp(word, first, n) != 0 ||
				!word[n])
				continue;
			word += n + 1;
			n = strlen(word);
		} else if (before && strncmp((*before)->name, word, n) == 0 &&
			   (*before)->name[n] == ' ') {
			continue;
		}
		printf("%s%.*s", between, (int)n, word);
		between = " ";
	}
}

/* Prints choices ("text|json") with blanks between. */
static void
print_choices(const char *choices)
{
	for (; *choices; choices++)
		putchar(*choices == '|' ? ' ' : *choices);
}

static void
bash_command(const struct command *c)
{
	size_t i;

	printf("\t\"%s\"%s)\n\t\tcase $prev in\n", c->name,
		strchr(c->name, ' ') ? "" : "*");
	for (i = 0; i < c->nflags; i++) {
		if (!c->flags[i].choices)
			continue;
		printf("\t\t--%s) words='", c->flags[i].name);
		print_choices(c->flags[i].choices);
		puts("' ;;");
	}
	fputs("\t\t*) flags='--help", stdout);
	for (i = 0; i < c->nflags; i++)
		printf(" --%s", c->flags[i].name);
	puts("' ;;\n\t\tesac ;;");
}

static void
bash_first_words(void)
{
	const struct command *const *c;
	size_t n, seen = 0;

	for (c = commands; *c; c++) {
		n = strcspn((*c)->name, " ");
		if (!(*c)->name[n] ||
			(seen == n && c > commands &&
				!memcmp(c[-1]->name, (*c)->name, n)))
			continue;
		seen = n;
		printf("\t\"%.*s \"*) words='", (int)n, (*c)->name);
		print_words((*c)->name, n);
		puts("' ;;");
	}
}

static void
print_bash(void)
{
	const struct command *const *c;

	fputs("_kongrender()\n{\n"
	      "\tlocal cur=${COMP_WORDS[COMP_CWORD]} words='' flags=''\n"
	      "\tlocal prev=${COMP_WORDS[COMP_CWORD - 1]}\n"
	      "\tCOMPREPLY=()\n"
	      "\tif [ \"$COMP_CWORD\" = 1 ]; then\n\t\twords='",
		stdout);
	print_words(NULL, 0);
	puts(" --help --version'\n"
	     "\telse\n"
	     "\tcase \"${COMP_WORDS[1]} ${COMP_WORDS[2]}\" in");
	for (c = commands; *c; c++)
		bash_command(*c);
	bash_first_words();
	puts("\tesac\n"
	     "\tfi\n"
	     "\tcase $cur in\n"
	     "\t-*) words=$flags ;;\n"
	     "\tesac\n"
	     "\tif [ -n \"$words\" ]; then\n"
	     "\t\tmapfile -t COMPREPLY < <(compgen -W \"$words\" -- \"$cur\")\n"
	     "\telse\n"
	     "\t\tmapfile -t COMPREPLY < <(compgen -f -- \"$cur\")\n"
	     "\tfi\n"
	     "}\n"
	     "complete -o filenames -F _kongrender kongrender");
}

/* Prints the first line of help inside '[...]' of an _arguments spec. */
static void
zsh_text(const char *help)
{
	for (; *help && *help != '\n'; help++) {
		if (*help == '\'')
			fputs("'\\'", stdout);
		else if (strchr("[]:\\", *help))
			putchar('\\');
		putchar(*help);
	}
}

static void
zsh_flag(const struct flag *f)
{
	printf(" \\\n\t\t'*--%s%s[", f->name, f->type == FLAG_BOOL ? "" : "=");
	zsh_text(f->help);
	putchar(']');
	if (f->choices) {
		printf(":%s:(", f->arg);
		print_choices(f->choices);
		putchar(')');
	} else if (f->type == FLAG_STRING || f->type == FLAG_FILES) {
		printf(":%s:_files", f->arg);
	} else if (f->type != FLAG_BOOL) {
		printf(":%s: ", f->arg);
	}
	putchar('\'');
}

static void
zsh_command(const struct command *c)
{
	size_t i;

	printf("\t\"%s\"%s)\n\t\t_arguments -S '--help[this text]'", c->name,
		strchr(c->name, ' ') ? "" : "*");
	for (i = 0; i < c->nflags; i++)
		zsh_flag(&c->flags[i]);
	if (c->max_operands)
		printf(" \\\n\t\t'*:%s:_files'", c->operands);
	puts(" ;;");
}

static void
print_zsh(void)
{
	const struct command *const *c;
	const char *name;
	size_t n;

	fputs("#compdef kongrender\n_kongrender()\n{\n"
	      "\tif ((CURRENT == 2)); then\n\t\tcompadd -- ",
		stdout);
	print_words(NULL, 0);
	puts(" --help --version\n\t\treturn\n\tfi");
	for (c = commands; *c; c++) {
		name = (*c)->name;
		n = strcspn(name, " ");
		if (!name[n] ||
			(c > commands && !strncmp(c[-1]->name, name, n + 1)))
			continue;
		printf("\tif ((CURRENT == 3)) && [[ $words[2] == %.*s ]]; "
		       "then\n\t\tcompadd -- ",
			(int)n, name);
		print_words(name, n);
		puts("\n\t\treturn\n\tfi");
	}
	puts("\tcase \"$words[2] $words[3]\" in");
	for (c = commands; *c; c++)
		zsh_command(*c);
	puts("\tesac\n}\ncompdef _kongrender kongrender");
}

static int
run(const struct command *self, int argc, char **argv)
{
	struct completion_opts o = {0};
	int status, at = opt_parse(self, argc, argv, &o, &status);

	if (at < 0)
		return status;
	if (at == argc)
		return opt_usage(self, "for which shell, bash or zsh?");
	if (strcmp(argv[at], "bash") == 0)
		print_bash();
	else if (strcmp(argv[at], "zsh") == 0)
		print_zsh();
	else
		return opt_usage(self,
			"the shell %.32s is not known, only bash and zsh",
			argv[at]);
	return STATUS_OK;
}

const struct command cmd_completion = {
	.name = "completion",
	.operands = "bash|zsh",
	.summary = "print a completion script for a shell",
	.about = "Prints a script that makes the shell complete commands, "
		 "flags and their values.",
	.examples = "Examples:\n"
		    "  eval \"$(kongrender completion bash)\"\n"
		    "  kongrender completion zsh >~/.zfunc/_kongrender",
	.max_operands = 1,
	.run = run,
};
