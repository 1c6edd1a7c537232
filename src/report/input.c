#include "report/input.h"

#include "base/infile.h"

#include <errno.h>
#include <string.h>

static void
report_errno(const struct text *t, size_t max, struct diags *d)
{
	if (errno == EFBIG)
		diag_add(d, RULE_TOO_LARGE, t, NOWHERE, "larger than %zu bytes",
			max);
	else if (errno == EISDIR)
		diag_add(d, RULE_IO, t, NOWHERE,
			"cannot read: it is a folder, not a file");
	else
		diag_add(d, RULE_IO, t, NOWHERE, "cannot read: %s",
			strerror(errno));
}

int
input_read(struct text *t, const char *path, const char *name, size_t max,
	struct diags *d)
{
	*t = (struct text){.path = name, .s = ""};
	if (infile_read(&t->owned, path, max)) {
		report_errno(t, max, d);
		buf_free(&t->owned);
		return -1;
	}
	t->s = t->owned.s;
	t->n = t->owned.n;
	return 0;
}
