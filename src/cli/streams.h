/*
 * What one run reads and writes: no input is read twice from standard input,
 * and no output replaces an input.
 */
#ifndef CLI_STREAMS_H
#define CLI_STREAMS_H

#include "cli/opt.h"
#include "report/diag.h"

/* Returns whether path ("-", /dev/stdin and so on, or NULL) is that stream. */
bool streams_is_stdin(const char *path);

/*
 * Returns how many of path (may be NULL) and the list read standard input:
 * only the first of several would get anything.
 */
size_t streams_stdin_readers(const char *path, const struct opt_list *l);

/*
 * Refuses an output (its path, or "standard output") that is the same file as
 * input, which a message calls what: it would be lost. Returns 0, or -1 with a
 * diagnostic.
 */
int streams_check(const char *input, const char *what,
	const struct text *output, struct diags *d);

/*
 * Returns whether the termination log, which is emptied before it is written,
 * is wanted and neither the template nor the output.
 */
bool streams_may_log(const char *log, const char *template, const char *output);

/*
 * Writes the n bytes at s to standard output, past stdio. With dry_run it is
 * only found out whether it can be written at all. Returns 0, or -1 and errno.
 */
int streams_write(const char *s, size_t n, bool dry_run);

#endif
