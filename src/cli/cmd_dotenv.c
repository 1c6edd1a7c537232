#include "cli/cmd.h"
#include "cli/output.h"

#include "base/bytes.h"
#include "base/outfile.h"
#include "base/utf8.h"
#include "report/input.h"
#include "vars/dotenv.h"
#include "vars/envquote.h"
#include "vars/vars.h"

#include <stdlib.h>
#include <string.h>

#define MAX_FILE 0x1000000 /* 16 MiB */
#define NEW_MODE 0600 /* it holds secrets */

struct options {
	const char *from_env, *from_file;
	struct output messages;
};

#define OPTION(member) offsetof(struct options, member)

static const struct flag flags[] = {
	{"from-env", 0, FLAG_STRING, OPTION(from_env), "NAME", NULL, NULL,
		"read the value from the environment variable NAME"},
	{"from-file", 0, FLAG_STRING, OPTION(from_file), "FILE", NULL, NULL,
		"read the value from FILE, - for standard input,\n"
		"without one LF or CR LF at the end"},
	OUTPUT_FLAGS(struct options, messages),
};

static int
read_value(const struct options *o, struct text *value, struct diags *d)
{
	*value = (struct text){.s = ""};
	if (o->from_env) {
		value->s = getenv(o->from_env);
		if (!value->s)
			/* it may be the value itself */
			return diag_add(d, RULE_UNSET_VARIABLE, NULL, NOWHERE,
				"--from-env: variable not found in the "
				"environment (expected its name, not its "
				"value)");
		value->n = strlen(value->s);
	} else {
		if (input_read(value, o->from_file, o->from_file,
			    VARS_MAX_VALUE, d))
			return -1;
		value->n = bytes_chomp(value->s, value->n);
		if (!value->n && strcmp(o->from_file, "-") == 0)
			return diag_add(d, RULE_INVALID_VALUE, NULL, NOWHERE,
				"standard input is empty: did the command "
				"that writes the value fail? For an empty "
				"value use --from-env");
	}
	if (utf8_check(value->s, value->n) < value->n ||
		memchr(value->s, '\0', value->n))
		return diag_add(d, RULE_INVALID_VALUE, NULL, NOWHERE,
			"the value of %s is not valid UTF-8, or contains a NUL",
			o->from_env ? o->from_env : o->from_file);
	return 0;
}

/* One change of one file. */
struct change {
	const char *name;
	const struct text *value;
	struct text *file;
	struct diags *d;
};

/*
 * A shell that reads the file must not execute the value: if a quote is open
 * for it where the value goes, ours would close it.
 */
static int
check_shell(const struct change *c, const struct dotenv *parsed)
{
	const struct dotenv_entry *e =
		dotenv_find(parsed, c->name, strlen(c->name));
	const struct text *t = c->file;

	if (envquote_is_bare(c->value->s, c->value->n) ||
		!envquote_is_open(t->s, e ? e->from : t->n))
		return 0;
	return diag_add(c->d, RULE_ENV_FILE, t, e ? e->at : t->n,
		"an earlier line leaves a quote, a substitution or << open, so "
		"a shell could execute the new value; put the value of that "
		"line in single quotes first");
}

/* What others would read; it is valid, but not every program reads it so. */
static void
warn_of_readers(const struct change *c)
{
	const char *who = envquote_misreader(c->value->s, c->value->n);

	if (who)
		diag_add_level(c->d, LEVEL_WARNING, RULE_ENV_FILE, c->file,
			NOWHERE,
			"%s a different value for %s than a shell and "
			"kongrender do: it has quotes, backslashes or carriage "
			"returns that no quoting makes the same for all",
			who, c->name);
	if (strpbrk(c->name, ".-"))
		diag_add_level(c->d, LEVEL_WARNING, RULE_ENV_FILE, c->file,
			NOWHERE,
			"%s is not a valid shell variable name: a shell cannot "
			"source the file",
			c->name);
}

static int
make(void *ctx, const struct buf *old, struct buf *made)
{
	struct change *c = ctx;
	struct dotenv parsed = {0};
	int ret;

	/* diagnostics speak of it after the file is closed */
	buf_add(&c->file->owned, old->s, old->n);
	c->file->s = c->file->owned.s ? c->file->owned.s : "";
	c->file->n = old->n;
	ret = dotenv_parse(&parsed, c->file, c->d);
	if (ret == 0)
		ret = check_shell(c, &parsed);
	if (ret == 0)
		dotenv_set(&parsed, c->name, c->value->s, c->value->n, made);
	dotenv_free(&parsed);
	return ret;
}

static void
set(const struct options *o, char **operands, struct text *file,
	struct text *value, struct diags *d)
{
	const char *path = operands[0], *name = operands[1];
	struct change change = {name, value, file, d};
	const struct outfile_edit edit = {MAX_FILE, NEW_MODE, make, &change};
	enum outfile_result result;
	struct buf why = {0};
	bool renamed = false;

	*file = (struct text){.path = path, .s = ""};
	if (read_value(o, value, d))
		return;
	if (outfile_edit(path, &edit, &result, &renamed, &why) == 0) {
		warn_of_readers(&change);
		if (!o->messages.quiet)
			fprintf(stderr, "kongrender: %s %s: %s (%zu byte%s)\n",
				path,
				result == OUTFILE_WRITTEN ? "written"
							  : "unchanged",
				name, value->n, value->n == 1 ? "" : "s");
	} else if (why.n) {
		diag_add(d, RULE_IO, file, NOWHERE, "%s", why.s);
	}
	buf_free(&why);
}

static int
run(const struct command *self, int argc, char **argv)
{
	struct options o = {0};
	struct text file = {0}, value = {0};
	struct diags d = {0};
	int status, first;

	first = opt_parse(self, argc, argv, &o, &status);
	if (first < 0)
		return status;
	if (first == argc)
		return opt_usage(self, "missing FILE");
	if (first + 1 == argc)
		return opt_usage(self, "missing NAME");
	if (!dotenv_is_name(argv[first + 1], strlen(argv[first + 1])))
		return opt_usage(self, "invalid NAME: expected letters, digits "
				       "and underscores, no digit first; pass "
				       "the value with --from-env or "
				       "--from-file");
	if (!o.from_env == !o.from_file)
		return opt_usage(self,
			"pass the value with either --from-env or --from-file");
	set(&o, argv + first, &file, &value, &d);
	status = output_status(&o.messages, &d);
	output_report(&o.messages, stderr, &d);
	diags_free(&d);
	text_free(&file);
	text_free(&value);
	return status;
}

const struct command cmd_dotenv_set = {
	.name = "dotenv set",
	.operands = "FILE NAME",
	.summary = "set one variable in a .env file",
	.about =
		"Sets NAME in a .env file: replaces its value, or adds a line. "
		"All other bytes,\nthe owner and the mode stay the same; a new "
		"file gets mode 0600. The file is\nreplaced entirely or not at "
		"all. --env-file reads back exactly the value that\nwas set.",
	.examples = "Examples:\n"
		    "  kongrender dotenv set .env.local ANON_KEY --from-env "
		    "NEW_ANON_KEY\n"
		    "  kongrender token mint --role anon |\n"
		    "    kongrender dotenv set .env.local ANON_KEY --from-file "
		    "-\n\n"
		    "Exit status: 0 written or unchanged, 1 invalid file or "
		    "value, 2 usage or I/O\nerror.",
	.flags = flags,
	.nflags = countof(flags),
	.max_operands = 2,
	.instead = "pass the value with --from-env or --from-file",
	.run = run,
};
