/* What every unit test begins with. One suite per module, sentences as names.
 */
#ifndef TESTS_SUITE_H
#define TESTS_SUITE_H

#include <check.h>
#include <stdlib.h>

/* Defines main(): runs the test functions of one module. */
#define SUITE(name, ...)                                                       \
	int main(void)                                                         \
	{                                                                      \
		const TTest *const tests[] = {__VA_ARGS__};                    \
		Suite *suite = suite_create(name);                             \
		TCase *tcase = tcase_create(name);                             \
		SRunner *runner;                                               \
		size_t i;                                                      \
		int failed;                                                    \
                                                                               \
		for (i = 0; i < sizeof(tests) / sizeof(tests[0]); i++)         \
			tcase_add_test(tcase, tests[i]);                       \
		tcase_set_timeout(tcase, 60);                                  \
		suite_add_tcase(suite, tcase);                                 \
		runner = srunner_create(suite);                                \
		srunner_run_all(runner, CK_ENV);                               \
		failed = srunner_ntests_failed(runner);                        \
		srunner_free(runner);                                          \
		return failed ? EXIT_FAILURE : EXIT_SUCCESS;                   \
	}

#endif
