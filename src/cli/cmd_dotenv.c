#include "cli/cmd.h"

#include "base/outfile.h"
#include "base/utf8.h"
#include "report/report.h"
#include "report/input.h"
#include "vars/dotenv.h"
#include "vars/vars.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#define MAX_FILE 0x1000000 /* 16 MiB */
#define NEW_MODE 0600 /* it holds secrets */

struct options {
	const char *file, *from_env, *from_file;
};

#define OPTION(member) offsetof(struct options, member)

static const struct flag flags[] = {
	{"file", 'f', FLAG_STRING, OPTION(file), "FILE", NULL, NULL,
		"the .env file; a new one gets mode 0600"},
	{"from-env", 0, FLAG_STRING, OPTION(from_env), "NAME", NULL, NULL,
		"the value is in the environment variable NAME"},
	{"from-file", 0, FLAG_STRING, OPTION(from_file), "FILE", NULL, NULL,
		"the value is in FILE, - for standard input; one\n"
		"newline at its end is dropped"},
};

static int
read_value(const struct options *o, struct text *value, struct diags *d)
{
	*value = (struct text){.s = ""};
	if (o->from_env) {
		value->s = getenv(o->from_env);
		if (!value->s)
			return diag_add(d, RULE_UNSET_VARIABLE, NULL, NOWHERE,
				"the environment has no %s", o->from_env);
		value->n = strlen(value->s);
	} else {
		if (input_read(value, o->from_file, o->from_file,
			    VARS_MAX_VALUE, d))
			return -1;
		if (value->n && value->s[value->n - 1] == '\n')
			value->n--;
	}
	if (utf8_check(value->s, value->n) < value->n ||
		memchr(value->s, '\0', value->n))
		return diag_add(d, RULE_BAD_VALUE, NULL, NOWHERE,
			"the value of %s is not UTF-8, or holds a NUL",
			o->from_env ? o->from_env : o->from_file);
	return 0;
}

/* Reads the file, or nothing if there is none yet. */
static int
read_file(const char *path, struct text *text, mode_t *mode, struct diags *d)
{
	struct stat st;

	*mode = NEW_MODE;
	*text = (struct text){.path = path, .s = ""};
	if (stat(path, &st) == 0)
		*mode = st.st_mode & 0777;
	else if (errno == ENOENT)
		return 0;
	else
		return diag_add(d, RULE_IO, text, NOWHERE,
			"cannot look at it: %s", strerror(errno));
	return input_read(text, path, path, MAX_FILE, d);
}

static void
set(const struct options *o, const char *name, struct text *file,
	struct text *value, struct diags *d)
{
	struct dotenv parsed = {0};
	struct buf out = {0}, why = {0};
	enum outfile_result result;
	bool renamed = false;
	mode_t mode;

	if (read_value(o, value, d) || read_file(o->file, file, &mode, d) ||
		dotenv_parse(&parsed, file, d))
		goto out;
	dotenv_set(&parsed, name, value->s, value->n, &out);
	if (outfile_replace(o->file, out.s, out.n, mode, false, &result,
		    &renamed, &why))
		diag_add(d, RULE_IO, file, NOWHERE, "%s", why.s);
	else
		fprintf(stderr, "kongrender: %s %s: %s (%zu bytes)\n", o->file,
			result == OUTFILE_WRITTEN ? "written" : "unchanged",
			name, value->n);
out:
	buf_free(&why);
	buf_free(&out);
	dotenv_free(&parsed);
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
		return opt_usage(self, "which variable? NAME is missing");
	if (!dotenv_is_name(argv[first], strlen(argv[first])))
		return opt_usage(self,
			"the operand is a NAME of letters, digits and "
			"underscores; the value comes from --from-env or "
			"--from-file");
	if (!o.file)
		return opt_usage(self, "which file? --file is missing");
	if (!o.from_env == !o.from_file)
		return opt_usage(self,
			"the value comes from --from-env or from --from-file");
	set(&o, argv[first], &file, &value, &d);
	status = diags_status(&d, false);
	report_text(
		stderr, &d, LEVEL_NOTE, report_use_color(COLOR_AUTO, stderr));
	diags_free(&d);
	text_free(&file);
	text_free(&value);
	return status;
}

const struct command cmd_dotenv_set = {
	.name = "dotenv set",
	.operands = "NAME",
	.summary = "put one value into a .env file, nothing else touched",
	.about = "Replaces the value of NAME in a .env file, or adds a line "
		 "for it. Every other\nbyte and the file's mode stay; the file "
		 "is replaced whole or not at all. What\nis written reads back "
		 "exactly through --env-file.",
	.examples =
		"Examples:\n"
		"  kongrender dotenv set --file .env.local ANON_KEY --from-env "
		"NEW_ANON_KEY\n"
		"  kongrender token mint --role anon |\n"
		"    kongrender dotenv set -f .env.local ANON_KEY --from-file "
		"-\n\n"
		"Exit status: 0 written or unchanged, 1 the file or the value "
		"is wrong, 2 usage\nor a file cannot be read or written.",
	.flags = flags,
	.nflags = countof(flags),
	.max_operands = 1,
	.run = run,
};
