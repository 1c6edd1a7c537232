#include "base/outfile.h"

#include "base/infile.h"
#include "folder.h"

#include <dirent.h>
#include <limits.h>
#include <signal.h>
#include <sys/file.h>
#include <sys/resource.h>
#include <sys/wait.h>

/* How many names the folder has but . and .. */
static size_t
count_names(void)
{
	DIR *dir = opendir(".");
	size_t n = 0;

	while (readdir(dir))
		n++;
	closedir(dir);
	return n - 2;
}

static void
check_file(const char *path, const char *s, size_t n, mode_t mode)
{
	struct buf b = {0};
	struct stat st;

	ck_assert_int_eq(infile_read(&b, path, SIZE_MAX / 4), 0);
	ck_assert_uint_eq(b.n, n);
	ck_assert(memcmp(b.s, s, n) == 0);
	ck_assert_int_eq(lstat(path, &st), 0);
	ck_assert_int_eq((int)(st.st_mode & 07777), (int)mode);
	buf_free(&b);
}

static void
check_replace(const char *path, const char *s, mode_t mode, bool dry_run,
	enum outfile_result wanted)
{
	enum outfile_result result;
	struct buf why = {0};
	bool renamed;

	ck_assert_msg(outfile_replace(path, s, strlen(s), mode, dry_run,
			      &result, &renamed, &why) == 0,
		"%s", why.s);
	ck_assert_int_eq(result, wanted);
	ck_assert_int_eq(renamed, wanted == OUTFILE_WRITTEN && !dry_run);
	ck_assert_uint_eq(why.n, 0);
	buf_free(&why);
}

static void
check_refused(const char *path, const char *wanted)
{
	enum outfile_result result;
	struct buf why = {0};
	bool renamed = true;
	int dry_run;

	for (dry_run = 0; dry_run < 2; dry_run++) {
		ck_assert_int_eq(outfile_replace(path, "x", 1, 0644, dry_run,
					 &result, &renamed, &why),
			-1);
		ck_assert_msg(strstr(why.s, wanted), "%s", why.s);
		ck_assert(!renamed);
		buf_free(&why);
	}
}

START_TEST(a_new_file_has_its_bytes_and_its_mode_whatever_the_umask)
{
	enter();
	umask(077);
	check_replace("f", "hello", 0644, false, OUTFILE_WRITTEN);
	check_file("f", "hello", 5, 0644);
	umask(0777);
	check_replace("./g", "", 0440, false, OUTFILE_WRITTEN);
	umask(0);
	check_file("g", "", 0, 0440);
	check_replace("h", "x", 0, false, OUTFILE_WRITTEN);
	ck_assert_uint_eq(count_names(), 3);
	leave();
}
END_TEST

START_TEST(an_old_file_is_replaced_not_written_to)
{
	int fd;
	char old[4] = "";

	enter();
	check_replace("f", "old", 0440, false, OUTFILE_WRITTEN);
	fd = open("f", O_RDONLY);
	check_replace("f", "new and longer", 0444, false, OUTFILE_WRITTEN);
	check_file("f", "new and longer", 14, 0444);
	ck_assert_int_eq(read(fd, old, 4), 3);
	ck_assert_str_eq(old, "old");
	close(fd);
	ck_assert_uint_eq(count_names(), 1);
	leave();
}
END_TEST

START_TEST(right_bytes_and_mode_are_not_written_again)
{
	struct stat before, after;

	enter();
	check_replace("f", "same", 0640, false, OUTFILE_WRITTEN);
	stat("f", &before);
	check_replace("f", "same", 0640, false, OUTFILE_UNCHANGED);
	stat("f", &after);
	ck_assert_uint_eq(before.st_ino, after.st_ino);
	check_replace("f", "same", 0644, false, OUTFILE_WRITTEN);
	check_file("f", "same", 4, 0644);
	check_replace("f", "Same", 0644, false, OUTFILE_WRITTEN);
	check_replace("f", "Samex", 0644, false, OUTFILE_WRITTEN);
	check_file("f", "Samex", 5, 0644);
	chmod("f", 01644);
	check_replace("f", "Samex", 0644, false, OUTFILE_WRITTEN);
	leave();
}
END_TEST

START_TEST(a_large_file_is_compared_to_its_last_byte)
{
	enum { N = 300001 };
	char *s = xcalloc(N, 1);
	enum outfile_result result;
	struct buf why = {0};
	bool renamed;
	size_t i;

	enter();
	for (i = 0; i < N; i++)
		s[i] = (char)(i * 31 >> 4);
	outfile_replace("f", s, N, 0600, false, &result, &renamed, &why);
	ck_assert_int_eq(result, OUTFILE_WRITTEN);
	check_file("f", s, N, 0600);
	outfile_replace("f", s, N, 0600, false, &result, &renamed, &why);
	ck_assert_int_eq(result, OUTFILE_UNCHANGED);
	s[N - 1] ^= 1;
	outfile_replace("f", s, N, 0600, false, &result, &renamed, &why);
	ck_assert_int_eq(result, OUTFILE_WRITTEN);
	check_file("f", s, N, 0600);
	buf_free(&why);
	free(s);
	leave();
}
END_TEST

START_TEST(a_full_disk_leaves_the_old_file_and_no_temporary)
{
	const struct rlimit two = {2, 2};
	enum outfile_result result;
	struct buf why = {0};
	bool renamed;

	enter();
	check_replace("f", "1", 0644, false, OUTFILE_WRITTEN);
	signal(SIGXFSZ, SIG_IGN);
	ck_assert_int_eq(setrlimit(RLIMIT_FSIZE, &two), 0);
	ck_assert_int_eq(outfile_replace("f", "123", 3, 0644, false, &result,
				 &renamed, &why),
		-1);
	ck_assert_str_eq(why.s, "cannot write the new file: File too large");
	ck_assert(!renamed);
	check_file("f", "1", 1, 0644);
	ck_assert_uint_eq(count_names(), 1);
	check_replace("f", "12", 0644, false, OUTFILE_WRITTEN);
	buf_free(&why);
	leave();
}
END_TEST

START_TEST(a_dry_run_touches_nothing)
{
	enter();
	check_replace("f", "x", 0644, true, OUTFILE_WRITTEN);
	ck_assert_uint_eq(count_names(), 0);
	check_replace("f", "x", 0644, false, OUTFILE_WRITTEN);
	check_replace("f", "x", 0644, true, OUTFILE_UNCHANGED);
	check_replace("f", "y", 0644, true, OUTFILE_WRITTEN);
	check_file("f", "x", 1, 0644);
	ck_assert_uint_eq(count_names(), 1);
	leave();
}
END_TEST

START_TEST(a_symbolic_link_is_refused_dangling_or_not)
{
	enter();
	check_replace("f", "x", 0644, false, OUTFILE_WRITTEN);
	ck_assert_int_eq(symlink("f", "link") | symlink("no", "broken"), 0);
	check_refused("link", "symbolic link");
	check_refused("broken", "symbolic link");
	check_file("f", "x", 1, 0644);
	ck_assert_uint_eq(count_names(), 3);
	leave();
}
END_TEST

START_TEST(a_symbolic_link_to_the_folder_is_followed)
{
	enter();
	ck_assert_int_eq(mkdir("real", 0700) | symlink("real", "link"), 0);
	check_replace("link/f", "x", 0644, false, OUTFILE_WRITTEN);
	check_file("real/f", "x", 1, 0644);
	leave();
}
END_TEST

START_TEST(what_is_not_a_regular_file_is_refused)
{
	enter();
	ck_assert_int_eq(mkdir("dir", 0700) | mkfifo("fifo", 0600), 0);
	check_refused("dir", "found a folder");
	check_refused("dir/", "found a folder");
	check_refused("dir/.", "found a folder");
	check_refused("..", "found a folder");
	check_refused("/", "found a folder");
	check_refused("fifo", "not a regular file");
	check_refused("/dev/null", "not a regular file");
	ck_assert_uint_eq(count_names(), 2);
	leave();
}
END_TEST

START_TEST(a_missing_folder_is_named)
{
	enter();
	check_replace("f", "x", 0644, false, OUTFILE_WRITTEN);
	check_refused("no/such/f", "folder not found: no/such");
	check_refused("/nowhere/f", "folder not found: /nowhere");
	check_refused("f/g", "cannot open the folder f: Not a directory");
	leave();
}
END_TEST

START_TEST(a_name_of_any_length_the_disk_takes_is_written)
{
	char name[NAME_MAX + 2];
	size_t n;

	enter();
	for (n = 200; n <= NAME_MAX; n += 5) {
		memset(name, 'n', n);
		name[n] = '\0';
		check_replace(name, "x", 0644, false, OUTFILE_WRITTEN);
	}
	for (n = 0; n + 2 <= NAME_MAX; n += 2)
		memcpy(name + n, "\xc3\xa9", 3);
	check_replace(name, "x", 0644, false, OUTFILE_WRITTEN);
	memset(name, 'n', NAME_MAX + 1);
	name[NAME_MAX + 1] = '\0';
	check_refused(name, "File name too long");
	ck_assert_uint_eq(count_names(), 13);
	leave();
}
END_TEST

START_TEST(what_a_killed_run_left_is_removed)
{
	enter();
	close(open(".f.kongrender.tmp", O_CREAT | O_WRONLY, 0600));
	check_replace("f", "x", 0644, false, OUTFILE_WRITTEN);
	ck_assert_uint_eq(count_names(), 1);
	close(open(".f.kongrender.tmp", O_CREAT | O_WRONLY, 0600));
	check_replace("f", "x", 0644, true, OUTFILE_UNCHANGED);
	ck_assert_uint_eq(count_names(), 2);
	check_replace("f", "x", 0644, false, OUTFILE_UNCHANGED);
	ck_assert_uint_eq(count_names(), 1);
	leave();
}
END_TEST

START_TEST(what_a_killed_run_left_is_cleaned_unless_another_writes)
{
	int dir;

	enter();
	check_replace("f", "x", 0600, false, OUTFILE_WRITTEN);
	close(open(".f.kongrender.tmp", O_CREAT | O_WRONLY, 0600));
	dir = open(".", O_RDONLY | O_DIRECTORY);
	ck_assert_int_eq(flock(dir, LOCK_EX), 0);
	outfile_clean("f");
	ck_assert_uint_eq(count_names(), 2);
	close(dir);
	outfile_clean("g");
	ck_assert_uint_eq(count_names(), 2);
	outfile_clean("f");
	ck_assert_uint_eq(count_names(), 1);
	check_file("f", "x", 1, 0600);
	outfile_clean("./f");
	outfile_clean("nowhere/f");
	outfile_clean(".");
	ck_assert_uint_eq(count_names(), 1);
	leave();
}
END_TEST

START_TEST(a_temporary_name_that_is_a_link_is_not_followed)
{
	enter();
	check_replace("victim", "safe", 0644, false, OUTFILE_WRITTEN);
	ck_assert_int_eq(symlink("victim", ".f.kongrender.tmp"), 0);
	check_replace("f", "x", 0644, false, OUTFILE_WRITTEN);
	check_file("victim", "safe", 4, 0644);
	check_file("f", "x", 1, 0644);
	ck_assert_uint_eq(count_names(), 2);
	leave();
}
END_TEST

START_TEST(a_temporary_name_that_cannot_be_removed_is_avoided)
{
	enter();
	ck_assert_int_eq(mkdir(".f.kongrender.tmp", 0700), 0);
	check_replace("f", "x", 0644, false, OUTFILE_WRITTEN);
	check_file("f", "x", 1, 0644);
	ck_assert_uint_eq(count_names(), 2);
	leave();
}
END_TEST

START_TEST(a_locked_folder_is_waited_for)
{
	int dir, status;
	pid_t pid;

	enter();
	dir = open(".", O_RDONLY | O_DIRECTORY);
	ck_assert_int_eq(flock(dir, LOCK_EX), 0);
	pid = fork();
	if (pid == 0) {
		close(dir);
		check_replace("f", "x", 0644, false, OUTFILE_WRITTEN);
		_exit(0);
	}
	usleep(100000);
	ck_assert_int_eq(waitpid(pid, &status, WNOHANG), 0);
	ck_assert_uint_eq(count_names(), 0);
	close(dir);
	ck_assert_int_eq(waitpid(pid, &status, 0), pid);
	ck_assert_int_eq(status, 0);
	check_file("f", "x", 1, 0644);
	leave();
}
END_TEST

static _Noreturn void
write_often(char letter)
{
	enum { N = 20000 };
	enum outfile_result result;
	struct buf why = {0};
	char s[N];
	bool renamed;
	int i, failed = 0;

	memset(s, letter, N);
	for (i = 0; i < 8; i++)
		failed |= outfile_replace(
			"f", s, N, 0644, false, &result, &renamed, &why);
	_exit(failed ? 1 : 0);
}

/* Reads the file, if it is there yet: all of it is one writer's. */
static int
read_whole(void)
{
	struct buf b = {0};
	size_t at;
	int found = infile_read(&b, "f", 100000) == 0;

	if (found)
		ck_assert_uint_eq(b.n, 20000);
	for (at = 1; at < b.n; at++)
		ck_assert(b.s[at] == b.s[0]);
	buf_free(&b);
	return found;
}

START_TEST(many_writers_at_once_leave_one_whole_file)
{
	int status, i, alive = 10, reads = 0;
	pid_t pid;

	enter();
	for (i = 0; i < alive; i++)
		if (fork() == 0)
			write_often((char)('a' + i));
	while (alive > 0) {
		reads += read_whole();
		pid = waitpid(-1, &status, WNOHANG);
		if (pid > 0) {
			ck_assert_int_eq(status, 0);
			alive--;
		}
	}
	ck_assert_int_gt(reads, 0);
	ck_assert_int_eq(read_whole(), 1);
	ck_assert_uint_eq(count_names(), 1);
	leave();
}
END_TEST

static void
put_in_place(const char *s)
{
	FILE *f = fopen("out", "w");

	ck_assert_ptr_nonnull(f);
	fputs(s, f);
	ck_assert_int_eq(fclose(f), 0);
	ck_assert_int_eq(chmod("out", 0644), 0);
}

/* An edit that appends what ctx is; with "" it declines. */
static int
append(void *ctx, const struct buf *old, struct buf *made)
{
	if (!*(const char *)ctx)
		return -1;
	buf_add(made, old->s, old->n);
	buf_adds(made, ctx);
	return 0;
}

static int
edit_out(char *more, size_t max, enum outfile_result *result, struct buf *why)
{
	const struct outfile_edit edit = {max, 0600, append, more};
	bool renamed;

	return outfile_edit("out", &edit, result, &renamed, why);
}

START_TEST(an_edit_sees_the_old_bytes_and_keeps_the_mode)
{
	enum outfile_result result;
	struct buf why = {0};
	char a[] = "a", b[] = "b", none[] = "";

	enter();
	ck_assert_int_eq(edit_out(a, 9, &result, &why), 0);
	check_file("out", "a", 1, 0600);
	ck_assert_int_eq(chmod("out", 0640), 0);
	ck_assert_int_eq(edit_out(b, 9, &result, &why), 0);
	check_file("out", "ab", 2, 0640);
	ck_assert_int_eq(edit_out(none, 9, &result, &why), -1);
	ck_assert_uint_eq(why.n, 0);
	ck_assert_int_eq(edit_out(a, 1, &result, &why), -1);
	ck_assert_ptr_nonnull(strstr(why.s, "too large"));
	check_file("out", "ab", 2, 0640);
	ck_assert_uint_eq(count_names(), 1);
	buf_free(&why);
	leave();
}
END_TEST

START_TEST(an_edit_waits_for_whoever_holds_the_lock)
{
	enum outfile_result result;
	struct buf why = {0};
	char a[] = "a";
	int dir, status;
	pid_t child;

	enter();
	dir = open(".", O_RDONLY | O_DIRECTORY);
	ck_assert_int_eq(flock(dir, LOCK_EX), 0);
	child = fork();
	if (child == 0) {
		close(dir);
		_exit(edit_out(a, 9, &result, &why) ? 1 : 0);
	}
	usleep(100000);
	ck_assert_int_eq(waitpid(child, &status, WNOHANG), 0);
	/* it reads after it has the lock */
	put_in_place("x");
	close(dir);
	ck_assert_int_eq(waitpid(child, &status, 0), child);
	ck_assert_int_eq(status, 0);
	check_file("out", "xa", 2, 0644);
	leave();
}
END_TEST

SUITE("outfile", an_edit_sees_the_old_bytes_and_keeps_the_mode,
	an_edit_waits_for_whoever_holds_the_lock,
	a_new_file_has_its_bytes_and_its_mode_whatever_the_umask,
	an_old_file_is_replaced_not_written_to,
	right_bytes_and_mode_are_not_written_again,
	a_large_file_is_compared_to_its_last_byte,
	a_full_disk_leaves_the_old_file_and_no_temporary,
	a_dry_run_touches_nothing, a_symbolic_link_is_refused_dangling_or_not,
	a_symbolic_link_to_the_folder_is_followed,
	what_is_not_a_regular_file_is_refused, a_missing_folder_is_named,
	a_name_of_any_length_the_disk_takes_is_written,
	what_a_killed_run_left_is_removed,
	what_a_killed_run_left_is_cleaned_unless_another_writes,
	a_temporary_name_that_is_a_link_is_not_followed,
	a_temporary_name_that_cannot_be_removed_is_avoided,
	a_locked_folder_is_waited_for,
	many_writers_at_once_leave_one_whole_file)
