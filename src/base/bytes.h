/* Questions to n bytes at s, which may hold NULs and end in none. */
#ifndef BASE_BYTES_H
#define BASE_BYTES_H

#include "base/base.h"

#include <string.h>

/* Sets of characters, for the questions below. */
#define DIGITS "0123456789"
#define HEX DIGITS "abcdefABCDEF"
#define LOWER "abcdefghijklmnopqrstuvwxyz"
#define UPPER "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
#define LETTERS LOWER UPPER
#define WHITE " \t\r\n"

/*
 * Returns whether they are the NUL-terminated string word, and no more. Here,
 * as the next one, so that the compiler can count a literal word.
 */
static inline bool
bytes_are(const char *s, size_t n, const char *word)
{
	return n == strlen(word) && memcmp(s, word, n) == 0;
}

/* Returns whether they are the m bytes at t. */
static inline bool
bytes_same(const char *s, size_t n, const char *t, size_t m)
{
	return n == m && (!n || memcmp(s, t, n) == 0);
}

/* Returns whether c is in set. */
static inline bool
bytes_one_of(char c, const char *set)
{
	return c && strchr(set, c);
}

/* Returns whether c may be in the name of a variable, or begin one. */
static inline bool
bytes_begins_name(char c)
{
	return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '_';
}
static inline bool
bytes_is_name(char c)
{
	return bytes_begins_name(c) || (c >= '0' && c <= '9');
}

/* Returns whether they begin with word. */
static inline bool
bytes_begin(const char *s, size_t n, const char *word)
{
	return n >= strlen(word) && memcmp(s, word, strlen(word)) == 0;
}

/* Returns whether they end with word. */
bool bytes_end(const char *s, size_t n, const char *word);

/* Returns whether word is anywhere in them. */
bool bytes_contain(const char *s, size_t n, const char *word);

/* Returns how many bytes at s are all of set. */
size_t bytes_span(const char *s, size_t n, const char *set);

/* Returns whether all of them are of set. */
bool bytes_all(const char *s, size_t n, const char *set);

/* Returns how many are left without WHITE at both ends, and moves *s to them.
 */
size_t bytes_trim(const char **s, size_t n);

/* Returns n without the line end, LF or CR LF, that they may end in. */
size_t bytes_chomp(const char *s, size_t n);

#endif
