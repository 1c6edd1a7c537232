/* How a command prints what it has to say: the flags that say so, and that. */
#ifndef CLI_OUTPUT_H
#define CLI_OUTPUT_H

#include "cli/sharedflags.h"
#include "report/report.h"
#include "token/verdict.h"

struct output {
	int color; /* enum report_color */
	bool quiet; /* errors only */
	bool strict; /* warnings are errors */
};

/* The flags of every command with messages; STRICT_FLAG is for checks. */
#define OUTPUT_FLAGS(type, at)                                                 \
	QUIET_FLAG(offsetof(type, at.quiet)),                                  \
		COLOR_FLAG(offsetof(type, at.color))

/* Returns the least level that is printed: with strict a warning always is. */
enum level output_level(const struct output *o);

/* Prints the diagnostics of d (sorted before) to f as o says. */
void output_report(const struct output *o, FILE *f, const struct diags *d);

/*
 * The same with the line of each, of which mask (an excerpt_mask with ctx) says
 * what may be shown; on a terminal with a count at the end.
 */
void output_full(const struct output *o, FILE *f, const struct diags *d,
	excerpt_mask *mask, void *ctx);

/* Returns the exit status, as diags_status() does. */
int output_status(const struct output *o, const struct diags *d);

/* Prints verdict_json() of n keys. */
void output_json(
	const struct verdict_key *keys, size_t n, const struct diags *d);

#endif
