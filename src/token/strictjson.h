/*
 * JSON as tokens need it: strict to read, compact to write, wiped when freed.
 * The only way in src/token to jansson's decoder.
 */
#ifndef TOKEN_STRICTJSON_H
#define TOKEN_STRICTJSON_H

#include "base/buf.h"

#include <jansson.h>

/*
 * Returns the value of the n bytes at s, which must be one JSON value of any
 * kind, UTF-8, without duplicate members, without NUL, and nothing after it;
 * else NULL. Caller ends it with json_decref().
 */
json_t *strictjson_read(const char *s, size_t n);

/*
 * Returns the offset at which the n bytes at s stop to be one JSON value, or
 * SIZE_MAX. Members may stand twice, numbers may be of any size.
 */
size_t strictjson_wrong(const char *s, size_t n);

/*
 * Makes jansson allocate as we do: out of memory ends the process, and what
 * is freed is wiped. To be called before anything is built with jansson.
 */
void strictjson_use_memory(void);

/* Appends value to out: without white space, members in their order. */
void strictjson_write(struct buf *out, const json_t *value);

/* The same over several lines, indented by two. */
void strictjson_write_pretty(struct buf *out, const json_t *value);

/* Appends the n bytes at s (UTF-8) as a JSON string, quotes included. */
void strictjson_write_string(struct buf *out, const char *s, size_t n);

/*
 * Returns the string member of object and its length, or NULL when it has
 * none or it is no string. It lives as long as object.
 */
const char *strictjson_text(
	const json_t *object, const char *member, size_t *n);

/*
 * Returns whether the n bytes at s are an object whose member is the nt bytes
 * at text. One that strictjson_read() does not take may be.
 */
bool strictjson_may_have(const char *s, size_t n, const char *member,
	const char *text, size_t nt);

#endif
