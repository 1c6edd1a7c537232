#include "vars/secretsdir.h"

#include "base/infile.h"
#include "report/input.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define DATA "..data"

/* O_PATH: who may only pass through the folder can read the files. */
#define FOLDER (O_PATH | O_DIRECTORY | O_CLOEXEC)

int
secretsdir_open(struct secretsdir *s, const char *path, struct diags *d)
{
	s->data = -1;
	s->dir = open(path, FOLDER);
	s->open = s->dir >= 0;
	if (!s->open && errno == ENOTDIR)
		return diag_add(d, RULE_IO, NULL, NOWHERE,
			"--secrets-dir %s is not a folder: pass the one where "
			"the Secret is mounted",
			path);
	if (s->open)
		s->data = openat(s->dir, DATA, FOLDER);
	if (s->open && (s->data >= 0 || errno == ENOENT || errno == ENOTDIR))
		return 0;
	return diag_add(d, RULE_IO, NULL, NOWHERE,
		"cannot read --secrets-dir %s: %s%s", path, strerror(errno),
		errno == ENOENT
			? ": mount the Secret there, or correct the path"
			: input_advice(errno));
}

static enum secretsdir_answer
fail(int error, const char *text, const char **why)
{
	*why = text ? text : strerror(error);
	errno = error;
	return SECRETSDIR_FAILED;
}

/* Whether ..data still leads to the generation that was opened. */
static bool
is_current(const struct secretsdir *s)
{
	struct stat opened, named;

	return fstat(s->data, &opened) == 0 &&
	       fstatat(s->dir, DATA, &named, 0) == 0 &&
	       opened.st_dev == named.st_dev && opened.st_ino == named.st_ino;
}

static bool
leads_to_data(const struct secretsdir *s, const char *name)
{
	char to[sizeof(DATA)];
	ssize_t n = readlinkat(s->dir, name, to, sizeof(to));

	return n == sizeof(to) && memcmp(to, DATA "/", sizeof(to)) == 0;
}

/* What there is under a name that could not be opened: nothing, or a link. */
static enum secretsdir_answer
explain(const struct secretsdir *s, const char *name, const char **why)
{
	struct stat st;

	if (fstatat(s->dir, name, &st, AT_SYMLINK_NOFOLLOW))
		return errno == ENOENT ? SECRETSDIR_NONE
				       : fail(errno, NULL, why);
	return fail(ENOENT, "it is a symbolic link to a missing file", why);
}

static enum secretsdir_answer
read_open(int fd, size_t max, struct buf *content, const char **why)
{
	struct stat st;

	if (fstat(fd, &st))
		return fail(errno, NULL, why);
	if (!S_ISREG(st.st_mode) && !S_ISDIR(st.st_mode))
		return fail(EINVAL, "not a regular file", why);
	if (infile_read_fd(content, fd, max))
		return fail(errno, NULL, why);
	return SECRETSDIR_READ;
}

enum secretsdir_answer
secretsdir_read(const struct secretsdir *s, const char *name, size_t max,
	struct buf *content, const char **why)
{
	static const int flags = O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK;
	enum secretsdir_answer answer;
	int fd, error;

	if (!s->open || !*name || *name == '.' || strchr(name, '/'))
		return SECRETSDIR_NONE;
	fd = openat(s->data >= 0 ? s->data : s->dir, name, flags);
	if (fd < 0 && errno == ENOENT && s->data >= 0) {
		if (!is_current(s))
			return fail(EAGAIN,
				"the secrets folder changed while it was being "
				"read: run the command again",
				why);
		/* a file of the folder's own; never the next generation's */
		if (leads_to_data(s, name))
			return explain(s, name, why);
		fd = openat(s->dir, name, flags);
	}
	if (fd < 0 && errno == ENAMETOOLONG)
		return SECRETSDIR_NONE;
	if (fd < 0)
		return errno == ENOENT ? explain(s, name, why)
				       : fail(errno, NULL, why);
	answer = read_open(fd, max, content, why);
	error = errno;
	close(fd);
	errno = error;
	return answer;
}

void
secretsdir_each(const struct secretsdir *s,
	void (*name)(void *ctx, const char *name, size_t n), void *ctx)
{
	struct dirent *entry;
	DIR *dir;
	int fd;

	if (!s->open)
		return;
	fd = openat(s->data >= 0 ? s->data : s->dir, ".",
		O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	dir = fd >= 0 ? fdopendir(fd) : NULL;
	if (!dir && fd >= 0)
		close(fd);
	while (dir && (entry = readdir(dir)))
		if (entry->d_name[0] != '.')
			name(ctx, entry->d_name, strlen(entry->d_name));
	if (dir)
		closedir(dir);
}

void
secretsdir_close(struct secretsdir *s)
{
	if (s->open)
		close(s->dir);
	if (s->open && s->data >= 0)
		close(s->data);
	*s = (struct secretsdir){0};
}
