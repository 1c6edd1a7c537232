#include "base/alloc.h"

#include "base/base.h"

#include <assert.h>
#include <errno.h>
#include <string.h>
#include <sys/mman.h>

/*
 * The header of each block. A class is how many bytes the block has, this
 * header included: each 16 bytes to FINE_MOST, then four to each power of two.
 */
struct header {
	uint64_t n : 48; /* as asked for */
	uint64_t class : 8;
	uint64_t state : 8;
};

enum state { STATE_FREE, STATE_USED, STATE_MAPPED, STATE_ALIGNED };

#define ALIGN ((size_t)16)
#define HEAD sizeof(struct header)
#define FINE_MOST ((size_t)1024)
#define FINE_LOG 10
#define FINE (FINE_MOST / ALIGN)
#define MOST ((size_t)128 << 10)
#define MOST_LOG 17
#define CLASSES (FINE + (size_t)4 * (MOST_LOG - FINE_LOG))
#define REGION ((size_t)1 << 20)
#define PAGE ((size_t)4096)
#define LARGE ((size_t)4 << 20) /* a mapping that large pages are good for */

/* Unused memory is zero, but for the link at the start of a free block. */
static struct {
	void *free[CLASSES];
	char *at, *end; /* what was never used: at + HEAD is aligned */
	_Alignas(16) char first[REGION];
} heap;

static struct header *
header_of(const void *p)
{
	return (struct header *)((char *)(uintptr_t)p - HEAD);
}

static size_t
round_up(size_t n, size_t to)
{
	return (n + to - 1) / to * to;
}

/* The class of a block of n bytes, header included; n is at most MOST. */
static size_t
class_for(size_t n)
{
	size_t log;

	if (n <= FINE_MOST)
		return (n - 1) / ALIGN;
	log = 63 - (size_t)__builtin_clzl(n - 1);
	return FINE + 4 * (log - FINE_LOG) + ((n - 1) >> (log - 2)) % 4;
}

/* The bytes of a block of that class, header included. */
static size_t
class_bytes(size_t class)
{
	size_t log;

	if (class < FINE)
		return (class + 1) * ALIGN;
	log = FINE_LOG + (class - FINE) / 4;
	return ((size_t)1 << log) +
	       ((class - FINE) % 4 + 1) * ((size_t)1 << (log - 2));
}

/*
 * The first use of a page is an exception. For a file of 10 MB there are 22 000
 * of them, or half as many where the kernel gives large pages: a tenth of the
 * CPU time. If it does not, nothing is lost.
 */
static void
advise(void *p, size_t n)
{
	int error = errno;

	if (n >= LARGE && madvise(p, n, MADV_HUGEPAGE))
		errno = error;
}

static void *
map(size_t n)
{
	void *p = mmap(NULL, n, PROT_READ | PROT_WRITE,
		MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	if (p == MAP_FAILED)
		return NULL;
	advise(p, n);
	return p;
}

/* Makes room for a block of any class where nothing was ever used. */
static bool
more(void)
{
	char *p = heap.at ? map(REGION) : heap.first;

	if (!p)
		return false;
	heap.at = p + ALIGN - HEAD;
	heap.end = p + REGION;
	return true;
}

/*
 * Writes the header of the block p, in one store: reading what is there of a
 * page that was never touched would be a page fault more. Returns p.
 */
static void *
hand_out(char *p, size_t n, size_t class, enum state state)
{
	struct header h = {.n = n, .class = class, .state = state};

	memcpy(header_of(p), &h, sizeof(h));
	return p;
}

static void *
new_block(size_t n, size_t class)
{
	size_t bytes = class_bytes(class);
	char *p;

	if ((size_t)(heap.end - heap.at) < bytes && !more())
		return NULL;
	p = heap.at + HEAD;
	heap.at += bytes;
	return hand_out(p, n, class, STATE_USED);
}

static void *
new_mapping(size_t n)
{
	char *p = map(round_up(ALIGN + n, PAGE));

	return p ? hand_out(p + ALIGN, n, 0, STATE_MAPPED) : NULL;
}

/* Takes the first free block of that class, which has one. */
static void *
reuse(size_t n, size_t class)
{
	void **p = heap.free[class];

	heap.free[class] = *p;
	*p = NULL;
	return hand_out((char *)p, n, class, STATE_USED);
}

/*
 * Returns the first of a few classes that has a free block, or CLASSES: what
 * was used before has its pages, and a new page costs some microseconds (16 of
 * 110 in a render of 14 KB). At most half of such a block is not needed.
 */
static size_t
free_class(size_t class)
{
	size_t end = class + 4 < CLASSES ? class + 4 : CLASSES, k;

	for (k = class; class >= FINE && k < end; k++)
		if (heap.free[k])
			return k;
	return CLASSES;
}

static void *
get_other(size_t n)
{
	size_t class, other;
	void *p;

	if (n > MOST - HEAD) {
		p = n < PTRDIFF_MAX / 2 ? new_mapping(n) : NULL;
	} else {
		class = class_for(n + HEAD);
		other = free_class(class);
		p = other < CLASSES ? reuse(n, other) : new_block(n, class);
	}
	if (!p)
		errno = ENOMEM;
	return p;
}

void *
alloc_get(size_t n)
{
	size_t class;

	/* most blocks are small, and as long as one that was freed */
	if (n <= FINE_MOST - HEAD) {
		class = class_for(n + HEAD);
		if (heap.free[class])
			return reuse(n, class);
	}
	return get_other(n);
}

void *
alloc_get_aligned(size_t align, size_t n)
{
	char *block, *p;

	if (align <= ALIGN)
		return alloc_get(n);
	block = alloc_get(n < SIZE_MAX - align ? n + align : SIZE_MAX);
	if (!block)
		return NULL;
	p = (char *)round_up((uintptr_t)block, align);
	if (p == block) {
		/* not a mapping: those begin 16 bytes into a page */
		header_of(p)->n = n;
		return p;
	}
	/* both are multiples of 16: there is room for this, and a header */
	*(void **)(p - ALIGN) = block;
	return hand_out(p, n, 0, STATE_ALIGNED);
}

size_t
alloc_size(const void *p)
{
	return p ? header_of(p)->n : 0;
}

/* The bytes that the block p can have in place. */
static size_t
room(const char *p)
{
	const struct header *h = header_of(p);

	switch ((enum state)h->state) {
	case STATE_USED:
		return class_bytes(h->class) - HEAD;
	case STATE_MAPPED:
		return round_up(ALIGN + h->n, PAGE) - ALIGN;
	default:
		return h->n;
	}
}

/*
 * A block that nothing follows yet may grow in place, if no
 * free one is long enough: else each run of the same work would turn one more
 * block of the first class into one of the second. Returns whether p has room
 * for n bytes now.
 */
static bool
extend(char *p, size_t n)
{
	struct header *h = header_of(p);
	size_t had = class_bytes(h->class), class, bytes;

	if (h->state != STATE_USED || n > MOST - HEAD ||
		p - HEAD + had != heap.at)
		return false;
	class = class_for(n + HEAD);
	bytes = class_bytes(class);
	if (heap.free[class] || bytes - had > (size_t)(heap.end - heap.at))
		return false;
	heap.at += bytes - had;
	h->class = class;
	return true;
}

static void *
remap(char *p, size_t n)
{
	size_t had = round_up(ALIGN + header_of(p)->n, PAGE);

	if (n >= PTRDIFF_MAX / 2)
		return NULL;
	p = mremap(p - ALIGN, had, round_up(ALIGN + n, PAGE), MREMAP_MAYMOVE);
	if (p == MAP_FAILED)
		return NULL;
	if (had < LARGE)
		advise(p, round_up(ALIGN + n, PAGE));
	return hand_out(p + ALIGN, n, 0, STATE_MAPPED);
}

static void *
move(char *p, size_t n)
{
	size_t had = alloc_size(p);
	char *to = alloc_get(n);

	if (!to)
		return NULL;
	memcpy(to, p, had < n ? had : n);
	alloc_put(p);
	return to;
}

void *
alloc_resize(void *p, size_t n)
{
	struct header *h;

	if (!p)
		return alloc_get(n);
	h = header_of(p);
	assert(h->state != STATE_FREE);
	if (n < h->n)
		memset((char *)p + n, 0, h->n - n);
	/* half of the room unused, and more than a page: give it back */
	if ((n <= room(p) && (n >= room(p) / 2 || n + PAGE >= room(p))) ||
		(n > room(p) && extend(p, n))) {
		h->n = n;
		return p;
	}
	if (h->state == STATE_MAPPED && n > MOST - HEAD)
		p = remap(p, n);
	else
		p = move(p, n);
	if (!p)
		errno = ENOMEM;
	return p;
}

/*
 * Makes the first n bytes of a block zero, and what is left of the last 16 of
 * them; the first word is the caller's to write. By hand: most blocks have few
 * bytes, and memset() needs longer to find that out than to do it.
 */
static void
wipe_block(char *p, size_t n)
{
	struct pair {
		uint64_t a, b;
	} *at = (void *)(p + sizeof(void *)), *end = (void *)(p + n);

	for (; end - at >= 4; at += 4) {
		at[0] = at[1] = at[2] = at[3] = (struct pair){0};
		/* so that the compiler does not make it memset() again */
		__asm__ volatile("" : : : "memory");
	}
	for (; at < end; at++) {
		*at = (struct pair){0};
		__asm__ volatile("" : : : "memory");
	}
}

/* A block that is not one of a class. */
static void
put_other(char *p)
{
	struct header *h = header_of(p);

	assert(h->state != STATE_FREE);
	if (h->state == STATE_MAPPED) {
		munmap(p - ALIGN, round_up(ALIGN + h->n, PAGE));
		return;
	}
	h->state = STATE_FREE;
	alloc_put(*(void **)(p - ALIGN));
}

void
alloc_put(void *p)
{
	struct header *h;

	if (!p)
		return;
	h = header_of(p);
	if (h->state != STATE_USED) {
		put_other(p);
		return;
	}
	wipe_block(p, h->n);
	h->state = STATE_FREE;
	*(void **)p = heap.free[h->class];
	heap.free[h->class] = p;
}
