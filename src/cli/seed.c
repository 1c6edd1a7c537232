#include "cli/seed.h"

#include <string.h>
#include <sys/auxv.h>

struct table_seed
seed_of_process(void)
{
	const void *random = (const void *)getauxval(AT_RANDOM);
	struct table_seed seed = {{0, 0}};

	if (random)
		memcpy(&seed, random, sizeof(seed));
	return seed;
}
