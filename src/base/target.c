#include "base/target.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/syscall.h>
#include <unistd.h>

/* What a person can do about an error that its text does not say. */
static const char *
advice(int error)
{
	switch (error) {
	case EBUSY:
	case EXDEV:
		return " (the file itself is a mount point, as with subPath: "
		       "mount its folder instead)";
	case EROFS:
		return " (mount a writable volume there, such as an emptyDir)";
	case EACCES:
	case EPERM:
		return " (this user needs write permission on the folder; in a "
		       "pod set fsGroup in the securityContext)";
	default:
		return "";
	}
}

int
target_fail(struct target *j, const char *what, int error)
{
	buf_addf(j->why, "cannot %s: %s", what, strerror(error));
	return -1;
}

int
target_fail_in_folder(struct target *j, const char *what, int error)
{
	target_fail(j, what, error);
	buf_adds(j->why, advice(error));
	return -1;
}

int
target_refuse(struct target *j, const char *reason)
{
	buf_adds(j->why, reason);
	return -1;
}

static int
open_folder(struct target *j, const char *path)
{
	const char *slash = strrchr(path, '/');
	char *folder = xstrndup(slash ? path : ".",
		slash && slash != path ? (size_t)(slash - path) : 1);
	int ret = 0;

	j->name = slash ? slash + 1 : path;
	j->dir = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (j->dir < 0 && errno == ENOENT)
		buf_addf(j->why,
			"folder not found: %s (mount a volume there, such as "
			"an emptyDir, or name another file)",
			folder);
	else if (j->dir < 0)
		buf_addf(j->why, "cannot open the folder %s: %s%s", folder,
			strerror(errno), advice(errno));
	if (j->dir < 0)
		ret = -1;
	free(folder);
	return ret;
}

void
target_lock(struct target *j)
{
	int ret;

	do
		ret = flock(j->dir, LOCK_EX);
	while (ret < 0 && errno == EINTR);
	j->locked = ret == 0;
}

int
target_examine(struct target *j, struct stat *st, bool *found)
{
	*found = false;
	if (fstatat(j->dir, j->name, st, AT_SYMLINK_NOFOLLOW))
		return errno == ENOENT
			       ? 0
			       : target_fail(
					 j, "read the file's status", errno);
	*found = true;
	if (S_ISLNK(st->st_mode))
		return target_refuse(j,
			"refusing to replace a symbolic link: pass the path "
			"of the file it points to");
	if (S_ISDIR(st->st_mode))
		return target_refuse(j,
			"expected a file, found a folder: add the file's name");
	if (!S_ISREG(st->st_mode))
		return target_refuse(j, "not a regular file");
	return 0;
}

/*
 * Whether something is mounted there, which a rename cannot replace. By hand,
 * as linux/stat.h has it: musl 1.2.3 knows no statx().
 */
static bool
is_mounted_on(const struct target *j)
{
	struct {
		uint32_t mask, block_size;
		uint64_t attributes;
		char further[240];
	} x = {0};
	const uint64_t mount_root = 0x2000;

	return syscall(SYS_statx, j->dir, j->name, AT_SYMLINK_NOFOLLOW, 0,
		       &x) == 0 &&
	       x.attributes & mount_root;
}

int
target_check_writable(struct target *j, const struct stat *named, bool found)
{
	struct stat folder;

	if (faccessat(j->dir, ".", W_OK | X_OK, AT_EACCESS))
		return target_fail_in_folder(j, "write to the folder", errno);
	if (!found)
		return 0;
	if (fstat(j->dir, &folder))
		return target_fail(j, "read the folder's status", errno);
	if (folder.st_mode & S_ISVTX && geteuid() != 0 &&
		geteuid() != named->st_uid && geteuid() != folder.st_uid)
		return target_fail_in_folder(j, "replace the file", EPERM);
	if (is_mounted_on(j))
		return target_fail_in_folder(j, "replace the file", EBUSY);
	return 0;
}

int
target_open(struct target *j, const char *path)
{
	if (open_folder(j, path))
		return -1;
	if (*j->name && strcmp(j->name, ".") != 0 && strcmp(j->name, "..") != 0)
		return 0;
	return target_refuse(
		j, "expected a file, found a folder: add the file's name");
}

int
target_close(struct target *j, int ret)
{
	if (j->dir >= 0)
		close(j->dir);
	return ret;
}
