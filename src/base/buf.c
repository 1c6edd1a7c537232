#include "base/buf.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* What most formatted texts have room in at once. */
#define SHORT 64

void
buf_reserve(struct buf *b, size_t n)
{
	size_t want = b->n + n + 1, cap = b->cap + b->cap / 2 + 32;
	char *s;

	if (b->s && want <= b->cap)
		return;
	if (cap < want)
		cap = want;
	/* not realloc: it would not wipe the old bytes */
	s = xmalloc(cap);
	if (b->s)
		memcpy(s, b->s, b->n);
	s[b->n] = '\0';
	wipe(b->s, b->n);
	free(b->s);
	b->s = s;
	b->cap = cap;
}

void
buf_add(struct buf *b, const void *s, size_t n)
{
	buf_reserve(b, n);
	if (n)
		memcpy(b->s + b->n, s, n);
	b->n += n;
	b->s[b->n] = '\0';
}

void
buf_adds(struct buf *b, const char *s)
{
	buf_add(b, s, strlen(s));
}

void
buf_addc(struct buf *b, char c)
{
	buf_add(b, &c, 1);
}

void
buf_addv(struct buf *b, const char *fmt, va_list ap)
{
	va_list again;
	size_t room;
	int n;

	assert(fmt);
	buf_reserve(b, SHORT);
	room = b->cap - b->n;
	va_copy(again, ap);
	n = vsnprintf(b->s + b->n, room, fmt, ap);
	assert(n >= 0);
	if ((size_t)n >= room) {
		buf_reserve(b, (size_t)n);
		vsnprintf(b->s + b->n, (size_t)n + 1, fmt, again);
	}
	va_end(again);
	b->n += (size_t)n;
}

void
buf_addf(struct buf *b, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	buf_addv(b, fmt, ap);
	va_end(ap);
}

void
buf_cut(struct buf *b, size_t n)
{
	assert(n <= b->n);
	if (!b->s)
		return;
	wipe(b->s + n, b->n - n);
	b->n = n;
	b->s[n] = '\0';
}

void
buf_free(struct buf *b)
{
	wipe(b->s, b->n);
	free(b->s);
	*b = (struct buf){0};
}
