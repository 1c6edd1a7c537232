#include "report/excerpt.h"

#include "base/columns.h"
#include "base/utf8.h"

#include <stdlib.h>
#include <string.h>

#define AROUND 2048 /* bytes on each side that are looked at */
#define MIN_ROOM 16 /* columns */
#define DOTS 3

/* The part of a line that is looked at, and which bytes may be printed. */
struct window {
	const char *s;
	size_t from, to, at;
	bool *shown;
	bool cut_before, cut_after;
};

/* What is printed of it, and in which column the caret is. */
struct display {
	struct buf s;
	size_t columns, caret;
};

static void
find_window(struct window *w, const struct text *t, size_t at)
{
	w->s = t->s;
	w->at = w->from = w->to = at;
	while (w->from > 0 && at - w->from < AROUND &&
		t->s[w->from - 1] != '\n')
		w->from--;
	while (w->to < t->n && w->to - at < AROUND && t->s[w->to] != '\n')
		w->to++;
	w->cut_before = w->from > 0 && t->s[w->from - 1] != '\n';
	w->cut_after = w->to < t->n && t->s[w->to] != '\n';
	while (w->from < at && ((unsigned char)t->s[w->from] & 0xc0) == 0x80)
		w->from++;
	while (w->to > at && w->to < t->n &&
		((unsigned char)t->s[w->to] & 0xc0) == 0x80)
		w->to--;
	if (w->from == 0 && utf8_bom(t->s, w->to))
		w->from = at < 3 ? at : 3;
	while (w->to > w->from && w->to > at &&
		strchr(" \t\r", t->s[w->to - 1]))
		w->to--;
}

/* The end of what is hidden from i on: spaces between hidden words, too. */
static size_t
hidden_end(const struct window *w, size_t i)
{
	size_t end = i;

	while (i < w->to && !w->shown[i - w->from]) {
		end = ++i;
		while (i < w->to && w->shown[i - w->from] && w->s[i] == ' ')
			i++;
	}
	return end;
}

/* Nothing of a name may move the cursor or colour the screen. */
static unsigned
add_character(struct buf *out, const char *s, size_t len, uint32_t point)
{
	if (point == '\t') {
		buf_addc(out, ' ');
		return 1;
	}
	if (!len || point < 0x20 || (point >= 0x7f && point < 0xa0) ||
		point == 0x061c || (point >= 0x200e && point <= 0x200f) ||
		(point >= 0x2028 && point <= 0x202e) ||
		(point >= 0x2066 && point <= 0x2069)) {
		buf_addc(out, '?');
		return 1;
	}
	buf_add(out, s, len);
	return columns_of(point);
}

static void
make_display(const struct window *w, struct display *d)
{
	size_t i = w->from, end, len;
	uint32_t point = 0;

	d->caret = SIZE_MAX;
	while (i < w->to) {
		end = hidden_end(w, i);
		if (d->caret == SIZE_MAX && w->at < (end > i ? end : i + 1))
			d->caret = d->columns;
		if (end > i) {
			buf_adds(&d->s, "***");
			d->columns += 3;
			i = end;
			continue;
		}
		len = utf8_next(w->s + i, w->to - i, &point);
		d->columns += add_character(&d->s, w->s + i, len, point);
		i += len ? len : 1;
	}
	if (d->caret == SIZE_MAX)
		d->caret = d->columns;
}

/* Appends the columns [from, to) of s; half a wide character is a space. */
static void
add_columns(struct buf *out, const struct buf *s, size_t from, size_t to)
{
	size_t i, len, column = 0, next;
	uint32_t point;

	for (i = 0; i < s->n; i += len, column = next) {
		len = utf8_next(s->s + i, s->n - i, &point);
		next = column + columns_of(point);
		if (column >= from && next <= to &&
			(next > from || column > from))
			buf_add(out, s->s + i, len);
		else if (next > from && column < to)
			buf_addc(out, ' ');
	}
}

/* Cuts d to room columns around its caret. */
static void
cut(struct display *d, size_t room, bool before, bool after)
{
	size_t from = 0, to = d->columns;
	size_t dots = (before ? DOTS : 0) + (after ? DOTS : 0);
	struct buf s = {0};

	if (d->columns + dots > room) {
		if (d->caret + (size_t)2 * DOTS >= room || before)
			from = d->caret > room / 2 ? d->caret - room / 2 : 0;
		before |= from > 0;
		to = from + room - (before ? DOTS : 0);
		if (to < d->columns || after)
			to -= DOTS;
		after |= to < d->columns;
		to = to < d->columns ? to : d->columns;
	}
	if (before)
		buf_adds(&s, "...");
	add_columns(&s, &d->s, from, to);
	if (after)
		buf_adds(&s, "...");
	d->caret += before ? DOTS : 0;
	d->caret -= from;
	buf_free(&d->s);
	d->s = s;
}

void
excerpt_add(struct buf *out, const struct excerpt *x, const struct text *t,
	size_t at, size_t line, const char *paint, const char *unpaint)
{
	struct window w = {0};
	struct display d = {0};
	int gutter;
	size_t before = out->n, room;

	if (t->fixed || at > t->n)
		return;
	find_window(&w, t, at);
	if (w.from == w.to)
		return;
	w.shown = xcalloc(w.to - w.from, sizeof(*w.shown));
	x->mask(x->ctx, t, w.from, w.to, w.shown);
	make_display(&w, &d);
	buf_addf(out, "%5zu | ", line);
	gutter = (int)(out->n - before);
	room = x->width > (size_t)gutter + MIN_ROOM ? x->width - (size_t)gutter
						    : MIN_ROOM;
	cut(&d, room, w.cut_before, w.cut_after);
	buf_add(out, d.s.s, d.s.n);
	buf_addf(out, "\n%*s| %*s%s^%s\n", gutter - 2, "", (int)d.caret, "",
		paint, unpaint);
	buf_free(&d.s);
	free(w.shown);
}
