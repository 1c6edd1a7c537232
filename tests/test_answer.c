#include "suite.h"

#include "supabase/answer.h"

#include <string.h>

static void
check(int status, const char *body, const char *from,
	enum answer_outcome outcome)
{
	const struct answer *a = answer_find(status, body, strlen(body));

	ck_assert_msg(a != NULL, "%s", body);
	ck_assert_str_eq(a->from, from);
	ck_assert_int_eq(a->outcome, outcome);
	ck_assert(a->todo || outcome == ANSWER_REACHED);
}

START_TEST(each_hop_is_known_by_its_words)
{
	check(401, "Unauthorized", "Envoy (Lua filter)", ANSWER_REFUSED);
	check(403, "RBAC: access denied", "Envoy (rbac)", ANSWER_FORBIDDEN);
	check(401, "User authentication failed. Missing username and password.",
		"Envoy (basic_auth, for Studio)", ANSWER_UNROUTED);
	check(401,
		"{\n  \"message\":\"No API key found in request\",\n"
		"  \"request_id\":\"x\"\n}\n",
		"Kong (key-auth)", ANSWER_REFUSED);
	check(401, "{\"message\":\"Invalid authentication credentials\"}",
		"Kong (key-auth)", ANSWER_REFUSED);
	check(401, "{\n  \"message\":\"Unauthorized\"\n}", "Kong (key-auth)",
		ANSWER_REFUSED);
	check(403, "{\"message\":\"You cannot consume this service\"}",
		"Kong (acl)", ANSWER_FORBIDDEN);
	check(404, "{\"message\":\"no Route matched with those values\"}",
		"Kong", ANSWER_UNROUTED);
	check(401, "{\"code\":\"PGRST301\",\"message\":\"JWSError\"}",
		"PostgREST", ANSWER_REJECTED);
	check(404, "{\"code\":\"PGRST205\"}", "PostgREST", ANSWER_REACHED);
	check(401, "{\"code\":\"42501\"}", "PostgREST", ANSWER_REACHED);
	check(503, "{\"code\":\"PGRST002\"}", "PostgREST", ANSWER_DOWN);
	check(503, "no healthy upstream", "Envoy", ANSWER_DOWN);
	check(400, "", "Envoy, probably", ANSWER_MALFORMED);
	check(400, "Bad Request", "Envoy, probably", ANSWER_MALFORMED);
}
END_TEST

START_TEST(an_expired_token_is_one_in_every_version)
{
	static const char *const bodies[] = {
		"{\"code\":\"PGRST303\",\"message\":\"JWT expired\"}",
		"{\"code\":\"PGRST301\",\"message\":\"JWT expired\"}",
		"{\"code\":\"PGRST301\",\"message\":\"JWT not yet valid\"}",
		"{\"code\":\"PGRST301\",\"message\":\"JWT issued at future\"}",
		"{\"code\":\"PGRST301\",\"message\":\"JWT not in audience\"}"};
	const struct answer *a;
	size_t i;

	for (i = 0; i < countof(bodies); i++) {
		a = answer_find(401, bodies[i], strlen(bodies[i]));
		ck_assert_ptr_nonnull(a);
		ck_assert_ptr_nonnull(strstr(a->todo, "expired"));
	}
}
END_TEST

static void
check_unknown(int status, const char *body)
{
	ck_assert_ptr_null(answer_find(status, body, strlen(body)));
}

START_TEST(other_words_or_another_status_are_unknown)
{
	check_unknown(200, "");
	check_unknown(200, "Unauthorized");
	check_unknown(401, "");
	check_unknown(400, "{}");
	check_unknown(400, "<h1>Bad Request</h1>");
	check_unknown(401, "Unauthorized.");
	check_unknown(401, "<h1>Unauthorized</h1>");
	check_unknown(404, "Not Found");
	check_unknown(404, "PGRST205");
	check_unknown(200, "[]");
	check_unknown(302, "");
	ck_assert_ptr_null(answer_find(401, "Unauthorized", 11));
	ck_assert_ptr_nonnull(answer_find(401, "Unauthorized\n", 13));
}
END_TEST

SUITE("answer", each_hop_is_known_by_its_words,
	an_expired_token_is_one_in_every_version,
	other_words_or_another_status_are_unknown)
