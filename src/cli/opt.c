#include "cli/opt.h"

#include "cli/unknownflag.h"
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
	struct buf wanted = {0};
	const char *word;
	size_t i;

	for (i = 0; i < c->nflags; i++) {
		const struct flag *f = &c->flags[i];

		word = f->env ? getenv(f->env) : NULL;
		if (!word || !*word || flag_set(f, opts, word, true, note))
			continue;
		flag_add_wants(&wanted, f, word);
		opt_usage(c, "%s in the environment: expected %s", f->env,
			wanted.s);
		buf_free(&wanted);
		return false;
	}
	return true;
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

/* The argument that getopt() is at, which it may still be inside of: -quiet. */
static const char *
current_word(char *const *argv)
{
	const char *next = argv[optind];

	return next && next[0] == '-' && next[1] != '-' && optopt &&
			       strchr(next + 1, optopt)
		       ? next
		       : argv[optind - 1];
}

/* "-e=file", which getopt() reads as a file named "=file". */
static bool
is_short_with_equals(const struct flag *f, char *const *argv)
{
	const char *word = argv[optind - 1];

	return optarg && *optarg == '=' && word[0] == '-' &&
	       word[1] == f->letter && word[1];
}

static int
wrong_value(const struct command *c, const struct flag *f, const char *word)
{
	struct buf wanted = {0};
	int status;

	flag_add_wants(&wanted, f, word);
	status = opt_usage(c, "--%s: expected %s", f->name, wanted.s);
	buf_free(&wanted);
	return status;
}

/* Returns -1 to go on, else the exit status. */
static int
take_flag(const struct command *c, void *opts, int value, char *const *argv,
	bool given[], struct buf *note)
{
	const struct flag *f;
	struct buf why = {0};

	if (value == 'h') {
		opt_help(c, stdout);
		return STATUS_OK;
	}
	if (value == '?') {
		unknownflag_explain(&why, c, current_word(argv), (char)optopt);
		opt_usage(c, "%s", why.s);
		buf_free(&why);
		return STATUS_USAGE;
	}
	if (value == ':') {
		f = flag_of(c, optopt);
		return opt_usage(c, "--%s: missing value: --%s %s", f->name,
			f->name, f->arg);
	}
	f = flag_of(c, value);
	if (is_short_with_equals(f, argv))
		return opt_usage(c,
			"-%c takes its value without =: write -%c %s",
			f->letter, f->letter, f->arg);
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
	return wrong_value(c, f, optarg);
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
		opt_usage(c, "too many operands, expected at most %zu%s%s",
			c->max_operands, c->instead ? ": " : "",
			c->instead ? c->instead : "");
	else
		opt_usage(c, "unexpected operand: %s",
			c->instead ? c->instead
				   : "this command takes only flags");
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
