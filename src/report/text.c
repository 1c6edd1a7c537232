#include "report/text.h"

#include "base/utf8.h"

#include <stdlib.h>
#include <string.h>

/* The last piece that begins at or before at. */
static const struct text_piece *
piece_of(const struct text *t, size_t at)
{
	size_t low = 0, high = t->npiece, middle;

	while (high - low > 1) {
		middle = low + (high - low) / 2;
		if (t->piece[middle].at <= at)
			low = middle;
		else
			high = middle;
	}
	return &t->piece[low];
}

static const struct text *
outermost(const struct text *t, size_t *at)
{
	const struct text_piece *piece;

	for (; t->outer; t = t->outer) {
		piece = piece_of(t, *at);
		*at = piece->outer_at + (t->fixed ? 0 : *at - piece->at);
	}
	if (*at > t->n)
		*at = t->n;
	return t;
}

/* Goes on from *c where that is possible. */
static struct place
place_from(struct text_cursor *c, const struct text *t, size_t at)
{
	const char *lf;
	size_t mark;

	t = outermost(t, &at);
	mark = utf8_bom(t->s, t->n);
	if (c->t != t || c->at > at)
		*c = (struct text_cursor){t, mark, {1, 1}};
	if (at <= c->at) /* also inside the mark */
		return c->place;
	while ((lf = memchr(t->s + c->at, '\n', at - c->at))) {
		c->at = (size_t)(lf - t->s) + 1;
		c->place.line++;
		c->place.col = 1;
	}
	c->place.col += utf8_count(t->s + c->at, at - c->at);
	c->at = at;
	return c->place;
}

struct place
text_place(const struct text *t, size_t at)
{
	struct text_cursor c = {0};

	return place_from(&c, t, at);
}

#define STEP 4096 /* bytes between the places of an index */

struct place
text_place_in(struct text_index *index, const struct text *t, size_t at)
{
	struct text_cursor c;

	t = outermost(t, &at);
	if (index->t != t) {
		index->n = 0;
		index->last = (struct text_cursor){0};
	}
	index->t = t;
	while (index->n <= at / STEP) {
		c = index->n ? index->v[index->n - 1] : (struct text_cursor){0};
		place_from(&c, t, index->n * STEP);
		index->v = xgrow(
			index->v, &index->cap, index->n + 1, sizeof(*index->v));
		index->v[index->n++] = c;
	}
	c = index->v[at / STEP];
	if (index->last.t == t && index->last.at >= c.at &&
		index->last.at <= at)
		c = index->last;
	place_from(&c, t, at);
	index->last = c;
	return c.place;
}

void
text_index_free(struct text_index *index)
{
	free(index->v);
	*index = (struct text_index){0};
}

void
text_free(struct text *t)
{
	buf_free(&t->owned);
	*t = (struct text){0};
}
