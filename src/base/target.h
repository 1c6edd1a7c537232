/*
 * The name that a file is to get: its folder, opened and locked, and what has
 * the name now. Inside of outfile.c.
 */
#ifndef BASE_TARGET_H
#define BASE_TARGET_H

#include "base/buf.h"

#include <limits.h>
#include <sys/stat.h>

/* One replacement under way. */
struct target {
	int dir, fd; /* the folder, the temporary; -1: not open */
	const char *name; /* in dir */
	const char *s; /* what the file is to hold, n bytes */
	size_t n;
	mode_t mode;
	bool locked;
	bool owned; /* by uid and gid, which the new file gets too */
	uid_t uid;
	gid_t gid;
	char temp[NAME_MAX + 1];
	struct buf *why;
};

/* Add "cannot WHAT: the error's text" to t->why; return -1. */
int target_fail(struct target *t, const char *what, int error);

/* The same for what changes the folder: it says what to do, too. */
int target_fail_in_folder(struct target *t, const char *what, int error);

/* Adds reason to t->why. Returns -1. */
int target_refuse(struct target *t, const char *reason);

/*
 * Opens the folder of path, which must outlive t. Returns 0, or -1 with a
 * message. Caller ends with target_close() in either case.
 */
int target_open(struct target *t, const char *path);

/* Waits for the lock of the folder: t->locked, or errno says why not. */
void target_lock(struct target *t);

/*
 * Looks at what has the name now; *found tells whether there is something,
 * *st what. Returns -1 with a message for what must not be replaced: a link, a
 * folder, what is not a regular file.
 */
int target_examine(struct target *t, struct stat *st, bool *found);

/*
 * Finds out what a real run would be told by the system, as far as that can
 * be known without changing anything (rename(2): EACCES, EROFS, EPERM in a
 * sticky folder, EBUSY for a mount point). Returns 0, or -1 with a message.
 */
int target_check_writable(
	struct target *t, const struct stat *named, bool found);

/* Closes the folder, which gives up the lock. Returns ret. */
int target_close(struct target *t, int ret);

#endif
