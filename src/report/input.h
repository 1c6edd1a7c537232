/* Input files, whole, and what is wrong with one that cannot be read. */
#ifndef REPORT_INPUT_H
#define REPORT_INPUT_H

#include "report/diag.h"

/*
 * Reads the file at path ("-" is standard input) of at most max bytes into t.
 * t->path becomes name. If standard input is a terminal, says on standard error
 * what it waits for. Returns 0, or -1 with a diagnostic added to d.
 * Caller frees with text_free(), after the last diagnostic is printed.
 */
int input_read(struct text *t, const char *path, const char *name, size_t max,
	struct diags *d);

/*
 * The same; source says which mount or flag would provide the file, for the
 * message that it is missing: "pass --template FILE".
 */
int input_read_from(struct text *t, const char *path, const char *name,
	size_t max, const char *source, struct diags *d);

/* Returns what to do about an error of reading, ": ..." for a message, or "".
 */
const char *input_advice(int error);

#endif
