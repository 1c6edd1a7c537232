/*
 * Replacing a file whole, or not at all.
 *
 * Under flock on the folder: a stale temporary is removed, a new one created
 * (O_EXCL|O_NOFOLLOW), written, given its mode with fchmod, fsynced, compared
 * with its name, renamed, and the folder synced. Where the folder cannot be
 * locked the temporary has a random name instead of a fixed one, because of
 * two writers with one fixed name each would remove the other's. A run that
 * is killed leaves at most one temporary, which the next run under the lock
 * removes: mode 0600 until it is whole.
 */
#ifndef BASE_OUTFILE_H
#define BASE_OUTFILE_H

#include "base/buf.h"

#include <sys/types.h>

enum outfile_result {
	OUTFILE_WRITTEN, /* the name now holds the new bytes */
	OUTFILE_UNCHANGED, /* bytes and mode were right already: not touched */
};

/*
 * Makes the file at path hold the n bytes at s with permission bits mode
 * (0 to 0777, whatever the umask). With dry_run only *result is found out.
 * Returns 0 and sets *result, or -1 with a message for a person added to why
 * (what failed, and what to do where that is known; no path in front): the
 * old file is then as it was and no temporary is left, unless *renamed is
 * true: then the new file is in place, which why says, and only the folder's
 * fsync failed. With dry_run a folder that cannot be written fails too.
 */
int outfile_replace(const char *path, const char *s, size_t n, mode_t mode,
	bool dry_run, enum outfile_result *result, bool *renamed,
	struct buf *why);

/*
 * Removes the temporary that a killed outfile_replace(path) has left. Does
 * nothing while another run holds the lock.
 */
void outfile_clean(const char *path);

/* How a file is changed under one lock. */
struct outfile_edit {
	size_t max; /* bytes that the old file may have */
	mode_t mode; /* of a new file; an old one keeps its own, and its owner
		      */
	/*
	 * Appends to made what the file is to hold; old is what it holds, empty
	 * where there is none. Returns 0, or -1 to leave the file alone.
	 */
	int (*change)(void *ctx, const struct buf *old, struct buf *made);
	void *ctx;
};

/*
 * Lets edit->change read the file at path and say what it is to hold. Whoever
 * else edits it in this way waits: no change is lost. Returns as
 * outfile_replace() does; also -1, with nothing added to why, when change
 * returned -1. A folder that cannot be locked, or an owner that cannot be
 * kept, is an error.
 */
int outfile_edit(const char *path, const struct outfile_edit *edit,
	enum outfile_result *result, bool *renamed, struct buf *why);

#endif
