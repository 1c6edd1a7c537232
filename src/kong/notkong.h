/* Files of other programs, which are one finding and not forty. */
#ifndef KONG_NOTKONG_H
#define KONG_NOTKONG_H

#include "kong/kong.h"

/*
 * Returns whether doc has a key at the top that a file of Kong's has, or its
 * _format_version misspelled.
 */
bool notkong_may_be_kong(const struct doc *doc);

/*
 * Returns 0 if k's document may be meant for Kong: it has a _format_version,
 * or nothing of what is known of compose, Kubernetes, Helm and decK. Otherwise
 * says what it is, and returns -1.
 */
int notkong_check(const struct kong *k);

/* The same of a document that nobody has opened yet, a template or not. */
int notkong_check_doc(const struct doc *doc, struct diags *d);

#endif
