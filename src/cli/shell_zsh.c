#include "cli/cmd.h"
#include "cli/shell.h"
#include "cli/words.h"

#include <string.h>

/* Prints help inside '[...]' of an _arguments spec. */
static void
print_summary(FILE *f, const char *help)
{
	struct buf text = {0};
	const char *s;

	words_add_summary(&text, help);
	for (s = text.s; s && *s; s++) {
		if (*s == '\'')
			fputs("'\\'", f);
		else if (strchr("[]:\\", *s))
			putc('\\', f);
		putc(*s, f);
	}
	buf_free(&text);
}

/* Prints ":WHAT:ACTION" of an _arguments spec. */
static void
print_action(FILE *f, const char *what, const struct words *w)
{
	fprintf(f, ":%s:", what);
	switch (w->kind) {
	case WORDS_NONE:
		putc(' ', f);
		break;
	case WORDS_LISTED:
		if (w->many)
			fprintf(f, "_values -s , %s %s", "word", w->list.s);
		else
			fprintf(f, "(%s)", w->list.s);
		break;
	case WORDS_FILES:
		fputs("_files", f);
		break;
	case WORDS_DIRS:
		fputs("_files -/", f);
		break;
	}
}

static void
print_flag(FILE *f, const struct command *c, const struct flag *flag)
{
	struct words w = {0};
	bool takes = flag->type != FLAG_BOOL;

	fputs(" \\\n\t\t'*'", f);
	if (flag->letter)
		fprintf(f, "{-%c%s,--%s%s}", flag->letter, takes ? "+" : "",
			flag->name, takes ? "=" : "");
	else
		fprintf(f, "--%s%s", flag->name, takes ? "=" : "");
	fputs("'[", f);
	print_summary(f, flag->help);
	putc(']', f);
	if (takes) {
		words_of_flag(&w, c, flag);
		print_action(f, flag->arg, &w);
		words_free(&w);
	}
	putc('\'', f);
}

static void
print_command(FILE *f, const struct command *c)
{
	struct words w = {0};
	size_t i;

	fprintf(f,
		"\t\"%s%s)\n\t\t_arguments -S '(- *)'{-h,--help}'[print "
		"help]'",
		c->name, strchr(c->name, ' ') ? "\"" : " \"*");
	for (i = 0; i < c->nflags; i++)
		print_flag(f, c, &c->flags[i]);
	if (c->max_operands) {
		words_of_operand(&w, c);
		fputs(" \\\n\t\t'*", f);
		print_action(f, "operand", &w);
		putc('\'', f);
		words_free(&w);
	}
	fputs(" ;;\n", f);
}

/* Prints what completes the second word of a group's commands. */
static void
print_group(FILE *f, const char *group)
{
	struct buf words = {0};

	words_add_commands(&words, group);
	fprintf(f,
		"\tif ((CURRENT == 3)) && [[ $words[2] == %s ]]; then\n"
		"\t\tcompadd -- %s\n\t\treturn\n\tfi\n",
		group, words.s);
	buf_free(&words);
}

void
shell_zsh(FILE *f)
{
	const struct command *const *c;
	struct buf words = {0};

	words_add_commands(&words, NULL);
	fprintf(f,
		"#compdef kongrender\n_kongrender()\n{\n"
		"\tif ((CURRENT == 2)); then\n\t\tcompadd -- %s --help "
		"--version\n\t\treturn\n\tfi\n",
		words.s);
	for (c = commands; *c; c++) {
		words.n = 0;
		buf_add(&words, (*c)->name, words_group(c));
		if (words_group(c))
			print_group(f, words.s);
	}
	/* _arguments takes the first word for the command */
	fputs("\tlocal command=\"$words[2] $words[3]\" skip=1\n"
	      "\tcase $command in\n",
		f);
	for (c = commands; *c; c++)
		if (strchr((*c)->name, ' '))
			fprintf(f, "\t\"%s\") skip=2 ;;\n", (*c)->name);
	fputs("\tesac\n\tshift $skip words\n\t((CURRENT -= skip))\n"
	      "\tcase $command in\n",
		f);
	for (c = commands; *c; c++)
		print_command(f, *c);
	fputs("\tesac\n}\n"
	      "if [ \"$funcstack[1]\" = _kongrender ]; then\n"
	      "\t_kongrender \"$@\"\nelse\n"
	      "\tcompdef _kongrender kongrender\nfi\n",
		f);
	buf_free(&words);
}
