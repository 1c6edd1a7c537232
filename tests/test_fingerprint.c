#include "cli/fingerprint.h"

#include "folder.h"

/* Its times are those that are given: a test need not wait for a clock. */
static void
put_at(const char *path, const char *s, long nanoseconds)
{
	const struct timespec times[2] = {{1, nanoseconds}, {1, nanoseconds}};

	puts_in(path, s);
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
	check_change(true, of_file, "f", put_at("f", "one", 1));
	check_change(true, of_file, "f", put_at("f", "three", 1));
	check_change(true, of_file, "f", put_at("f", "three", 2));
	check_change(true, of_file, "./f", put_at("g", "three", 2);
		     ck_assert_int_eq(rename("g", "f"), 0));
	check_change(true, of_file, "f", ck_assert_int_eq(chmod("f", 0), 0));
	check_change(false, of_file, "f", put_at("another", "x", 1));
	check_change(true, of_file, "f", ck_assert_int_eq(unlink("f"), 0));
	check_change(true, of_file, "f/x", put_at("f", "x", 1));
	leave();
}
END_TEST

START_TEST(a_new_generation_is_a_change_even_of_equal_files)
{
	enter();
	ck_assert_int_eq(mkdir("..1", 0700), 0);
	put_at("..1/A", "x", 1);
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
	put_at("..1/A", "x", 1);
	ck_assert_int_eq(symlink("..1", "..data"), 0);
	ck_assert_int_eq(symlink("..data/A", "A"), 0);
	check_change(
		false, of_folder, ".", ck_assert_int_eq(mkdir("..2", 0700), 0);
		put_at("..2/A", "y", 2);
		ck_assert_int_eq(symlink("..2", "..data_tmp"), 0));
	leave();
}
END_TEST

START_TEST(a_folder_changes_with_its_files)
{
	enter();
	check_change(
		true, of_folder, "d", ck_assert_int_eq(mkdir("d", 0700), 0));
	check_change(true, of_folder, "d", put_at("d/A", "x", 1));
	check_change(true, of_folder, "d", put_at("d/A", "y", 2));
	check_change(true, of_folder, "d",
		ck_assert_int_eq(symlink("../out", "d/B"), 0));
	check_change(true, of_folder, "d", put_at("out", "x", 1));
	check_change(true, of_folder, "d", put_at("out", "x", 2));
	check_change(true, of_folder, "d",
		ck_assert_int_eq(rename("d/A", "d/C"), 0));
	check_change(true, of_folder, "d", ck_assert_int_eq(unlink("d/C"), 0));
	check_change(false, of_folder, "d", put_at("A", "x", 1));
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
	check_change(true, of_environment, "A_FILE=f", put_at("f", "x", 1));
	check_change(true, of_environment, "A_FILE=f", put_at("f", "x", 2));
	check_change(false, of_environment, "A=f", put_at("f", "x", 3));
	check_change(false, of_environment, "_FILE=f", put_at("f", "x", 4));
	check_change(false, of_environment, "A_FILE=", put_at("f", "x", 5));
	check_change(false, of_environment, "A_FILE", put_at("f", "x", 6));
	ck_assert(fingerprint_named(1, NULL) == 1);
	leave();
}
END_TEST

SUITE("fingerprint", a_file_changes_with_its_size_its_time_and_its_inode,
	a_new_generation_is_a_change_even_of_equal_files,
	what_a_kubelet_prepares_is_no_change, a_folder_changes_with_its_files,
	a_file_that_a_variable_names_is_looked_at)
