/* Printing diagnostics in five formats. Nothing below this file prints. */
#ifndef REPORT_REPORT_H
#define REPORT_REPORT_H

#include "report/diag.h"
#include "report/excerpt.h"

#include <stdio.h>

enum report_format {
	REPORT_FULL, /* for a person */
	REPORT_CONCISE, /* a line for each diagnostic */
	REPORT_JSON, /* a versioned object */
	REPORT_SARIF, /* 2.1.0 */
	REPORT_GITHUB, /* workflow commands, then the text list */
};

enum report_color { COLOR_AUTO, COLOR_ALWAYS, COLOR_NEVER };

/*
 * Returns whether to colour what goes to f: by color, and with COLOR_AUTO
 * only on a terminal, and not with NO_COLOR set to something.
 */
bool report_use_color(enum report_color color, FILE *f);

/*
 * Prints the diagnostics of d (sorted before by diags_sort()) of at least
 * level min to f, one "path:line:col: level: message [ID]" a line; of one file
 * as many as shown.h says, then "path: and N more".
 */
void report_text(FILE *f, const struct diags *d, enum level min, bool color);

/*
 * The same with the line of each below it (x, see excerpt.h), and, if count,
 * how many there are of each level at the end.
 */
void report_full(FILE *f, const struct diags *d, enum level min, bool color,
	const struct excerpt *x, bool count);

/*
 * Appends the n bytes at s so that they print on one line and do nothing to a
 * terminal, nor to GitHub: names come from files that others wrote. Control
 * characters, line and direction marks, bytes that are not UTF-8 and the
 * bracket of ##[ become \n, \xNN, \uNNNN; the rest stays.
 */
void report_escape(struct buf *out, const char *s, size_t n);

/* Returns what a diagnostic of that level begins with: "error" and so on. */
const char *report_level(enum level level);

/*
 * Writes errors and warnings to the file at path (a container's termination
 * log) if it exists: never created, at most 3 KiB, then "and N more". Says
 * nothing if it cannot: the log is a second copy.
 */
void report_termination(const char *path, const struct diags *d);

#endif
