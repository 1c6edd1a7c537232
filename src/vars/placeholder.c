#include "vars/placeholder.h"

#include <string.h>
#include <strings.h>

/* Returns whether word stands in s, whatever the case. */
static bool
has(const char *s, size_t n, const char *word)
{
	size_t i, nword = strlen(word);

	for (i = 0; i + nword <= n; i++)
		if ((s[i] | 0x20) == word[0] &&
			strncasecmp(s + i, word, nword) == 0)
			return true;
	return false;
}

bool
placeholder_is(const char *s, size_t n)
{
	static const char *const words[] = {"your-", "your_", "your ",
		"changeme", "change-me", "change_me", "replaceme", "replace-me",
		"replace_me", "placeholder", "xxxx"};
	size_t i;

	if (n > 2 && s[0] == '<' && s[n - 1] == '>')
		return true;
	/* nobody's placeholder is longer, and a long key may hold anything */
	if (n > 80)
		return false;
	for (i = 0; i < countof(words); i++)
		if (has(s, n, words[i]))
			return true;
	return false;
}
