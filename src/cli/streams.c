#include "cli/streams.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

bool
streams_is_stdin(const char *path)
{
	static const char *const names[] = {
		"-", "/dev/stdin", "/dev/fd/0", "/proc/self/fd/0"};
	size_t i;

	for (i = 0; path && i < countof(names); i++)
		if (strcmp(path, names[i]) == 0)
			return true;
	return false;
}

size_t
streams_stdin_readers(const char *path, const struct opt_list *l)
{
	size_t i, n = streams_is_stdin(path);

	for (i = 0; i < l->n; i++)
		n += streams_is_stdin(l->v[i]);
	return n;
}

/* Returns 1 for a regular file, 0 for none, -1 and errno. */
static int
look(const char *path, int stream, struct stat *st)
{
	int ret = strcmp(path, "-") == 0 ? fstat(stream, st) : stat(path, st);

	if (ret && errno != ENOENT && errno != ENOTDIR)
		return -1;
	return ret == 0 && S_ISREG(st->st_mode);
}

/*
 * Returns 1 if the two paths lead to one regular file, through links or by the
 * same inode, 0 if not or if one is missing, -1 and errno if one cannot be
 * looked at. "-" is standard input in from, standard output in to.
 */
static int
same_file(const char *from, const char *to)
{
	struct stat a, b;
	int ret = look(from, STDIN_FILENO, &a);

	if (ret == 1)
		ret = look(to, STDOUT_FILENO, &b);
	if (ret == 1)
		ret = a.st_dev == b.st_dev && a.st_ino == b.st_ino;
	return ret;
}

int
streams_check(const char *input, const char *what, const struct text *output,
	struct diags *d)
{
	bool is_stdout = strcmp(output->path, "standard output") == 0;
	int same = same_file(input, is_stdout ? "-" : output->path);

	/* Writing fails for the same reason, and its error says what to do. */
	if (same < 0 && errno == EACCES)
		return 0;
	if (same < 0)
		return diag_add(d, RULE_IO, output, NOWHERE,
			"cannot compare it with %s: %s", input,
			strerror(errno));
	if (same)
		return diag_add(d, RULE_IO, output, NOWHERE,
			"it is the same file as %s, which would be "
			"overwritten: pass another output",
			what);
	return 0;
}

bool
streams_may_log(const char *log, const char *template, const char *output)
{
	return strcmp(log, "none") != 0 && same_file(template, log) == 0 &&
	       same_file(log, output) == 0;
}

int
streams_write(const char *s, size_t n, bool dry_run)
{
	ssize_t done;

	/* no bytes: EBADF if it is not open for writing */
	if (dry_run || n == 0)
		return write(STDOUT_FILENO, s, 0) < 0 ? -1 : 0;
	while (n > 0) {
		done = write(STDOUT_FILENO, s, n);
		if (done < 0 && errno == EINTR)
			continue;
		if (done == 0)
			errno = EIO;
		if (done <= 0)
			return -1;
		s += done;
		n -= (size_t)done;
	}
	return 0;
}
