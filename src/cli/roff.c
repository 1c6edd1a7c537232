#include "cli/roff.h"

#include "base/base.h"

#include <ctype.h>
#include <string.h>

/* mandoc -Tlint wants lines of at most 80 bytes. */
#define WIDTH 72
#define LONGEST 79 /* where words may not move */

/* Appends one character as roff reads it: as itself. */
static void
add_char(struct buf *out, char c)
{
	switch (c) {
	case '\\':
		buf_adds(out, "\\e");
		break;
	case '-':
		buf_adds(out, "\\-");
		break;
	case '\'':
		buf_adds(out, "\\(aq");
		break;
	case '`':
		buf_adds(out, "\\(ga");
		break;
	case '^':
		buf_adds(out, "\\(ha");
		break;
	case '~':
		buf_adds(out, "\\(ti");
		break;
	case '"':
		buf_adds(out, "\\(dq");
		break;
	default:
		buf_addc(out, c);
	}
}

void
roff_add(struct buf *out, const char *s, size_t n)
{
	size_t i;

	/* a dot in front would be a request */
	if (n && *s == '.')
		buf_adds(out, "\\&");
	for (i = 0; i < n; i++)
		add_char(out, s[i]);
}

void
roff_print_filled(FILE *f, const char *s, size_t n)
{
	struct buf word = {0};
	size_t column = 0, at = 0, end;

	while (at < n) {
		for (end = at; end < n && !strchr(" \n", s[end]); end++)
			;
		word.n = 0;
		roff_add(&word, s + at, end - at);
		if (word.n && column && column + word.n >= WIDTH) {
			putc('\n', f);
			column = 0;
		}
		if (word.n)
			column += (size_t)fprintf(
				f, "%s%s", column ? " " : "", word.s);
		at = end + 1;
	}
	if (column)
		putc('\n', f);
	buf_free(&word);
}

/* Prints a line of n bytes as it is; one that is too long is continued after \.
 */
static void
print_line(FILE *f, const char *s, size_t n)
{
	struct buf c = {0};
	size_t i, column = 0;

	for (i = 0; i < n; i++) {
		c.n = 0;
		roff_add(&c, s + i, i ? 0 : 1);
		if (i)
			add_char(&c, s[i]);
		if (column + c.n >= LONGEST) {
			fputs("\\\n", f);
			column = 0;
			if (s[i] == '.')
				fputs("\\&", f);
		}
		column += (size_t)fprintf(f, "%s", c.s);
	}
	putc('\n', f);
	buf_free(&c);
}

/* Returns the length of the line at s, at most n. */
static size_t
line_length(const char *s, size_t n)
{
	const char *end = n ? memchr(s, '\n', n) : NULL;

	return end ? (size_t)(end - s) : n;
}

/* Returns the length of the lines at s that are all indented, or all not. */
static size_t
run_length(const char *s, size_t n)
{
	bool indented = n && *s == ' ';
	size_t at = 0;

	while (at < n && (s[at] == ' ') == indented && s[at] != '\n') {
		at += line_length(s + at, n - at);
		if (at < n)
			at++;
	}
	return at;
}

static void
print_indented(FILE *f, const char *s, size_t n)
{
	size_t length, at, skip;

	fputs(".RS 2\n.EX\n", f);
	for (at = 0; at < n; at += length + 1) {
		length = line_length(s + at, n - at);
		skip = length > 1 && s[at] == ' ' && s[at + 1] == ' ' ? 2 : 0;
		print_line(f, s + at + skip, length - skip);
	}
	fputs(".EE\n.RE\n", f);
}

void
roff_print_paragraphs(FILE *f, const char *s, size_t n)
{
	bool first = true;
	size_t length, at;

	for (at = 0; at < n; at += length) {
		length = run_length(s + at, n - at);
		if (!length) {
			length = 1;
			continue;
		}
		if (!first)
			fputs(".PP\n", f);
		if (s[at] == ' ')
			print_indented(f, s + at, length);
		else
			roff_print_filled(f, s + at, length);
		first = false;
	}
}

/* Returns the length of the "Exit status" in "Exit status: ...", or 0. */
static size_t
heading_length(const char *s, size_t n)
{
	size_t i;

	if (!n || !isupper((unsigned char)*s))
		return 0;
	for (i = 1; i < n && (islower((unsigned char)s[i]) || s[i] == ' '); i++)
		;
	return i < n && s[i] == ':' ? i : 0;
}

void
roff_print_sections(FILE *f, const char *text)
{
	const char *end;
	size_t i, n, heading;

	for (; text; text = end ? end + 2 : NULL) {
		end = strstr(text, "\n\n");
		n = end ? (size_t)(end - text) : strlen(text);
		heading = heading_length(text, n);
		if (!heading) {
			fputs(".PP\n", f);
			roff_print_paragraphs(f, text, n);
			continue;
		}
		fputs(".SH ", f);
		for (i = 0; i < heading; i++)
			putc(toupper((unsigned char)text[i]), f);
		putc('\n', f);
		for (i++; i < n && text[i] == ' '; i++)
			;
		i += i < n && text[i] == '\n';
		roff_print_paragraphs(f, text + i, n - i);
	}
}
