#include "vars/placeholder.h"

#include "base/bytes.h"

#include <string.h>
#include <strings.h>

/* Nobody's placeholder is longer, and a long key may hold anything. */
#define LONGEST 80

static bool
starts(const char *s, size_t n, const char *word)
{
	return n >= strlen(word) && strncasecmp(s, word, strlen(word)) == 0;
}

/* Returns whether word is somewhere in s, whatever the case. */
static bool
has(const char *s, size_t n, const char *word)
{
	size_t i;

	for (i = 0; i < n; i++)
		if (starts(s + i, n - i, word))
			return true;
	return false;
}

static bool
has_one_of(const char *s, size_t n, const char *const *words)
{
	for (; *words; words++)
		if (has(s, n, *words))
			return true;
	return false;
}

static bool
is_separator(char c)
{
	return c == '-' || c == '_' || c == ' ';
}

/* What a placeholder is for, if it is one of a key. */
static bool
has_thing(const char *s, size_t n)
{
	static const char *const words[] = {"key", "token", "secret", "jwt",
		"password", "passwd", "here", "env", "value", "string", NULL};

	return has_one_of(s, n, words);
}

/* your-key-here, also after a bracket: in the middle it may be a pass phrase */
static bool
is_yours(const char *s, size_t n)
{
	if (n && strchr("[({<", *s))
		s++, n--;
	return n > 4 && starts(s, n, "your") && is_separator(s[4]) &&
	       has_thing(s + 4, n - 4);
}

/* <your key>, but no password with other symbols */
static bool
is_bracketed(const char *s, size_t n)
{
	return n >= 3 && s[0] == '<' && s[n - 1] == '>' &&
	       bytes_all(s + 1, n - 2, LETTERS DIGITS "_- .:=%/'()");
}

/* __KEY__, which a sed is to replace. */
static bool
is_underlined(const char *s, size_t n)
{
	return n >= 5 && bytes_begin(s, n, "__") && bytes_end(s, n, "__") &&
	       bytes_all(s + 2, n - 4, LETTERS DIGITS "_-") &&
	       bytes_one_of(s[2], LETTERS);
}

/* ****, ...: what hides a value, not the value */
static bool
is_mask(const char *s, size_t n)
{
	return n >= 3 && strchr("*.-_?", *s) && memcmp(s, s + 1, n - 1) == 0;
}

/* xxxx, and sb_secret_xxxx */
static bool
is_crossed(const char *s, size_t n)
{
	return n >= 4 && (starts(s, n, "xxxx") || starts(s + n - 4, 4, "xxxx"));
}

/* set-anon-key-in-env-file: words alone, that tell to do something */
static bool
is_order(const char *s, size_t n)
{
	static const char *const verbs[] = {
		"set", "put", "insert", "enter", "fill", "add", "paste", "use"};
	size_t i, verb;

	if (!bytes_all(s, n, LETTERS "-_ "))
		return false;
	for (i = 0; i < countof(verbs); i++) {
		verb = strlen(verbs[i]);
		if (n > verb && starts(s, n, verbs[i]) && is_separator(s[verb]))
			return has_thing(s + verb, n - verb);
	}
	return false;
}

bool
placeholder_is(const char *s, size_t n)
{
	static const char *const words[] = {"changeme", "change-me",
		"change_me", "replaceme", "replace-me", "replace_me",
		"placeholder", NULL};

	if (is_bracketed(s, n))
		return true;
	if (n > LONGEST)
		return false;
	return has_one_of(s, n, words) || is_yours(s, n) ||
	       is_underlined(s, n) || is_mask(s, n) || is_crossed(s, n) ||
	       is_order(s, n);
}
