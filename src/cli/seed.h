/* Randomness of the kernel for what is no secret key: hash tables. */
#ifndef CLI_SEED_H
#define CLI_SEED_H

#include "base/table.h"

/*
 * Returns the 16 bytes that the kernel gives every program (AT_RANDOM in
 * getauxval(3)), or zeros where there are none.
 */
struct table_seed seed_of_process(void);

#endif
