#include "report/report.h"

#include "base/utf8.h"
#include "report/shown.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* the kubelet keeps 4 KiB: this much, and room for "and N more" */
#define TERMINATION_MAX 3072
#define TERMINATION_LINE 1024

/* what surrounds the parts of a line; all empty without colour */
struct paint {
	const char *path, *level[4], *end;
};

static const struct paint plain = {"", {"", "", "", ""}, ""};
static const struct paint colours = {"\033[1m",
	{"\033[1;36m", "\033[1;35m", "\033[1;31m", "\033[1;31m"}, "\033[0m"};

bool
report_use_color(enum report_color color, FILE *f)
{
	const char *no;

	if (color != COLOR_AUTO)
		return color == COLOR_ALWAYS;
	no = getenv("NO_COLOR");
	return !(no && *no) && isatty(fileno(f));
}

const char *
report_level(enum level level)
{
	static const char *const words[] = {
		"note", "warning", "error", "error"};

	return words[level];
}

static bool
is_unprintable(uint32_t c)
{
	return c < 0x20 || (c >= 0x7f && c < 0xa0) || c == 0x061c ||
	       (c >= 0x200e && c <= 0x200f) || (c >= 0x2028 && c <= 0x202e) ||
	       (c >= 0x2066 && c <= 0x2069) || c == 0xfeff;
}

static void
escape_one(struct buf *out, uint32_t c)
{
	if (c == '\n')
		buf_adds(out, "\\n");
	else if (c == '\r')
		buf_adds(out, "\\r");
	else if (c == '\t')
		buf_adds(out, "\\t");
	else
		buf_addf(out, c < 0x100 ? "\\x%02x" : "\\u%04x", c);
}

/* GitHub's old commands, "##[error]", count anywhere in a line. */
static bool
is_command(const char *s, size_t i)
{
	return s[i] == '[' && i > 1 && s[i - 1] == '#' && s[i - 2] == '#';
}

void
report_escape(struct buf *out, const char *s, size_t n)
{
	size_t i, len, kept = 0;
	uint32_t c;

	for (i = 0; i < n; i += len) {
		len = utf8_next(s + i, n - i, &c);
		if (len && !is_unprintable(c) && !is_command(s, i))
			continue;
		buf_add(out, s + kept, i - kept);
		escape_one(out, len ? c : (unsigned char)s[i]);
		len = len ? len : 1;
		kept = i + len;
	}
	buf_add(out, s + kept, n - kept);
}

/*
 * GitHub's runner takes "::error::" for a command after white space, too: what
 * C#'s TrimStart() drops (Char.IsWhiteSpace) and is not escaped below.
 */
static bool
is_like_command(const char *path)
{
	uint32_t c;

	if (!utf8_next(path, strlen(path), &c))
		return false;
	return c == ':' || c == ' ' || c == 0xa0 || c == 0x1680 ||
	       (c >= 0x2000 && c <= 0x200a) || c == 0x202f || c == 0x205f ||
	       c == 0x3000;
}

static void
add_path(struct buf *out, const struct diag *diag)
{
	const char *path = diag->text ? diag->text->path : "kongrender";

	if (is_like_command(path))
		buf_adds(out, "./");
	report_escape(out, path, strlen(path));
}

/* What ends a list of as many findings as are printed. */
static void
add_more(struct buf *out, const struct diag *diag, size_t more,
	const struct paint *paint)
{
	buf_adds(out, paint->path);
	add_path(out, diag);
	buf_addf(out, ":%s and %zu more\n", paint->end, more);
}

static void
add_place(struct buf *out, const struct diag *diag, struct text_index *places)
{
	struct place place;

	add_path(out, diag);
	if (!diag->text || diag->at == NOWHERE)
		return;
	place = text_place_in(places, diag->text, diag->at);
	buf_addf(out, ":%zu:%zu", place.line, place.col);
}

static void
add_line(struct buf *out, const struct diag *diag, struct text_index *places,
	const struct paint *paint)
{
	buf_adds(out, paint->path);
	add_place(out, diag, places);
	buf_addf(out, ":%s %s%s:%s ", paint->end, paint->level[diag->level],
		report_level(diag->level), paint->end);
	report_escape(out, diag->message, strlen(diag->message));
	buf_addf(out, " [%s]", rules[diag->rule].id);
}

/* x may be NULL: no excerpts. */
static void
print_list(FILE *f, const struct diags *d, enum level min,
	const struct paint *paint, const struct excerpt *x)
{
	struct text_index places = {0};
	const struct diag *diag;
	struct buf line = {0};
	struct shown shown;
	size_t number;

	shown_begin(&shown, d, min);
	while ((diag = shown_next(&shown))) {
		buf_cut(&line, 0);
		add_line(&line, diag, &places, paint);
		buf_addc(&line, '\n');
		if (x && diag->text && diag->at != NOWHERE) {
			number = text_place_in(&places, diag->text, diag->at)
					 .line;
			excerpt_add(&line, x, diag->text, diag->at, number,
				paint->level[diag->level], paint->end);
		}
		if (shown.more)
			add_more(&line, diag, shown.more, paint);
		fwrite(line.s, 1, line.n, f);
	}
	buf_free(&line);
	text_index_free(&places);
}

void
report_text(FILE *f, const struct diags *d, enum level min, bool color)
{
	print_list(f, d, min, color ? &colours : &plain, NULL);
}

/* Appends "2 errors", if n is not 0. */
static void
add_count(struct buf *b, size_t n, const char *what)
{
	if (n)
		buf_addf(b, "%s%zu %s%s", b->n ? ", " : "", n, what,
			n == 1 ? "" : "s");
}

/* How many files have findings; a text may lie inside another. */
static size_t
count_files(const struct diags *d, enum level min)
{
	const struct text *file, *last = NULL;
	size_t i, n = 0;

	for (i = 0; i < d->n; i++) {
		for (file = d->v[i].text; file && file->outer;)
			file = file->outer;
		if (!file || file == last || d->v[i].level < min)
			continue;
		last = file;
		n++;
	}
	return n;
}

static void
print_count(FILE *f, const struct diags *d, enum level min)
{
	struct buf b = {0};
	size_t files = count_files(d, min);

	add_count(&b, diags_errors(d), "error");
	if (min <= LEVEL_WARNING)
		add_count(&b, d->count[LEVEL_WARNING], "warning");
	if (min <= LEVEL_NOTE)
		add_count(&b, d->count[LEVEL_NOTE], "note");
	if (b.n && files)
		buf_addf(&b, " in %zu file%s", files, files == 1 ? "" : "s");
	if (b.n)
		fprintf(f, "%s\n", b.s);
	buf_free(&b);
}

void
report_full(FILE *f, const struct diags *d, enum level min, bool color,
	const struct excerpt *x, bool count)
{
	print_list(f, d, min, color ? &colours : &plain, x);
	if (count)
		print_count(f, d, min);
}

/* a very long line is cut between two characters */
static void
limit_line(struct buf *line)
{
	size_t n = TERMINATION_LINE;

	if (line->n <= n)
		return;
	while (n > 0 && ((unsigned char)line->s[n] & 0xc0) == 0x80)
		n--;
	buf_cut(line, n);
	buf_adds(line, "...");
}

/*
 * Appends to out the lines of the levels from low to high while they fit.
 * Returns how many were added.
 */
static size_t
add_lines(
	struct buf *out, const struct diags *d, enum level low, enum level high)
{
	struct text_index places = {0};
	struct buf line = {0};
	size_t i, count = 0;

	for (i = 0; i < d->n; i++) {
		if (d->v[i].level < low || d->v[i].level > high)
			continue;
		buf_cut(&line, 0);
		add_line(&line, &d->v[i], &places, &plain);
		limit_line(&line);
		if (out->n + line.n + 1 > TERMINATION_MAX)
			break;
		buf_add(out, line.s, line.n);
		buf_addc(out, '\n');
		count++;
	}
	buf_free(&line);
	text_index_free(&places);
	return count;
}

static void
write_log(const char *path, const struct buf *log)
{
	/* O_NONBLOCK: never hang on a FIFO that nobody reads */
	int fd = open(
		path, O_WRONLY | O_TRUNC | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
	size_t done = 0;
	ssize_t n;

	if (fd < 0)
		return;
	while (done < log->n) {
		n = write(fd, log->s + done, log->n - done);
		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			break;
		done += (size_t)n;
	}
	close(fd);
}

void
report_termination(const char *path, const struct diags *d)
{
	size_t total = diags_errors(d) + d->count[LEVEL_WARNING], shown;
	struct buf log = {0};

	if (total == 0)
		return;
	shown = add_lines(&log, d, LEVEL_ERROR, LEVEL_FAILURE);
	if (shown == diags_errors(d))
		shown += add_lines(&log, d, LEVEL_WARNING, LEVEL_WARNING);
	if (shown < total)
		buf_addf(&log, "and %zu more\n", total - shown);
	write_log(path, &log);
	buf_free(&log);
}
