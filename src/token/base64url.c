#include "token/base64url.h"

#include "base/bytes.h"

static void
encode(struct buf *out, const void *s, size_t n, const char *alphabet)
{
	const unsigned char *p = s;
	uint32_t bits = 0;
	unsigned have = 0;
	size_t i;

	buf_reserve(out, n / 3 * 4 + 4);
	for (i = 0; i < n; i++) {
		bits = (bits << 8 | p[i]) & 0xffff;
		for (have += 8; have >= 6; have -= 6)
			buf_addc(out, alphabet[bits >> (have - 6) & 63]);
	}
	if (have)
		buf_addc(out, alphabet[bits << (6 - have) & 63]);
}

void
base64url_encode(struct buf *out, const void *s, size_t n)
{
	encode(out, s, n, UPPER LOWER DIGITS "-_");
}

void
base64_encode(struct buf *out, const void *s, size_t n)
{
	encode(out, s, n, UPPER LOWER DIGITS "+/");
	if (n % 3)
		buf_adds(out, n % 3 == 1 ? "==" : "=");
}

/* Returns the six bits that c encodes, or -1. */
static int
sextet(char c)
{
	if (c >= 'A' && c <= 'Z')
		return c - 'A';
	if (c >= 'a' && c <= 'z')
		return c - 'a' + 26;
	if (c >= '0' && c <= '9')
		return c - '0' + 52;
	if (c == '-')
		return 62;
	return c == '_' ? 63 : -1;
}

int
base64url_decode(struct buf *out, const char *s, size_t n)
{
	size_t i, start = out->n;
	uint32_t bits = 0;
	unsigned have = 0;
	int six;

	if (n % 4 == 1)
		return -1;
	buf_reserve(out, n / 4 * 3 + 3);
	for (i = 0; i < n; i++) {
		six = sextet(s[i]);
		if (six < 0)
			break;
		bits = (bits << 6 | (uint32_t)six) & 0xffff;
		have += 6;
		if (have >= 8) {
			have -= 8;
			buf_addc(out, (char)(bits >> have & 0xff));
		}
	}
	if (i == n && !(bits & ((1u << have) - 1)))
		return 0;
	buf_cut(out, start);
	return -1;
}
