#include "kong/pem.h"

#include "base/bytes.h"

#include <stdlib.h>
#include <string.h>

enum der_tag {
	DER_INTEGER = 0x02,
	DER_BIT_STRING = 0x03,
	DER_OCTET_STRING = 0x04,
	DER_OID = 0x06,
	DER_SEQUENCE = 0x30,
};

struct der {
	const unsigned char *s;
	size_t n;
};

/* Takes one element of that tag off d into body. */
static bool
der_take(struct der *d, enum der_tag tag, struct der *body)
{
	size_t head = 2, n, i, octets;

	if (d->n < 2 || d->s[0] != tag)
		return false;
	n = d->s[1];
	if (n & 0x80) {
		octets = n & 0x7f;
		if (octets < 1 || octets > 3 || d->n < 2 + octets)
			return false;
		for (n = 0, i = 0; i < octets; i++)
			n = n << 8 | d->s[2 + i];
		head += octets;
	}
	if (n > d->n - head)
		return false;
	*body = (struct der){d->s + head, n};
	*d = (struct der){d->s + head + n, d->n - head - n};
	return true;
}

static bool
der_integers(struct der d, size_t count)
{
	struct der one;

	for (; count; count--)
		if (!der_take(&d, DER_INTEGER, &one) || one.n == 0)
			return false;
	return true;
}

static bool
is_rsa_key(struct der d, size_t integers)
{
	struct der seq;

	return der_take(&d, DER_SEQUENCE, &seq) && der_integers(seq, integers);
}

static bool
is_ec_point(struct der point)
{
	if (point.n < 2)
		return false;
	return point.s[0] == 4 ? point.n % 2 == 1
			       : point.s[0] == 2 || point.s[0] == 3;
}

/* The key of a SubjectPublicKeyInfo of that algorithm. */
static bool
fits_algorithm(struct der oid, struct der key)
{
	static const struct {
		const char *oid;
		size_t n, key; /* key: its length, where that is fixed */
	} curves[] = {
		{"\x2b\x65\x6e", 3, 32}, /* X25519 */
		{"\x2b\x65\x6f", 3, 56}, /* X448 */
		{"\x2b\x65\x70", 3, 32}, /* Ed25519 */
		{"\x2b\x65\x71", 3, 57}, /* Ed448 */
	};
	static const char pkcs1[] = "\x2a\x86\x48\x86\xf7\x0d\x01\x01";
	static const char ec[] = "\x2a\x86\x48\xce\x3d\x02\x01";
	static const char dsa[] = "\x2a\x86\x48\xce\x38\x04\x01";
	size_t i;

	for (i = 0; i < countof(curves); i++)
		if (oid.n == 3 && memcmp(oid.s, curves[i].oid, 3) == 0)
			return key.n == curves[i].key;
	if (oid.n == 9 && memcmp(oid.s, pkcs1, 8) == 0)
		return is_rsa_key(key, 2); /* RSA, RSA-PSS */
	if (oid.n == 7 && memcmp(oid.s, ec, 7) == 0)
		return is_ec_point(key);
	return oid.n == 7 && memcmp(oid.s, dsa, 7) == 0 && der_integers(key, 1);
}

static bool
is_public_key(struct der d)
{
	struct der seq, algorithm, oid, bits;

	if (!der_take(&d, DER_SEQUENCE, &seq) ||
		!der_take(&seq, DER_SEQUENCE, &algorithm) ||
		!der_take(&algorithm, DER_OID, &oid) ||
		!der_take(&seq, DER_BIT_STRING, &bits))
		return false;
	if (bits.n < 2 || bits.s[0] != 0)
		return false;
	return fits_algorithm(oid, (struct der){bits.s + 1, bits.n - 1});
}

static bool
is_private_key(struct der d)
{
	struct der seq, version, algorithm, oid, key;

	return der_take(&d, DER_SEQUENCE, &seq) &&
	       der_take(&seq, DER_INTEGER, &version) &&
	       der_take(&seq, DER_SEQUENCE, &algorithm) &&
	       der_take(&algorithm, DER_OID, &oid) &&
	       der_take(&seq, DER_OCTET_STRING, &key);
}

static bool
is_ec_private_key(struct der d)
{
	struct der seq, version, key;

	return der_take(&d, DER_SEQUENCE, &seq) &&
	       der_take(&seq, DER_INTEGER, &version) &&
	       der_take(&seq, DER_OCTET_STRING, &key) && key.n > 0;
}

static bool
fits_label(const char *label, size_t n, struct der d, bool pkcs1)
{
	const struct der label_is = {(const unsigned char *)label, n};
#define IS(word)                                                               \
	(label_is.n == sizeof(word) - 1 &&                                     \
		memcmp(label_is.s, word, sizeof(word) - 1) == 0)

	if (IS("PUBLIC KEY"))
		return is_public_key(d);
	if (IS("RSA PUBLIC KEY"))
		return pkcs1 && is_rsa_key(d, 2);
	if (IS("PRIVATE KEY"))
		return is_private_key(d);
	if (IS("RSA PRIVATE KEY"))
		return is_rsa_key(d, 9);
	if (IS("EC PRIVATE KEY"))
		return is_ec_private_key(d);
#undef IS
	return false;
}

static int
base64_digit(char c)
{
	static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
				     "abcdefghijklmnopqrstuvwxyz0123456789+/";
	const char *p = c ? strchr(digits, c) : NULL;

	return p ? (int)(p - digits) : -1;
}

/* Decodes into out (n bytes suffice); blanks and line ends may be anywhere. */
static bool
base64_decode(const char *s, size_t n, unsigned char *out, size_t *nout)
{
	size_t digits = 0, pad = 0, i;
	unsigned bits = 0;

	*nout = 0;
	for (i = 0; i < n; i++) {
		int digit = base64_digit(s[i]);

		if (s[i] == ' ' || s[i] == '\t' || s[i] == '\r' || s[i] == '\n')
			continue;
		if (s[i] == '=') {
			pad++;
			continue;
		}
		if (digit < 0 || pad)
			return false;
		bits = bits << 6 | (unsigned)digit;
		if (digits++ % 4)
			out[(*nout)++] =
				(unsigned char)(bits >>
						(6 - 2 * ((digits - 1) % 4)));
	}
	return (digits + pad) % 4 == 0 && pad <= 2;
}

/* The line at s that is "-----WORD label-----", perhaps with blanks after it.
 */
static bool
is_armour(const char *s, size_t n, const char *word, const char **label,
	size_t *nlabel)
{
	size_t nword = strlen(word);

	while (n && strchr(" \t\r", s[n - 1]))
		n--;
	if (n < nword + 5 || memcmp(s, word, nword) != 0 ||
		memcmp(s + n - 5, "-----", 5) != 0)
		return false;
	*label = s + nword;
	*nlabel = n - nword - 5;
	return true;
}

/* Finds the next armour line of that word at or after *at. */
static bool
find_armour(const char *s, size_t n, size_t *at, size_t *line, const char *word,
	const char **label, size_t *nlabel)
{
	const char *lf;
	size_t end;

	for (; *at < n; *at = end + 1) {
		lf = memchr(s + *at, '\n', n - *at);
		end = lf ? (size_t)(lf - s) : n;
		*line = *at;
		if (is_armour(s + *at, end - *at, word, label, nlabel)) {
			*at = end < n ? end + 1 : n;
			return true;
		}
	}
	return false;
}

static bool
is_jwk(const char *s, size_t n)
{
	return n > 0 && s[0] == '{' && memmem(s, n, "\"kty\"", 5);
}

/* One block of PEM, decoded. */
struct block {
	const char *label;
	size_t nlabel;
	unsigned char *out; /* size bytes, of which n are content */
	size_t n, size;
};

/* Reads the first block. Caller frees with block_free() in either case. */
static bool
block_read(struct block *b, const char *s, size_t n)
{
	const char *label;
	size_t at = 0, body, line, nlabel;

	memset(b, 0, sizeof(*b));
	if (!find_armour(
		    s, n, &at, &line, "-----BEGIN ", &b->label, &b->nlabel))
		return false;
	body = at;
	if (!find_armour(s, n, &at, &line, "-----END ", &label, &nlabel) ||
		nlabel != b->nlabel || memcmp(label, b->label, nlabel) != 0)
		return false;
	b->size = line - body;
	b->out = xmalloc(b->size);
	return base64_decode(s + body, b->size, b->out, &b->n);
}

static void
block_free(struct block *b)
{
	wipe(b->out, b->size);
	free(b->out);
}

bool
pem_is_key(const char *s, size_t n, bool pkcs1)
{
	struct block b;
	struct der d;
	bool ok;

	if (is_jwk(s, n))
		return true;
	ok = block_read(&b, s, n);
	d = (struct der){b.out, b.n};
	ok = ok && fits_label(b.label, b.nlabel, d, pkcs1);
	block_free(&b);
	return ok;
}

bool
pem_is_framed(const char *s, size_t n, const char *label)
{
	struct block b;
	struct der d, body;
	bool ok = block_read(&b, s, n);

	d = (struct der){b.out, b.n};
	ok = ok && bytes_end(b.label, b.nlabel, label) &&
	     der_take(&d, DER_SEQUENCE, &body);
	block_free(&b);
	return ok;
}
