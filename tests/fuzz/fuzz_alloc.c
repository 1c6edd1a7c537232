/*
 * A sequence of calls of the allocator, against a model of what each block has
 * in it: no two blocks share a byte, nothing of a block is lost or comes back
 * in another, addresses are aligned, and what is freed is zero.
 */
#include "base/alloc.h"
#include "base/base.h"
#include "fuzz/fuzz.h"

#include <assert.h>
#include <string.h>

#define SLOTS 32
#define MOST ((size_t)1 << 18)

struct slot {
	unsigned char *p;
	size_t n;
	unsigned char with;
	bool readable; /* when it is free: not a mapping */
};

static bool
is_all(const unsigned char *p, size_t n, unsigned char c)
{
	return n == 0 || (p[0] == c && memcmp(p, p + 1, n - 1) == 0);
}

static void
fill(struct slot *s, void *p, size_t n, size_t align, unsigned char with)
{
	assert(p);
	*s = (struct slot){p, n, with, n + align < 60000};
	assert((uintptr_t)p % align == 0 && alloc_size(p) == n);
	memset(p, with, n);
}

static void
empty(struct slot *s)
{
	unsigned char *p = s->p;
	size_t n = s->n, link = sizeof(void *);

	assert(!p || is_all(p, n, s->with));
	alloc_put(p);
	if (s->readable)
		assert(n < link || is_all(p + link, n - link, 0));
	*s = (struct slot){0};
}

static void
resize(struct slot *s, size_t n, unsigned char with)
{
	unsigned char *p = alloc_resize(s->p, n);
	size_t same = n < s->n ? n : s->n;

	assert(p && is_all(p, same, s->with));
	assert(is_all(p + same, n - same, 0));
	fill(s, p, n, 16, with);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct slot slots[SLOTS] = {{0}}, *s;
	size_t i, size, align;

	for (i = 0; i + 4 <= n; i += 4) {
		s = &slots[data[i] % SLOTS];
		/* as many small ones as large ones */
		size = (data[i + 1] | (size_t)data[i + 2] << 8) + 1;
		size = (size << 4) >> data[i + 3] % 21;
		size = size < MOST ? size : MOST;
		switch (data[i] / SLOTS) {
		case 0:
		case 1:
			empty(s);
			break;
		case 2:
			empty(s);
			align = (size_t)1 << data[i + 3] % 17;
			fill(s, alloc_get_aligned(align, size), size, align,
				data[i + 1] | 1);
			break;
		case 3:
		case 4:
		case 5:
			resize(s, size, data[i + 1] | 1);
			break;
		default:
			empty(s);
			s->p = alloc_get(size);
			assert(is_all(s->p, size, 0));
			fill(s, s->p, size, 16, data[i + 1] | 1);
		}
	}
	for (i = 0; i < SLOTS; i++)
		empty(&slots[i]);
	return 0;
}
