/*
 * Where mbedTLS has its random bytes from. Its own code asks the system by
 * getrandom() with glibc alone; with musl it would read /dev/urandom, which
 * an image with nothing in it may not have.
 */
#include <mbedtls/entropy.h>
#include <mbedtls/entropy_poll.h>
#include <unistd.h>

#define AT_ONCE 256 /* of getentropy(3) */

int
mbedtls_hardware_poll(
	void *data, unsigned char *output, size_t len, size_t *olen)
{
	(void)data;
	*olen = 0;
	if (len > AT_ONCE)
		len = AT_ONCE;
	if (getentropy(output, len))
		return MBEDTLS_ERR_ENTROPY_SOURCE_FAILED;
	*olen = len;
	return 0;
}
