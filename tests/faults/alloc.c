/*
 * Linked into kongrender with --wrap: the allocation whose number (from 1) is
 * in FAIL_ALLOCATION fails, whoever asks, libraries too. That it happened is
 * told by a byte on the descriptor in FAIL_TELL. Those before main() are not
 * counted: libc does not start without them.
 */
#include <errno.h>
#include <stdlib.h>
#include <unistd.h>

void *__real_malloc(size_t n);
void *__real_calloc(size_t count, size_t size);
void *__real_realloc(void *p, size_t n);
int __real_main(int argc, char **argv);
int __wrap_main(int argc, char **argv);
void *__wrap_malloc(size_t n);
void *__wrap_calloc(size_t count, size_t size);
void *__wrap_realloc(void *p, size_t n);

static int started;

int
__wrap_main(int argc, char **argv)
{
	started = 1;
	return __real_main(argc, argv);
}

static int
fails(void)
{
	static long made;
	const char *which = getenv("FAIL_ALLOCATION");
	const char *tell = getenv("FAIL_TELL");

	if (!started || !which || !tell || ++made != strtol(which, NULL, 10))
		return 0;
	if (write((int)strtol(tell, NULL, 10), "!", 1) != 1)
		_exit(98);
	errno = ENOMEM;
	return 1;
}

void *
__wrap_malloc(size_t n)
{
	return fails() ? NULL : __real_malloc(n);
}

void *
__wrap_calloc(size_t count, size_t size)
{
	return fails() ? NULL : __real_calloc(count, size);
}

void *
__wrap_realloc(void *p, size_t n)
{
	return fails() ? NULL : __real_realloc(p, n);
}
