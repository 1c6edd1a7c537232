/*
 * What kongrender uses of mbedTLS 2.28: HMAC and SHA-2, ECDSA of P-256,
 * random numbers of the system. Debian's own configuration links the same
 * functions and what they might have been asked for.
 */
#ifndef DEPLOY_MUSL_MBEDTLS_H
#define DEPLOY_MUSL_MBEDTLS_H

#define MBEDTLS_HAVE_ASM

#define MBEDTLS_BASE64_C
#define MBEDTLS_MD_C
#define MBEDTLS_SHA1_C
#define MBEDTLS_SHA256_C
#define MBEDTLS_SHA512_C

#define MBEDTLS_BIGNUM_C
#define MBEDTLS_ECP_C
#define MBEDTLS_ECP_DP_SECP256R1_ENABLED
#define MBEDTLS_ECP_NIST_OPTIM
#define MBEDTLS_ASN1_PARSE_C
#define MBEDTLS_ASN1_WRITE_C
#define MBEDTLS_ECDSA_C
#define MBEDTLS_ECDSA_DETERMINISTIC
#define MBEDTLS_HMAC_DRBG_C

#define MBEDTLS_AES_C
#define MBEDTLS_CTR_DRBG_C
#define MBEDTLS_ENTROPY_C
#define MBEDTLS_NO_PLATFORM_ENTROPY
#define MBEDTLS_ENTROPY_HARDWARE_ALT /* entropy.c */

#include "mbedtls/check_config.h"

#endif
