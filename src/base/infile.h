/* Reading a whole file, bounded. */
#ifndef BASE_INFILE_H
#define BASE_INFILE_H

#include "base/buf.h"

/*
 * Appends all of the file at path to b; "-" is standard input. At most max
 * bytes. Returns 0, or -1 with errno set: EFBIG when the file is larger than
 * max, EISDIR for a folder, else what open(2) or read(2) said; b is then as
 * it was.
 */
int infile_read(struct buf *b, const char *path, size_t max);

/* The same for the open descriptor fd, which stays open. */
int infile_read_fd(struct buf *b, int fd, size_t max);

#endif
