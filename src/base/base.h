/*
 * Memory that cannot run out half way, and memory that is wiped.
 *
 * Out of memory ends the process with status 2 and one line on stderr: the
 * output file is written last, so nothing is ever half done.
 */
#ifndef BASE_BASE_H
#define BASE_BASE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define countof(a) (sizeof(a) / sizeof((a)[0]))
#define PRINTF_LIKE(fmt, first) __attribute__((format(printf, fmt, first)))

/* Says so and ends the process with status 2: for libraries that return. */
_Noreturn void out_of_memory(void);

/* Returns n bytes (n may be 0, never NULL). Caller frees. */
void *xmalloc(size_t n);

/* Returns count zeroed elements of size bytes. Caller frees. */
void *xcalloc(size_t count, size_t size);

/*
 * Makes room for want elements of size bytes in the array v of *cap elements,
 * growing by half at least. Returns the array, perhaps moved, and sets *cap;
 * the new elements are not initialised. Not for secrets: old copies stay.
 */
void *xgrow(void *v, size_t *cap, size_t want, size_t size);

/* Returns a copy of the n bytes at s with a NUL after them. Caller frees. */
char *xstrndup(const char *s, size_t n);

/* Returns the value of a hexadecimal digit of either case, or -1. */
int hex_digit(char c);

/* Zeroes n bytes at p in a way that the compiler keeps. p may be NULL. */
void wipe(void *p, size_t n);

#endif
