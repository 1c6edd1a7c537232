/* The files of a folder that lint looks into. */
#ifndef LINT_FOLDER_H
#define LINT_FOLDER_H

#include "report/diag.h"

struct folder {
	char **v; /* paths, sorted within each folder */
	size_t n, cap;
};

/*
 * Adds the regular files *.yml, *.yaml, *.json, *.tmpl and *.tpl below the
 * folder at path to f. Hidden folders and files, and links, are passed over.
 * about is the place of what is wrong. Returns 0, or -1 with a diagnostic: a
 * folder that cannot be read, or nested too deep. Caller frees with
 * folder_free() in either case.
 */
int folder_find(struct folder *f, const char *path, const struct text *about,
	struct diags *d);

/*
 * Returns whether the text of such a file may be one that lint knows: it says
 * _format_version, is a Kubernetes manifest with a file kong.yml, or has a
 * type of Envoy's.
 */
bool folder_is_known(const struct text *t);

/* Frees f. May be repeated. */
void folder_free(struct folder *f);

#endif
