#include "cli/cmd.h"
#include "cli/shell.h"
#include "cli/words.h"

#include <string.h>

/* What goes before the cases; --flag=value comes as three words. */
static const char head[] =
	"_kongrender()\n"
	"{\n"
	"\tlocal cur=${COMP_WORDS[COMP_CWORD]} kind=words words='' flags=''\n"
	"\tlocal prev=${COMP_WORDS[COMP_CWORD - 1]} before=''\n"
	"\tCOMPREPLY=()\n"
	"\tif [ \"$cur\" = = ]; then\n"
	"\t\tcur=''\n"
	"\telif [ \"$prev\" = = ] && [ \"$COMP_CWORD\" -gt 2 ]; then\n"
	"\t\tprev=${COMP_WORDS[COMP_CWORD - 2]}\n"
	"\tfi\n";

/* And after them. In a list only the word after the last comma counts. */
static const char tail[] =
	"\tcase $cur in\n"
	"\t-*) test -z \"$flags\" || kind=words words=$flags ;;\n"
	"\tesac\n"
	"\tcase $kind in\n"
	"\tmany)\n"
	"\t\tbefore=${cur%\"${cur##*,}\"} cur=${cur##*,}\n"
	"\t\tcompopt -o nospace 2>/dev/null\n"
	"\t\tmapfile -t COMPREPLY < <(compgen -P \"$before\" -W \"$words\" "
	"-- \"$cur\")\n"
	"\t\t;;\n"
	"\twords)\n"
	"\t\tmapfile -t COMPREPLY < <(compgen -W \"$words\" -- \"$cur\")\n"
	"\t\t;;\n"
	"\tfiles)\n"
	"\t\tcompopt -o filenames 2>/dev/null\n"
	"\t\tmapfile -t COMPREPLY < <(compgen -f -- \"$cur\")\n"
	"\t\t;;\n"
	"\tdirs)\n"
	"\t\tcompopt -o filenames 2>/dev/null\n"
	"\t\tmapfile -t COMPREPLY < <(compgen -d -- \"$cur\")\n"
	"\t\t;;\n"
	"\tesac\n"
	"\treturn 0\n"
	"}\n"
	"complete -F _kongrender kongrender\n";

static void
print_words(FILE *f, const struct words *w)
{
	switch (w->kind) {
	case WORDS_NONE:
		fputs("kind=none", f);
		break;
	case WORDS_LISTED:
		fprintf(f, "kind=%s words='%s'", w->many ? "many" : "words",
			w->list.s);
		break;
	case WORDS_FILES:
		fputs("kind=files", f);
		break;
	case WORDS_DIRS:
		fputs("kind=dirs", f);
		break;
	}
}

static void
print_command(FILE *f, const struct command *c)
{
	struct words w = {0};
	const struct flag *flag;
	size_t i;

	fprintf(f, "\t\"%s%s)\n\t\tcase $prev in\n", c->name,
		strchr(c->name, ' ') ? "\"" : " \"*");
	for (i = 0; i < c->nflags; i++) {
		flag = &c->flags[i];
		if (flag->type == FLAG_BOOL)
			continue;
		fprintf(f, "\t\t--%s", flag->name);
		if (flag->letter)
			fprintf(f, " | -%c", flag->letter);
		fputs(") ", f);
		words_of_flag(&w, c, flag);
		print_words(f, &w);
		fputs(" ;;\n", f);
		words_free(&w);
	}
	fputs("\t\t*) flags='--help", f);
	for (i = 0; i < c->nflags; i++)
		fprintf(f, " --%s", c->flags[i].name);
	fputs("' ", f);
	words_of_operand(&w, c);
	print_words(f, &w);
	words_free(&w);
	fputs(" ;;\n\t\tesac ;;\n", f);
}

void
shell_bash(FILE *f)
{
	const struct command *const *c;
	struct buf words = {0}, group = {0};

	words_add_commands(&words, NULL);
	fprintf(f,
		"%s\tif [ \"$COMP_CWORD\" = 1 ]; then\n\t\twords='%s --help "
		"--version'\n\telse\n"
		"\tcase \"${COMP_WORDS[1]} ${COMP_WORDS[2]}\" in\n",
		head, words.s);
	for (c = commands; *c; c++)
		print_command(f, *c);
	for (c = commands; *c; c++) {
		if (!words_group(c))
			continue;
		words.n = group.n = 0;
		buf_add(&group, (*c)->name, words_group(c));
		words_add_commands(&words, group.s);
		fprintf(f, "\t\"%s \"*) words='%s' ;;\n", group.s, words.s);
	}
	fprintf(f, "\tesac\n\tfi\n%s", tail);
	buf_free(&words);
	buf_free(&group);
}
