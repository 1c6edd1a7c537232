/* Questions to n bytes at s, which may hold NULs and end in none. */
#ifndef BASE_BYTES_H
#define BASE_BYTES_H

#include "base/base.h"

/* Returns whether they are the NUL-terminated string word, and no more. */
bool bytes_are(const char *s, size_t n, const char *word);

/* Returns whether they begin with word. */
bool bytes_begin(const char *s, size_t n, const char *word);

/* Returns whether word is anywhere in them. */
bool bytes_contain(const char *s, size_t n, const char *word);

/* Returns how many bytes at s are all of set. */
size_t bytes_span(const char *s, size_t n, const char *set);

/* Returns n without the line end, LF or CR LF, that they may end in. */
size_t bytes_chomp(const char *s, size_t n);

#endif
