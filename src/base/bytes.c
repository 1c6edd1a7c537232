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

/* Whether *set begins with these, which it then does no longer. */
static bool
cut(const char **set, const char *these)
{
	size_t n = strlen(these);

	if (strlen(*set) < n || memcmp(*set, these, n) != 0)
		return false;
	*set += n;
	return true;
}

/* Most sets begin with letters or digits, which need no look at the set. */
size_t
bytes_span(const char *s, size_t n, const char *set)
{
	bool letters = cut(&set, LETTERS), digits = cut(&set, DIGITS);
	size_t i;

	for (i = 0; i < n; i++)
		if (!(letters && (s[i] | 0x20) >= 'a' &&
			    (s[i] | 0x20) <= 'z') &&
			!(digits && s[i] >= '0' && s[i] <= '9') &&
			!bytes_one_of(s[i], set))
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
