#include "suite.h"

#include "kong/pem.h"

#include <string.h>

/* Made for this test by openssl genpkey, and thrown away. */
#define ED25519 "MCowBQYDK2VwAyEARcyW876CLeoWW8byOQAbZCjCTi+HUgzUZMhqvrrDJFA="
#define EC                                                                     \
	"MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEhKjFQVbJVINSLjPj+a5hC2nJsyac\n"   \
	"HSRh6pyvI2536RQxlWffQfFJjaHWHke6DFiavSFlgLL0w+EyrHQDoMbUuw=="
#define RSA                                                                    \
	"MFwwDQYJKoZIhvcNAQEBBQADSwAwSAJBAMzFV7HVQuTvReBflFMaIPn3GxyUF2lJ\n"   \
	"mvQhIi1dyt3tCusvc047YqHTR9zy/3gsKw1/2zBPARP92mG0nMhjnlkCAwEAAQ=="
#define RSA_PKCS1                                                              \
	"MEgCQQDMxVex1ULk70XgX5RTGiD59xsclBdpSZr0ISItXcrd7QrrL3NOO2Kh00fc\n"   \
	"8v94LCsNf9swTwET/dphtJzIY55ZAgMBAAE="

#define PEM(label, body)                                                       \
	"-----BEGIN " label "-----\n" body "\n-----END " label "-----\n"

static bool
is_key(const char *s)
{
	return pem_is_key(s, strlen(s), true);
}

START_TEST(public_keys_of_each_algorithm_are_keys)
{
	ck_assert(is_key(PEM("PUBLIC KEY", ED25519)));
	ck_assert(is_key(PEM("PUBLIC KEY", EC)));
	ck_assert(is_key(PEM("PUBLIC KEY", RSA)));
}
END_TEST

START_TEST(a_pkcs1_key_is_one_to_openssl_3_only)
{
	static const char key[] = PEM("RSA PUBLIC KEY", RSA_PKCS1);

	ck_assert(pem_is_key(key, sizeof(key) - 1, true));
	ck_assert(!pem_is_key(key, sizeof(key) - 1, false));
}
END_TEST

START_TEST(armour_may_have_text_around_and_blanks_inside)
{
	ck_assert(is_key("some text\n" PEM("PUBLIC KEY", ED25519) "more"));
	ck_assert(is_key("-----BEGIN PUBLIC KEY-----  \r\n" ED25519
			 "\r\n-----END PUBLIC KEY-----"));
	ck_assert(is_key(
		PEM("PUBLIC KEY", "MCowBQYDK2VwAyEARcyW87 6CLeoWW8byOQAbZCjC\n"
				  "Ti+HUgzUZMhqvrrDJFA=")));
}
END_TEST

START_TEST(what_openssl_refuses_is_no_key)
{
	ck_assert(!is_key(""));
	ck_assert(!is_key("hello"));
	ck_assert(!is_key(ED25519));
	ck_assert(!is_key(PEM("CERTIFICATE", ED25519)));
	ck_assert(!is_key(PEM("PUBLIC KEY", "")));
	ck_assert(!is_key(PEM("PUBLIC KEY", "AAAA")));
	ck_assert(!is_key(PEM("PUBLIC KEY", RSA_PKCS1)));
	ck_assert(!is_key(PEM("RSA PUBLIC KEY", RSA)));
	ck_assert(!is_key(PEM("PRIVATE KEY", ED25519)));
	/* one digit missing, one too many, a foreign one */
	ck_assert(!is_key(PEM("PUBLIC KEY", "MCowBQYDK2VwAyEARcyW876CLeoWW8byO"
					    "QAbZCjCTi+HUgzUZMhqvrrDJF=")));
	ck_assert(!is_key(PEM("PUBLIC KEY", ED25519 "A")));
	ck_assert(!is_key(PEM("PUBLIC KEY", "MCow!QYDK2VwAyEARcyW876CLeoWW8byO"
					    "QAbZCjCTi+HUgzUZMhqvrrDJFA=")));
	/* folded into one line, as YAML's > does; indented; not closed */
	ck_assert(!is_key("-----BEGIN PUBLIC KEY----- " ED25519
			  " -----END PUBLIC KEY-----"));
	ck_assert(!is_key("  -----BEGIN PUBLIC KEY-----\n" ED25519
			  "\n  -----END PUBLIC KEY-----"));
	ck_assert(!is_key("-----BEGIN PUBLIC KEY-----\n" ED25519));
	ck_assert(!is_key("-----BEGIN PUBLIC KEY-----\n" ED25519
			  "\n-----END PRIVATE KEY-----"));
}
END_TEST

START_TEST(a_jwk_is_taken_for_a_key)
{
	ck_assert(is_key("{\"kty\":\"OKP\"}"));
	ck_assert(!is_key("{\"alg\":\"OKP\"}"));
}
END_TEST

START_TEST(every_cut_of_a_key_is_refused_without_reading_behind_it)
{
	static const char key[] = PEM("PUBLIC KEY", RSA);
	size_t n;
	char *copy;

	for (n = 0; n < sizeof(key) - 3; n++) {
		copy = malloc(n ? n : 1);
		memcpy(copy, key, n);
		ck_assert_msg(!pem_is_key(copy, n, true), "%zu bytes", n);
		free(copy);
	}
}
END_TEST

SUITE("pem", public_keys_of_each_algorithm_are_keys,
	a_pkcs1_key_is_one_to_openssl_3_only,
	armour_may_have_text_around_and_blanks_inside,
	what_openssl_refuses_is_no_key, a_jwk_is_taken_for_a_key,
	every_cut_of_a_key_is_refused_without_reading_behind_it)
