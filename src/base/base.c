#include "base/base.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

_Noreturn void
out_of_memory(void)
{
	static const char line[] = "kongrender: error: out of memory\n";

	/* stdio may want memory itself */
	if (write(STDERR_FILENO, line, sizeof(line) - 1) < 0)
		_exit(2);
	_exit(2);
}

void *
xmalloc(size_t n)
{
	void *p = malloc(n ? n : 1);

	if (!p)
		out_of_memory();
	return p;
}

void *
xcalloc(size_t count, size_t size)
{
	void *p = calloc(count ? count : 1, size ? size : 1);

	if (!p)
		out_of_memory();
	return p;
}

void *
xgrow(void *v, size_t *cap, size_t want, size_t size)
{
	size_t to;

	if (want <= *cap)
		return v;
	to = *cap + *cap / 2 + 8;
	if (to < want)
		to = want;
	if (to > SIZE_MAX / 2 / size)
		out_of_memory();
	v = realloc(v, to * size);
	if (!v)
		out_of_memory();
	*cap = to;
	return v;
}

char *
xstrndup(const char *s, size_t n)
{
	char *p = xmalloc(n + 1);

	if (n)
		memcpy(p, s, n);
	p[n] = '\0';
	return p;
}

int
hex_digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	c |= 0x20;
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

void
wipe(void *p, size_t n)
{
	if (p && n)
		explicit_bzero(p, n);
}
