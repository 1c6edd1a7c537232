/* Boundaries of what is said of a token: by hand, without a signature. */
#include "suite.h"

#include "token/verdict.h"

#include <string.h>

#define NOW 1700000000

static struct jwt_date
at(int64_t t)
{
	return (struct jwt_date){.set = true, .t = t};
}

/* Returns the rules and levels found in d, and empties it. */
static const char *
found(struct diags *d, struct buf *out)
{
	size_t i;

	buf_cut(out, 0);
	buf_adds(out, "");
	for (i = 0; i < d->n; i++)
		buf_addf(out, "%s%s", i ? " " : "", rules[d->v[i].rule].id);
	diags_free(d);
	*d = (struct diags){0};
	return out->s;
}

static void
check_dates(const struct jwt *t, int64_t leeway, int64_t min_valid,
	const char *wanted)
{
	struct diags d = {0};
	struct buf out = {0};
	struct verdict v = {.now = NOW,
		.leeway = leeway,
		.min_valid = min_valid,
		.expiry = LEVEL_ERROR,
		.at = NOWHERE,
		.d = &d};
	int ret = verdict_dates(t, &v);

	ck_assert_str_eq(found(&d, &out), wanted);
	ck_assert_int_eq(ret, *wanted ? -1 : 0);
	buf_free(&out);
}

START_TEST(at_the_ends_of_time_nothing_overflows)
{
	static const int64_t nows[] = {0, 1, INT64_MAX};
	struct jwt t = {.exp = {true, INT64_MIN}};
	struct diags d = {0};
	struct buf out = {0};
	struct verdict v = {.expiry = LEVEL_ERROR, .at = NOWHERE, .d = &d};
	size_t i;

	for (i = 0; i < countof(nows); i++) {
		v.now = nows[i];
		ck_assert_int_eq(verdict_dates(&t, &v), -1);
		/* a span that was negated to itself */
		ck_assert_ptr_null(strstr(d.v[i].message, ", -"));
		buf_cut(&out, 0);
		verdict_describe(&out, &t, v.now);
		ck_assert_ptr_null(strstr(out.s, "(-"));
	}
	buf_free(&out);
	diags_free(&d);
}
END_TEST

START_TEST(a_token_is_expired_in_the_second_that_exp_names)
{
	/* RFC 7519 section 4.1.4: on or after which it MUST NOT be accepted */
	check_dates(&(struct jwt){.exp = at(NOW + 1)}, 0, 0, "");
	check_dates(&(struct jwt){.exp = at(NOW)}, 0, 0, "key-expiry");
	check_dates(&(struct jwt){.exp = at(NOW - 1)}, 0, 0, "key-expiry");
	check_dates(&(struct jwt){.exp = {0}}, 0, 0, "");
	check_dates(&(struct jwt){.exp = at(INT64_MAX)}, 0, 0, "");
	check_dates(&(struct jwt){.exp = at(INT64_MIN)}, 0, 0, "key-expiry");
}
END_TEST

START_TEST(a_leeway_makes_clocks_that_differ_agree)
{
	check_dates(&(struct jwt){.exp = at(NOW - 9)}, 10, 0, "");
	check_dates(&(struct jwt){.exp = at(NOW - 10)}, 10, 0, "key-expiry");
	check_dates(&(struct jwt){.nbf = at(NOW + 10)}, 10, 0, "");
	check_dates(&(struct jwt){.nbf = at(NOW + 11)}, 10, 0, "key-claim");
}
END_TEST

START_TEST(a_token_may_have_to_be_valid_for_longer)
{
	check_dates(&(struct jwt){.exp = at(NOW + 30)}, 0, 30, "");
	check_dates(&(struct jwt){.exp = at(NOW + 29)}, 0, 30, "key-expiry");
	check_dates(&(struct jwt){.exp = at(NOW - 5)}, 10, 30, "key-expiry");
}
END_TEST

START_TEST(a_token_of_the_future_is_refused)
{
	check_dates(&(struct jwt){.nbf = at(NOW)}, 0, 0, "");
	check_dates(&(struct jwt){.nbf = at(NOW + 1)}, 0, 0, "key-claim");
	check_dates(&(struct jwt){.iat = at(NOW)}, 0, 0, "");
	check_dates(&(struct jwt){.iat = at(NOW + 1)}, 0, 0, "key-claim");
	check_dates(&(struct jwt){.exp = at(NOW),
			    .iat = at(NOW + 1),
			    .nbf = at(INT64_MAX)},
		0, 0, "key-expiry key-claim key-claim");
}
END_TEST

static void
check_role(const char *role, const char *wanted_role, const char *message)
{
	struct diags d = {0};
	struct verdict v = {.role = wanted_role, .at = NOWHERE, .d = &d};
	struct jwt t = {.role = (char *)(uintptr_t)role};

	ck_assert_int_eq(verdict_role(&t, &v), message ? -1 : 0);
	ck_assert_uint_eq(d.n, message ? 1 : 0);
	if (message)
		ck_assert_str_eq(d.v[0].message, message);
	diags_free(&d);
}

START_TEST(a_role_is_the_wanted_one_or_said)
{
	check_role("anon", "anon", NULL);
	check_role("anon", NULL, NULL);
	check_role(NULL, NULL, NULL);
	check_role("anon", "service_role",
		"the token's role is anon, expected service_role");
	check_role(NULL, "anon", "the token has no role, expected anon");
	check_role("a\nb", "anon", "the token's role is a\\nb, expected anon");
}
END_TEST

static void
check_secret(const char *s, const char *wanted)
{
	struct diags d = {0};
	struct buf out = {0};

	verdict_secret("JWT_SECRET", s, strlen(s), &d);
	ck_assert_str_eq(found(&d, &out), wanted);
	buf_free(&out);
}

START_TEST(a_secret_is_long_private_and_without_blanks)
{
	check_secret("0123456789abcdef0123456789abcdef", "");
	check_secret("0123456789abcdef0123456789abcde", "weak-secret");
	check_secret("0123456789abcdef0123456789abcdef\n", "weak-secret");
	check_secret("short\n", "weak-secret weak-secret");
	check_secret("", "weak-secret");
	check_secret("your-super-secret-jwt-token-with-at-least-32-"
		     "characters-long",
		"publicly-known-secret");
}
END_TEST

START_TEST(a_demo_key_is_known_by_its_issuer)
{
	struct diags d = {0};
	struct verdict v = {.known = LEVEL_WARNING, .at = NOWHERE, .d = &d};
	struct jwt demo = {.iss = (char[]){"supabase-demo"}};
	struct jwt other = {.iss = (char[]){"supabase"}};

	ck_assert_int_eq(verdict_demo(&other, &v), 0);
	ck_assert_int_eq(verdict_demo(&(struct jwt){0}, &v), 0);
	ck_assert_uint_eq(d.n, 0);
	verdict_demo(&demo, &v);
	ck_assert_uint_eq(d.n, 1);
	ck_assert_int_eq(d.v[0].rule, RULE_PUBLICLY_KNOWN_SECRET);
	ck_assert_int_eq(d.v[0].level, LEVEL_WARNING);
	diags_free(&d);
}
END_TEST

SUITE("verdict", at_the_ends_of_time_nothing_overflows,
	a_token_is_expired_in_the_second_that_exp_names,
	a_leeway_makes_clocks_that_differ_agree,
	a_token_may_have_to_be_valid_for_longer,
	a_token_of_the_future_is_refused, a_role_is_the_wanted_one_or_said,
	a_secret_is_long_private_and_without_blanks,
	a_demo_key_is_known_by_its_issuer)
