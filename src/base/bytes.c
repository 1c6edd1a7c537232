#include "base/bytes.h"

#include <string.h>

bool
bytes_end(const char *s, size_t n, const char *word)
{
	size_t m = strlen(word);

	return n >= m && bytes_same(s + n - m, m, word, m);
}

bool
bytes_contain(const char *s, size_t n, const char *word)
{
	return memmem(s, n, word, strlen(word)) != NULL;
}

size_t
bytes_span(const char *s, size_t n, const char *set)
{
	bool in[256] = {false};
	size_t i;

	for (; *set; set++)
		in[(unsigned char)*set] = true;
	for (i = 0; i < n; i++)
		if (!in[(unsigned char)s[i]])
			break;
	return i;
}

bool
bytes_all(const char *s, size_t n, const char *set)
{
	return bytes_span(s, n, set) == n;
}

size_t
bytes_trim(const char **s, size_t n)
{
	while (n && bytes_one_of(**s, WHITE)) {
		(*s)++;
		n--;
	}
	while (n && bytes_one_of((*s)[n - 1], WHITE))
		n--;
	return n;
}

size_t
bytes_chomp(const char *s, size_t n)
{
	if (!n || s[n - 1] != '\n')
		return n;
	n--;
	return n && s[n - 1] == '\r' ? n - 1 : n;
}
