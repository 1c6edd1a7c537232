/* The version of Kong as people write it: a number, or an image's tag. */
#ifndef CLI_KONGVERSION_H
#define CLI_KONGVERSION_H

#include "base/buf.h"
#include "kong/config.h"

/* What there are rules for, in the order of the words "3|2.8" in --help. */
enum kongversion {
	KONGVERSION_3,
	KONGVERSION_28,
	KONGVERSION_ENTERPRISE, /* checked as 3, of that edition */
};

/*
 * Reads 3, 3.9, 3.9.1, 2.8 or 2.8.1-ubuntu: up to four numbers, and perhaps
 * what a tag has after a hyphen. Any 3.x is checked as Kong 3.9 and any 2.8.x
 * as Kong 2.8.1; where that is not what was written (3.0 to 3.8, 3.10 and
 * later) it appends to note what it is checked as. Since 3.10, and with four
 * numbers, it is the Enterprise edition. Returns false, with *to and
 * note as they were, for any other version and for invalid text.
 */
bool kongversion_parse(const char *word, int *to, struct buf *note);

/*
 * Returns the configuration that the values of --kong-version (enum
 * kongversion), --kong-edition, --router-flavor and --plugins stand for.
 */
struct kong_config kongversion_config(
	int version, int edition, int flavor, const char *plugins);

#endif
