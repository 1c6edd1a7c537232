#include "suite.h"

#include "supabase/derived.h"
#include "token/base64url.h"
#include "token/crypto.h"

#include <string.h>

#define BASE "/.well-known/oauth-authorization-server"

static void
check_auth(const char *user, const char *password, const char *hash)
{
	size_t nuser = strlen(user), n = strlen(password);
	struct buf out = {0}, wanted = {0};

	ck_assert_ptr_null(derived_user_problem(user, nuser));
	ck_assert_ptr_null(derived_password_problem(password, n));
	derived_basic_auth(&out, user, nuser, password, n);
	buf_addf(&wanted, "%s:{SHA}%s", user, hash);
	ck_assert_str_eq(out.s, wanted.s);
	buf_free(&out);
	buf_free(&wanted);
}

/* The hashes are what `openssl dgst -sha1 -binary | base64` says. */
START_TEST(the_dashboard_user_gets_envoys_hash)
{
	char long_one[1001];

	check_auth("supabase",
		"this_password_is_insecure_and_should_be_updated",
		"hSQ8MW3G2Q5zGHrLotUauibHY74=");
	/* the vector of Envoy's own test */
	check_auth("user1", "test1", "tESsBmE/yNY3lb6a0L6vVQEZNqw=");
	/* composed and decomposed are different passwords */
	check_auth("supabase", "p\xC3\xA4ssw\xC3\xB6rd",
		"9Rfd8dMqES/xrVXGbRsSyzjn6Pc=");
	check_auth("supabase", "pa\xCC\x88sswo\xCC\x88rd",
		"dr3CeZ244cx9a6ACWd6DaMk3M4w=");
	check_auth("supabase",
		"\xD0\xBF\xD0\xB0\xD1\x80\xD0\xBE\xD0\xBB\xD1\x8C"
		"\xF0\x9F\x94\x91",
		"2Zh+xV2JcUKS3drWn0QMIufxHu0=");
	check_auth("supabase", "a:b", "3OptnM09ILoVSfbZtd3mB0IViII=");
	check_auth(
		"supabase", "p&a|s\\s'w\"d$1", "XkerxZn6iTwRTkCkI9yfQXiamSU=");
	check_auth("supabase", "secret", "5en6G6MezRroT3XKqkdPOmY/BfQ=");
	check_auth("supabase", "secret\n", "/Gg82e0ZkMouoQuE5eb7oEjCSSk=");
	check_auth("supabase", " lead trail ", "XMy4mrT6GqJafvFy2TDnp6GbV6I=");
	memset(long_one, 'x', 1000);
	long_one[1000] = '\0';
	check_auth("supabase", long_one, "w++mkPo/3S4lJoU+7WcFOOoSdjg=");
}
END_TEST

static void
check_user(const char *s, size_t n, const char *problem)
{
	const char *got = derived_user_problem(s, n);

	ck_assert_ptr_nonnull(got);
	ck_assert_ptr_nonnull(strstr(got, problem));
}

START_TEST(a_user_that_envoy_would_not_find_is_refused)
{
	check_user("", 0, "empty");
	check_user("#x", 2, "#");
	check_user("a:b", 3, "colon");
	check_user(":", 1, "colon");
	check_user("a\nb", 3, "line break");
	check_user("a\r", 2, "line break");
	check_user("a\0b", 3, "control");
	check_user("a\x7f", 2, "control");
	check_user("\t", 1, "control");
	ck_assert_ptr_null(derived_user_problem("a#", 2));
	ck_assert_ptr_null(derived_user_problem("J\xC3\xB6rg", 5));
}
END_TEST

START_TEST(an_empty_password_is_refused)
{
	ck_assert_ptr_nonnull(derived_password_problem("", 0));
	ck_assert_ptr_null(derived_password_problem(" ", 1));
	ck_assert_ptr_null(derived_password_problem("\0", 1));
}
END_TEST

static void
check_users(const char *s, const char *problem)
{
	const char *got = derived_users_problem(s, strlen(s));

	ck_assert_int_eq(!got, !problem);
	if (problem)
		ck_assert_ptr_nonnull(strstr(got, problem));
}

#define HASH "{SHA}5en6G6MezRroT3XKqkdPOmY/BfQ="

START_TEST(a_list_of_users_is_read_as_envoy_reads_it)
{
	check_users("a:" HASH, NULL);
	check_users("# x\n\na:" HASH "\nb:" HASH "\n", NULL);
	check_users("ab:" HASH "\na:" HASH, NULL);
	check_users("", "no user");
	check_users("\n#a:" HASH, "no user");
	check_users("a", "colon");
	check_users(":" HASH, "empty");
	check_users("a:", "empty");
	check_users("a:" HASH "\na:" HASH, "duplicate");
	check_users("a:b:" HASH, "expected {SHA}");
	check_users("a:$2y$05$abc", "expected {SHA}");
	check_users("a:" HASH "\r", "length");
	check_users("a:{SHA}x", "length");
	check_users("a:" HASH "\nb:{SHA}2jmj7l5rSw0yVb/vlWAYkK/YBwk=",
		"empty password");
}
END_TEST

START_TEST(the_password_of_the_examples_is_known)
{
	static const char example[] =
		"b:" HASH "\na:{SHA}hSQ8MW3G2Q5zGHrLotUauibHY74=";

	ck_assert(derived_users_public(example, sizeof(example) - 1));
	ck_assert(!derived_users_public(example, sizeof(example) - 2));
	ck_assert(!derived_users_public("a:" HASH, strlen("a:" HASH)));
	ck_assert(!derived_users_public("", 0));
}
END_TEST

static void
check_path(const char *issuer, const char *wanted)
{
	size_t n = strlen(issuer);
	struct buf out = {0};

	ck_assert_ptr_null(derived_issuer_problem(issuer, n));
	derived_oauth_path(&out, issuer, n);
	ck_assert_str_eq(out.s, wanted);
	buf_free(&out);
}

START_TEST(the_path_of_the_metadata_is_made_from_the_issuer)
{
	check_path("", BASE);
	check_path("http://localhost:8000", BASE);
	check_path("http://localhost:8000/", BASE);
	check_path("http://localhost:8000/auth/v1", BASE "/auth/v1");
	check_path("https://x.example/auth/v1/", BASE "/auth/v1");
	check_path("https://x.example/auth/v1///", BASE "/auth/v1");
	check_path("https://x.example///", BASE);
	check_path("https://[::1]:8000/auth/v1", BASE "/auth/v1");
	check_path("https://u:p@x.example:8443/a/b", BASE "/a/b");
	check_path("https://x.example//auth//v1", BASE "//auth//v1");
}
END_TEST

static void
check_issuer(const char *issuer, const char *problem)
{
	const char *got = derived_issuer_problem(issuer, strlen(issuer));

	ck_assert_ptr_nonnull(got);
	ck_assert_ptr_nonnull(strstr(got, problem));
}

START_TEST(an_issuer_that_is_no_url_is_refused)
{
	check_issuer("x.example/auth/v1", "begin");
	check_issuer("ftp://x/a", "begin");
	check_issuer("HTTPS://x.example/auth/v1", "begin");
	check_issuer(" https://x.example/a", "begin");
	check_issuer("http:/", "begin");
	check_issuer("https://", "no host");
	check_issuer("https:///p", "no host");
	check_issuer("https://x.example/a%20b", "%");
	check_issuer("https://x.example?y=/z", "query");
	check_issuer("https://x.example/auth/v1#f", "fragment");
	check_issuer("https://x.example/auth v1", "character");
	check_issuer("https://x.example/auth/v1\n", "character");
	check_issuer("https://x.example/\xC3\xA9", "character");
	ck_assert_ptr_nonnull(derived_issuer_problem("https://x\0/a", 12));
}
END_TEST

static void
check_envoy(const char *path, const char *problem)
{
	const char *got = derived_envoy_path_problem(path, strlen(path));

	if (!problem) {
		ck_assert_ptr_null(got);
		return;
	}
	ck_assert_ptr_nonnull(got);
	ck_assert_ptr_nonnull(strstr(got, problem));
}

START_TEST(a_path_that_opens_the_gateway_is_refused)
{
	check_envoy("", "every path");
	check_envoy("/", "begin");
	check_envoy("/auth/v1", "begin");
	check_envoy("/.well-known/oauth-authorization-serve", "begin");
	check_envoy(BASE "x", "begin");
	check_envoy("x" BASE, "begin");
	check_envoy(BASE, NULL);
	check_envoy(BASE "/", NULL);
	check_envoy(BASE "/auth/v1", NULL);
}
END_TEST

START_TEST(a_path_that_envoy_reads_otherwise_is_refused)
{
	check_envoy(BASE "/a%20b", "%");
	check_envoy(BASE "/%REQ(X)%", "%");
	check_envoy(BASE "//auth//v1", "slashes");
	check_envoy(BASE "/auth//v1", "slashes");
	check_envoy(BASE "/..", "segment");
	check_envoy(BASE "/a/./b", "segment");
	check_envoy(BASE "/a/../b", "segment");
	ck_assert_ptr_null(derived_envoy_path_problem(
		BASE "/.a/...", strlen(BASE "/.a/...")));
	check_envoy(BASE "/a?b", "character");
	check_envoy(BASE "/a b", "character");
	check_envoy(BASE "/a\n", "character");
}
END_TEST

/* RFC 4648 section 10. */
START_TEST(base64_is_padded)
{
	static const char *const vectors[] = {"", "", "f", "Zg==", "fo",
		"Zm8=", "foo", "Zm9v", "foob", "Zm9vYg==", "fooba",
		"Zm9vYmE=", "foobar", "Zm9vYmFy", "\xFB\xFF", "+/8="};
	struct buf out = {0};
	size_t i;

	for (i = 0; i < countof(vectors); i += 2) {
		buf_cut(&out, 0);
		buf_adds(&out, "");
		base64_encode(&out, vectors[i], strlen(vectors[i]));
		ck_assert_uint_eq(out.n, strlen(vectors[i + 1]));
		ck_assert_int_eq(
			memcmp(out.s ? out.s : "", vectors[i + 1], out.n), 0);
	}
	buf_free(&out);
}
END_TEST

/* FIPS 180-4's examples, and that of no bytes. */
START_TEST(sha1_is_sha1)
{
	unsigned char hash[SHA1_BYTES];

	crypto_sha1("abc", 3, hash);
	ck_assert_int_eq(memcmp(hash,
				 "\xA9\x99\x3E\x36\x47\x06\x81\x6A\xBA\x3E"
				 "\x25\x71\x78\x50\xC2\x6C\x9C\xD0\xD8\x9D",
				 sizeof(hash)),
		0);
	crypto_sha1("", 0, hash);
	ck_assert_int_eq(memcmp(hash,
				 "\xDA\x39\xA3\xEE\x5E\x6B\x4B\x0D\x32\x55"
				 "\xBF\xEF\x95\x60\x18\x90\xAF\xD8\x07\x09",
				 sizeof(hash)),
		0);
}
END_TEST

SUITE("derived", the_dashboard_user_gets_envoys_hash,
	a_user_that_envoy_would_not_find_is_refused,
	an_empty_password_is_refused, a_list_of_users_is_read_as_envoy_reads_it,
	the_password_of_the_examples_is_known,
	the_path_of_the_metadata_is_made_from_the_issuer,
	an_issuer_that_is_no_url_is_refused,
	a_path_that_opens_the_gateway_is_refused,
	a_path_that_envoy_reads_otherwise_is_refused, base64_is_padded,
	sha1_is_sha1)
