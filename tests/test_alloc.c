#include "base/alloc.h"

#include "base/base.h"
#include "suite.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>

/* Of every kind: each 16 bytes, four to a power of two, mappings. */
static const size_t sizes[] = {0, 1, 8, 9, 24, 25, 1000, 1016, 1017, 1272, 1273,
	5000, 100000, 131064, 131065, 200000, 1000000};

static bool
is_zero(const unsigned char *p, size_t n)
{
	size_t i;

	for (i = 0; i < n; i++)
		if (p[i])
			return false;
	return true;
}

START_TEST(a_block_is_zero_aligned_and_as_long_as_was_asked)
{
	unsigned char *p[countof(sizes)];
	size_t i, round;

	for (round = 0; round < 3; round++) {
		for (i = 0; i < countof(sizes); i++) {
			p[i] = alloc_get(sizes[i]);
			ck_assert_ptr_nonnull(p[i]);
			ck_assert_uint_eq((uintptr_t)p[i] % 16, 0);
			ck_assert_uint_eq(alloc_size(p[i]), sizes[i]);
			ck_assert(is_zero(p[i], sizes[i]));
			memset(p[i], 0xa5, sizes[i]);
		}
		for (i = 0; i < countof(sizes); i++)
			alloc_put(p[i]);
	}
}
END_TEST

START_TEST(a_freed_block_is_wiped_and_is_the_next_one)
{
	unsigned char *p = alloc_get(5000), *q;

	memset(p, 0xa5, 5000);
	alloc_put(p);
	/* all but the link to the next free block */
	ck_assert(is_zero(p + sizeof(void *), 5000 - sizeof(void *)));
	q = alloc_get(5000);
	ck_assert_ptr_eq(p, q);
	alloc_put(q);
}
END_TEST

START_TEST(a_block_that_moves_leaves_nothing_behind)
{
	unsigned char *p = alloc_get(3000), *next = alloc_get(1), *q;

	memset(p, 0xa5, 3000);
	q = alloc_resize(p, 9000);
	ck_assert_ptr_ne(p, q);
	ck_assert(is_zero(p + sizeof(void *), 3000 - sizeof(void *)));
	ck_assert_uint_eq(q[2999], 0xa5);
	ck_assert(is_zero(q + 3000, 6000));
	alloc_put(q);
	alloc_put(next);
}
END_TEST

START_TEST(what_a_block_loses_is_wiped)
{
	unsigned char *p = alloc_get(64);

	memset(p, 0xa5, 64);
	ck_assert_ptr_eq(alloc_resize(p, 60), p);
	ck_assert(is_zero(p + 60, 4));
	ck_assert_ptr_eq(alloc_resize(p, 64), p);
	ck_assert(is_zero(p + 60, 4));
	alloc_put(p);
	p = alloc_get(200000);
	memset(p, 0xa5, 200000);
	ck_assert_ptr_eq(alloc_resize(p, 199999), p);
	ck_assert_uint_eq(p[199999], 0);
	alloc_put(p);
}
END_TEST

START_TEST(a_block_keeps_its_bytes_through_every_size)
{
	unsigned char *p = NULL;
	size_t i, j, had = 0, n;

	for (i = 0; i < countof(sizes); i++)
		for (j = 0; j < countof(sizes); j++) {
			p = alloc_resize(p, sizes[i]);
			memset(p, 0x5a, sizes[i]);
			p = alloc_resize(p, sizes[j]);
			had = sizes[i];
			n = sizes[j] < had ? sizes[j] : had;
			ck_assert(
				n == 0 ||
				(p[0] == 0x5a && memcmp(p, p + 1, n - 1) == 0));
			ck_assert(is_zero(p + n, sizes[j] - n));
		}
	alloc_put(p);
}
END_TEST

START_TEST(an_aligned_block_is_one_like_others)
{
	unsigned char *p;
	size_t align, i;

	for (align = 1; align <= 65536; align *= 2)
		for (i = 0; i < countof(sizes); i++) {
			p = alloc_get_aligned(align, sizes[i]);
			ck_assert_uint_eq((uintptr_t)p % align, 0);
			ck_assert_uint_eq(alloc_size(p), sizes[i]);
			memset(p, 0xa5, sizes[i]);
			p = alloc_resize(p, sizes[i] + 1);
			ck_assert(!sizes[i] || p[sizes[i] - 1] == 0xa5);
			ck_assert_uint_eq(p[sizes[i]], 0);
			alloc_put(p);
		}
}
END_TEST

START_TEST(too_much_is_refused_and_the_block_stays)
{
	static const size_t much[] = {SIZE_MAX, SIZE_MAX - 15,
		(size_t)PTRDIFF_MAX + 1, PTRDIFF_MAX, PTRDIFF_MAX / 2 + 1,
		(size_t)1 << 60, (size_t)1 << 48};
	char *p = alloc_get(8), *mapped = alloc_get(200000);
	size_t i;

	memcpy(p, "kept", 5);
	memcpy(mapped, "kept", 5);
	for (i = 0; i < countof(much); i++) {
		errno = 0;
		ck_assert_ptr_null(alloc_get(much[i]));
		ck_assert_int_eq(errno, ENOMEM);
		ck_assert_ptr_null(alloc_get_aligned(64, much[i]));
		ck_assert_ptr_null(alloc_resize(p, much[i]));
		ck_assert_ptr_null(alloc_resize(mapped, much[i]));
	}
	ck_assert_str_eq(p, "kept");
	ck_assert_str_eq(mapped, "kept");
	alloc_put(p);
	alloc_put(mapped);
}
END_TEST

START_TEST(nothing_is_no_block)
{
	alloc_put(NULL);
	ck_assert_uint_eq(alloc_size(NULL), 0);
}
END_TEST

START_TEST(a_block_freed_twice_ends_the_process)
{
	void *p = alloc_get(100);

	alloc_put(p);
	alloc_put(p);
}
END_TEST

START_TEST(a_freed_block_that_is_resized_ends_the_process)
{
	void *p = alloc_get(100);

	alloc_put(p);
	alloc_resize(p, 200);
}
END_TEST

START_TEST(the_same_work_again_needs_no_more)
{
	unsigned char *low = NULL, *high = NULL, *p[50];
	size_t round, i;

	for (round = 0; round < 1000; round++) {
		for (i = 0; i < countof(p); i++) {
			p[i] = alloc_get(i * i * 40);
			if (round == 0 && (!low || p[i] < low))
				low = p[i];
			if (round == 0 && p[i] > high)
				high = p[i];
			ck_assert(p[i] >= low && p[i] <= high);
		}
		for (i = 0; i < countof(p); i++)
			alloc_put(p[i]);
	}
}
END_TEST

START_TEST(a_block_that_grows_again_and_again_needs_no_more)
{
	unsigned char *first = alloc_get(40), *p, *high = first;
	size_t round, n;

	for (round = 0; round < 1000; round++) {
		p = alloc_get(40);
		for (n = 40; n < 1000; n += n / 2)
			p = alloc_resize(p, n);
		if (round < 2 && p > high)
			high = p;
		ck_assert(p <= high);
		alloc_put(p);
	}
	alloc_put(first);
}
END_TEST

int
main(void)
{
	const TTest *const tests[] = {
		a_block_is_zero_aligned_and_as_long_as_was_asked,
		a_freed_block_is_wiped_and_is_the_next_one,
		a_block_that_moves_leaves_nothing_behind,
		what_a_block_loses_is_wiped,
		a_block_keeps_its_bytes_through_every_size,
		an_aligned_block_is_one_like_others,
		too_much_is_refused_and_the_block_stays, nothing_is_no_block,
		the_same_work_again_needs_no_more,
		a_block_that_grows_again_and_again_needs_no_more};
	Suite *suite = suite_create("alloc");
	TCase *tcase = tcase_create("alloc");
	SRunner *runner = srunner_create(suite);
	size_t i;
	int failed;

	for (i = 0; i < countof(tests); i++)
		tcase_add_test(tcase, tests[i]);
	tcase_add_test_raise_signal(
		tcase, a_block_freed_twice_ends_the_process, SIGABRT);
	tcase_add_test_raise_signal(
		tcase, a_freed_block_that_is_resized_ends_the_process, SIGABRT);
	suite_add_tcase(suite, tcase);
	srunner_run_all(runner, CK_ENV);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
