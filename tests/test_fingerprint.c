#include "cli/fingerprint.h"

#include "suite.h"

#include <fcntl.h>
#include <ftw.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

/* Each test has its own process (Check forks) and a folder to stand in. */
static char folder[] = "/tmp/test_fingerprint.XXXXXX";

static void
enter(void)
{
	ck_assert_ptr_nonnull(mkdtemp(folder));
	ck_assert_int_eq(chdir(folder), 0);
}

static int
remove_one(const char *path, const struct stat *st, int type, struct FTW *ftw)
{
	(void)st;
	(void)type;
	(void)ftw;
	return remove(path);
}

static void
leave(void)
{
	ck_assert_int_eq(chdir("/"), 0);
	ck_assert_int_eq(nftw(folder, remove_one, 8, FTW_DEPTH | FTW_PHYS), 0);
}

/* Its times are those that are given: a test need not wait for a clock. */
static void
put(const char *path, const char *s, long nanoseconds)
{
	const struct timespec times[2] = {{1, nanoseconds}, {1, nanoseconds}};
	FILE *f = fopen(path, "w");

	ck_assert_ptr_nonnull(f);
	ck_assert_int_ge(fputs(s, f), 0);
	ck_assert_int_eq(fclose(f), 0);
	ck_assert_int_eq(utimensat(AT_FDCWD, path, times, 0), 0);
}

static uint64_t
of_file(const char *path)
{
	return fingerprint_file(FINGERPRINT_NONE, path);
}

static uint64_t
of_folder(const char *path)
{
	return fingerprint_folder(FINGERPRINT_NONE, path);
}

/* whether the two calls of look(path) around what is done differ */
#define check_change(changes, look, path, ...)                                 \
	do {                                                                   \
		uint64_t before = look(path);                                  \
		ck_assert(before == look(path));                               \
		__VA_ARGS__;                                                   \
		ck_assert((before != look(path)) == (changes));                \
	} while (0)

START_TEST(a_file_changes_with_its_size_its_time_and_its_inode)
{
	enter();
	check_change(true, of_file, "f", put("f", "one", 1));
	check_change(true, of_file, "f", put("f", "three", 1));
	check_change(true, of_file, "f", put("f", "three", 2));
	check_change(true, of_file, "./f", put("g", "three", 2);
		     ck_assert_int_eq(rename("g", "f"), 0));
	check_change(true, of_file, "f", ck_assert_int_eq(chmod("f", 0), 0));
	check_change(false, of_file, "f", put("another", "x", 1));
	check_change(true, of_file, "f", ck_assert_int_eq(unlink("f"), 0));
	check_change(true, of_file, "f/x", put("f", "x", 1));
	leave();
}
END_TEST

START_TEST(a_new_generation_is_a_change_even_of_equal_files)
{
	enter();
	ck_assert_int_eq(mkdir("..1", 0700), 0);
	put("..1/A", "x", 1);
	ck_assert_int_eq(mkdir("..2", 0700), 0);
	ck_assert_int_eq(link("..1/A", "..2/A"), 0);
	ck_assert_int_eq(symlink("..1", "..data"), 0);
	ck_assert_int_eq(symlink("..data/A", "A"), 0);
	ck_assert_int_eq(symlink("..2", "new"), 0);
	check_change(true, of_file, "A",
		ck_assert_int_eq(rename("new", "..data"), 0));
	ck_assert_int_eq(symlink("..1", "..data_tmp"), 0);
	check_change(true, of_folder, ".",
		ck_assert_int_eq(rename("..data_tmp", "..data"), 0));
	leave();
}
END_TEST

START_TEST(what_a_kubelet_prepares_is_no_change)
{
	enter();
	ck_assert_int_eq(mkdir("..1", 0700), 0);
	put("..1/A", "x", 1);
	ck_assert_int_eq(symlink("..1", "..data"), 0);
	ck_assert_int_eq(symlink("..data/A", "A"), 0);
	check_change(
		false, of_folder, ".", ck_assert_int_eq(mkdir("..2", 0700), 0);
		put("..2/A", "y", 2);
		ck_assert_int_eq(symlink("..2", "..data_tmp"), 0));
	leave();
}
END_TEST

START_TEST(a_folder_changes_with_its_files)
{
	enter();
	check_change(
		true, of_folder, "d", ck_assert_int_eq(mkdir("d", 0700), 0));
	check_change(true, of_folder, "d", put("d/A", "x", 1));
	check_change(true, of_folder, "d", put("d/A", "y", 2));
	check_change(true, of_folder, "d",
		ck_assert_int_eq(symlink("../out", "d/B"), 0));
	check_change(true, of_folder, "d", put("out", "x", 1));
	check_change(true, of_folder, "d", put("out", "x", 2));
	check_change(true, of_folder, "d",
		ck_assert_int_eq(rename("d/A", "d/C"), 0));
	check_change(true, of_folder, "d", ck_assert_int_eq(unlink("d/C"), 0));
	check_change(false, of_folder, "d", put("A", "x", 1));
	leave();
}
END_TEST

static uint64_t
of_environment(const char *variable)
{
	char copy[64];
	char *const environment[] = {copy, NULL};

	snprintf(copy, sizeof(copy), "%s", variable);
	return fingerprint_named(FINGERPRINT_NONE, environment);
}

START_TEST(a_file_that_a_variable_names_is_looked_at)
{
	enter();
	check_change(true, of_environment, "A_FILE=f", put("f", "x", 1));
	check_change(true, of_environment, "A_FILE=f", put("f", "x", 2));
	check_change(false, of_environment, "A=f", put("f", "x", 3));
	check_change(false, of_environment, "_FILE=f", put("f", "x", 4));
	check_change(false, of_environment, "A_FILE=", put("f", "x", 5));
	check_change(false, of_environment, "A_FILE", put("f", "x", 6));
	ck_assert(fingerprint_named(1, NULL) == 1);
	leave();
}
END_TEST

SUITE("fingerprint", a_file_changes_with_its_size_its_time_and_its_inode,
	a_new_generation_is_a_change_even_of_equal_files,
	what_a_kubelet_prepares_is_no_change, a_folder_changes_with_its_files,
	a_file_that_a_variable_names_is_looked_at)
