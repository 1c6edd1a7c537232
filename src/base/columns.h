/* How many columns of a terminal a character takes. */
#ifndef BASE_COLUMNS_H
#define BASE_COLUMNS_H

#include "base/base.h"

/*
 * Returns 0 for a mark that joins the character before it, 2 for a wide one of
 * East Asia or an emoji, else 1. By ranges, after Unicode 15.1's
 * EastAsianWidth.txt (W and F) and categories Mn, Me and Cf: no locale.
 */
unsigned columns_of(uint32_t point);

#endif
