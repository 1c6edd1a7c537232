#include "supabase/answer.h"

#include <string.h>

#define NOT_IN_FILE                                                            \
	"the key is not in the file that the gateway has loaded: run "         \
	"kongrender keys check to see why, or reload the gateway"
#define NOT_SIGNED                                                             \
	"the token is not signed with PostgREST's secret, or the gateway did " \
	"not replace an opaque key: compare PGRST_JWT_SECRET, run kongrender " \
	"keys check"
#define NO_SERVICE                                                             \
	"the key was accepted, but the service does not answer: check the "    \
	"rest container"
#define NO_DATABASE "PostgREST cannot reach its database: check its log"
#define NO_API                                                                 \
	"no API route matches this path: pass the gateway's own URL, without " \
	"a path"

#define UNUSUAL                                                                \
	"a proxy in front of it adds a header with _ in its name, or the "     \
	"URL's path has an escaped slash"
#define EXPIRED                                                                \
	"the token has expired, is not valid yet, or is for another "          \
	"audience: run kongrender keys check"

/* The first row that fits counts: special ones before general ones. */
static const struct answer answers[] = {
	{401, "Unauthorized", true, ANSWER_REFUSED, "Envoy (Lua filter)",
		NOT_IN_FILE},
	{401, "Conflicting API keys", true, ANSWER_REFUSED,
		"Envoy (Lua filter for functions)",
		"apikey and Authorization hold different keys"},
	{401, "Invalid API key", true, ANSWER_REFUSED,
		"Envoy (Lua filter for functions)", NOT_IN_FILE},
	{401, "User authentication failed", false, ANSWER_UNROUTED,
		"Envoy (basic_auth, for Studio)", NO_API},
	{403, "RBAC: access denied", true, ANSWER_FORBIDDEN, "Envoy (rbac)",
		"the Lua filter accepts the key, but the rbac policy does not: "
		"render the whole file again"},
	{400, "", true, ANSWER_MALFORMED, "Envoy, probably", UNUSUAL},
	{400, "Bad Request", true, ANSWER_MALFORMED, "Envoy, probably",
		UNUSUAL},
	{503, "upstream connect error", false, ANSWER_DOWN, "Envoy",
		NO_SERVICE},
	{503, "no healthy upstream", true, ANSWER_DOWN, "Envoy", NO_SERVICE},
	{504, "upstream request timeout", true, ANSWER_DOWN, "Envoy",
		NO_SERVICE},

	{401, "No API key found in request", false, ANSWER_REFUSED,
		"Kong (key-auth)",
		"the apikey header did not arrive: a proxy in front of Kong "
		"removes it"},
	{401, "Invalid authentication credentials", false, ANSWER_REFUSED,
		"Kong (key-auth)", NOT_IN_FILE},
	{401, "\"message\":\"Unauthorized\"", false, ANSWER_REFUSED,
		"Kong (key-auth)", NOT_IN_FILE},
	{401, "Duplicate API key found", false, ANSWER_REFUSED,
		"Kong (key-auth)",
		"a proxy in front of Kong adds a second apikey header"},
	{403, "You cannot consume this service", false, ANSWER_FORBIDDEN,
		"Kong (acl)",
		"the key's consumer is not in any group that the route allows: "
		"run kongrender lint --rendered"},
	{404, "no Route matched with those values", false, ANSWER_UNROUTED,
		"Kong", NO_API},
	{502, "An invalid response was received from the upstream", false,
		ANSWER_DOWN, "Kong", NO_SERVICE},
	{503, "name resolution failed", false, ANSWER_DOWN, "Kong", NO_SERVICE},
	{503, "failure to get a peer from the ring-balancer", false,
		ANSWER_DOWN, "Kong", NO_SERVICE},
	{504, "The upstream server is timing out", false, ANSWER_DOWN, "Kong",
		NO_SERVICE},

	{503, "\"PGRST000\"", false, ANSWER_DOWN, "PostgREST", NO_DATABASE},
	{503, "\"PGRST001\"", false, ANSWER_DOWN, "PostgREST", NO_DATABASE},
	{503, "\"PGRST002\"", false, ANSWER_DOWN, "PostgREST", NO_DATABASE},
	{504, "\"PGRST003\"", false, ANSWER_DOWN, "PostgREST", NO_DATABASE},
	{500, "\"PGRST300\"", false, ANSWER_REJECTED, "PostgREST",
		"PostgREST has no secret to verify tokens with: set "
		"PGRST_JWT_SECRET"},
	/* until version 12 these, too, had the code PGRST301 */
	{401, "\"JWT expired\"", false, ANSWER_REJECTED, "PostgREST", EXPIRED},
	{401, "\"JWT not yet valid\"", false, ANSWER_REJECTED, "PostgREST",
		EXPIRED},
	{401, "\"JWT issued at future\"", false, ANSWER_REJECTED, "PostgREST",
		EXPIRED},
	{401, "\"JWT not in audience\"", false, ANSWER_REJECTED, "PostgREST",
		EXPIRED},
	{401, "\"PGRST301\"", false, ANSWER_REJECTED, "PostgREST", NOT_SIGNED},
	{401, "\"PGRST302\"", false, ANSWER_REJECTED, "PostgREST",
		"no Authorization header arrived, and there is no anonymous "
		"role"},
	{401, "\"PGRST303\"", false, ANSWER_REJECTED, "PostgREST", EXPIRED},
	{404, "\"PGRST125\"", false, ANSWER_REACHED, "PostgREST", NULL},
	{404, "\"PGRST205\"", false, ANSWER_REACHED, "PostgREST", NULL},
	{404, "\"42P01\"", false, ANSWER_REACHED, "PostgREST", NULL},
	{401, "\"42501\"", false, ANSWER_REACHED, "PostgREST", NULL},
	{403, "\"42501\"", false, ANSWER_REACHED, "PostgREST", NULL},
};

static bool
contains(const char *s, size_t n, const char *text)
{
	return n && memmem(s, n, text, strlen(text));
}

const struct answer *
answer_find(int status, const char *body, size_t n)
{
	const struct answer *a;
	size_t i, ntext;

	while (n && (body[n - 1] == '\n' || body[n - 1] == '\r'))
		n--;
	for (i = 0; i < countof(answers); i++) {
		a = &answers[i];
		ntext = strlen(a->text);
		if (a->status != status)
			continue;
		if (a->whole ? n == ntext && memcmp(body, a->text, n) == 0
			     : contains(body, n, a->text))
			return a;
	}
	return NULL;
}
