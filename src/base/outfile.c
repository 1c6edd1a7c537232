#include "base/outfile.h"

#include "base/infile.h"
#include "base/target.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/random.h>
#include <unistd.h>

#define TEMP_END ".kongrender.tmp"
#define RANDOM_TRIES 8
/* what is left of a long name in its temporary's: ".NAME.RANDOM" TEMP_END */
#define NAME_PART (NAME_MAX - sizeof(TEMP_END) - 1 - 2 * sizeof(uint64_t))

/* No message is longer, so that none needs memory once a temporary exists. */
#define MESSAGE_MAX 1024

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
is_unchanged(const struct target *j, const struct stat *named)
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

/* random: 0 for the fixed name. A long name is cut between characters. */
static void
name_temporary(struct target *j, uint64_t random)
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
create_named(struct target *j)
{
	do
		j->fd = openat(j->dir, j->temp,
			O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC,
			0600);
	while (j->fd < 0 && errno == EINTR);
	return j->fd < 0 ? -1 : 0;
}

static int
create_random(struct target *j)
{
	uint64_t random;
	int i;

	for (i = 0; i < RANDOM_TRIES; i++) {
		if (getrandom(&random, sizeof(random), 0) < 0)
			return target_fail(j, "make a random name", errno);
		name_temporary(j, random | 1);
		if (create_named(j) == 0)
			return 0;
		if (errno != EEXIST)
			break;
	}
	return target_fail_in_folder(
		j, "create a temporary file in the same folder", errno);
}

/*
 * Under the lock the fixed name is ours: what is there is left from a
 * run that was killed. If it cannot be removed, it is no file of ours.
 */
static int
create_temporary(struct target *j)
{
	name_temporary(j, 0);
	if (!j->locked || (unlinkat(j->dir, j->temp, 0) && errno != ENOENT))
		return create_random(j);
	if (create_named(j))
		return target_fail_in_folder(
			j, "create a temporary file in the same folder", errno);
	return 0;
}

static int
write_bytes(struct target *j)
{
	size_t at = 0;
	ssize_t n;

	while (at < j->n) {
		n = write(j->fd, j->s + at, j->n - at);
		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return target_fail(
				j, "write the new file", n ? errno : EIO);
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

/* Before the mode, which a change of the owner may touch. */
static int
keep_owner(struct target *j)
{
	struct stat st;

	if (!j->owned)
		return 0;
	if (fstat(j->fd, &st))
		return target_fail(j, "read the new file's status", errno);
	if ((st.st_uid != j->uid || st.st_gid != j->gid) &&
		fchown(j->fd, j->uid, j->gid)) {
		target_fail(j, "keep the file's owner", errno);
		buf_adds(j->why, " (run as that user or as root)");
		return -1;
	}
	return 0;
}

static int
fill_temporary(struct target *j)
{
	int ret;

	if (write_bytes(j) || keep_owner(j))
		return -1;
	do
		ret = fchmod(j->fd, j->mode);
	while (ret < 0 && errno == EINTR);
	if (ret)
		return target_fail(j, "set the mode of the new file", errno);
	if (sync_descriptor(j->fd))
		return target_fail(j, "flush the new file to disk", errno);
	return 0;
}

/* whether the temporary's name still is the file that was written */
static int
check_name(struct target *j, bool *ours)
{
	struct stat opened, named;

	*ours = true;
	if (fstat(j->fd, &opened))
		return target_fail(j, "read the new file's status", errno);
	if (fstatat(j->dir, j->temp, &named, AT_SYMLINK_NOFOLLOW)) {
		*ours = errno != ENOENT;
		return target_fail(
			j, "read the new file's status by name", errno);
	}
	*ours = opened.st_dev == named.st_dev && opened.st_ino == named.st_ino;
	if (!*ours)
		return target_refuse(j,
			"another process replaced the temporary file while "
			"it was being written");
	return 0;
}

/* with the temporary's file open: everything up to the rename, or a clean-up */
static int
put_in_place(struct target *j)
{
	bool ours = true;
	int ret = fill_temporary(j);

	if (ret == 0)
		ret = check_name(j, &ours);
	if (ret == 0 && renameat(j->dir, j->temp, j->dir, j->name))
		ret = target_fail_in_folder(
			j, "rename the temporary file", errno);
	close(j->fd);
	if (ret && ours && unlinkat(j->dir, j->temp, 0))
		buf_addf(j->why, "; %s remains in the folder: %s", j->temp,
			strerror(errno));
	return ret;
}

/* Some file systems have nothing to sync for a folder, and say so. */
static int
sync_folder(struct target *j)
{
	if (sync_descriptor(j->dir) && errno != EINVAL && errno != ENOTSUP) {
		buf_adds(j->why, "the file was replaced, but ");
		return target_fail(j, "flush its folder to disk", errno);
	}
	return 0;
}

static int
replace(struct target *j, bool dry_run, enum outfile_result *result,
	bool *renamed)
{
	bool unchanged, found;
	struct stat st;

	if (target_examine(j, &st, &found))
		return -1;
	unchanged = found && is_unchanged(j, &st);
	*result = unchanged ? OUTFILE_UNCHANGED : OUTFILE_WRITTEN;
	if (unchanged && j->locked) {
		/* what a killed run left; on a read-only disk it stays */
		name_temporary(j, 0);
		unlinkat(j->dir, j->temp, 0);
	}
	if (unchanged)
		return 0;
	if (dry_run)
		return target_check_writable(j, &st, found);
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
	struct target j = {-1, -1, .s = s, .n = n, .mode = mode, .why = why};

	*renamed = false;
	if (target_open(&j, path))
		return target_close(&j, -1);
	if (!dry_run)
		target_lock(&j);
	return target_close(&j, replace(&j, dry_run, result, renamed));
}

void
outfile_clean(const char *path)
{
	struct buf why = {0};
	struct target j = {-1, -1, .why = &why};

	if (target_open(&j, path) == 0 &&
		flock(j.dir, LOCK_EX | LOCK_NB) == 0) {
		name_temporary(&j, 0);
		unlinkat(j.dir, j.temp, 0);
	}
	target_close(&j, 0);
	buf_free(&why);
}

/* Reads what is to be changed, and remembers its mode and owner. */
static int
read_old(struct target *j, struct buf *old, size_t max)
{
	struct stat st;
	bool found;
	int fd, ret;

	if (target_examine(j, &st, &found))
		return -1;
	if (!found)
		return 0;
	fd = openat(j->dir, j->name,
		O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
	if (fd < 0)
		return target_fail(j, "read the file", errno);
	ret = fstat(fd, &st) || infile_read_fd(old, fd, max);
	if (ret)
		target_fail(j, "read the file", errno);
	close(fd);
	j->mode = st.st_mode & 07777;
	j->owned = true;
	j->uid = st.st_uid;
	j->gid = st.st_gid;
	return ret ? -1 : 0;
}

int
outfile_edit(const char *path, const struct outfile_edit *edit,
	enum outfile_result *result, bool *renamed, struct buf *why)
{
	struct target j = {-1, -1, .mode = edit->mode, .why = why};
	struct buf old = {0}, made = {0};
	int ret;

	*renamed = false;
	buf_adds(&old, "");
	ret = target_open(&j, path);
	if (ret == 0) {
		target_lock(&j);
		if (!j.locked)
			ret = target_fail(&j, "lock the folder", errno);
	}
	if (ret == 0)
		ret = read_old(&j, &old, edit->max);
	if (ret == 0)
		ret = edit->change(edit->ctx, &old, &made);
	j.s = made.s ? made.s : "";
	j.n = made.n;
	if (ret == 0)
		ret = replace(&j, false, result, renamed);
	buf_free(&old);
	buf_free(&made);
	return target_close(&j, ret);
}
