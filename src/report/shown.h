/*
 * Which findings are printed: of one file at most SHOWN_MAX, the worst of them,
 * in the order in which they stand. Nobody reads more, and a terminal, a log
 * or a pull request must not drown in what one slip repeats. Counts and exit
 * status know them all.
 */
#ifndef REPORT_SHOWN_H
#define REPORT_SHOWN_H

#include "report/diag.h"

#define SHOWN_MAX 1000

struct shown {
	const struct diags *d;
	enum level min;
	size_t i, end; /* in d: the next one, where the file at hand ends */
	size_t quota[4]; /* by level: how many of the file are still printed */
	size_t left; /* their sum */
	size_t hidden; /* how many of the file are not */
	/*
	 * After the last finding of a file how many more it has, else 0.
	 */
	size_t more;
};

/* Begins with the diagnostics of d, sorted, of at least level min. */
void shown_begin(struct shown *s, const struct diags *d, enum level min);

/* Returns the next one to print, or NULL at the end. d keeps it. */
const struct diag *shown_next(struct shown *s);

#endif
