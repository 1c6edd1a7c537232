#include "base/infile.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define CHUNK 65536

/* One more byte than the file has, so that the last read sees its end. */
static size_t
size_hint(int fd, size_t max)
{
	struct stat st;

	if (fstat(fd, &st) || !S_ISREG(st.st_mode) || st.st_size < 0)
		return CHUNK;
	return (uintmax_t)st.st_size < max ? (size_t)st.st_size + 1 : CHUNK;
}

int
infile_read_fd(struct buf *b, int fd, size_t max)
{
	size_t start = b->n, room = size_hint(fd, max);
	ssize_t n;

	for (;;) {
		buf_reserve(b, room);
		n = read(fd, b->s + b->n, b->cap - 1 - b->n);
		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			break;
		b->n += (size_t)n;
		if (b->n - start > max) {
			errno = EFBIG;
			n = -1;
			break;
		}
		room = b->n == b->cap - 1 ? CHUNK : 1;
	}
	b->s[b->n] = '\0';
	if (n < 0)
		buf_cut(b, start);
	return n < 0 ? -1 : 0;
}

int
infile_read(struct buf *b, const char *path, size_t max)
{
	int fd, ret, saved;

	if (strcmp(path, "-") == 0)
		return infile_read_fd(b, STDIN_FILENO, max);
	do
		fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
	while (fd < 0 && errno == EINTR);
	if (fd < 0)
		return -1;
	ret = infile_read_fd(b, fd, max);
	saved = errno;
	close(fd);
	errno = saved;
	return ret;
}
