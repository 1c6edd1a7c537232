#include "template/quicktoken.h"

#include "base/utf8.h"
#include "template/scan.h"

#include <string.h>

/*
 * Whether the byte s[at], of n, is a control, or may begin what is a line
 * break, a control or a mark to libyaml: C1, U+2028, U+2029, U+FEFF, U+FFFE.
 */
static bool
is_odd(const unsigned char *s, size_t n, size_t at)
{
	unsigned next = at + 1 < n ? s[at + 1] : 0;

	switch (s[at]) {
	case '\n':
	case '\t':
		return false;
	case 0xc2:
		return next < 0xa0;
	case 0xe2:
		return next == 0x80 && at + 2 < n && (s[at + 2] & 0xfe) == 0xa8;
	case 0xef:
		return next == 0xbb || next == 0xbf;
	default:
		return s[at] < 0x20 || s[at] == 0x7f;
	}
}

/* Whether eight bytes are all LF or printable ASCII, all at once. */
static bool
are_plain(const unsigned char *s)
{
	const uint64_t each = 0x0101010101010101u, high = each * 0x80;
	uint64_t word, low, is_del, from_space, not_lf;

	memcpy(&word, s, sizeof(word));
	low = word & ~high;
	/* each in the high bit of its byte, without a carry into the next */
	is_del = low + each;
	from_space = low + each * (0x80 - ' ');
	not_lf = (low ^ each * '\n') + each * 0x7f;
	return !((word | is_del | (~from_space & not_lf)) & high);
}

bool
quick_is_simple(const char *s, size_t n)
{
	const unsigned char *u = (const unsigned char *)s;
	size_t at = 0;

	while (at < n) {
		if (n - at >= 8 && are_plain(u + at))
			at += 8;
		else if ((u[at] < 0x20 || u[at] >= 0x7f) && is_odd(u, n, at))
			return false;
		else
			at++;
	}
	return utf8_check(s, n) == n;
}

void
quick_skip_spaces(struct quick *q)
{
	while (quick_peek(q, q->at) == ' ')
		q->at++;
}

int
quick_next(struct quick *q)
{
	const char *end;

	for (;;) {
		quick_skip_spaces(q);
		if (q->at == q->n) {
			q->col = -1;
			return 0;
		}
		if (q->s[q->at] == '#') {
			if (q->at > q->line && q->s[q->at - 1] != ' ')
				return -1;
			end = memchr(q->s + q->at, '\n', q->n - q->at);
			q->at = end ? (size_t)(end - q->s) : q->n;
		} else if (q->s[q->at] == '\n') {
			q->at++;
			q->line = q->at;
		} else {
			q->col = (ptrdiff_t)(q->at - q->line);
			return q->s[q->at] == '\t' ? -1 : 0;
		}
	}
}

int
quick_end_line(struct quick *q)
{
	size_t line = q->line, at = q->at;

	if (!quick_ends(quick_peek(q, at)) || quick_next(q))
		return -1;
	return q->col >= 0 && q->line == line ? -1 : 0;
}

/* What a plain scalar may end at, and what it may not begin with. */
enum { STOP = 1, STOP_IN_FLOW = 2, NOT_FIRST = 4 };

static const uint8_t classes[256] = {
	['\n'] = STOP,
	['\t'] = STOP,
	[':'] = STOP | NOT_FIRST,
	['#'] = STOP | NOT_FIRST,
	[','] = STOP_IN_FLOW | NOT_FIRST,
	['['] = STOP_IN_FLOW | NOT_FIRST,
	[']'] = STOP_IN_FLOW | NOT_FIRST,
	['{'] = STOP_IN_FLOW | NOT_FIRST,
	['}'] = STOP_IN_FLOW | NOT_FIRST,
	['?'] = NOT_FIRST,
	['&'] = NOT_FIRST,
	['*'] = NOT_FIRST,
	['!'] = NOT_FIRST,
	['|'] = NOT_FIRST,
	['>'] = NOT_FIRST,
	['%'] = NOT_FIRST,
	['@'] = NOT_FIRST,
	['`'] = NOT_FIRST,
};

/* The end of the plain scalar's line, or of itself. */
static size_t
find_stop(const struct quick *q, size_t at)
{
	unsigned stop = q->tree.flow ? STOP | STOP_IN_FLOW : STOP;
	char c;

	for (;; at++) {
		while (at < q->n && !(classes[(uint8_t)q->s[at]] & stop))
			at++;
		c = quick_peek(q, at);
		if (c == ':' && !quick_ends(quick_peek(q, at + 1)) &&
			!(q->tree.flow && strchr(",?[]{}", q->s[at + 1])))
			continue;
		if (c != '#' || q->s[at - 1] == ' ')
			return at;
	}
}

static int
take_plain(struct quick *q, struct quick_scalar *t)
{
	size_t at = q->at, end;
	char c = q->s[at];

	/* at a line's start "---" or "..." would end the document */
	if (classes[(uint8_t)c] & NOT_FIRST || quick_is_dash(q) ||
		(at == q->line && (c == '.' || c == '-')))
		return -1;
	end = find_stop(q, at);
	if (quick_peek(q, end) == '\t')
		return -1;
	while (q->s[end - 1] == ' ')
		end--;
	*t = (struct quick_scalar){at, end, q->s + at, end - at, STYLE_PLAIN};
	q->at = end;
	return 0;
}

/* The character that \c is, or NUL: then only libyaml knows. */
static char
unescape(char c)
{
	static const char named[][2] = {
		{'n', '\n'}, {'t', '\t'}, {'r', '\r'}, {'e', '\x1b'}};
	size_t i;

	for (i = 0; i < countof(named); i++)
		if (c == named[i][0])
			return named[i][1];
	return c == '"' || c == '\\' || c == '/' ? c : '\0';
}

/* The closing quote on this line, or 0; *escaped: the value is another text. */
static size_t
find_quote(const struct quick *q, bool *escaped)
{
	char quote = q->s[q->at], c;
	size_t at = q->at + 1;

	for (*escaped = false; at < q->n && q->s[at] != '\n'; at++) {
		c = q->s[at];
		if (c == quote &&
			(quote == '"' || quick_peek(q, at + 1) != quote))
			return at;
		if (c == quote || (c == '\\' && quote == '"')) {
			*escaped = true;
			at++;
		}
	}
	return 0;
}

static int
decode(struct quick *q, size_t at, size_t end)
{
	bool is_single = q->s[at - 1] == '\'';
	char c;

	buf_cut(&q->work, 0);
	for (; at < end; at++) {
		c = q->s[at];
		if (is_single && c == '\'')
			at++;
		else if (!is_single && c == '\\')
			c = unescape(q->s[++at]);
		if (!c)
			return -1;
		buf_addc(&q->work, c);
	}
	return 0;
}

static int
take_quoted(struct quick *q, struct quick_scalar *t)
{
	size_t at = q->at, end;
	bool escaped;

	end = find_quote(q, &escaped);
	if (!end || (escaped && decode(q, at + 1, end)))
		return -1;
	*t = (struct quick_scalar){at, end + 1, q->s + at + 1, end - at - 1,
		q->s[at] == '"' ? STYLE_DOUBLE : STYLE_SINGLE};
	if (escaped) {
		t->value = scan_keep(q->tree.doc, q->work.s, q->work.n);
		t->n = q->work.n;
	}
	q->at = end + 1;
	return 0;
}

int
quick_scalar(struct quick *q, struct quick_scalar *t)
{
	char c = quick_peek(q, q->at);

	return c == '"' || c == '\'' ? take_quoted(q, t)
	       : c		     ? take_plain(q, t)
				     : -1;
}

/* The lines of a literal block, as they are read. */
struct literal {
	size_t at; /* the line to be read */
	size_t indent; /* of its lines; 0: not known yet */
	size_t blank; /* how long a line of blanks before that was */
	size_t breaks; /* that no line has come after yet */
};

/*
 * Goes over the lines without text. Returns where the next line's text begins:
 * in another column than the block's, it is after the block.
 */
static size_t
skip_blank_lines(const struct quick *q, struct literal *b)
{
	size_t at;

	for (;;) {
		at = b->at;
		while (quick_peek(q, at) == ' ' &&
			(!b->indent || at - b->at < b->indent))
			at++;
		if (quick_peek(q, at) != '\n')
			return at;
		if (at - b->at > b->blank)
			b->blank = at - b->at;
		b->breaks++;
		b->at = at + 1;
	}
}

static void
add_breaks(struct quick *q, size_t n)
{
	while (n--)
		buf_addc(&q->work, '\n');
}

/* At a line after the header. Returns -1 for what only libyaml knows. */
static int
literal_lines(struct quick *q, struct literal *b, size_t least)
{
	size_t at = skip_blank_lines(q, b), end;

	b->indent = at - b->at;
	if (at == q->n || q->s[at] == '\t' || b->indent < least ||
		b->indent < b->blank)
		return -1;
	while (at < q->n && at - b->at == b->indent) {
		add_breaks(q, b->breaks);
		end = at;
		while (end < q->n && q->s[end] != '\n')
			end++;
		buf_add(&q->work, q->s + at, end - at);
		b->breaks = end < q->n;
		b->at = end + b->breaks;
		at = skip_blank_lines(q, b);
	}
	return quick_peek(q, at) == '\t' ? -1 : 0;
}

/* From the "|" to the end of its line. Returns what it says of the line ends.
 */
static int
literal_header(struct quick *q, char *chomp)
{
	const char *end;

	*chomp = quick_peek(q, q->at + 1);
	q->at += *chomp == '+' || *chomp == '-' ? 2 : 1;
	if (!quick_ends(quick_peek(q, q->at)))
		return -1;
	quick_skip_spaces(q);
	end = memchr(q->s + q->at, '\n', q->n - q->at);
	if (!end || (q->s[q->at] != '#' && q->s[q->at] != '\n'))
		return -1;
	q->at = (size_t)(end - q->s) + 1;
	return 0;
}

int
quick_literal(struct quick *q, ptrdiff_t col, struct quick_scalar *t)
{
	struct literal b = {0};
	char chomp;

	*t = (struct quick_scalar){.at = q->at, .style = STYLE_LITERAL};
	buf_cut(&q->work, 0);
	if (col < 0 || literal_header(q, &chomp))
		return -1;
	b.at = q->at;
	if (literal_lines(q, &b, (size_t)col + 1))
		return -1;
	if (chomp != '-' && b.breaks)
		add_breaks(q, chomp == '+' ? b.breaks : 1);
	t->value = scan_keep(q->tree.doc, q->work.s, q->work.n);
	t->n = q->work.n;
	t->end = q->at = q->line = b.at;
	return 0;
}
