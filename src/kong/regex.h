/*
 * Regexes, as far as both engines agree on what is invalid, and on what 3.9's
 * own engine (Rust's regex) never takes. All else passes.
 *
 * Source: what Kong 3.9.1 and 2.8.1 said to about 200 regexes; PCRE's and
 * Rust's documentation.
 */
#ifndef KONG_REGEX_H
#define KONG_REGEX_H

#include "base/base.h"

/*
 * Returns what is wrong with the n bytes at s (checks.h says how it is
 * worded), or NULL. router: the router of Kong 3 compiles it after PCRE.
 */
const char *regex_problem(const char *s, size_t n, bool router);

#endif
