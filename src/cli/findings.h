/* What lint found, in the format that --format names. */
#ifndef CLI_FINDINGS_H
#define CLI_FINDINGS_H

#include "cli/output.h"

/* No --format: full on a terminal, which a person reads, else concise. */
#define FINDINGS_DEFAULT (-1)

/*
 * Prints the diagnostics of d (sorted before), whose texts still exist, to
 * standard output. format is an enum report_format or the default; rendered:
 * the files are no templates.
 */
void findings_print(const struct diags *d, const struct output *messages,
	int format, bool rendered);

#endif
