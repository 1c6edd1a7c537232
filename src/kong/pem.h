/* Whether a text is a key that Kong's OpenSSL would load. */
#ifndef KONG_PEM_H
#define KONG_PEM_H

#include "base/base.h"

/*
 * Returns whether the n bytes at s are a public or private key in PEM: the
 * armour, the base64 and the outline of the DER (RFC 5280 section 4.1.2.7,
 * RFC 5208, RFC 8017 appendix A.1, RFC 5915), not its numbers. "RSA PUBLIC
 * KEY" counts with pkcs1 (OpenSSL 3). A JWK counts as a key unread.
 */
bool pem_is_key(const char *s, size_t n, bool pkcs1);

/*
 * Returns whether the n bytes at s begin with a block of PEM whose label ends
 * in label ("CERTIFICATE"): the armour, the base64, a sequence in DER; what
 * is in it is not looked at.
 */
bool pem_is_framed(const char *s, size_t n, const char *label);

#endif
