/*
 * How a value is quoted in a .env file, for readers of every kind: this
 * program, a POSIX shell (2.2 Quoting), docker compose and node's dotenv.
 *
 * Bare where all are safe characters; in single quotes where it holds no '
 * and does not end in a backslash (compose and dotenv take \' for a quote);
 * else in double quotes with \$ \` \" \\. Line ends are written as they are:
 * a shell knows no \n.
 */
#ifndef VARS_ENVQUOTE_H
#define VARS_ENVQUOTE_H

#include "base/buf.h"

/* Returns whether the n bytes at s need no quotes. */
bool envquote_is_bare(const char *s, size_t n);

/* Appends the n bytes at s (no NUL among them), quoted where that is needed. */
void envquote_add(struct buf *out, const char *s, size_t n);

/*
 * Returns who reads another value than the n bytes at s from what
 * envquote_add() wrote, as a message's subject; or NULL if all read the same.
 */
const char *envquote_misreader(const char *s, size_t n);

/*
 * Returns whether a shell that has read the n bytes at s still is inside of
 * quotes, a substitution or a here-document: it takes quotes that follow for
 * closing ones, and may execute what they hold.
 */
bool envquote_is_open(const char *s, size_t n);

#endif
