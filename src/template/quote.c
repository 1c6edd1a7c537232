#include "template/quote.h"

#include "base/utf8.h"

#include <string.h>

/* Classes of ASCII characters. */
enum {
	CLASS_ESCAPE = 1, /* control: needs an escape */
	CLASS_WORD = 2, /* means nothing anywhere */
	CLASS_FLOW = 4, /* ends a plain scalar in a flow collection */
	CLASS_QUOTE = 8, /* escaped between double quotes */
};

#define E CLASS_ESCAPE
#define W CLASS_WORD
#define F CLASS_FLOW
#define Q CLASS_QUOTE
/* clang-format off */
static const uint8_t classes[128] = {
	E, E, E, E, E, E, E, E, E, 0, E, E, E, E, E, E,
	E, E, E, E, E, E, E, E, E, E, E, E, E, E, E, E,
	0, 0, Q, 0, 0, 0, 0, 0, 0, 0, 0, W, F, W, W, W,
	W, W, W, W, W, W, W, W, W, W, F, 0, 0, W, 0, F,
	0, W, W, W, W, W, W, W, W, W, W, W, W, W, W, W,
	W, W, W, W, W, W, W, W, W, W, W, F, Q, F, 0, W,
	0, W, W, W, W, W, W, W, W, W, W, W, W, W, W, W,
	W, W, W, W, W, W, W, W, W, W, W, F, 0, F, 0, E,
};
/* clang-format on */
#undef E
#undef W
#undef F
#undef Q

/* Whether a code point from 0x80 up may stand raw. */
static bool
raw_point(uint32_t c)
{
	if (c < 0xa0 || c == 0x2028 || c == 0x2029)
		return false;
	return c != 0xfeff && c != 0xfffe && c != 0xffff;
}

static bool
is_blank(char c)
{
	return c == ' ' || c == '\t';
}

/* The same byte eight times. */
#define EACH(c) (UINT64_C(0x0101010101010101) * (c))

/*
 * Returns how many of the bytes at s, in steps of eight, are ASCII without
 * control characters, double quotes and backslashes. Byte by byte the looks at
 * values were a tenth of the time of a small template.
 */
static size_t
skip_easy(const char *s, size_t n)
{
	const uint64_t high = EACH(0x80);
	uint64_t x, quote, backslash;
	size_t at;

	for (at = 0; at + sizeof(x) <= n; at += sizeof(x)) {
		memcpy(&x, s + at, sizeof(x));
		/* sums set the high bit: no byte below carries, if none has it
		 */
		quote = (x ^ EACH('"')) + EACH(0x7f);
		backslash = (x ^ EACH('\\')) + EACH(0x7f);
		if ((x | (x + EACH(1))) & high ||
			(~(x + EACH(0x60)) | ~quote | ~backslash) & high)
			break;
	}
	return at;
}

struct quote_traits
quote_look(const char *s, size_t n)
{
	struct quote_traits t = {true, true, true};
	size_t at, len;
	uint32_t point;

	for (at = skip_easy(s, n); at < n; at += len) {
		point = (unsigned char)s[at];
		len = 1;
		if (point >= 0x80) {
			len = utf8_next(s + at, n - at, &point);
			if (!raw_point(point))
				t.raw = t.lines = false;
		} else if (classes[point] == CLASS_ESCAPE) {
			t.raw = false;
			t.lines = t.lines && point == '\n';
		}
		len += skip_easy(s + at + len, n - at - len);
	}
	t.unpadded = t.raw && n > 0 && !is_blank(s[0]) && !is_blank(s[n - 1]);
	return t;
}

/* Whether every byte of the value is ASCII of one of these classes. */
static bool
all_of(const char *s, size_t n, unsigned mask)
{
	size_t i;

	for (i = 0; i < n; i++)
		if ((unsigned char)s[i] >= 0x80 ||
			!(classes[(unsigned char)s[i]] & mask))
			return false;
	return true;
}

bool
quote_is_word(const char *s, size_t n)
{
	return n > 0 && s[0] != '-' && s[0] != '.' && all_of(s, n, CLASS_WORD);
}

static bool
plain_start_ok(const char *s, size_t n)
{
	if (strchr(",[]{}#&*!|>'\"%@`?: \t", s[0]))
		return false;
	if (s[0] == '-' && (n == 1 || is_blank(s[1])))
		return false;
	/* a document marker, were it at the start of a line */
	return n < 3 || (memcmp(s, "---", 3) != 0 && memcmp(s, "...", 3) != 0);
}

bool
quote_plain_ok(const char *s, size_t n, bool in_flow)
{
	const char *blank;
	size_t i;

	if (n == 0 || !plain_start_ok(s, n) || s[n - 1] == ' ' ||
		s[n - 1] == ':' || memchr(s, '\t', n) || !quote_look(s, n).raw)
		return false;
	/* tokens have no blanks */
	for (i = 0; (blank = memchr(s + i, ' ', n - i)); i++) {
		i = (size_t)(blank - s);
		if (s[i - 1] == ':' || s[i + 1] == '#')
			return false;
	}
	for (i = 0; in_flow && i < n; i++)
		if ((unsigned char)s[i] < 0x80 &&
			classes[(unsigned char)s[i]] & CLASS_FLOW)
			return false;
	return true;
}

static void
add_escape(struct buf *out, uint32_t point)
{
	static const char names[][2] = {{'\b', 'b'}, {'\t', 't'}, {'\n', 'n'},
		{'\f', 'f'}, {'\r', 'r'}, {'"', '"'}, {'\\', '\\'}};
	size_t i;

	for (i = 0; i < countof(names); i++)
		if (point == (unsigned char)names[i][0]) {
			buf_addc(out, '\\');
			buf_addc(out, names[i][1]);
			return;
		}
	buf_addf(out, "\\u%04X", (unsigned)point);
}

void
quote_double_inner(struct buf *out, const char *s, size_t n)
{
	size_t from = 0, at, len;
	uint32_t point;
	bool escape;

	for (at = skip_easy(s, n); at < n; at += len) {
		point = (unsigned char)s[at];
		len = 1;
		if (point < 0x80) {
			/* JSON allows no raw tab */
			escape = point == '\t' ||
				 classes[point] & (CLASS_ESCAPE | CLASS_QUOTE);
		} else {
			len = utf8_next(s + at, n - at, &point);
			escape = !raw_point(point);
		}
		if (escape) {
			buf_add(out, s + from, at - from);
			add_escape(out, point);
			from = at + len;
		}
		len += skip_easy(s + at + len, n - at - len);
	}
	buf_add(out, s + from, n - from);
}

void
quote_single_inner(struct buf *out, const char *s, size_t n)
{
	const char *end = s + n, *q;

	while ((q = memchr(s, '\'', (size_t)(end - s)))) {
		buf_add(out, s, (size_t)(q + 1 - s));
		buf_addc(out, '\'');
		s = q + 1;
	}
	buf_add(out, s, (size_t)(end - s));
}

void
quote_double(struct buf *out, const char *s, size_t n)
{
	buf_addc(out, '"');
	quote_double_inner(out, s, n);
	buf_addc(out, '"');
}

static size_t
trailing_breaks(const char *s, size_t n)
{
	size_t k = 0;

	while (k < n && s[n - 1 - k] == '\n')
		k++;
	return k;
}

bool
quote_literal_ok(const char *s, size_t n, char chomp)
{
	size_t breaks = trailing_breaks(s, n), last = n - breaks, from;

	if (last == 0 || is_blank(s[0]) || s[0] == '\n' ||
		!quote_look(s, n).lines)
		return false;
	if (chomp == '-' ? breaks != 0 : chomp ? breaks == 0 : breaks != 1)
		return false;
	/* a last line of blanks only would be chomped away */
	for (from = last; from > 0 && s[from - 1] != '\n'; from--)
		if (!is_blank(s[from - 1]))
			return true;
	return false;
}

void
quote_literal(struct buf *out, const char *s, size_t n, size_t indent,
	const char *eol, size_t neol, char chomp)
{
	size_t end = chomp == '+' ? n - 1 : n - trailing_breaks(s, n), at = 0;
	const char *lf;
	size_t len, i;

	for (;;) {
		lf = memchr(s + at, '\n', end - at);
		len = lf ? (size_t)(lf - s) - at : end - at;
		for (i = 0; len > 0 && i < indent; i++)
			buf_addc(out, ' ');
		buf_add(out, s + at, len);
		if (!lf)
			return;
		buf_add(out, eol, neol);
		at += len + 1;
	}
}
