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
	size_t i = 0;

	while (i < n && s[i] && strchr(set, s[i]))
		i++;
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
