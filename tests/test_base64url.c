#include "token/base64url.h"

#include "suite.h"

#include <string.h>

static void
check_pair(const char *bytes, size_t n, const char *text)
{
	struct buf out = {0};

	base64url_encode(&out, bytes, n);
	ck_assert_str_eq(out.s, text);
	buf_cut(&out, 0);
	ck_assert_int_eq(base64url_decode(&out, text, strlen(text)), 0);
	ck_assert_uint_eq(out.n, n);
	ck_assert_mem_eq(out.s, bytes, n);
	buf_free(&out);
}

START_TEST(the_vectors_of_rfc_4648_hold_without_padding)
{
	check_pair("f", 1, "Zg");
	check_pair("fo", 2, "Zm8");
	check_pair("foo", 3, "Zm9v");
	check_pair("foob", 4, "Zm9vYg");
	check_pair("fooba", 5, "Zm9vYmE");
	check_pair("foobar", 6, "Zm9vYmFy");
	check_pair("\xfb\xff\xbf", 3, "-_-_");
	/* RFC 7515 appendix C */
	check_pair("\3\xec\xff\xe0\xc1", 5, "A-z_4ME");
}
END_TEST

START_TEST(nothing_encodes_to_nothing)
{
	struct buf out = {0};

	base64url_encode(&out, "", 0);
	ck_assert_uint_eq(out.n, 0);
	ck_assert_int_eq(base64url_decode(&out, "", 0), 0);
	ck_assert_uint_eq(out.n, 0);
	buf_free(&out);
}
END_TEST

static void
check_refused(const char *s, size_t n)
{
	struct buf out = {0};

	buf_adds(&out, "kept");
	ck_assert_int_eq(base64url_decode(&out, s, n), -1);
	ck_assert_str_eq(out.s, "kept");
	buf_free(&out);
}

START_TEST(another_spelling_of_the_same_bytes_is_refused)
{
	check_refused("Zg==", 4);
	check_refused("Zm8=", 4);
	check_refused("Zm9v\n", 5);
	check_refused(" Zm9v", 5);
	check_refused("Zm 9v", 5);
	check_refused("-_+/", 4);
	check_refused("Zh", 2); /* spare bits */
	check_refused("Zm9", 3); /* spare bits */
	check_refused("Z", 1);
	check_refused("Zm9vY", 5);
	check_refused("Zm9\0", 4);
	check_refused("Zm9\xc3", 4);
}
END_TEST

START_TEST(every_byte_in_every_place_either_decodes_back_or_is_refused)
{
	struct buf bytes = {0}, again = {0};
	char text[4];
	size_t n, place;
	int c;

	for (n = 1; n <= 4; n++) {
		for (place = 0; place < n; place++) {
			for (c = 0; c < 256; c++) {
				memcpy(text, "AAAA", 4);
				text[place] = (char)c;
				buf_cut(&bytes, 0);
				buf_cut(&again, 0);
				if (base64url_decode(&bytes, text, n))
					continue;
				base64url_encode(&again, bytes.s, bytes.n);
				ck_assert_uint_eq(again.n, n);
				ck_assert_mem_eq(again.s, text, n);
			}
		}
	}
	buf_free(&bytes);
	buf_free(&again);
}
END_TEST

SUITE("base64url", the_vectors_of_rfc_4648_hold_without_padding,
	nothing_encodes_to_nothing,
	another_spelling_of_the_same_bytes_is_refused,
	every_byte_in_every_place_either_decodes_back_or_is_refused)
