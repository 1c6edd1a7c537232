#include "token/random.h"

#include <stdlib.h>

#include <mbedtls/ctr_drbg.h>
#include <mbedtls/entropy.h>

/* requests are bounded by MBEDTLS_CTR_DRBG_MAX_REQUEST, 1024; ours are 48 */
struct generator {
	mbedtls_entropy_context entropy;
	mbedtls_ctr_drbg_context drbg;
};

int
random_open(struct random *r)
{
	struct generator *g = xcalloc(1, sizeof(*g));

	mbedtls_entropy_init(&g->entropy);
	mbedtls_ctr_drbg_init(&g->drbg);
	*r = (struct random){mbedtls_ctr_drbg_random, &g->drbg};
	if (mbedtls_ctr_drbg_seed(
		    &g->drbg, mbedtls_entropy_func, &g->entropy, NULL, 0) == 0)
		return 0;
	random_close(r);
	return -1;
}

void
random_close(struct random *r)
{
	struct generator *g;

	if (!r->ctx)
		return;
	g = (struct generator *)(void *)((char *)r->ctx -
					 offsetof(struct generator, drbg));
	mbedtls_ctr_drbg_free(&g->drbg);
	mbedtls_entropy_free(&g->entropy);
	wipe(g, sizeof(*g));
	free(g);
	*r = (struct random){0};
}
