/* Files that Kong reads as JSON: those whose name ends in json. */
#ifndef KONG_JSONFILE_H
#define KONG_JSONFILE_H

#include "template/scan.h"

/* Returns whether Kong takes a file of that name (n bytes) for JSON alone. */
bool jsonfile_is_name(const char *name, size_t n);

/*
 * Checks that doc's text is JSON. In a template a plain reference counts as
 * a number. Returns 0, or -1 with an error.
 */
int jsonfile_check(const struct doc *doc, bool is_template, struct diags *d);

/*
 * Checks that output, rendered from template, is JSON. Returns 0, or -1 with
 * an error.
 */
int jsonfile_check_output(
	const struct text *template, const struct buf *output, struct diags *d);

#endif
