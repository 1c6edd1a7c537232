#include "token/crypto.h"

#include <assert.h>
#include <stdlib.h>

#include <mbedtls/bignum.h>
#include <mbedtls/md.h>
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

/*
 * By mbedtls_md(), whose name and meaning all versions share. It fails only
 * where hardware does the hashing.
 */
static void
compute_hash(
	mbedtls_md_type_t type, const void *s, size_t n, unsigned char *hash)
{
	if (mbedtls_md(mbedtls_md_info_from_type(type), s, n, hash))
		out_of_memory();
}

void
crypto_sha1(const void *s, size_t n, unsigned char hash[SHA1_BYTES])
{
	compute_hash(MBEDTLS_MD_SHA1, s, n, hash);
}

void
crypto_sha256(const void *s, size_t n, unsigned char hash[SHA256_BYTES])
{
	compute_hash(MBEDTLS_MD_SHA256, s, n, hash);
}

struct crypto_pair *
crypto_pair_new(void)
{
	struct crypto_pair *pair = xmalloc(sizeof(*pair));
	bool ok;

	mbedtls_ecp_group_init(&pair->group);
	mbedtls_ecp_point_init(&pair->point);
	mbedtls_mpi_init(&pair->secret);
	ok = crypto_ok(
		mbedtls_ecp_group_load(&pair->group, MBEDTLS_ECP_DP_SECP256R1));
	assert(ok);
	(void)ok;
	return pair;
}

void
crypto_pair_free(struct crypto_pair *pair)
{
	if (!pair)
		return;
	mbedtls_ecp_group_free(&pair->group);
	mbedtls_ecp_point_free(&pair->point);
	mbedtls_mpi_free(&pair->secret);
	free(pair);
}
