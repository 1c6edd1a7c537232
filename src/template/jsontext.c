#include "template/jsontext.h"

#include <string.h>

/* The number in the escape \uXXXX at s, or -1. */
static long
unit(const char *s, size_t n)
{
	long v = 0;
	size_t i;

	if (n < 6 || s[0] != '\\' || s[1] != 'u')
		return -1;
	for (i = 2; i < 6; i++) {
		if (hex_digit(s[i]) < 0)
			return -1;
		v = v * 16 + hex_digit(s[i]);
	}
	return v;
}

/* The character of the two escapes at s, or 0. */
static long
pair(const char *s, size_t n)
{
	long high = unit(s, n), low;

	if (high < 0xd800 || high > 0xdbff)
		return 0;
	low = unit(s + 6, n - 6);
	return low >= 0xdc00 && low <= 0xdfff
		       ? 0x10000 + (high - 0xd800) * 0x400 + low - 0xdc00
		       : 0;
}

bool
jsontext_for_yaml(const char *s, size_t n, struct buf *b)
{
	size_t i, done = 0;
	long c;

	for (i = 0; i < n && strchr(" \t\r\n", s[i]) && s[i]; i++)
		if (s[i] == '\t') {
			buf_add(b, s + done, i - done);
			buf_addc(b, ' ');
			done = i + 1;
		}
	for (; i < n; i++) {
		if (s[i] != '\\')
			continue;
		c = pair(s + i, n - i);
		if (!c) {
			i++;
			continue;
		}
		buf_add(b, s + done, i - done);
		/* an escaped line break is nothing: two characters to spare */
		buf_addf(b, "\\\n\\U%08lX", c);
		i += 11;
		done = i + 1;
	}
	if (done == 0)
		return false;
	buf_add(b, s + done, n - done);
	return true;
}
