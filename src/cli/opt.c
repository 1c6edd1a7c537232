#include "cli/opt.h"

#include "report/nearest.h"
#include "report/report.h"

#include <assert.h>
#include <getopt.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#define MAX_FLAGS 48

/* Where getopt_long() values of flags without a letter begin. */
#define LONG_BASE 256

int
opt_usage(const struct command *c, const char *fmt, ...)
{
	struct buf message = {0}, line = {0};
	va_list ap;

	va_start(ap, fmt);
	buf_addv(&message, fmt, ap);
	va_end(ap);
	/* a word of the command line may come from anywhere */
	report_escape(&line, message.s, message.n);
	fprintf(stderr, "kongrender %s: %s (kongrender %s --help)\n", c->name,
		line.s, c->name);
	buf_free(&message);
	buf_free(&line);
	return STATUS_USAGE;
}

static bool
take_env(const struct command *c, void *opts, struct buf *note)
{
	const char *word;
	size_t i;

	for (i = 0; i < c->nflags; i++) {
		const struct flag *f = &c->flags[i];

		word = f->env ? getenv(f->env) : NULL;
		if (!word || !*word || flag_set(f, opts, word, true, note))
			continue;
		opt_usage(c, "%s in the environment: expected %s", f->env,
			flag_wants(f));
		return false;
	}
	return true;
}

static void
unknown_flag(const struct command *c, const char *word)
{
	const char *known[MAX_FLAGS + 1], *near;
	size_t i, n = strcspn(word, "=");

	if (strncmp(word, "--", 2) != 0) {
		opt_usage(c, "unknown flag -%c", optopt);
		return;
	}
	for (i = 0; i < c->nflags; i++)
		known[i] = c->flags[i].name;
	known[i++] = "help";
	near = nearest(word + 2, n - 2, known, i);
	if (near)
		opt_usage(c, "unknown flag %.*s; did you mean --%s?", (int)n,
			word, near);
	else
		opt_usage(c, "unknown flag %.*s", (int)n, word);
}

struct getopt_tables {
	struct option longs[MAX_FLAGS + 2];
	char shorts[2 * MAX_FLAGS + 4];
};

static void
make_tables(const struct command *c, struct getopt_tables *t)
{
	size_t i, n = 0;

	assert(c->nflags <= MAX_FLAGS);
	*t = (struct getopt_tables){0};
	t->shorts[n++] = ':';
	t->shorts[n++] = 'h';
	for (i = 0; i < c->nflags; i++) {
		const struct flag *f = &c->flags[i];
		int takes = f->type != FLAG_BOOL;

		t->longs[i] = (struct option){
			f->name, takes, NULL, LONG_BASE + (int)i};
		if (!f->letter)
			continue;
		t->shorts[n++] = f->letter;
		if (takes)
			t->shorts[n++] = ':';
	}
	t->longs[i] = (struct option){"help", 0, NULL, 'h'};
}

static const struct flag *
flag_of(const struct command *c, int value)
{
	size_t i;

	if (value >= LONG_BASE)
		return &c->flags[value - LONG_BASE];
	for (i = 0; i < c->nflags; i++)
		if (c->flags[i].letter == value)
			return &c->flags[i];
	return NULL;
}

/* Returns -1 to go on, else the exit status. */
static int
take_flag(const struct command *c, void *opts, int value, char *const *argv,
	bool given[], struct buf *note)
{
	const struct flag *f;

	if (value == 'h') {
		opt_help(c, stdout);
		return STATUS_OK;
	}
	if (value == '?') {
		unknown_flag(c, argv[optind - 1]);
		return STATUS_USAGE;
	}
	if (value == ':')
		return opt_usage(c, "%s: missing value", argv[optind - 1]);
	f = flag_of(c, value);
	/* the command line replaces a list that the environment gave */
	if ((f->type == FLAG_LIST || f->type == FLAG_FILES) &&
		!given[f - c->flags])
		opt_list_free((void *)((char *)opts + f->offset));
	given[f - c->flags] = true;
	/* nor is there anything left to say of what it gave */
	if (f->type == FLAG_KONG)
		buf_free(note);
	if (flag_set(f, opts, optarg, false, note))
		return -1;
	return opt_usage(
		c, "--%s %s: expected %s", f->name, optarg, flag_wants(f));
}

/* Whether the command was asked for errors only. */
static bool
is_quiet(const struct command *c, const void *opts)
{
	size_t i;

	for (i = 0; i < c->nflags; i++)
		if (c->flags[i].type == FLAG_BOOL &&
			strcmp(c->flags[i].name, "quiet") == 0)
			return *(const bool *)((const char *)opts +
					       c->flags[i].offset);
	return false;
}

/* Returns 0 after the last flag, or -1 as opt_parse() does. */
static int
take_flags(const struct command *c, int argc, char **argv, void *opts,
	struct buf *note, int *status)
{
	struct getopt_tables t;
	bool given[MAX_FLAGS] = {false};
	int value;

	*status = STATUS_USAGE;
	make_tables(c, &t);
	if (!take_env(c, opts, note))
		return -1;
	opterr = 0;
	optind = 1;
	while ((value = getopt_long(argc, argv, t.shorts, t.longs, NULL)) !=
		-1) {
		*status = take_flag(c, opts, value, argv, given, note);
		if (*status != -1)
			return -1;
	}
	*status = STATUS_OK;
	return 0;
}

int
opt_parse(
	const struct command *c, int argc, char **argv, void *opts, int *status)
{
	struct buf note = {0};
	/* argv[-1] is the command's name: what getopt_long() passes over */
	int ret = take_flags(c, argc + 1, argv - 1, opts, &note, status);

	if (ret == 0 && note.n && !is_quiet(c, opts))
		fprintf(stderr, "kongrender %s: note: %s\n", c->name, note.s);
	buf_free(&note);
	if (ret)
		return -1;
	if ((size_t)(argc + 1 - optind) <= c->max_operands)
		return optind - 1;
	*status = STATUS_USAGE;
	/* an operand may be a secret gone astray: not to be repeated */
	if (c->max_operands)
		opt_usage(c, "too many operands, expected at most %zu",
			c->max_operands);
	else
		opt_usage(
			c, "unexpected operand: this command takes only flags");
	return -1;
}

static void
help_flag(const struct flag *f, FILE *out)
{
	const char *line = f->help, *end;
	int width = 0;

	if (f->letter)
		width += fprintf(out, "  -%c, --%s", f->letter, f->name);
	else
		width += fprintf(out, "      --%s", f->name);
	if (f->arg)
		width += fprintf(out, " %s", f->arg);
	if (width > 28) {
		fputc('\n', out);
		width = 0;
	}
	for (; line; line = end ? end + 1 : NULL) {
		end = strchr(line, '\n');
		fprintf(out, "%*s%.*s\n", 30 - width, "",
			end ? (int)(end - line) : (int)strlen(line), line);
		width = 0;
	}
	if (f->env)
		fprintf(out, "%30s[env: %s]\n", "", f->env);
}

void
opt_help(const struct command *c, FILE *f)
{
	size_t i;

	fprintf(f, "Usage: kongrender %s [FLAG...]%s%s\n\n%s\n", c->name,
		*c->operands ? " " : "", c->operands, c->about);
	fputs("\nFlags:\n", f);
	for (i = 0; i < c->nflags; i++)
		help_flag(&c->flags[i], f);
	fputs("  -h, --help                  show this help\n", f);
	if (c->examples)
		fprintf(f, "\n%s\n", c->examples);
}
