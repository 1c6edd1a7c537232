/* What mbedTLS says, in this program's terms. */
#ifndef TOKEN_CRYPTO_H
#define TOKEN_CRYPTO_H

#include "base/base.h"

/*
 * Returns whether ret, what a function of mbedTLS returned, is success. Out of
 * memory ends the process: a signature must not look wrong for that.
 */
bool crypto_ok(int ret);

#endif
