#include "token/base64url.h"
#include "token/date.h"
#include "token/jwt.h"

#include "suite.h"

#include <string.h>

#include <mbedtls/md.h>

#define SECRET "your-super-secret-jwt-token-with-at-least-32-characters-long"
#define ANON                                                                   \
	"eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9."                                \
	"eyJyb2xlIjoiYW5vbiIsImlzcyI6InN1cGFiYXNlIiwiaWF0IjoxNzAwMDAwMDAwLCJl" \
	"eHAiOjE4NTc2ODAwMDB9.ot5Ob9Q-E48GKbu6puylaYRGgx00KEg4btuqnPsFVjA"
#define SERVICE                                                                \
	"eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9."                                \
	"eyJyb2xlIjoic2VydmljZV9yb2xlIiwiaXNzIjoic3VwYWJhc2UiLCJpYXQiOjE3MDAw" \
	"MDAwMDAsImV4cCI6MTg1NzY4MDAwMH0."                                     \
	"SFSAOmL_areXEUxbzNB7x9toIZfJX_i2SkGNNeY6bLA"

/* RFC 7515 appendix A.1: its header holds CR LF and a space */
#define A1                                                                     \
	"eyJ0eXAiOiJKV1QiLA0KICJhbGciOiJIUzI1NiJ9."                            \
	"eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxl" \
	"LmNvbS9pc19yb290Ijp0cnVlfQ."                                          \
	"dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"
#define A1_KEY                                                                 \
	"{\"kty\":\"oct\",\"k\":\"AyM1SysPpbyDfgZld3umj1qzKObwVMkoqQ-"         \
	"EstJQLr_T-1qS0gZH75aKtMN3Yj0iPS4hcgUuTwjAzZr1Z9CAow\"}"

/* RFC 7515 appendix A.3 */
#define A3                                                                     \
	"eyJhbGciOiJFUzI1NiJ9."                                                \
	"eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxl" \
	"LmNvbS9pc19yb290Ijp0cnVlfQ."                                          \
	"DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTjDxw5djxLa8ISlSApmW"  \
	"QxfKTUJqPP3-Kg6NU1Q"
#define A3_X "f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU"
#define A3_Y "x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0"
#define A3_D "jpsQnnGQmL-YBIffH1136cspYG6-0iY7X1fCE9-E9LI"
#define EC(x, y, more)                                                         \
	"{\"kty\":\"EC\",\"crv\":\"P-256\",\"x\":\"" x "\",\"y\":\"" y         \
	"\"" more "}"
#define A3_PUBLIC EC(A3_X, A3_Y, "")
#define A3_KEY EC(A3_X, A3_Y, ",\"d\":\"" A3_D "\"")

static void
read_keys(struct jwks *keys, const char *json)
{
	const char *why;

	*keys = (struct jwks){0};
	ck_assert_msg(
		jwks_parse(keys, json, strlen(json), &why) == 0, "%s", why);
}

static bool
verifies_n(const char *s, size_t n, const struct jwks *keys)
{
	struct jwt t;
	bool ok;

	jwt_parse(&t, s, n);
	ok = jwt_signer(&t, keys) != NULL;
	jwt_free(&t);
	return ok;
}

static bool
verifies(const char *s, const struct jwks *keys)
{
	return verifies_n(s, strlen(s), keys);
}

START_TEST(the_vectors_verify_and_with_another_secret_do_not)
{
	struct jwks right = {0}, wrong = {0};

	jwks_add_secret(&right, SECRET, strlen(SECRET));
	jwks_add_secret(&wrong, SECRET, strlen(SECRET) - 1);
	ck_assert(verifies(ANON, &right));
	ck_assert(verifies(SERVICE, &right));
	ck_assert(!verifies(ANON, &wrong));
	ck_assert(!verifies(SERVICE, &wrong));
	jwks_free(&right);
	jwks_free(&wrong);
}
END_TEST

START_TEST(rfc_7515_a1_and_a3_verify_each_with_its_own_key_only)
{
	struct jwks a1, a3, pub;

	read_keys(&a1, A1_KEY);
	read_keys(&a3, A3_KEY);
	read_keys(&pub, A3_PUBLIC);
	ck_assert(verifies(A1, &a1));
	ck_assert(verifies(A3, &a3));
	ck_assert(verifies(A3, &pub));
	ck_assert(!verifies(A1, &a3));
	ck_assert(!verifies(A3, &a1));
	jwks_free(&a1);
	jwks_free(&a3);
	jwks_free(&pub);
}
END_TEST

static void
check_no_flip_verifies(const char *token, const struct jwks *keys)
{
	size_t at, n = strlen(token);
	char *copy = xstrndup(token, n);
	int bit;

	ck_assert(verifies_n(copy, n, keys));
	for (at = 0; at < n; at++) {
		for (bit = 0; bit < 8; bit++) {
			copy[at] = (char)(token[at] ^ 1 << bit);
			ck_assert_msg(!verifies_n(copy, n, keys),
				"bit %d of byte %zu", bit, at);
		}
		copy[at] = token[at];
	}
	free(copy);
}

START_TEST(flipping_any_single_bit_makes_verify_fail)
{
	struct jwks keys = {0}, a3;

	jwks_add_secret(&keys, SECRET, strlen(SECRET));
	check_no_flip_verifies(ANON, &keys);
	check_no_flip_verifies(SERVICE, &keys);
	jwks_free(&keys);
	read_keys(&a3, A3_PUBLIC);
	check_no_flip_verifies(A3, &a3);
	jwks_free(&a3);
}
END_TEST

START_TEST(anything_added_to_a_token_makes_verify_fail)
{
	static const char *const added[] = {
		"%s\n", "%s.", "%s.e30", " %s", "%sA", "%s=", "%s ", ".%s"};
	struct jwks keys = {0};
	struct buf text = {0};
	size_t i;

	jwks_add_secret(&keys, SECRET, strlen(SECRET));
	for (i = 0; i < countof(added); i++) {
		buf_cut(&text, 0);
		buf_addf(&text, added[i], ANON);
		ck_assert_msg(!verifies(text.s, &keys), "%s", added[i]);
	}
	buf_free(&text);
	jwks_free(&keys);
}
END_TEST

/* Appends a token of that header and payload, signed with SECRET. */
static void
forge(struct buf *out, const char *header, const char *payload)
{
	unsigned char mac[32];

	buf_cut(out, 0);
	base64url_encode(out, header, strlen(header));
	buf_addc(out, '.');
	base64url_encode(out, payload, strlen(payload));
	mbedtls_md_hmac(mbedtls_md_info_from_type(MBEDTLS_MD_SHA256),
		(const unsigned char *)SECRET, strlen(SECRET),
		(const unsigned char *)out->s, out->n, mac);
	buf_addc(out, '.');
	base64url_encode(out, mac, sizeof(mac));
}

static enum jws_problem
problem_of(const char *header)
{
	enum jws_problem problem;
	struct buf token = {0};
	struct jwks keys = {0};
	struct jwt t;

	jwks_add_secret(&keys, SECRET, strlen(SECRET));
	forge(&token, header, "{}");
	jwt_parse(&t, token.s, token.n);
	problem = t.jws.problem;
	ck_assert((jwt_signer(&t, &keys) != NULL) == (problem == JWS_FINE));
	jwt_free(&t);
	jwks_free(&keys);
	buf_free(&token);
	return problem;
}

START_TEST(a_header_with_a_surprise_is_refused_though_the_mac_is_right)
{
	static const struct {
		const char *header;
		enum jws_problem problem;
	} cases[] = {
		{"{\"alg\":\"HS256\"}", JWS_FINE},
		{"{\"alg\":\"HS256\",\"typ\":\"jwt\",\"kid\":\"x\"}", JWS_FINE},
		{" {\r\n\"typ\":\"JWT\",\t\"alg\":\"HS256\" } ", JWS_FINE},
		{"{\"alg\":\"HS256\",\"jku\":\"http://x\"}", JWS_FINE},
		{"{\"alg\":\"HS256\",\"jwk\":{}}", JWS_FINE},
		{"{\"alg\":\"HS256\",\"x5u\":1}", JWS_FINE},
		{"{\"alg\":\"none\"}", JWS_UNSIGNED},
		{"{\"alg\":\"nOnE\"}", JWS_UNSIGNED},
		{"{\"alg\":\"HS512\"}", JWS_HEADER_ALG},
		{"{\"alg\":\"hs256\"}", JWS_HEADER_ALG},
		{"{\"alg\":\"\"}", JWS_HEADER_ALG},
		{"{\"typ\":\"JWT\"}", JWS_HEADER_ALG},
		{"{\"alg\":256}", JWS_HEADER_MEMBER},
		{"{\"alg\":[\"HS256\"]}", JWS_HEADER_MEMBER},
		{"{\"alg\":\"HS256\",\"typ\":\"JOSE\"}", JWS_HEADER_MEMBER},
		{"{\"alg\":\"HS256\",\"typ\":null}", JWS_HEADER_MEMBER},
		{"{\"alg\":\"HS256\",\"kid\":1}", JWS_HEADER_MEMBER},
		{"{\"alg\":\"HS256\",\"b64\":false}", JWS_HEADER_MEMBER},
		{"{\"alg\":\"HS256\",\"zip\":\"DEF\"}", JWS_HEADER_MEMBER},
		{"{\"alg\":\"HS256\",\"crit\":[]}", JWS_HEADER_CRIT},
		{"{\"alg\":\"HS256\",\"alg\":\"HS256\"}", JWS_HEADER_JSON},
		{"{\"alg\":\"HS256\",\"\\u0061lg\":\"none\"}", JWS_HEADER_JSON},
		{"{\"alg\":\"HS256\"}{}", JWS_HEADER_JSON},
		{"{\"alg\":\"HS256\"},", JWS_HEADER_JSON},
		{"{\"alg\":\"HS256\",}", JWS_HEADER_JSON},
		{"[\"alg\",\"HS256\"]", JWS_HEADER_JSON},
		{"\"HS256\"", JWS_HEADER_JSON},
		{"{\"alg\":\"HS256\",\"kid\":\"\xff\"}", JWS_HEADER_JSON},
		{"{\"alg\":\"HS256\",\"kid\":\"\\u0000\"}", JWS_HEADER_JSON},
	};
	size_t i;

	for (i = 0; i < countof(cases); i++)
		ck_assert_msg(problem_of(cases[i].header) == cases[i].problem,
			"%s", cases[i].header);
}
END_TEST

static const char *
claims_problem(const char *payload)
{
	struct buf token = {0};
	const char *problem;
	struct jwt t;

	forge(&token, "{\"alg\":\"HS256\"}", payload);
	ck_assert(jwt_parse(&t, token.s, token.n) == (t.problem ? -1 : 0));
	problem = jwt_problem(&t);
	jwt_free(&t);
	buf_free(&token);
	return problem;
}

START_TEST(claims_of_the_wrong_type_are_named)
{
	static const char *const good[] = {
		"{}",
		"{\"role\":\"anon\",\"other\":[1,{}]}",
		"{ \"exp\" : 1.5e9,\n\"iat\":-1, \"nbf\":0 }",
	};
	static const char *const bad[] = {
		"{\"role\":1}",
		"{\"role\":null}",
		"{\"role\":[\"anon\"]}",
		"{\"iss\":{}}",
		"{\"ref\":true}",
		"{\"exp\":\"1857680000\"}",
		"{\"exp\":null}",
		"{\"iat\":true}",
		"{\"nbf\":[]}",
		"{\"exp\":99999999999999999999}",
		"{\"exp\":1e999}",
		"{\"exp\":NaN}",
		"{\"role\":\"anon\",\"role\":\"anon\"}",
		"{} {}",
		"[]",
		"foo",
		"null",
		"{\"a\":\"\\ud800\"}",
	};
	size_t i;

	for (i = 0; i < countof(good); i++)
		ck_assert_ptr_null(claims_problem(good[i]));
	for (i = 0; i < countof(bad); i++)
		ck_assert_msg(claims_problem(bad[i]) != NULL, "%s", bad[i]);
}
END_TEST

START_TEST(a_fraction_of_a_second_rounds_up_and_huge_dates_saturate)
{
	static const struct {
		const char *payload;
		int64_t exp;
	} cases[] = {
		{"{\"exp\":1.5}", 2},
		{"{\"exp\":2.0}", 2},
		{"{\"exp\":-1.5}", -1},
		{"{\"exp\":1e300}", INT64_MAX},
		{"{\"exp\":-1e300}", INT64_MIN},
		{"{\"exp\":4102444800}", INT64_C(4102444800)},
	};
	struct buf token = {0};
	struct jwt t;
	size_t i;

	for (i = 0; i < countof(cases); i++) {
		forge(&token, "{\"alg\":\"HS256\"}", cases[i].payload);
		ck_assert_int_eq(jwt_parse(&t, token.s, token.n), 0);
		ck_assert(t.exp.set && t.exp.t == cases[i].exp);
		jwt_free(&t);
	}
	buf_free(&token);
}
END_TEST

START_TEST(a_token_longer_than_its_bound_is_refused)
{
	struct jwks keys = {0};
	struct buf payload = {0}, token = {0};

	jwks_add_secret(&keys, SECRET, strlen(SECRET));
	buf_adds(&payload, "{\"a\":\"");
	while (payload.n < 6060)
		buf_addc(&payload, 'a');
	buf_adds(&payload, "\"}");
	ck_assert_int_eq(
		jws_sign(&token, payload.s, payload.n, &keys.v[0], NULL), 0);
	ck_assert_uint_le(token.n, JWS_MAX);
	ck_assert(verifies(token.s, &keys));
	buf_cut(&token, 0);
	buf_cut(&payload, payload.n - 2);
	while (payload.n < 6100)
		buf_addc(&payload, 'a');
	buf_adds(&payload, "\"}");
	ck_assert_int_eq(
		jws_sign(&token, payload.s, payload.n, &keys.v[0], NULL), 0);
	ck_assert_uint_gt(token.n, JWS_MAX);
	ck_assert(!verifies(token.s, &keys));
	buf_free(&token);
	buf_free(&payload);
	jwks_free(&keys);
}
END_TEST

START_TEST(minted_tokens_are_the_vectors_byte_for_byte)
{
	static const char file[] = " { \"exp\" : 1857680000, \"x\": [1, \"\xc3"
				   "\xa9/\"], \"role\":\"anon\" }";
	static const struct {
		struct jwt_claims claims;
		const char *text;
	} cases[] = {
		{{.role = "anon",
			 .iat = {true, 1700000000},
			 .expiry = 157680000},
			"{\"role\":\"anon\",\"iss\":\"supabase\","
			"\"iat\":1700000000,\"exp\":1857680000}"},
		{{.role = "anon", .ref = "localhost", .now = 5, .expiry = 10},
			"{\"iss\":\"supabase\",\"ref\":\"localhost\","
			"\"role\":\"anon\",\"iat\":5,\"exp\":15}"},
		{{.role = "x\"y",
			 .iss = "me",
			 .now = 5,
			 .exp = {true, INT64_C(4102444800)}},
			"{\"role\":\"x\\\"y\",\"iss\":\"me\",\"iat\":5,"
			"\"exp\":4102444800}"},
		{{.text = file, .ntext = sizeof(file) - 1, .now = 7},
			"{\"exp\":1857680000,\"x\":[1,\"\xc3\xa9/\"],"
			"\"role\":\"anon\",\"iss\":\"supabase\",\"iat\":7}"},
	};
	struct jwks keys = {0};
	struct buf out = {0}, token = {0};
	const char *why;
	int64_t exp;
	size_t i;

	for (i = 0; i < countof(cases); i++) {
		buf_cut(&out, 0);
		ck_assert_int_eq(
			jwt_write_claims(&out, &cases[i].claims, &exp, &why),
			0);
		ck_assert_str_eq(out.s, cases[i].text);
		if (i > 0)
			continue;
		ck_assert_int_eq(exp, 1857680000);
		jwks_add_secret(&keys, SECRET, strlen(SECRET));
		ck_assert_int_eq(
			jws_sign(&token, out.s, out.n, &keys.v[0], NULL), 0);
		ck_assert_str_eq(token.s, ANON);
	}
	buf_free(&out);
	buf_free(&token);
	jwks_free(&keys);
}
END_TEST

START_TEST(claims_that_contradict_are_not_minted)
{
#define TEXT(s) .text = (s), .ntext = sizeof(s) - 1
	static const struct jwt_claims bad[] = {
		{.expiry = 10},
		{.role = "anon", .expiry = 0},
		{.role = "anon", .now = 9, .exp = {true, 9}},
		{.role = "anon", .now = 9, .exp = {true, 8}},
		{.role = "anon", .now = 9, .expiry = INT64_MAX},
		{.expiry = 10, TEXT("{}")},
		{.role = "anon", .expiry = 10, TEXT("{\"role\":\"anon\"}")},
		{.role = "anon",
			.iss = "x",
			.expiry = 10,
			TEXT("{\"iss\":\"x\"}")},
		{.role = "anon", .exp = {true, 11}, TEXT("{\"exp\":11}")},
		{.role = "anon", TEXT("{\"exp\":\"11\"}")},
		{.role = "anon", .expiry = 10, TEXT("{\"iat\":{}}")},
		{.expiry = 10, TEXT("{\"role\":1}")},
		{.role = "anon", .expiry = 10, TEXT("{\"a\":1,\"a\":1}")},
		{.role = "anon", .expiry = 10, TEXT("[]")},
		{.role = "an\xff", .expiry = 10},
		{.role = "anon", .iss = "\xe9", .expiry = 10},
		{.role = "anon", .ref = "\xc0\x80", .expiry = 10},
		{.role = "anon", .expiry = 10, TEXT("{\"iss\":1}")},
		{.role = "anon", .expiry = 10, TEXT("{\"ref\":[]}")},
		{.role = "anon", .expiry = 10, TEXT("{\"nbf\":\"1\"}")},
		{.role = "anon", .expiry = 10, TEXT("{\"nbf\":10}")},
		{.role = "anon", .expiry = 10, TEXT("")},
	};
	struct buf out = {0};
	const char *why;
	int64_t exp;
	size_t i;

	for (i = 0; i < countof(bad); i++) {
		ck_assert_int_eq(
			jwt_write_claims(&out, &bad[i], &exp, &why), -1);
		ck_assert_ptr_nonnull(why);
		ck_assert_uint_eq(out.n, 0);
	}
	buf_free(&out);
}
END_TEST

static int
fill_count(void *ctx, unsigned char *out, size_t n)
{
	unsigned char *next = ctx;
	size_t i;

	for (i = 0; i < n; i++)
		out[i] = (*next)++;
	return 0;
}

static int
fill_nothing(void *ctx, unsigned char *out, size_t n)
{
	(void)ctx;
	memset(out, 0, n);
	return -1;
}

START_TEST(an_es256_token_is_the_same_whatever_the_blinding)
{
	/* RFC 6979: no signature depends on the quality of random */
	unsigned char a = 0, b = 99;
	struct random one = {fill_count, &a}, two = {fill_count, &b};
	struct buf first = {0}, second = {0};
	struct jwks keys;

	read_keys(&keys, A3_KEY);
	ck_assert_int_eq(jws_sign(&first, "{}", 2, &keys.v[0], &one), 0);
	ck_assert_int_eq(jws_sign(&second, "{}", 2, &keys.v[0], &two), 0);
	ck_assert_str_eq(first.s, second.s);
	ck_assert(verifies(first.s, &keys));
	check_no_flip_verifies(first.s, &keys);
	buf_free(&first);
	buf_free(&second);
	jwks_free(&keys);
}
END_TEST

START_TEST(a_public_key_or_no_entropy_signs_nothing)
{
	struct random nothing = {fill_nothing, NULL};
	struct buf out = {0};
	struct jwks keys;
	struct jwk key;

	read_keys(&keys, A3_PUBLIC);
	ck_assert_int_eq(jws_sign(&out, "{}", 2, &keys.v[0], &nothing), -1);
	ck_assert_ptr_null(jwks_signer(&keys, JWK_EC));
	jwks_free(&keys);
	read_keys(&keys, A3_KEY);
	ck_assert_int_eq(jws_sign(&out, "{}", 2, &keys.v[0], &nothing), -1);
	ck_assert_uint_eq(out.n, 0);
	ck_assert_int_eq(jwk_make(&key, &nothing), -1);
	jwk_free(&key);
	buf_free(&out);
	jwks_free(&keys);
}
END_TEST

START_TEST(a_new_signing_key_reads_back_and_signs)
{
	struct buf keys_text = {0}, set_text = {0}, token = {0};
	struct jwks keys, set;
	struct random random;
	struct jwk key;

	ck_assert_int_eq(random_open(&random), 0);
	ck_assert_int_eq(jwk_make(&key, &random), 0);
	ck_assert_uint_eq(strlen(key.kid), 36);
	ck_assert_int_eq(key.kid[14], '4');
	jwk_write_keys(&keys_text, &key, SECRET, strlen(SECRET));
	jwk_write_jwks(&set_text, &key, SECRET, strlen(SECRET));
	ck_assert_ptr_nonnull(strstr(keys_text.s, "\"d\":"));
	ck_assert_ptr_null(strstr(set_text.s, "\"d\":"));
	read_keys(&keys, keys_text.s);
	read_keys(&set, set_text.s);
	ck_assert_uint_eq(keys.n, 2);
	ck_assert_uint_eq(set.n, 2);
	ck_assert_int_eq(
		jws_sign(&token, "{}", 2, jwks_signer(&keys, JWK_EC), &random),
		0);
	ck_assert(verifies(token.s, &set));
	ck_assert(verifies(ANON, &set));
	ck_assert_ptr_null(jwks_signer(&set, JWK_EC));
	jwk_free(&key);
	jwks_free(&keys);
	jwks_free(&set);
	buf_free(&keys_text);
	buf_free(&set_text);
	buf_free(&token);
	random_close(&random);
}
END_TEST

START_TEST(a_jwk_that_is_not_right_in_every_part_is_refused)
{
	static const char *const bad[] = {
		"",
		"{}",
		"[]",
		"{\"keys\":[]}",
		"1",
		"{\"keys\":1}",
		"{\"kty\":\"oct\"}",
		"{\"kty\":\"oct\",\"k\":\"\"}",
		"{\"kty\":\"oct\",\"k\":\"AA==\"}",
		"{\"kty\":\"oct\",\"k\":\"AAAA\",\"alg\":\"HS512\"}",
		"{\"kty\":\"oct\",\"k\":\"AAAA\",\"use\":\"enc\"}",
		"{\"kty\":\"oct\",\"k\":\"AAAA\",\"k\":\"AAAA\"}",
		"{\"kty\":\"RSA\",\"n\":\"AAAA\",\"e\":\"AQAB\"}",
		"{\"kty\":\"EC\",\"x\":\"" A3_X "\",\"y\":\"" A3_Y "\"}",
		"{\"kty\":\"EC\",\"crv\":\"P-384\",\"x\":\"" A3_X
		"\",\"y\":\"" A3_Y "\"}",
		EC(A3_Y, A3_X, ""), /* not on the curve */
		EC(A3_X, "AAAA", ""),
		EC("", A3_Y, ""),
		EC(A3_X, A3_Y, ",\"alg\":\"ES384\""),
		EC(A3_X, A3_Y, ",\"d\":\"" A3_X "\""), /* another's d */
		EC(A3_X, A3_Y, ",\"d\":\"AAAA\""),
		EC(A3_X, A3_Y, ",\"d\":1"),
	};
	struct jwks keys = {0};
	const char *why;
	size_t i;

	for (i = 0; i < countof(bad); i++) {
		ck_assert_msg(
			jwks_parse(&keys, bad[i], strlen(bad[i]), &why) == -1,
			"%s", bad[i]);
		ck_assert_ptr_nonnull(why);
		jwks_free(&keys);
	}
}
END_TEST

START_TEST(in_a_set_keys_of_other_kinds_are_passed_over)
{
	struct jwks keys;

	read_keys(&keys, "{\"keys\":[{\"kty\":\"RSA\",\"n\":\"AAAA\"}," A1_KEY
			 ",{\"kty\":\"OKP\"}," A3_PUBLIC "]}");
	ck_assert_uint_eq(keys.n, 2);
	ck_assert(verifies(A1, &keys));
	ck_assert(verifies(A3, &keys));
	jwks_free(&keys);
}
END_TEST

static const char *
hint_for(const char *signing, const char *checking)
{
	struct jwks keys = {0};
	struct buf token = {0};
	const char *hint;
	struct jwt t;

	jwks_add_secret(&keys, signing, strlen(signing));
	jws_sign(&token, "{}", 2, &keys.v[0], NULL);
	jwt_parse(&t, token.s, token.n);
	hint = jwt_hint(&t, checking, strlen(checking));
	jwt_free(&t);
	buf_free(&token);
	jwks_free(&keys);
	return hint;
}

START_TEST(a_near_miss_of_the_secret_is_explained)
{
	ck_assert_ptr_nonnull(
		strstr(hint_for("secret", "secret\n"), "without the white"));
	ck_assert_ptr_nonnull(
		strstr(hint_for("secret", "secret\r\n"), "without the white"));
	ck_assert_ptr_nonnull(
		strstr(hint_for("secret\n", "secret"), "newline after"));
	ck_assert_ptr_nonnull(
		strstr(hint_for("secret", "c2VjcmV0"), "decoded from base64"));
	ck_assert_ptr_nonnull(
		strstr(hint_for("sec>et?", "c2VjPmV0Pw=="), "decoded from"));
	ck_assert_ptr_nonnull(strstr(hint_for(SECRET, "other"), "publicly"));
	ck_assert_ptr_nonnull(
		strstr(hint_for(&SECRET[5], "other"), "publicly"));
	ck_assert_ptr_null(hint_for("secret", "other"));
	ck_assert_ptr_null(hint_for("secret", ""));
}
END_TEST

START_TEST(the_known_secrets_are_public_and_no_others)
{
	ck_assert(jwt_secret_is_public(SECRET, strlen(SECRET)));
	ck_assert(jwt_secret_is_public(&SECRET[5], strlen(SECRET) - 5));
	ck_assert(!jwt_secret_is_public(SECRET, strlen(SECRET) - 1));
	ck_assert(!jwt_secret_is_public("", 0));
	/* a zero byte more signs the same, until the block is full */
	ck_assert(jwt_secret_is_public(SECRET "\0", strlen(SECRET) + 1));
	ck_assert(jwt_secret_is_public(SECRET "\0\0\0\0", 64));
	ck_assert(!jwt_secret_is_public(SECRET "\0\0\0\0\0", 65));
	ck_assert(!jwt_secret_is_public("\0", 1));
}
END_TEST

static void
check_date(int64_t t, const char *text)
{
	struct buf out = {0};

	date_add(&out, t);
	ck_assert_str_eq(out.s, text);
	buf_free(&out);
}

static void
check_span(int64_t seconds, const char *text)
{
	struct buf out = {0};

	date_add_span(&out, seconds);
	ck_assert_str_eq(out.s, text);
	buf_free(&out);
}

START_TEST(dates_and_spans_read_well_beyond_2038_too)
{
	check_date(0, "1970-01-01T00:00:00Z");
	check_date(1799535600, "2027-01-09T23:00:00Z");
	check_date(INT64_C(2147483648), "2038-01-19T03:14:08Z");
	check_date(DATE_LAST, "9999-12-31T23:59:59Z");
	check_date(DATE_LAST + 1, "253402300800 seconds after 1970");
	check_date(INT64_MAX, "9223372036854775807 seconds after 1970");
	check_date(INT64_MIN, "-9223372036854775808 seconds after 1970");
	check_span(0, "0 seconds");
	check_span(1, "1 second");
	check_span(100, "1 minute 40 seconds");
	check_span(43200, "12 hours");
	check_span(29 * DATE_DAY + 3599, "29 days");
	check_span(JWT_DEFAULT_EXPIRY - 1, "9 years 364 days");
	check_span(JWT_DEFAULT_EXPIRY, "10 years");
}
END_TEST

START_TEST(durations_are_a_whole_number_and_one_unit)
{
	static const char *const bad[] = {"", "y", "10", "10 y", "10yy", "-1d",
		"+1d", "1.5d", "0x1d", "1D", "9223372036854775807m",
		"99999999999999999999s", " 1d", "1d "};
	int64_t t = -1;
	size_t i;

	ck_assert(date_parse_duration("10y", &t) && t == 315360000);
	ck_assert(date_parse_duration("30d", &t) && t == 2592000);
	ck_assert(date_parse_duration("2w", &t) && t == 1209600);
	ck_assert(date_parse_duration("12h", &t) && t == 43200);
	ck_assert(date_parse_duration("5m", &t) && t == 300);
	ck_assert(date_parse_duration("0s", &t) && t == 0);
	ck_assert(date_parse_duration("9223372036854775807s", &t) &&
		  t == INT64_MAX);
	for (i = 0; i < countof(bad); i++)
		ck_assert_msg(!date_parse_duration(bad[i], &t), "%s", bad[i]);
}
END_TEST

SUITE("jwt", durations_are_a_whole_number_and_one_unit,
	the_vectors_verify_and_with_another_secret_do_not,
	rfc_7515_a1_and_a3_verify_each_with_its_own_key_only,
	flipping_any_single_bit_makes_verify_fail,
	anything_added_to_a_token_makes_verify_fail,
	a_header_with_a_surprise_is_refused_though_the_mac_is_right,
	claims_of_the_wrong_type_are_named,
	a_fraction_of_a_second_rounds_up_and_huge_dates_saturate,
	a_token_longer_than_its_bound_is_refused,
	minted_tokens_are_the_vectors_byte_for_byte,
	claims_that_contradict_are_not_minted,
	an_es256_token_is_the_same_whatever_the_blinding,
	a_public_key_or_no_entropy_signs_nothing,
	a_new_signing_key_reads_back_and_signs,
	a_jwk_that_is_not_right_in_every_part_is_refused,
	in_a_set_keys_of_other_kinds_are_passed_over,
	a_near_miss_of_the_secret_is_explained,
	the_known_secrets_are_public_and_no_others,
	dates_and_spans_read_well_beyond_2038_too)
