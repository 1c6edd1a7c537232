#include "token/crypto.h"

#include <mbedtls/bignum.h>
#include <mbedtls/ecp.h>
#include <mbedtls/md.h>

bool
crypto_ok(int ret)
{
	if (ret == MBEDTLS_ERR_MPI_ALLOC_FAILED ||
		ret == MBEDTLS_ERR_ECP_ALLOC_FAILED ||
		ret == MBEDTLS_ERR_MD_ALLOC_FAILED)
		out_of_memory();
	return ret == 0;
}
