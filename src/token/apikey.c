#include "token/apikey.h"

#include "base/bytes.h"
#include "token/base64url.h"
#include "token/crypto.h"

#include <assert.h>
#include <string.h>

/* the project's reference in the checksum, the same on every own install */
#define PROJECT "supabase-self-hosted|"
#define RANDOM_BYTES 17 /* encoded in 23 characters, cut to 22 */
#define BODY 22
#define CHECKSUM 8

static const char *const prefixes[] = {
	[APIKEY_PUBLISHABLE] = "sb_publishable_",
	[APIKEY_SECRET] = "sb_secret_",
};

bool
apikey_is_plain(const char *s, size_t n)
{
	return bytes_all(s, n, LETTERS DIGITS "._-");
}

enum apikey_kind
apikey_kind(const char *s, size_t n)
{
	enum apikey_kind kind;

	if (!bytes_begin(s, n, "sb_"))
		return APIKEY_NONE;
	for (kind = APIKEY_PUBLISHABLE; kind <= APIKEY_SECRET; kind++)
		if (bytes_begin(s, n, prefixes[kind]))
			return kind;
	return APIKEY_UNKNOWN;
}

/* Appends the underscore and checksum of the n bytes at s to out. */
static void
add_checksum(struct buf *out, const char *s, size_t n)
{
	struct buf text = {0};
	unsigned char hash[SHA256_BYTES];
	size_t start = out->n + 1;

	buf_adds(&text, PROJECT);
	buf_add(&text, s, n);
	crypto_sha256(text.s, text.n, hash);
	buf_addc(out, '_');
	base64url_encode(out, hash, sizeof(hash));
	buf_cut(out, start + CHECKSUM);
	buf_free(&text);
}

bool
apikey_valid(const char *s, size_t n)
{
	enum apikey_kind kind = apikey_kind(s, n);
	struct buf body = {0}, sum = {0};
	size_t prefix;
	bool valid;

	if (kind != APIKEY_PUBLISHABLE && kind != APIKEY_SECRET)
		return false;
	prefix = strlen(prefixes[kind]);
	if (n != prefix + BODY + 1 + CHECKSUM)
		return false;
	/* 24 characters are whole bytes: that checks the alphabet alone */
	buf_add(&body, s + prefix, BODY);
	buf_adds(&body, "AA");
	valid = base64url_decode(&sum, body.s, body.n) == 0;
	buf_cut(&sum, 0);
	add_checksum(&sum, s, prefix + BODY);
	valid = valid && memcmp(sum.s, s + prefix + BODY, sum.n) == 0;
	buf_free(&body);
	buf_free(&sum);
	return valid;
}

int
apikey_make(enum apikey_kind kind, const struct random *random,
	char out[APIKEY_MAX + 1])
{
	unsigned char bytes[RANDOM_BYTES];
	struct buf text = {0}, key = {0};

	assert(kind == APIKEY_PUBLISHABLE || kind == APIKEY_SECRET);
	if (random->fill(random->ctx, bytes, sizeof(bytes)) != 0)
		return -1;
	buf_adds(&text, prefixes[kind]);
	base64url_encode(&text, bytes, sizeof(bytes));
	buf_cut(&text, strlen(prefixes[kind]) + BODY);
	buf_add(&key, text.s, text.n);
	add_checksum(&key, text.s, text.n);
	assert(key.n <= APIKEY_MAX);
	memcpy(out, key.s, key.n + 1);
	wipe(bytes, sizeof(bytes));
	buf_free(&text);
	buf_free(&key);
	return 0;
}
