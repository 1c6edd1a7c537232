#include "base/utf8.h"

#include <string.h>

size_t
utf8_bom(const char *s, size_t n)
{
	return n >= 3 && memcmp(s, UTF8_BOM, 3) == 0 ? 3 : 0;
}

size_t
utf8_next(const char *s, size_t n, uint32_t *point)
{
	static const uint32_t least[] = {0, 0, 0x80, 0x800, 0x10000};
	const unsigned char *u = (const unsigned char *)s;
	size_t len, i;
	uint32_t c;

	if (n == 0)
		return 0;
	if (u[0] < 0x80) {
		*point = u[0];
		return 1;
	}
	len = u[0] >= 0xf0 ? 4 : u[0] >= 0xe0 ? 3 : 2;
	if (u[0] < 0xc2 || u[0] > 0xf4 || len > n)
		return 0;
	c = u[0] & (0x7fu >> len);
	for (i = 1; i < len; i++) {
		if ((u[i] & 0xc0) != 0x80)
			return 0;
		c = c << 6 | (u[i] & 0x3f);
	}
	if (c < least[len] || c > 0x10ffff || (c >= 0xd800 && c <= 0xdfff))
		return 0;
	*point = c;
	return len;
}

/* The offset of the first byte from 0x80 up, eight at a time. */
static size_t
skip_ascii(const char *s, size_t n, size_t at)
{
	uint64_t word;

	for (; at + sizeof(word) <= n; at += sizeof(word)) {
		memcpy(&word, s + at, sizeof(word));
		if (word & 0x8080808080808080u)
			break;
	}
	while (at < n && !((unsigned char)s[at] & 0x80))
		at++;
	return at;
}

size_t
utf8_check(const char *s, size_t n)
{
	size_t at = 0, len;
	uint32_t point;

	for (;;) {
		at = skip_ascii(s, n, at);
		len = utf8_next(s + at, n - at, &point);
		if (!len)
			return at;
		at += len;
	}
}

bool
utf8_is_ascii(const char *s, size_t n)
{
	return skip_ascii(s, n, 0) == n;
}

size_t
utf8_count(const char *s, size_t n)
{
	size_t i, count = 0;

	for (i = 0; i < n; i++)
		count += ((unsigned char)s[i] & 0xc0) != 0x80;
	return count;
}
