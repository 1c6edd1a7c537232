#include "cli/manpage.h"

#include "cli/cmd.h"
#include "cli/roff.h"
#include "report/rule.h"

#include <ctype.h>
#include <string.h>

static void
print_flag(FILE *f, const struct flag *flag)
{
	struct buf line = {0};

	buf_adds(&line, ".TP\n");
	if (flag->letter)
		buf_addf(&line, "\\fB\\-%c\\fR, ", flag->letter);
	buf_adds(&line, "\\fB\\-\\-");
	roff_add(&line, flag->name, strlen(flag->name));
	buf_adds(&line, "\\fR");
	if (flag->arg) {
		buf_adds(&line, " \\fI");
		roff_add(&line, flag->arg, strlen(flag->arg));
		buf_adds(&line, "\\fR");
	}
	fprintf(f, "%s\n", line.s);
	roff_print_filled(f, flag->help, strlen(flag->help));
	if (flag->env)
		fprintf(f, ".br\nEnvironment: \\fB%s\\fR\n", flag->env);
	buf_free(&line);
}

void
manpage_add_name(struct buf *out, const struct command *c)
{
	const char *s;

	buf_adds(out, MANPAGE_OVERVIEW "-");
	for (s = c->name; *s; s++)
		buf_addc(out, *s == ' ' ? '-' : *s);
}

/* Prints title and NAME of the page called name. */
static void
print_title(FILE *f, const char *name, const char *summary)
{
	struct buf title = {0};
	const char *s;
	char upper;

	for (s = name; *s; s++) {
		upper = (char)toupper((unsigned char)*s);
		roff_add(&title, &upper, 1);
	}
	fprintf(f, ".TH %s 1 %s \"kongrender %s\"\n.SH NAME\n", title.s,
		VERSION_DATE, VERSION);
	title.n = 0;
	roff_add(&title, name, strlen(name));
	fprintf(f, "%s \\-\n", title.s);
	roff_print_filled(f, summary, strlen(summary));
	buf_free(&title);
}

static void
print_references(FILE *f, const struct command *but)
{
	const struct command *const *c;
	struct buf line = {0}, name = {0};

	fputs(".SH SEE ALSO\n", f);
	if (but)
		buf_adds(&line, ".BR kongrender (1)");
	for (c = commands; *c; c++) {
		if (*c == but)
			continue;
		name.n = 0;
		manpage_add_name(&name, *c);
		buf_adds(&line, line.n ? ",\n"
					 ".BR "
				       : ".BR ");
		roff_add(&line, name.s, name.n);
		buf_adds(&line, " (1)");
	}
	fprintf(f, "%s\n", line.s);
	buf_free(&line);
	buf_free(&name);
}

void
manpage_print(FILE *f, const struct command *c)
{
	struct buf name = {0};
	size_t i;

	manpage_add_name(&name, c);
	print_title(f, name.s, c->summary);
	fprintf(f, ".SH SYNOPSIS\n\\fBkongrender %s\\fR\n", c->name);
	if (c->nflags)
		fputs("[\\fIFLAG\\fR...]\n", f);
	roff_print_filled(f, c->operands, strlen(c->operands));
	fputs(".SH DESCRIPTION\n", f);
	roff_print_paragraphs(f, c->about, strlen(c->about));
	fputs(".SH OPTIONS\n", f);
	for (i = 0; i < c->nflags; i++)
		print_flag(f, &c->flags[i]);
	fputs(".TP\n\\fB\\-h\\fR, \\fB\\-\\-help\\fR\nPrint a summary of this "
	      "page.\n",
		f);
	if (c->examples)
		roff_print_sections(f, c->examples);
	print_references(f, c);
	buf_free(&name);
}

/* Whether an earlier command has a flag with that environment twin. */
static bool
is_known_twin(const struct command *const *c, size_t i)
{
	const struct command *const *before;
	size_t j;

	for (before = commands; before <= c; before++)
		for (j = 0; j < (*before)->nflags; j++) {
			if (before == c && j == i)
				return false;
			if ((*before)->flags[j].env &&
				strcmp((*before)->flags[j].env,
					(*c)->flags[i].env) == 0)
				return true;
		}
	return false;
}

static void
print_twins(FILE *f)
{
	const struct command *const *c;
	const struct flag *flag;
	struct buf name = {0};
	size_t i;

	fputs(".SH ENVIRONMENT\nEach variable sets the default of a flag; the "
	      "flag takes precedence.\nAn empty one counts as unset; for a "
	      "flag "
	      "without a value it is 1, true or yes,\nor 0, false or no.\n",
		f);
	for (c = commands; *c; c++)
		for (i = 0; i < (*c)->nflags; i++) {
			flag = &(*c)->flags[i];
			if (!flag->env || is_known_twin(c, i))
				continue;
			name.n = 0;
			roff_add(&name, flag->name, strlen(flag->name));
			fprintf(f, ".TP\n\\fB%s\\fR\n\\fB\\-\\-%s\\fR\n",
				flag->env, name.s);
		}
	buf_free(&name);
}

static void
print_rules(FILE *f)
{
	static const char *const levels[] = {[LEVEL_NOTE] = "note",
		[LEVEL_WARNING] = "warning",
		[LEVEL_ERROR] = "error",
		[LEVEL_FAILURE] = "error"};
	struct buf line = {0};
	size_t i;

	fputs(".SH RULES\n\\fBkongrender lint \\-\\-explain\\fR \\fIID\\fR "
	      "prints more about one.\n",
		f);
	for (i = 0; i < RULE_COUNT; i++) {
		line.n = 0;
		roff_add(&line, rules[i].id, strlen(rules[i].id));
		fprintf(f, ".TP\n\\fB%s\\fR (%s)\n", line.s,
			levels[rules[i].level]);
		roff_print_filled(
			f, rules[i].summary, strlen(rules[i].summary));
	}
	buf_free(&line);
}

void
manpage_print_overview(FILE *f)
{
	const struct command *const *c;

	print_title(f, MANPAGE_OVERVIEW,
		"render and check an API gateway's declarative file");
	fputs(".SH SYNOPSIS\n\\fBkongrender\\fR \\fICOMMAND\\fR "
	      "[\\fIFLAG\\fR...]\n.SH DESCRIPTION\n",
		f);
	for (c = commands; *c; c++) {
		fprintf(f, ".TP\n\\fB%s\\fR\n", (*c)->name);
		roff_print_filled(f, (*c)->summary, strlen((*c)->summary));
	}
	fputs(".SH OPTIONS\n.TP\n\\fB\\-h\\fR, \\fB\\-\\-help\\fR\nList the "
	      "commands.\n.TP\n\\fB\\-V\\fR, \\fB\\-\\-version\\fR\nPrint the "
	      "version.\n",
		f);
	print_twins(f);
	print_rules(f);
	fputs(".SH EXIT STATUS\n.TP\n0\nSuccess; there may be warnings.\n"
	      ".TP\n1\nInvalid input.\n.TP\n2\nUsage error, or a file cannot "
	      "be read or written.\n",
		f);
	print_references(f, NULL);
}
