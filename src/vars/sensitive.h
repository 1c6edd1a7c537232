/* Names that promise a secret. */
#ifndef VARS_SENSITIVE_H
#define VARS_SENSITIVE_H

#include "base/base.h"

/*
 * Returns whether a field or variable of that name (n bytes) is named like a
 * password, secret, token, key or username: api_key, DB_PASSWORD, clientSecret,
 * but not monkey or keyword.
 */
bool sensitive_name(const char *name, size_t n);

/*
 * Returns whether n bytes where a name belongs may be printed as one: short,
 * and not letters and digits mixed as in a key or a password.
 */
bool sensitive_is_name(const char *s, size_t n);

#endif
