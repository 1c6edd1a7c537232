/*
 * The text of one input: its bytes, never modified, and the name it is
 * printed with.
 */
#ifndef REPORT_TEXT_H
#define REPORT_TEXT_H

#include "base/buf.h"

/* Byte at of a text is byte outer_at of the text around it. */
struct text_piece {
	size_t at, outer_at;
};

struct text {
	const char *path; /* as the user named it; not owned */
	const char *s; /* n bytes */
	size_t n;
	bool is_json; /* its name makes Kong read it as JSON */
	struct buf owned; /* the bytes, if input_read() read them */
	/*
	 * For a text that lies inside another (kong.yml in a ConfigMap): where
	 * its parts stand there, ascending by at, piece[0].at == 0. With fixed
	 * every place is piece[0].outer_at. Not owned.
	 */
	const struct text *outer;
	const struct text_piece *piece;
	size_t npiece;
	bool fixed;
};

/* A place for a person: both 1-based, col in code points, a tab is one. */
struct place {
	size_t line, col;
};

/*
 * Returns the place of byte at (0 to t->n) in the outermost text. Lines end
 * at LF; a byte order mark has no column.
 */
struct place text_place(const struct text *t, size_t at);

/* A place already computed; all-zero is the beginning of every text. */
struct text_cursor {
	const struct text *t; /* an outermost text */
	size_t at;
	struct place place;
};

/* Places of one text at every so many bytes; all-zero is empty. */
struct text_index {
	const struct text *t; /* an outermost text */
	struct text_cursor *v;
	size_t n, cap;
	struct text_cursor last; /* the place that was asked for last */
};

/*
 * The same, for places in any order of mostly one text: linear over all calls
 * but for a constant each, and none where places ascend. Caller frees with
 * text_index_free().
 */
struct place text_place_in(
	struct text_index *index, const struct text *t, size_t at);

/* Empties index. May be repeated. */
void text_index_free(struct text_index *index);

/* Wipes and empties t. May be repeated. */
void text_free(struct text *t);

#endif
