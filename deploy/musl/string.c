/*
 * memcpy() and its family, for musl: its own go byte by byte, or by x86's
 * string instructions, which are slow to begin and slower still backwards (as
 * libyaml's queues need them). Of a render of 14 KB they were a fifth of the
 * time in user mode.
 *
 * What has a length is read and written by words, at any address, and never
 * outside of it. What ends with a zero byte is read by aligned words: a word
 * is never on two pages. Little endian, as amd64 and arm64 are.
 */
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#define ALL_BYTES(c) (UINT64_MAX / 255 * (unsigned char)(c))
#define WORD sizeof(uint64_t)
#define VECTOR sizeof(vector)

/* Of any type, at any address. */
typedef uint32_t half __attribute__((aligned(1), may_alias));
typedef uint64_t word __attribute__((aligned(1), may_alias));
typedef uint64_t vector __attribute__((vector_size(16), aligned(1), may_alias));

#define AT(type, p) (*(type *)(p))
#define IN(type, p) (*(const type *)(p))

/* Returns a word with 0x80 where w has a zero byte, and 0 elsewhere. */
static inline uint64_t
zeros(uint64_t w)
{
	return ~(((w & ALL_BYTES(0x7f)) + ALL_BYTES(0x7f)) | w |
		 ALL_BYTES(0x7f));
}

/* The offset of the first byte that is not zero in a word that is not. */
static inline size_t
first(uint64_t w)
{
	return (size_t)__builtin_ctzll(w) / 8;
}

/* Fewer than 16 bytes: all are read before one is written. */
static inline void
move_few(char *to, const char *from, size_t n)
{
	if (n >= WORD) {
		uint64_t a = IN(word, from), b = IN(word, from + n - WORD);

		AT(word, to) = a;
		AT(word, to + n - WORD) = b;
	} else if (n >= sizeof(half)) {
		uint32_t a = IN(half, from);
		uint32_t b = IN(half, from + n - sizeof(half));

		AT(half, to) = a;
		AT(half, to + n - sizeof(half)) = b;
	} else if (n) {
		char a = from[0], b = from[n / 2], c = from[n - 1];

		to[0] = a;
		to[n / 2] = b;
		to[n - 1] = c;
	}
}

void *
memmove(void *dest, const void *src, size_t n)
{
	const char *from = src;
	char *to = dest;
	size_t i;
	vector a, b;

	if (n < VECTOR) {
		move_few(to, from, n);
		return dest;
	}
	a = IN(vector, from);
	b = IN(vector, from + n - VECTOR);
	if ((uintptr_t)to - (uintptr_t)from >= n) {
		for (i = 0; i + VECTOR < n; i += VECTOR)
			AT(vector, to + i) = IN(vector, from + i);
		AT(vector, to + n - VECTOR) = b;
	} else {
		for (i = n; i > VECTOR; i -= VECTOR)
			AT(vector, to + i - VECTOR) =
				IN(vector, from + i - VECTOR);
		AT(vector, to) = a;
	}
	return dest;
}

void *
memcpy(void *dest, const void *src, size_t n)
{
	return memmove(dest, src, n);
}

void *
memset(void *dest, int c, size_t n)
{
	uint64_t w = ALL_BYTES(c);
	vector v = {w, w};
	char *to = dest;
	size_t i;

	if (n >= VECTOR) {
		for (i = 0; i + VECTOR < n; i += VECTOR)
			AT(vector, to + i) = v;
		AT(vector, to + n - VECTOR) = v;
	} else if (n >= WORD) {
		AT(word, to) = w;
		AT(word, to + n - WORD) = w;
	} else {
		for (i = 0; i < n; i++)
			to[i] = (char)c;
	}
	return dest;
}

/* Of two words that differ: the first byte decides. */
static inline int
order(uint64_t a, uint64_t b)
{
	return __builtin_bswap64(a) < __builtin_bswap64(b) ? -1 : 1;
}

int
memcmp(const void *left, const void *right, size_t n)
{
	const unsigned char *a = left, *b = right;
	size_t i;

	if (n < WORD) {
		for (i = 0; i < n; i++)
			if (a[i] != b[i])
				return a[i] - b[i];
		return 0;
	}
	for (i = 0; i + WORD < n; i += WORD)
		if (IN(word, a + i) != IN(word, b + i))
			return order(IN(word, a + i), IN(word, b + i));
	i = n - WORD;
	if (IN(word, a + i) != IN(word, b + i))
		return order(IN(word, a + i), IN(word, b + i));
	return 0;
}

void *
memchr(const void *s, int c, size_t n)
{
	uint64_t all = ALL_BYTES(c), found;
	const char *p = s;
	size_t i;

	if (n < WORD) {
		for (i = 0; i < n; i++)
			if (p[i] == (char)c)
				return (char *)(uintptr_t)(p + i);
		return NULL;
	}
	for (i = 0; i + WORD < n; i += WORD) {
		found = zeros(IN(word, p + i) ^ all);
		if (found)
			return (char *)(uintptr_t)(p + i + first(found));
	}
	i = n - WORD;
	found = zeros(IN(word, p + i) ^ all);
	return found ? (char *)(uintptr_t)(p + i + first(found)) : NULL;
}

/* The aligned word that p is in. */
static inline const char *
aligned(const char *p)
{
	return p - (uintptr_t)p % WORD;
}

/* Its bits from p on. */
static inline uint64_t
from_here(const char *p)
{
	return UINT64_MAX << (uintptr_t)p % WORD * 8;
}

size_t
strlen(const char *s)
{
	const char *p = aligned(s);
	uint64_t found = zeros(IN(word, p)) & from_here(s);

	while (!found) {
		p += WORD;
		found = zeros(IN(word, p));
	}
	return (size_t)(p + first(found) - s);
}

char *
strchr(const char *s, int c)
{
	const char *p = aligned(s);
	uint64_t all = ALL_BYTES(c), w = IN(word, p);
	uint64_t found = (zeros(w) | zeros(w ^ all)) & from_here(s);

	while (!found) {
		p += WORD;
		w = IN(word, p);
		found = zeros(w) | zeros(w ^ all);
	}
	p += first(found);
	return *p == (char)c ? (char *)(uintptr_t)p : NULL;
}

int
strncmp(const char *a, const char *b, size_t n)
{
	size_t i;

	for (i = 0; i < n; i++)
		if (a[i] != b[i] || !a[i])
			return (unsigned char)a[i] - (unsigned char)b[i];
	return 0;
}
