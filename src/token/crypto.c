#include "token/crypto.h"

#include <mbedtls/bignum.h>
#include <mbedtls/ecp.h>
#include <mbedtls/md.h>
#include <mbedtls/sha1.h>
#include <mbedtls/threading.h>

bool
crypto_ok(int ret)
{
	/*
	 * The last two are what signing says when its generator got no memory:
	 * it does not look (found by letting each allocation fail).
	 */
	if (ret == MBEDTLS_ERR_MPI_ALLOC_FAILED ||
		ret == MBEDTLS_ERR_ECP_ALLOC_FAILED ||
		ret == MBEDTLS_ERR_MD_ALLOC_FAILED ||
		ret == MBEDTLS_ERR_MD_BAD_INPUT_DATA ||
		ret == MBEDTLS_ERR_THREADING_BAD_INPUT_DATA)
		out_of_memory();
	return ret == 0;
}

void
crypto_sha1(const void *s, size_t n, unsigned char hash[SHA1_BYTES])
{
	/* fails only where hardware does the hashing */
	if (mbedtls_sha1_ret(s, n, hash))
		out_of_memory();
}
