#include "token/strictjson.h"

#include <assert.h>
#include <malloc.h>
#include <stdlib.h>
#include <string.h>

static void
free_wiped(void *p)
{
	/* jansson does not say how large its block was; glibc and musl do */
	if (p)
		wipe(p, malloc_usable_size(p));
	free(p);
}

void
strictjson_use_memory(void)
{
	json_set_alloc_funcs(xmalloc, free_wiped);
	/* tokens have 8 KiB at most: no reason to read /dev/urandom for it */
	json_object_seed(1);
}

json_t *
strictjson_read(const char *s, size_t n)
{
	json_error_t error;

	strictjson_use_memory();
	return json_loadb(
		s, n, JSON_REJECT_DUPLICATES | JSON_DECODE_ANY, &error);
}

size_t
strictjson_wrong(const char *s, size_t n)
{
	json_error_t error;
	json_t *value;

	strictjson_use_memory();
	value = json_loadb(s, n,
		JSON_DECODE_ANY | JSON_ALLOW_NUL | JSON_DECODE_INT_AS_REAL,
		&error);
	json_decref(value);
	if (value)
		return SIZE_MAX;
	return error.position > 0 && (size_t)error.position <= n
		       ? (size_t)error.position - 1
		       : 0;
}

static int
add_piece(const char *s, size_t n, void *out)
{
	buf_add(out, s, n);
	return 0;
}

static void
write_with(struct buf *out, const json_t *value, size_t flags)
{
	int ret = json_dump_callback(
		value, add_piece, out, flags | JSON_ENCODE_ANY);

	assert(ret == 0);
	(void)ret;
}

void
strictjson_write(struct buf *out, const json_t *value)
{
	write_with(out, value, JSON_COMPACT);
}

void
strictjson_write_pretty(struct buf *out, const json_t *value)
{
	write_with(out, value, JSON_INDENT(2));
	buf_addc(out, '\n');
}

void
strictjson_write_string(struct buf *out, const char *s, size_t n)
{
	json_t *value;

	strictjson_use_memory();
	value = json_stringn(s, n);
	assert(value);
	strictjson_write(out, value);
	json_decref(value);
}

const char *
strictjson_text(const json_t *object, const char *member, size_t *n)
{
	const json_t *value = json_object_get(object, member);

	if (!json_is_string(value))
		return NULL;
	*n = json_string_length(value);
	return json_string_value(value);
}

bool
strictjson_may_have(const char *s, size_t n, const char *member,
	const char *text, size_t nt)
{
	json_t *object = strictjson_read(s, n);
	const char *found;
	size_t nfound = 0;
	bool has = true;

	if (object) {
		found = strictjson_text(object, member, &nfound);
		has = found && nfound == nt && memcmp(found, text, nt) == 0;
	}
	json_decref(object);
	return has;
}
