#include "cli/cmd.h"
#include "cli/shell.h"
#include "cli/words.h"

#include <string.h>

static const char head[] =
	"# Whether the line has just these words so far.\n"
	"function __kongrender_needs\n"
	"\tset -l words (commandline -opc)\n"
	"\tset -e words[1]\n"
	"\ttest \"$words\" = \"$argv\"\n"
	"end\n"
	"# Whether it begins with these words.\n"
	"function __kongrender_is\n"
	"\tset -l words (commandline -opc)\n"
	"\tset -e words[1]\n"
	"\ttest (count $words) -ge (count $argv)\n"
	"\tand test \"$words[1..\"(count $argv)\"]\" = \"$argv\"\n"
	"end\n"
	"# The words, each after those that the list has already.\n"
	"function __kongrender_list\n"
	"\tset -l token (string replace -r -- '^-[^=]*=' '' (commandline "
	"-ct))\n"
	"\tset -l before (string replace -r -- '[^,]*$' '' \"$token\")\n"
	"\tprintf '%s\\n' \"$before\"$argv\n"
	"end\n"
	"complete -c kongrender -f\n";

/* Prints s inside '...'. */
static void
print_quoted(FILE *f, const char *s)
{
	putc('\'', f);
	for (; *s; s++) {
		if (strchr("'\\", *s))
			putc('\\', f);
		putc(*s, f);
	}
	putc('\'', f);
}

static void
print_words(FILE *f, const struct words *w)
{
	switch (w->kind) {
	case WORDS_NONE:
		fputs(" -x", f);
		break;
	case WORDS_LISTED:
		if (w->many)
			fprintf(f, " -x -a '(__kongrender_list %s)'",
				w->list.s);
		else
			fprintf(f, " -x -a '%s'", w->list.s);
		break;
	case WORDS_FILES:
		fputs(" -r -F", f);
		break;
	case WORDS_DIRS:
		fputs(" -x -a '(__fish_complete_directories)'", f);
		break;
	}
}

static void
print_flag(FILE *f, const struct command *c, const struct flag *flag)
{
	struct words w = {0};
	struct buf text = {0};

	fprintf(f, "complete -c kongrender -n '__kongrender_is %s' -l %s",
		c->name, flag->name);
	if (flag->letter)
		fprintf(f, " -s %c", flag->letter);
	if (flag->type != FLAG_BOOL) {
		words_of_flag(&w, c, flag);
		print_words(f, &w);
		words_free(&w);
	}
	words_add_summary(&text, flag->help);
	fputs(" -d ", f);
	print_quoted(f, text.s);
	putc('\n', f);
	buf_free(&text);
}

static void
print_operand(FILE *f, const struct command *c)
{
	struct words w = {0};

	words_of_operand(&w, c);
	if (w.kind == WORDS_FILES)
		fprintf(f,
			"complete -c kongrender -n '__kongrender_is %s' "
			"-F\n",
			c->name);
	else if (w.kind == WORDS_LISTED)
		fprintf(f,
			"complete -c kongrender -n '__kongrender_is %s' -a "
			"'%s'\n",
			c->name, w.list.s);
	words_free(&w);
}

static void
print_command(FILE *f, const struct command *c)
{
	const char *second = strchr(c->name, ' ');
	size_t i;

	fprintf(f,
		"complete -c kongrender -n '__kongrender_needs%s%.*s' -a %s"
		" -d ",
		second ? " " : "", second ? (int)(second - c->name) : 0,
		c->name, second ? second + 1 : c->name);
	print_quoted(f, c->summary);
	fprintf(f,
		"\ncomplete -c kongrender -n '__kongrender_is %s' -l help "
		"-s h -d 'print help'\n",
		c->name);
	for (i = 0; i < c->nflags; i++)
		print_flag(f, c, &c->flags[i]);
	print_operand(f, c);
}

void
shell_fish(FILE *f)
{
	const struct command *const *c;
	struct buf words = {0}, group = {0};

	fputs(head, f);
	for (c = commands; *c; c++) {
		if (words_group(c)) {
			words.n = group.n = 0;
			buf_add(&group, (*c)->name, words_group(c));
			words_add_commands(&words, group.s);
			fprintf(f,
				"complete -c kongrender -n __kongrender_needs "
				"-a %s -d '%s'\n",
				group.s, words.s);
		}
		print_command(f, *c);
	}
	fputs("complete -c kongrender -n __kongrender_needs -l help -s h -d "
	      "'list the commands'\n"
	      "complete -c kongrender -n __kongrender_needs -l version -s V "
	      "-d 'print the version'\n",
		f);
	buf_free(&words);
	buf_free(&group);
}
