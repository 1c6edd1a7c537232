/* Questions to n bytes at s, which may hold NULs and end in none. */
#ifndef BASE_BYTES_H
#define BASE_BYTES_H

#include "base/base.h"

#include <string.h>

/*
 * Returns whether they are the NUL-terminated string word, and no more. Here,
 * as the next one, so that the compiler can count a literal word.
 */
static inline bool
bytes_are(const char *s, size_t n, const char *word)
{
	return n == strlen(word) && memcmp(s, word, n) == 0;
}

/* Returns whether they begin with word. */
static inline bool
bytes_begin(const char *s, size_t n, const char *word)
{
	return n >= strlen(word) && memcmp(s, word, strlen(word)) == 0;
}

/* Returns whether word is anywhere in them. */
bool bytes_contain(const char *s, size_t n, const char *word);

/* Returns how many bytes at s are all of set. */
size_t bytes_span(const char *s, size_t n, const char *set);

/* Returns n without the line end, LF or CR LF, that they may end in. */
size_t bytes_chomp(const char *s, size_t n);

#endif
