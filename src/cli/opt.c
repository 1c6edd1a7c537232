#include "cli/opt.h"

#include "report/nearest.h"
#include "report/report.h"

#include <assert.h>
#include <errno.h>
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

void
opt_list_free(struct opt_list *l)
{
	size_t i;

	for (i = 0; i < l->n; i++)
		free((void *)l->v[i]);
	free(l->v);
	*l = (struct opt_list){0};
}

static void
list_add(struct opt_list *l, const char *word, size_t n)
{
	l->v = xgrow(l->v, &l->cap, l->n + 1, sizeof(*l->v));
	l->v[l->n++] = xstrndup(word, n);
}

static void
list_split(struct opt_list *l, const char *words)
{
	size_t n;

	for (;; words += n + 1) {
		n = strcspn(words, ",");
		if (n)
			list_add(l, words, n);
		if (!words[n])
			return;
	}
}

static bool
set_bool(bool *to, const char *word)
{
	*to = strcmp(word, "1") == 0;
	return *to || strcmp(word, "0") == 0;
}

static bool
set_choice(int *to, const char *word, const char *choices)
{
	size_t n = strlen(word), k;
	int i;

	for (i = 0;; i++, choices += k + 1) {
		k = strcspn(choices, "|");
		if (k == n && memcmp(choices, word, n) == 0) {
			*to = i;
			return true;
		}
		if (!choices[k])
			return false;
	}
}

static bool
set_size(size_t *to, const char *word)
{
	static const char units[] = "KMG";
	const char *unit;
	char *end;
	unsigned long long n;
	size_t i;

	if (*word < '0' || *word > '9')
		return false;
	errno = 0;
	n = strtoull(word, &end, 10);
	if (errno || n == 0)
		return false;
	if (*end) {
		unit = strchr(units, *end);
		if (!unit || end[1])
			return false;
		for (i = 0; i <= (size_t)(unit - units); i++) {
			if (n > SIZE_MAX / 1024)
				return false;
			n *= 1024;
		}
	}
	*to = (size_t)n;
	return true;
}

static bool
set_mode(unsigned *to, const char *word)
{
	char *end;
	unsigned long n;

	if (!*word || strspn(word, "01234567") != strlen(word))
		return false;
	errno = 0;
	n = strtoul(word, &end, 8);
	*to = (unsigned)n;
	return !errno && n <= 0777;
}

static bool
set_date(int64_t *to, const char *word)
{
	char *end;

	if (!*word || strspn(word, "0123456789") != strlen(word))
		return false;
	errno = 0;
	*to = strtoll(word, &end, 10);
	return !errno;
}

/* Seconds: zero, negative and more than an int64_t are refused. */
static bool
set_time(int64_t *to, const char *word)
{
	static const struct {
		char letter;
		int64_t seconds;
	} units[] = {{'s', 1}, {'m', 60}, {'h', 3600}, {'d', 86400},
		{'w', 604800}, {'y', 31536000}};
	size_t digits = strspn(word, "0123456789"), i;
	char *end;
	long long n;

	errno = 0;
	n = strtoll(word, &end, 10);
	if (!digits || errno || n < 0 || !word[digits] || word[digits + 1])
		return false;
	for (i = 0; i < countof(units); i++)
		if (units[i].letter == word[digits])
			return !__builtin_mul_overflow(n, units[i].seconds, to);
	return false;
}

/* Puts word where the flag f of opts is; from_env: the word of its twin. */
static bool
set_flag(const struct flag *f, void *opts, const char *word, bool from_env)
{
	void *to = (char *)opts + f->offset;

	switch (f->type) {
	case FLAG_BOOL:
		if (from_env)
			return set_bool(to, word);
		*(bool *)to = true;
		return true;
	case FLAG_STRING:
		*(const char **)to = word;
		return true;
	case FLAG_CHOICE:
		return set_choice(to, word, f->choices);
	case FLAG_LIST:
		list_split(to, word);
		return true;
	case FLAG_FILES:
		if (from_env)
			list_split(to, word);
		else
			list_add(to, word, strlen(word));
		return true;
	case FLAG_SIZE:
		return set_size(to, word);
	case FLAG_MODE:
		return set_mode(to, word);
	case FLAG_TIME:
		return set_time(to, word);
	case FLAG_DATE:
		return set_date(to, word);
	}
	return false;
}

/* What the flag would have taken. */
static const char *
wants(const struct flag *f)
{
	switch (f->type) {
	case FLAG_BOOL:
		return "1 or 0";
	case FLAG_CHOICE:
		return f->choices;
	case FLAG_SIZE:
		return "a number of bytes, with K, M or G perhaps";
	case FLAG_MODE:
		return "an octal file mode from 0 to 0777";
	case FLAG_TIME:
		return "a whole number and s, m, h, d, w or y";
	case FLAG_DATE:
		return "seconds since 1970";
	default:
		return "a value";
	}
}

static bool
take_env(const struct command *c, void *opts)
{
	const char *word;
	size_t i;

	for (i = 0; i < c->nflags; i++) {
		const struct flag *f = &c->flags[i];

		word = f->env ? getenv(f->env) : NULL;
		if (!word || !*word || set_flag(f, opts, word, true))
			continue;
		opt_usage(
			c, "the environment's %s is not %s", f->env, wants(f));
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
	bool given[])
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
		return opt_usage(c, "%s wants a value", argv[optind - 1]);
	f = flag_of(c, value);
	/* the command line replaces a list that the environment gave */
	if ((f->type == FLAG_LIST || f->type == FLAG_FILES) &&
		!given[f - c->flags])
		opt_list_free((void *)((char *)opts + f->offset));
	given[f - c->flags] = true;
	if (set_flag(f, opts, optarg, false))
		return -1;
	return opt_usage(c, "--%s %s: not %s", f->name, optarg, wants(f));
}

int
opt_parse(
	const struct command *c, int argc, char **argv, void *opts, int *status)
{
	struct getopt_tables t;
	bool given[MAX_FLAGS] = {false};
	int value;

	*status = STATUS_USAGE;
	make_tables(c, &t);
	if (!take_env(c, opts))
		return -1;
	/* argv[-1] is the command's name: what getopt_long() passes over */
	argc++;
	argv--;
	opterr = 0;
	optind = 1;
	while ((value = getopt_long(argc, argv, t.shorts, t.longs, NULL)) !=
		-1) {
		*status = take_flag(c, opts, value, argv, given);
		if (*status != -1)
			return -1;
	}
	if ((size_t)(argc - optind) <= c->max_operands) {
		*status = STATUS_OK;
		return optind - 1;
	}
	*status = STATUS_USAGE;
	/* an operand may be a secret gone astray: not to be repeated */
	if (c->max_operands)
		opt_usage(c, "too many operands, %zu is the most",
			c->max_operands);
	else
		opt_usage(c, "takes no operand, only flags");
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
		fprintf(out, "%30s[%s]\n", "", f->env);
}

void
opt_help(const struct command *c, FILE *f)
{
	size_t i;

	fprintf(f, "Usage: kongrender %s [FLAG...]%s%s\n\n%s\n", c->name,
		*c->operands ? " " : "", c->operands, c->about);
	fputs("\nFlags (in brackets: the environment variable that does the "
	      "same):\n",
		f);
	for (i = 0; i < c->nflags; i++)
		help_flag(&c->flags[i], f);
	fputs("  -h, --help                  this text\n", f);
	if (c->examples)
		fprintf(f, "\n%s\n", c->examples);
}
