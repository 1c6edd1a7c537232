/*
 * A mounted Secret: a folder with a file for each key.
 *
 * The kubelet writes a new generation into a folder of its own and swaps the
 * link ..data to it; NAME is a link to ..data/NAME (Kubernetes, pkg/volume/
 * util/atomic_writer.go). ..data is followed once, when the folder is opened:
 * all values come from one generation, or reading fails.
 */
#ifndef VARS_SECRETSDIR_H
#define VARS_SECRETSDIR_H

#include "report/diag.h"

struct secretsdir {
	bool open;
	int dir, data; /* data: the generation, -1 without ..data */
};

enum secretsdir_answer { SECRETSDIR_NONE, SECRETSDIR_READ, SECRETSDIR_FAILED };

/*
 * Opens the folder at path into s (all zero). Returns 0, or -1 with a
 * diagnostic. Caller ends with secretsdir_close() in either case.
 */
int secretsdir_open(struct secretsdir *s, const char *path, struct diags *d);

/*
 * Appends the file called name, of at most max bytes, to content. There is
 * none (SECRETSDIR_NONE) if nothing has that name, or name begins with a dot
 * or holds a slash. SECRETSDIR_FAILED: *why says why not (a string that lives
 * for ever, or strerror's) and errno is EFBIG for a larger file, else another
 * number; a link whose file is missing and what is not a regular file, too:
 * it never waits for a FIFO.
 */
enum secretsdir_answer secretsdir_read(const struct secretsdir *s,
	const char *name, size_t max, struct buf *content, const char **why);

/*
 * Calls name for each file of the folder. Does nothing if its list cannot be
 * read, which who may only pass through it cannot.
 */
void secretsdir_each(const struct secretsdir *s,
	void (*name)(void *ctx, const char *name, size_t n), void *ctx);

/* Closes what is open. May be repeated. */
void secretsdir_close(struct secretsdir *s);

#endif
