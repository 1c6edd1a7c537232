#include "report/input.h"

#include "base/infile.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

const char *
input_advice(int error)
{
	switch (error) {
	case EACCES:
		return ": make it readable for this user; in a pod set fsGroup "
		       "in the securityContext";
	case EISDIR:
		return ": docker and subPath make a folder where the file to "
		       "mount is missing";
	default:
		return "";
	}
}

static void
report_errno(
	const struct text *t, size_t max, const char *source, struct diags *d)
{
	bool named = errno == ENOENT && source;

	if (errno == EFBIG)
		diag_add(d, RULE_TOO_LARGE, t, NOWHERE,
			"file exceeds the size limit of %zu byte%s", max,
			max == 1 ? "" : "s");
	else if (errno == EISDIR)
		diag_add(d, RULE_IO, t, NOWHERE,
			"cannot read: expected a file, found a folder%s",
			input_advice(errno));
	else
		diag_add(d, RULE_IO, t, NOWHERE, "cannot read: %s%s%s",
			strerror(errno), named ? ": " : input_advice(errno),
			named ? source : "");
}

int
input_read(struct text *t, const char *path, const char *name, size_t max,
	struct diags *d)
{
	return input_read_from(t, path, name, max, NULL, d);
}

int
input_read_from(struct text *t, const char *path, const char *name, size_t max,
	const char *source, struct diags *d)
{
	*t = (struct text){.path = name, .s = ""};
	if (strcmp(path, "-") == 0 && isatty(STDIN_FILENO))
		fprintf(stderr,
			"kongrender: reading %s from the terminal; end with "
			"Ctrl-D\n",
			strcmp(name, "-") == 0	     ? "the file"
			: strcmp(name, "stdin") == 0 ? "the file"
						     : name);
	if (infile_read(&t->owned, path, max)) {
		report_errno(t, max, source, d);
		buf_free(&t->owned);
		return -1;
	}
	t->s = t->owned.s;
	t->n = t->owned.n;
	return 0;
}
