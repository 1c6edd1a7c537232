#include "token/uuid.h"

#include "base/buf.h"
#include "token/crypto.h"

#include <string.h>

struct uuid
uuid_of_name(const struct uuid *space, const char *name, size_t n)
{
	unsigned char hash[SHA1_BYTES];
	struct buf b = {0};
	struct uuid u;

	buf_add(&b, space->b, sizeof(space->b));
	buf_add(&b, name, n);
	crypto_sha1(b.s, b.n, hash);
	buf_free(&b);
	memcpy(u.b, hash, sizeof(u.b));
	u.b[6] = (unsigned char)((u.b[6] & 0x0f) | 0x50);
	u.b[8] = (unsigned char)((u.b[8] & 0x3f) | 0x80);
	return u;
}

void
uuid_write(const struct uuid *u, char text[UUID_TEXT + 1])
{
	static const char digits[] = "0123456789abcdef";
	size_t i, k = 0;

	for (i = 0; i < sizeof(u->b); i++) {
		if (i == 4 || i == 6 || i == 8 || i == 10)
			text[k++] = '-';
		text[k++] = digits[u->b[i] >> 4];
		text[k++] = digits[u->b[i] & 15];
	}
	text[k] = '\0';
}
