/*
 * A growing string of bytes that carries its length.
 *
 * All-zero is a valid empty buffer. s is NUL-terminated whenever it is not
 * NULL; the NUL is not counted. Memory that a buffer gives up, by growing
 * or by buf_free(), is wiped, so a buffer may hold secrets.
 */
#ifndef BASE_BUF_H
#define BASE_BUF_H

#include "base/base.h"

#include <stdarg.h>

struct buf {
	char *s;
	size_t n, cap;
};

/* Makes room for n more bytes, so that the next additions do not move s. */
void buf_reserve(struct buf *b, size_t n);

/* Appends n bytes, which must not lie inside b. */
void buf_add(struct buf *b, const void *s, size_t n);

/* Appends a NUL-terminated string. */
void buf_adds(struct buf *b, const char *s);

/* Appends one byte. */
void buf_addc(struct buf *b, char c);

/* Appends as printf does. */
void buf_addf(struct buf *b, const char *fmt, ...) PRINTF_LIKE(2, 3);
void buf_addv(struct buf *b, const char *fmt, va_list ap) PRINTF_LIKE(2, 0);

/* Cuts b back to its first n bytes (n <= b->n) and wipes the rest. */
void buf_cut(struct buf *b, size_t n);

/* Wipes and empties b. May be repeated. */
void buf_free(struct buf *b);

#endif
