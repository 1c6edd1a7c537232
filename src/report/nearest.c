#include "report/nearest.h"

#include <string.h>

#define MAX_WORD 64 /* bytes; longer words have no nearest */

/* all costs in half edits, because case counts half */
enum { CASE = 1, EDIT = 2 };

/* Of a letter in both cases, and of - and _, the one. */
static unsigned char
lower(char c)
{
	if (c == '-')
		return '_';
	return (unsigned char)(c >= 'A' && c <= 'Z' ? c + 32 : c);
}

static size_t
replace_cost(char a, char b)
{
	if (a == b)
		return 0;
	return lower(a) == lower(b) ? CASE : EDIT;
}

static size_t
least(size_t a, size_t b)
{
	return a < b ? a : b;
}

/*
 * Optimal string alignment distance, over three rows. Returns limit + 1 as
 * soon as it is sure to be more than limit.
 */
static size_t
distance(const char *a, size_t na, const char *b, size_t nb, size_t limit)
{
	size_t rows[3][MAX_WORD + 1], i, j, best, cost;
	size_t *two_up = rows[0], *up = rows[1], *row = rows[2], *spare;

	for (j = 0; j <= nb; j++)
		up[j] = j * EDIT;
	for (i = 1; i <= na; i++) {
		best = row[0] = i * EDIT;
		for (j = 1; j <= nb; j++) {
			cost = up[j - 1] + replace_cost(a[i - 1], b[j - 1]);
			cost = least(cost, up[j] + EDIT);
			cost = least(cost, row[j - 1] + EDIT);
			if (i > 1 && j > 1 && a[i - 1] == b[j - 2] &&
				a[i - 2] == b[j - 1])
				cost = least(cost, two_up[j - 2] + EDIT);
			row[j] = cost;
			best = least(best, cost);
		}
		if (best > limit + EDIT)
			return limit + 1;
		spare = two_up;
		two_up = up;
		up = row;
		row = spare;
	}
	return up[nb];
}

static bool
same_letters(const char *a, const char *b, size_t n)
{
	while (n > 0 && lower(*a) == lower(*b)) {
		a++;
		b++;
		n--;
	}
	return n == 0;
}

const char *
nearest(const char *word, size_t nword, const char *const *known, size_t n)
{
	/* a third of the word may be wrong, and never all of it */
	size_t limit = nword < 2 ? CASE : (nword + 2) / 3 * EDIT;
	size_t i, len, gap, d;
	const char *found = NULL;

	if (nword == 0 || nword > MAX_WORD)
		return NULL;
	for (i = 0; i < n; i++) {
		len = known[i] ? strlen(known[i]) : 0;
		gap = len > nword ? len - nword : nword - len;
		if (len == 0 || len > MAX_WORD || gap * EDIT > limit)
			continue;
		d = distance(word, nword, known[i], len, limit);
		if (d > limit && limit > 0 && len == nword &&
			same_letters(word, known[i], len))
			d = limit;
		if (d > limit)
			continue;
		found = known[i];
		if (d == 0)
			break;
		limit = d - 1;
	}
	return found;
}
