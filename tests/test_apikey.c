#include "token/apikey.h"

#include "suite.h"

#include <string.h>

/* Computed and cross-checked elsewhere. */
static const char *const vectors[] = {
	"sb_publishable_AAAAAAAAAAAAAAAAAAAAAA_qcQJXLgl",
	"sb_publishable_abcdefghijklmnopqrstuv_wpw31CY4",
	"sb_publishable_0123456789-_ABCDEFGHIJ_bxLM4nCv",
	"sb_secret_AAAAAAAAAAAAAAAAAAAAAA_7cwZOLm2",
	"sb_secret_abcdefghijklmnopqrstuv_IagNt5Hd",
	"sb_secret_0123456789-_ABCDEFGHIJ_qx-cjNOJ",
};

START_TEST(known_opaque_keys_are_valid)
{
	size_t i;

	for (i = 0; i < countof(vectors); i++)
		ck_assert_msg(apikey_valid(vectors[i], strlen(vectors[i])),
			"%s", vectors[i]);
}
END_TEST

START_TEST(one_changed_bit_makes_an_opaque_key_invalid)
{
	char key[APIKEY_MAX + 1];
	size_t i, at, n;
	int bit;

	for (i = 0; i < countof(vectors); i++) {
		n = strlen(vectors[i]);
		memcpy(key, vectors[i], n + 1);
		for (at = 0; at < n; at++) {
			for (bit = 0; bit < 8; bit++) {
				key[at] = (char)(key[at] ^ 1 << bit);
				ck_assert(!apikey_valid(key, n));
				key[at] = vectors[i][at];
			}
		}
		ck_assert(!apikey_valid(key, n - 1));
		ck_assert(apikey_valid(key, n));
	}
}
END_TEST

START_TEST(the_prefix_tells_the_kind)
{
	ck_assert_int_eq(
		apikey_kind("sb_publishable_x", 16), APIKEY_PUBLISHABLE);
	ck_assert_int_eq(apikey_kind("sb_secret_", 10), APIKEY_SECRET);
	ck_assert_int_eq(apikey_kind("sb_secret", 9), APIKEY_UNKNOWN);
	ck_assert_int_eq(apikey_kind("sb_temp_x", 9), APIKEY_UNKNOWN);
	ck_assert_int_eq(apikey_kind("sb", 2), APIKEY_NONE);
	ck_assert_int_eq(apikey_kind("SB_secret_x", 11), APIKEY_NONE);
	ck_assert_int_eq(apikey_kind("", 0), APIKEY_NONE);
}
END_TEST

static int
fill_zero(void *ctx, unsigned char *out, size_t n)
{
	*(size_t *)ctx += n;
	memset(out, 0, n);
	return 0;
}

static int
fill_nothing(void *ctx, unsigned char *out, size_t n)
{
	(void)ctx;
	(void)out;
	(void)n;
	return -1;
}

START_TEST(a_key_of_seventeen_zero_bytes_is_the_known_one)
{
	char key[APIKEY_MAX + 1];
	size_t used = 0;
	struct random zeros = {fill_zero, &used};

	ck_assert_int_eq(apikey_make(APIKEY_PUBLISHABLE, &zeros, key), 0);
	ck_assert_str_eq(key, vectors[0]);
	ck_assert_int_eq(apikey_make(APIKEY_SECRET, &zeros, key), 0);
	ck_assert_str_eq(key, vectors[3]);
	ck_assert_uint_eq(used, 34);
}
END_TEST

START_TEST(without_random_bytes_there_is_no_key)
{
	char key[APIKEY_MAX + 1] = "untouched";
	struct random nothing = {fill_nothing, NULL};

	ck_assert_int_eq(apikey_make(APIKEY_SECRET, &nothing, key), -1);
	ck_assert_str_eq(key, "untouched");
}
END_TEST

START_TEST(real_keys_are_valid_and_differ)
{
	char a[APIKEY_MAX + 1], b[APIKEY_MAX + 1];
	struct random random;

	ck_assert_int_eq(random_open(&random), 0);
	ck_assert_int_eq(apikey_make(APIKEY_SECRET, &random, a), 0);
	ck_assert_int_eq(apikey_make(APIKEY_SECRET, &random, b), 0);
	ck_assert(apikey_valid(a, strlen(a)));
	ck_assert(apikey_valid(b, strlen(b)));
	ck_assert_str_ne(a, b);
	random_close(&random);
	random_close(&random);
}
END_TEST

START_TEST(a_key_has_only_characters_that_mean_themselves)
{
	static const char good[] = "eyJ.AZaz09._-";
	size_t i;
	char c;

	ck_assert(apikey_is_plain(good, sizeof(good) - 1));
	ck_assert(apikey_is_plain("", 0));
	for (i = 0; i < 256; i++) {
		c = (char)i;
		ck_assert(apikey_is_plain(&c, 1) ==
			  (i != 0 && i < 128 &&
				  (strchr("._-", c) || (c >= '0' && c <= '9') ||
					  (c >= 'A' && c <= 'Z') ||
					  (c >= 'a' && c <= 'z'))));
	}
	ck_assert(!apikey_is_plain("a\0", 2));
	ck_assert(!apikey_is_plain("ab ", 3));
}
END_TEST

SUITE("apikey", a_key_has_only_characters_that_mean_themselves,
	known_opaque_keys_are_valid,
	one_changed_bit_makes_an_opaque_key_invalid, the_prefix_tells_the_kind,
	a_key_of_seventeen_zero_bytes_is_the_known_one,
	without_random_bytes_there_is_no_key, real_keys_are_valid_and_differ)
