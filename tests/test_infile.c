#include "base/infile.h"

#include "folder.h"

#include <errno.h>
#include <signal.h>
#include <sys/wait.h>

START_TEST(a_file_is_read_whole_behind_what_was_there)
{
	static const size_t sizes[] = {
		0, 1, 31, 32, 33, 65535, 65536, 65537, 300000};
	struct buf b = {0};
	char *s = xcalloc(300000, 1);
	size_t i;

	enter();
	for (i = 0; i < 300000; i++)
		s[i] = (char)(i * 31 >> 3);
	for (i = 0; i < countof(sizes); i++) {
		put("f", s, sizes[i]);
		buf_adds(&b, "head");
		ck_assert_int_eq(infile_read(&b, "f", sizes[i]), 0);
		ck_assert_uint_eq(b.n, sizes[i] + 4);
		ck_assert_mem_eq(b.s, "head", 4);
		ck_assert(memcmp(b.s + 4, s, sizes[i]) == 0);
		ck_assert_int_eq(b.s[b.n], '\0');
		buf_free(&b);
	}
	free(s);
	leave();
}
END_TEST

START_TEST(one_byte_too_many_is_efbig_and_adds_nothing)
{
	struct buf b = {0};

	enter();
	put("f", "123456", 6);
	buf_adds(&b, "head");
	errno = 0;
	ck_assert_int_eq(infile_read(&b, "f", 5), -1);
	ck_assert_int_eq(errno, EFBIG);
	ck_assert_str_eq(b.s, "head");
	ck_assert_int_eq(infile_read(&b, "f", 6), 0);
	ck_assert_str_eq(b.s, "head123456");
	buf_free(&b);
	leave();
}
END_TEST

START_TEST(a_missing_file_and_a_folder_tell_their_errno)
{
	struct buf b = {0};

	ck_assert_int_eq(infile_read(&b, "/nowhere/at/all", 9), -1);
	ck_assert_int_eq(errno, ENOENT);
	ck_assert_int_eq(infile_read(&b, "/", 9), -1);
	ck_assert_int_eq(errno, EISDIR);
	ck_assert_int_eq(infile_read_fd(&b, -1, 9), -1);
	ck_assert_int_eq(errno, EBADF);
	ck_assert_uint_eq(b.n, 0);
	buf_free(&b);
}
END_TEST

START_TEST(an_endless_file_is_read_no_further_than_its_bound)
{
	struct buf b = {0};

	ck_assert_int_eq(infile_read(&b, "/dev/zero", 1000000), -1);
	ck_assert_int_eq(errno, EFBIG);
	ck_assert_uint_le(b.cap, 3000000);
	buf_free(&b);
}
END_TEST

START_TEST(a_file_without_a_size_is_read_whole)
{
	struct buf b = {0};

	/* procfs says 0 bytes */
	ck_assert_int_eq(infile_read(&b, "/proc/self/status", 100000), 0);
	ck_assert_uint_gt(b.n, 200);
	ck_assert_ptr_nonnull(strstr(b.s, "VmRSS"));
	buf_free(&b);
}
END_TEST

static void
write_slowly(int fd)
{
	int i;

	for (i = 0; i < 5; i++) {
		if (write(fd, "abc", 3) != 3)
			_exit(1);
		kill(getppid(), SIGALRM);
		usleep(2000);
	}
	_exit(0);
}

static void
ignore_signal(int number)
{
	(void)number;
}

START_TEST(a_pipe_is_read_to_its_end_through_signals)
{
	struct sigaction act = {.sa_handler = ignore_signal}; /* no restart */
	struct buf b = {0};
	int fds[2];
	pid_t pid;

	sigaction(SIGALRM, &act, NULL);
	ck_assert_int_eq(pipe(fds), 0);
	pid = fork();
	if (pid == 0)
		write_slowly(fds[1]);
	close(fds[1]);
	ck_assert_int_eq(dup2(fds[0], STDIN_FILENO), STDIN_FILENO);
	ck_assert_int_eq(infile_read(&b, "-", 15), 0);
	ck_assert_str_eq(b.s, "abcabcabcabcabc");
	ck_assert_int_eq(waitpid(pid, NULL, 0), pid);
	buf_free(&b);
}
END_TEST

SUITE("infile", a_file_is_read_whole_behind_what_was_there,
	one_byte_too_many_is_efbig_and_adds_nothing,
	a_missing_file_and_a_folder_tell_their_errno,
	an_endless_file_is_read_no_further_than_its_bound,
	a_file_without_a_size_is_read_whole,
	a_pipe_is_read_to_its_end_through_signals)
