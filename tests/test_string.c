/* deploy/musl/string.c against the C library's own. */
#include "base/base.h"
#include "suite.h"

#include <string.h>
#include <sys/mman.h>

#define memcpy our_memcpy
#define memmove our_memmove
#define memset our_memset
#define memcmp our_memcmp
#define memchr our_memchr
#define strlen our_strlen
#define strchr our_strchr
#define strncmp our_strncmp
void *our_memcpy(void *dest, const void *src, size_t n);
void *our_memmove(void *dest, const void *src, size_t n);
void *our_memset(void *dest, int c, size_t n);
int our_memcmp(const void *left, const void *right, size_t n);
void *our_memchr(const void *s, int c, size_t n);
size_t our_strlen(const char *s);
char *our_strchr(const char *s, int c);
int our_strncmp(const char *a, const char *b, size_t n);
#include "../deploy/musl/string.c"
#undef memcpy
#undef memmove
#undef memset
#undef memcmp
#undef memchr
#undef strlen
#undef strchr
#undef strncmp

#define MOST 80 /* bytes: several vectors, and a rest */
#define AREA 256

/* Two pages, of which only the first may be touched. Returns its end. */
static char *
page_end(void)
{
	char *p = mmap(NULL, 8192, PROT_READ | PROT_WRITE,
		MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	ck_assert_ptr_ne(p, MAP_FAILED);
	ck_assert_int_eq(mprotect(p + 4096, 4096, PROT_NONE), 0);
	return p + 4096;
}

static void
fill(char *s, size_t n)
{
	size_t i;

	for (i = 0; i < n; i++)
		s[i] = (char)(i * 7 + 1);
}

/* Any length, any distance, both directions, any address. */
START_TEST(bytes_are_moved_as_the_c_library_moves_them)
{
	char ours[AREA], theirs[AREA];
	size_t from, to, n;

	for (n = 0; n <= MOST; n++)
		for (from = 60; from < 68; from++)
			for (to = 0; to + n <= AREA; to += to < 130 ? 1 : 9) {
				fill(ours, AREA);
				fill(theirs, AREA);
				ck_assert_ptr_eq(
					our_memmove(ours + to, ours + from, n),
					ours + to);
				memmove(theirs + to, theirs + from, n);
				ck_assert_mem_eq(ours, theirs, AREA);
			}
	fill(theirs, AREA);
	ck_assert_ptr_eq(our_memcpy(ours, theirs, AREA), ours);
	ck_assert_mem_eq(ours, theirs, AREA);
}
END_TEST

START_TEST(bytes_are_set_and_no_others)
{
	char ours[AREA], theirs[AREA];
	size_t at, n;

	for (n = 0; n <= MOST; n++)
		for (at = 0; at < 16; at++) {
			fill(ours, AREA);
			fill(theirs, AREA);
			ck_assert_ptr_eq(
				our_memset(ours + at, 0x1a5, n), ours + at);
			memset(theirs + at, 0x1a5, n);
			ck_assert_mem_eq(ours, theirs, AREA);
		}
}
END_TEST

static int
sign(int n)
{
	return (n > 0) - (n < 0);
}

/* Each byte alone is what differs, up or down; the next page is not read. */
START_TEST(bytes_compare_as_the_c_library_compares_them)
{
	char *end = page_end(), other[MOST], *s;
	size_t n, at;
	int by;

	for (n = 0; n <= MOST; n++) {
		s = end - n;
		fill(s, n);
		memcpy(other, s, n);
		ck_assert_int_eq(our_memcmp(s, other, n), 0);
		for (at = 0; at < n; at++)
			for (by = -128; by < 128; by += 51) {
				other[at] = (char)(s[at] + by);
				/* a later one must not decide */
				other[n - 1] = (char)(other[n - 1] ^ 0x80);
				ck_assert_int_eq(sign(our_memcmp(s, other, n)),
					sign(memcmp(s, other, n)));
				memcpy(other, s, n);
			}
	}
	munmap(end - 4096, 8192);
}
END_TEST

START_TEST(a_byte_is_found_where_it_first_is)
{
	static const int bytes[] = {0, 1, 'a', 0x7f, 0x80, 0x81, 0xff, 0x1ff};
	char *end = page_end(), *s;
	size_t n, at, i;

	for (i = 0; i < countof(bytes); i++)
		for (n = 0; n <= MOST; n++) {
			s = end - n;
			/* its neighbours, which sums of a word could touch */
			memset(s, bytes[i] ^ 1, n);
			ck_assert_ptr_null(our_memchr(s, bytes[i], n));
			for (at = n; at > 0; at--) {
				s[at - 1] = (char)bytes[i];
				ck_assert_ptr_eq(
					our_memchr(s, bytes[i], n), s + at - 1);
			}
		}
	munmap(end - 4096, 8192);
}
END_TEST

START_TEST(strings_compare_up_to_a_length)
{
	static const char *const strings[] = {
		"", "a", "ab", "abc", "b", "\x80", "a\xff"};
	size_t i, k, n;

	for (i = 0; i < countof(strings); i++)
		for (k = 0; k < countof(strings); k++)
			for (n = 0; n < 5; n++)
				ck_assert_int_eq(sign(our_strncmp(strings[i],
							 strings[k], n)),
					sign(strncmp(
						strings[i], strings[k], n)));
}
END_TEST

/* The zero byte is the page's last; zero bytes in front of it do not count. */
START_TEST(a_string_ends_where_it_ends)
{
	static const char fills[] = {
		1, 'a', (char)0x80, (char)0x81, (char)0xff};
	char *end = page_end(), *s;
	size_t n, at, i;

	for (i = 0; i < sizeof(fills); i++)
		for (n = 0; n < MOST; n++) {
			s = end - 1 - n;
			memset(end - AREA, 0, AREA);
			memset(s, fills[i], n);
			ck_assert_uint_eq(our_strlen(s), n);
			ck_assert_ptr_null(our_strchr(s, 'b'));
			ck_assert_ptr_null(our_strchr(s, fills[i] ^ 2));
			ck_assert_ptr_eq(our_strchr(s, 0), s + n);
			for (at = n; at > 0; at--) {
				s[at - 1] = 'b';
				ck_assert_ptr_eq(
					our_strchr(s, 'b'), s + at - 1);
			}
		}
	munmap(end - 4096, 8192);
}
END_TEST

SUITE("string", bytes_are_moved_as_the_c_library_moves_them,
	bytes_are_set_and_no_others,
	bytes_compare_as_the_c_library_compares_them,
	a_byte_is_found_where_it_first_is, a_string_ends_where_it_ends,
	strings_compare_up_to_a_length)
