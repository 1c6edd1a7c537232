#include "base/bytes.h"

#include <string.h>

bool
bytes_contain(const char *s, size_t n, const char *word)
{
	return memmem(s, n, word, strlen(word)) != NULL;
}

size_t
bytes_span(const char *s, size_t n, const char *set)
{
	uint64_t in[4] = {0};
	size_t i;

	for (; *set; set++)
		in[(unsigned char)*set / 64] |= 1ull << (*set & 63);
	for (i = 0; i < n; i++)
		if (!(in[(unsigned char)s[i] / 64] >> (s[i] & 63) & 1))
			break;
	return i;
}

size_t
bytes_chomp(const char *s, size_t n)
{
	if (!n || s[n - 1] != '\n')
		return n;
	n--;
	return n && s[n - 1] == '\r' ? n - 1 : n;
}
