/*
 * Supabase's opaque API keys: sb_publishable_ or sb_secret_, 22 characters,
 * an underscore, and 8 characters of checksum. No gateway verifies the
 * checksum; it tells a mistyped key from a foreign one.
 */
#ifndef TOKEN_APIKEY_H
#define TOKEN_APIKEY_H

#include "token/random.h"

enum apikey_kind {
	APIKEY_NONE, /* does not begin with sb_ */
	APIKEY_PUBLISHABLE,
	APIKEY_SECRET,
	APIKEY_UNKNOWN, /* begins with sb_, but neither of the two */
};

#define APIKEY_MAX 46 /* characters; sb_secret_ ones have 41 */

/*
 * Returns whether the n bytes at s are characters of keys, opaque ones and
 * JWTs: A-Z a-z 0-9 . _ -, which mean themselves in Lua, YAML, a URL and a
 * header.
 */
bool apikey_is_plain(const char *s, size_t n);

/* Returns what kind of opaque key the n bytes at s begin like. */
enum apikey_kind apikey_kind(const char *s, size_t n);

/* Returns whether the n bytes at s are a whole opaque key, checksum right. */
bool apikey_valid(const char *s, size_t n);

/*
 * Writes a new key of kind (publishable or secret) and a NUL to out. Returns
 * 0, or -1 when random gave nothing.
 */
int apikey_make(enum apikey_kind kind, const struct random *random,
	char out[APIKEY_MAX + 1]);

#endif
