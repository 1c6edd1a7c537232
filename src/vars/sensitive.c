#include "vars/sensitive.h"

#include <string.h>
#include <strings.h>

static bool
is_upper(char c)
{
	return c >= 'A' && c <= 'Z';
}

static bool
is_lower(char c)
{
	return c >= 'a' && c <= 'z';
}

static bool
is_sensitive_word(const char *s, size_t n)
{
	static const char *const words[] = {"password", "passwd", "passphrase",
		"secret", "secrets", "token", "tokens", "key", "keys", "apikey",
		"username", "passwords"};
	size_t i;

	for (i = 0; i < countof(words); i++)
		if (strlen(words[i]) == n && strncasecmp(words[i], s, n) == 0)
			return true;
	return false;
}

/* Words end at anything that is no letter, and where camelCase has its hump. */
static size_t
word_end(const char *s, size_t n, size_t at)
{
	size_t end = at;

	while (end < n && (is_upper(s[end]) || is_lower(s[end]))) {
		if (end > at && is_upper(s[end]) && is_lower(s[end - 1]))
			break;
		end++;
	}
	return end;
}

bool
sensitive_name(const char *name, size_t n)
{
	size_t at, end;

	for (at = 0; at<n; at = end> at ? end : at + 1) {
		end = word_end(name, n, at);
		if (is_sensitive_word(name + at, end - at))
			return true;
	}
	return false;
}

#define MAX_NAME 40 /* bytes */
#define MIN_MIXED 8 /* bytes: what is shorter is no password of use */
#define MAX_DIGITS 2 /* as in oauth2_credentials */

bool
sensitive_is_name(const char *s, size_t n)
{
	size_t i, letters = 0, digits = 0;

	for (i = 0; i < n; i++) {
		digits += s[i] >= '0' && s[i] <= '9';
		letters += (s[i] | 0x20) >= 'a' && (s[i] | 0x20) <= 'z';
		if (s[i] < '!' || s[i] > '~' || s[i] == '"' || s[i] == '\'')
			return false;
	}
	return n <= MAX_NAME &&
	       (n < MIN_MIXED || !letters || digits <= MAX_DIGITS);
}
