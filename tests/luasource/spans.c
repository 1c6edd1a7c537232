/*
 * What src/lua says, for a judge in Lua. Records on stdin: a letter, a blank,
 * a length in decimal, a newline, that many bytes. For each one line:
 *   s SOURCE  its pieces: kind at end unclosed, after one another
 *   d STRING  what it decodes to in hexadecimal, or "invalid"
 *   " VALUE   escaped for that quote, in hexadecimal
 *   ' VALUE
 */
#include "lua/lua.h"

#include <stdio.h>
#include <stdlib.h>

static void
print_hex(const struct buf *b)
{
	size_t i;

	for (i = 0; i < b->n; i++)
		printf("%02x", (unsigned)(unsigned char)b->s[i]);
	putchar('\n');
}

static void
print_spans(const char *s, size_t n)
{
	static const char *const kinds[] = {
		"code", "comment", "string", "bracket"};
	struct lua_span span = {0};

	while (lua_next(s, n, &span))
		printf("%s %zu %zu %d ", kinds[span.kind], span.at, span.end,
			span.unclosed);
	putchar('\n');
}

static void
answer(char what, const char *s, size_t n)
{
	struct buf out = {0};

	if (what == 's') {
		print_spans(s, n);
	} else if (what == 'd') {
		if (lua_decode(&out, s, n))
			puts("invalid");
		else
			print_hex(&out);
	} else {
		lua_escape(&out, s, n, what);
		print_hex(&out);
	}
	buf_free(&out);
}

int
main(void)
{
	size_t n;
	char what, *s;

	while (scanf("%c %zu%*c", &what, &n) == 2) {
		s = xmalloc(n);
		if (fread(s, 1, n, stdin) != n)
			return EXIT_FAILURE;
		answer(what, s, n);
		free(s);
	}
	return ferror(stdin) ? EXIT_FAILURE : EXIT_SUCCESS;
}
