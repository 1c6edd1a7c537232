/*
 * The C library's malloc() and its family are base/alloc: linked into the
 * program, so that its libraries use them too. Not into what a sanitizer or
 * valgrind runs, which bring their own.
 */
#include "base/alloc.h"
#include "base/base.h"

#include <errno.h>
#include <malloc.h>
#include <stdlib.h>
#include <unistd.h>

#ifndef __GLIBC__
void *pvalloc(size_t n); /* musl has no such function, and so no prototype */
#endif

static bool
is_power(size_t n)
{
	return n && !(n & (n - 1));
}

void *
malloc(size_t n)
{
	return alloc_get(n);
}

void *
calloc(size_t count, size_t size)
{
	size_t n;

	if (__builtin_mul_overflow(count, size, &n)) {
		errno = ENOMEM;
		return NULL;
	}
	return alloc_get(n);
}

void *
realloc(void *p, size_t n)
{
	return alloc_resize(p, n);
}

void
free(void *p)
{
	alloc_put(p);
}

size_t
malloc_usable_size(void *p)
{
	return alloc_size(p);
}

void *
aligned_alloc(size_t align, size_t n)
{
	if (!is_power(align)) {
		errno = EINVAL;
		return NULL;
	}
	return alloc_get_aligned(align, n);
}

void *
memalign(size_t align, size_t n)
{
	return aligned_alloc(align, n);
}

int
posix_memalign(void **to, size_t align, size_t n)
{
	int error = errno;
	void *p;

	if (!is_power(align) || align % sizeof(void *))
		return EINVAL;
	p = alloc_get_aligned(align, n);
	errno = error;
	if (!p)
		return ENOMEM;
	*to = p;
	return 0;
}

void *
valloc(size_t n)
{
	return alloc_get_aligned((size_t)sysconf(_SC_PAGESIZE), n);
}

void *
pvalloc(size_t n)
{
	size_t page = (size_t)sysconf(_SC_PAGESIZE);

	if (n > SIZE_MAX - page) {
		errno = ENOMEM;
		return NULL;
	}
	return alloc_get_aligned(page, (n + page - 1) / page * page);
}
