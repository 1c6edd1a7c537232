#include "base/outfile.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <unistd.h>

#define TEMP_END ".kongrender.tmp"
#define RANDOM_TRIES 8
/* what is left of a long name in its temporary's: ".NAME.RANDOM" TEMP_END */
#define NAME_PART (NAME_MAX - sizeof(TEMP_END) - 1 - 2 * sizeof(uint64_t))

/* No message is longer, so that none needs memory once a temporary exists. */
#define MESSAGE_MAX 1024

/* One replacement under way. */
struct job {
	int dir, fd;
	const char *name; /* in dir */
	const char *s;
	size_t n;
	mode_t mode;
	bool locked;
	char temp[NAME_MAX + 1];
	struct buf *why;
};

/* What a person can do about an error that its text does not say. */
static const char *
advice(int error)
{
	switch (error) {
	case EBUSY:
		return " (it is mounted by itself: mount the folder, not the "
		       "file)";
	case EROFS:
		return " (mount a writable volume there)";
	case EACCES:
	case EPERM:
		return " (the folder must be writable for this user)";
	default:
		return "";
	}
}

static int
fail(struct job *j, const char *what, int error)
{
	buf_addf(j->why, "cannot %s: %s", what, strerror(error));
	return -1;
}

/* The same for what changes the folder. */
static int
fail_in_folder(struct job *j, const char *what, int error)
{
	fail(j, what, error);
	buf_adds(j->why, advice(error));
	return -1;
}

static int
refuse(struct job *j, const char *reason)
{
	buf_adds(j->why, reason);
	return -1;
}

static int
open_folder(struct job *j, const char *path)
{
	const char *slash = strrchr(path, '/');
	char *folder = xstrndup(slash ? path : ".",
		slash && slash != path ? (size_t)(slash - path) : 1);
	int ret = 0;

	j->name = slash ? slash + 1 : path;
	j->dir = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (j->dir < 0 && errno == ENOENT)
		buf_addf(j->why, "no such folder: %s", folder);
	else if (j->dir < 0)
		buf_addf(j->why, "cannot open its folder %s: %s", folder,
			strerror(errno));
	if (j->dir < 0)
		ret = -1;
	free(folder);
	return ret;
}

static void
lock_folder(struct job *j)
{
	int ret;

	do
		ret = flock(j->dir, LOCK_EX);
	while (ret < 0 && errno == EINTR);
	j->locked = ret == 0;
}

/* whether the open file reads as the n bytes at s */
static bool
same_bytes(int fd, const char *s, size_t n)
{
	char block[16384];
	ssize_t got;
	size_t at = 0;
	bool same = true;

	while (same) {
		got = read(fd, block, sizeof(block));
		if (got < 0 && errno == EINTR)
			continue;
		if (got <= 0)
			break;
		same = (size_t)got <= n - at &&
		       memcmp(block, s + at, (size_t)got) == 0;
		at += (size_t)got;
	}
	wipe(block, sizeof(block));
	return same && got == 0 && at == n;
}

/* A file that cannot be read is one to be replaced. */
static bool
is_unchanged(const struct job *j, const struct stat *named)
{
	struct stat st;
	bool same;
	int fd;

	if ((named->st_mode & 07777) != j->mode ||
		(uintmax_t)named->st_size != j->n)
		return false;
	fd = openat(j->dir, j->name,
		O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
	if (fd < 0)
		return false;
	same = !fstat(fd, &st) && S_ISREG(st.st_mode) &&
	       (st.st_mode & 07777) == j->mode && same_bytes(fd, j->s, j->n);
	close(fd);
	return same;
}

/* what stands at the name now: may it be replaced, must it be? */
static int
examine(struct job *j, bool *unchanged)
{
	struct stat st;

	*unchanged = false;
	if (fstatat(j->dir, j->name, &st, AT_SYMLINK_NOFOLLOW))
		return errno == ENOENT ? 0 : fail(j, "look at it", errno);
	if (S_ISLNK(st.st_mode))
		return refuse(j,
			"it is a symbolic link, which would be replaced: name "
			"the file that it points to");
	if (S_ISDIR(st.st_mode))
		return refuse(j, "it is a folder: name a file in it");
	if (!S_ISREG(st.st_mode))
		return refuse(j, "it is not a regular file");
	*unchanged = is_unchanged(j, &st);
	return 0;
}

/* random: 0 for the fixed name. A long name is cut between characters. */
static void
name_temporary(struct job *j, uint64_t random)
{
	static const char digits[] = "0123456789abcdef";
	size_t n = strlen(j->name);
	char *to = j->temp;

	if (n > NAME_PART)
		n = NAME_PART;
	while (n > 0 && ((unsigned char)j->name[n] & 0xc0) == 0x80)
		n--;
	*to++ = '.';
	memcpy(to, j->name, n);
	to += n;
	if (random)
		*to++ = '.';
	for (; random; random >>= 4)
		*to++ = digits[random & 15];
	memcpy(to, TEMP_END, sizeof(TEMP_END));
}

static int
create_named(struct job *j)
{
	do
		j->fd = openat(j->dir, j->temp,
			O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC,
			0600);
	while (j->fd < 0 && errno == EINTR);
	return j->fd < 0 ? -1 : 0;
}

static int
create_random(struct job *j)
{
	uint64_t random;
	int i;

	for (i = 0; i < RANDOM_TRIES; i++) {
		if (getrandom(&random, sizeof(random), 0) < 0)
			return fail(j, "make a random name", errno);
		name_temporary(j, random | 1);
		if (create_named(j) == 0)
			return 0;
		if (errno != EEXIST)
			break;
	}
	return fail_in_folder(j, "create a temporary file beside it", errno);
}

/*
 * Under the lock the fixed name is ours: what stands there is left from a
 * run that was killed. If it cannot be removed, it is no file of ours.
 */
static int
create_temporary(struct job *j)
{
	name_temporary(j, 0);
	if (!j->locked || (unlinkat(j->dir, j->temp, 0) && errno != ENOENT))
		return create_random(j);
	if (create_named(j))
		return fail_in_folder(
			j, "create a temporary file beside it", errno);
	return 0;
}

static int
write_bytes(struct job *j)
{
	size_t at = 0;
	ssize_t n;

	while (at < j->n) {
		n = write(j->fd, j->s + at, j->n - at);
		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return fail(j, "write the new file", n ? errno : EIO);
		at += (size_t)n;
	}
	return 0;
}

static int
sync_descriptor(int fd)
{
	int ret;

	do
		ret = fsync(fd);
	while (ret < 0 && errno == EINTR);
	return ret;
}

static int
fill_temporary(struct job *j)
{
	int ret;

	if (write_bytes(j))
		return -1;
	do
		ret = fchmod(j->fd, j->mode);
	while (ret < 0 && errno == EINTR);
	if (ret)
		return fail(j, "set the mode of the new file", errno);
	if (sync_descriptor(j->fd))
		return fail(j, "write the new file to the disk", errno);
	return 0;
}

/* whether the temporary's name still is the file that was written */
static int
check_name(struct job *j, bool *ours)
{
	struct stat opened, named;

	*ours = true;
	if (fstat(j->fd, &opened))
		return fail(j, "look at the new file", errno);
	if (fstatat(j->dir, j->temp, &named, AT_SYMLINK_NOFOLLOW)) {
		*ours = errno != ENOENT;
		return fail(j, "look at the new file by its name", errno);
	}
	*ours = opened.st_dev == named.st_dev && opened.st_ino == named.st_ino;
	if (!*ours)
		return refuse(j,
			"something else replaced the temporary file while it "
			"was written");
	return 0;
}

/* with the temporary's file open: everything up to the rename, or a clean-up */
static int
put_in_place(struct job *j)
{
	bool ours = true;
	int ret = fill_temporary(j);

	if (ret == 0)
		ret = check_name(j, &ours);
	if (ret == 0 && renameat(j->dir, j->temp, j->dir, j->name))
		ret = fail_in_folder(
			j, "rename the new file into place", errno);
	close(j->fd);
	if (ret && ours && unlinkat(j->dir, j->temp, 0))
		buf_addf(j->why, "; %s is left beside it: %s", j->temp,
			strerror(errno));
	return ret;
}

/* Some file systems have nothing to sync for a folder, and say so. */
static int
sync_folder(struct job *j)
{
	if (sync_descriptor(j->dir) && errno != EINVAL && errno != ENOTSUP)
		return fail(j, "write its folder to the disk", errno);
	return 0;
}

static int
replace(struct job *j, bool dry_run, enum outfile_result *result, bool *renamed)
{
	bool unchanged;

	if (!dry_run)
		lock_folder(j);
	if (examine(j, &unchanged))
		return -1;
	*result = unchanged ? OUTFILE_UNCHANGED : OUTFILE_WRITTEN;
	if (unchanged && j->locked) {
		/* what a killed run left; on a read-only disk it stays */
		name_temporary(j, 0);
		unlinkat(j->dir, j->temp, 0);
	}
	if (unchanged || dry_run)
		return 0;
	buf_reserve(j->why, MESSAGE_MAX);
	if (create_temporary(j) || put_in_place(j))
		return -1;
	*renamed = true;
	return sync_folder(j);
}

int
outfile_replace(const char *path, const char *s, size_t n, mode_t mode,
	bool dry_run, enum outfile_result *result, bool *renamed,
	struct buf *why)
{
	struct job j = {-1, -1, .s = s, .n = n, .mode = mode, .why = why};
	int ret;

	*renamed = false;
	if (open_folder(&j, path))
		return -1;
	if (!*j.name || strcmp(j.name, ".") == 0 || strcmp(j.name, "..") == 0)
		ret = refuse(&j, "it is a folder: name a file in it");
	else
		ret = replace(&j, dry_run, result, renamed);
	close(j.dir);
	return ret;
}
