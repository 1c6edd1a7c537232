#include "base/buf.h"

#include "suite.h"

#include <string.h>
#include <unistd.h>

START_TEST(an_all_zero_buffer_is_empty_and_may_be_freed_twice)
{
	struct buf b = {0};

	buf_free(&b);
	buf_cut(&b, 0);
	ck_assert_uint_eq(b.n, 0);
	buf_adds(&b, "x");
	buf_free(&b);
	buf_free(&b);
	ck_assert_ptr_null(b.s);
	ck_assert_uint_eq(b.n + b.cap, 0);
}
END_TEST

START_TEST(what_is_appended_stands_there_with_a_nul_behind)
{
	struct buf b = {0};

	buf_add(&b, "", 0);
	ck_assert_str_eq(b.s, "");
	buf_adds(&b, "ab");
	buf_addc(&b, '\0');
	buf_add(&b, "c\0d", 3);
	buf_addf(&b, "%s-%d", "e", 7);
	ck_assert_uint_eq(b.n, 9);
	ck_assert_mem_eq(b.s, "ab\0c\0de-7", 10);
	buf_free(&b);
}
END_TEST

START_TEST(growing_keeps_every_byte)
{
	struct buf b = {0};
	size_t i;

	for (i = 0; i < 100000; i++)
		buf_addc(&b, (char)(i * 7));
	ck_assert_uint_eq(b.n, 100000);
	for (i = 0; i < b.n; i++)
		ck_assert_int_eq(b.s[i], (char)(i * 7));
	buf_free(&b);
}
END_TEST

START_TEST(a_formatted_text_of_any_length_fits_exactly)
{
	struct buf b = {0};
	int n;

	for (n = 0; n < 200; n++) {
		buf_cut(&b, 0);
		buf_addf(&b, "%0*d|", n, 0);
		ck_assert_uint_eq(b.n, (size_t)(n ? n : 1) + 1);
		ck_assert_uint_eq(strlen(b.s), b.n);
		buf_free(&b);
	}
}
END_TEST

START_TEST(reserved_room_is_filled_without_moving)
{
	struct buf b = {0};
	const char *before;
	size_t i;

	buf_adds(&b, "start");
	buf_reserve(&b, 1000);
	before = b.s;
	for (i = 0; i < 1000; i++)
		buf_addc(&b, 'x');
	ck_assert_ptr_eq(b.s, before);
	ck_assert_mem_eq(b.s, "startx", 6);
	buf_free(&b);
}
END_TEST

START_TEST(cutting_wipes_what_is_cut)
{
	struct buf b = {0};

	buf_adds(&b, "public secret");
	buf_cut(&b, 6);
	ck_assert_str_eq(b.s, "public");
	ck_assert_mem_eq(b.s + 6, "\0\0\0\0\0\0\0", 7);
	buf_free(&b);
}
END_TEST

START_TEST(wiping_zeroes_and_takes_null)
{
	char s[] = "secret";

	wipe(NULL, 0);
	wipe(s + 1, 4);
	ck_assert_mem_eq(s, "s\0\0\0\0t", 7);
}
END_TEST

START_TEST(a_copy_has_its_own_bytes)
{
	char s[] = "abcdef", *copy = xstrndup(s + 1, 3);
	char *empty = xstrndup(NULL, 0);

	s[1] = 'X';
	ck_assert_str_eq(copy, "bcd");
	ck_assert_str_eq(empty, "");
	free(copy);
	free(empty);
}
END_TEST

START_TEST(a_grown_array_keeps_its_elements)
{
	size_t cap = 0, i;
	int *v = NULL;

	for (i = 0; i < 1000; i++) {
		v = xgrow(v, &cap, i + 1, sizeof(*v));
		ck_assert_uint_gt(cap, i);
		v[i] = (int)i;
	}
	for (i = 0; i < 1000; i++)
		ck_assert_int_eq(v[i], (int)i);
	free(v);
}
END_TEST

START_TEST(no_bytes_at_all_are_still_memory)
{
	void *p = xmalloc(0), *q = xcalloc(0, 8);

	ck_assert_ptr_nonnull(p);
	ck_assert_ptr_nonnull(q);
	free(p);
	free(q);
}
END_TEST

/* Under AddressSanitizer too malloc() is to say no, not to end the process. */
const char *__asan_default_options(void);

const char *
__asan_default_options(void)
{
	return "allocator_may_return_null=1";
}

/* Check forks: these end their own process, which the suite expects. */
START_TEST(an_array_larger_than_memory_ends_with_status_2)
{
	size_t cap = 0;

	close(STDERR_FILENO);
	xgrow(NULL, &cap, SIZE_MAX / 4, 8);
}
END_TEST

START_TEST(out_of_memory_ends_with_status_2)
{
	close(STDERR_FILENO);
	xmalloc(SIZE_MAX / 2);
}
END_TEST

int
main(void)
{
	const TTest *const tests[] = {
		an_all_zero_buffer_is_empty_and_may_be_freed_twice,
		what_is_appended_stands_there_with_a_nul_behind,
		growing_keeps_every_byte,
		a_formatted_text_of_any_length_fits_exactly,
		reserved_room_is_filled_without_moving,
		cutting_wipes_what_is_cut, wiping_zeroes_and_takes_null,
		a_copy_has_its_own_bytes, a_grown_array_keeps_its_elements,
		no_bytes_at_all_are_still_memory};
	Suite *suite = suite_create("buf");
	TCase *tcase = tcase_create("buf");
	SRunner *runner = srunner_create(suite);
	size_t i;
	int failed;

	for (i = 0; i < countof(tests); i++)
		tcase_add_test(tcase, tests[i]);
	tcase_add_exit_test(
		tcase, an_array_larger_than_memory_ends_with_status_2, 2);
	tcase_add_exit_test(tcase, out_of_memory_ends_with_status_2, 2);
	suite_add_tcase(suite, tcase);
	srunner_run_all(runner, CK_ENV);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
