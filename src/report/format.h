/*
 * The formats for machines: JSON, SARIF 2.1.0, GitHub's workflow commands.
 *
 * All print the diagnostics of d (sorted before by diags_sort()) of at least
 * level min to f, of one file as many as shown.h says; whether that worked is
 * found out when f is flushed.
 */
#ifndef REPORT_FORMAT_H
#define REPORT_FORMAT_H

#include "report/report.h"

/* PROJECT_URL, the repository's address, comes from the Makefile. */
#define RULES_URL PROJECT_URL "/blob/HEAD/templates/README.md"

struct json_t;

/*
 * Prints one object: {"version": 1, "tool", "findings": [{"path", "line",
 * "column", "level", "rule", "message"}], "summary"}. summary counts all, and
 * has "omitted" where findings are left out of the list. A finding that is not
 * about a place has no line and column, one not about a file no path.
 * Members may be added; version changes when one changes its meaning.
 */
void report_json(FILE *f, const struct diags *d, enum level min);

/*
 * Prints a SARIF 2.1.0 log of one run. Paths become relative URI references,
 * absolute ones file URIs. What a file has more is a notification. A rule's
 * helpUri leads to its page in templates/README.md.
 */
void report_sarif(FILE *f, const struct diags *d, enum level min);

/*
 * Prints each diagnostic as a workflow command, which GitHub shows in the
 * changed file, and then the text list, because GitHub shows ten of a step.
 */
void report_github(FILE *f, const struct diags *d, enum level min);

/*
 * Returns s as a JSON string; one that is not UTF-8 (a file's name may be
 * anything) as report_escape() writes it. The caller owns the reference.
 */
struct json_t *report_json_string(const char *s);

#endif
