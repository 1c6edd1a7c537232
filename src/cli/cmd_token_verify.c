#include "cli/cmd.h"
#include "cli/keysource.h"

#include "report/report.h"
#include "token/verdict.h"

#include <string.h>

struct verify_options {
	struct keysource key;
	struct tokensource token;
	const char *role;
	int64_t min_valid, leeway, now;
	bool json;
};

#define OPTION(member) offsetof(struct verify_options, member)

static const struct flag flags[] = {
	{"role", 0, FLAG_STRING, OPTION(role), "ROLE", NULL, NULL,
		"the role that the token must have (any)"},
	{"min-valid", 0, FLAG_TIME, OPTION(min_valid), "TIME", NULL, NULL,
		"it must be valid that much longer: a whole\n"
		"number and s, m, h, d, w or y (0s)"},
	{"leeway", 0, FLAG_TIME, OPTION(leeway), "TIME", NULL, NULL,
		"how far clocks may be apart (0s)"},
	{"json", 0, FLAG_BOOL, OPTION(json), NULL, NULL, NULL,
		"answer in JSON"},
	TOKENSOURCE_FLAGS(struct verify_options, token),
	KEYSOURCE_FLAGS(struct verify_options, key),
	{"now", 0, FLAG_DATE, OPTION(now), "DATE", NULL, NULL,
		"take this for now (the clock)"},
};

/* Signature first: of a token that nobody signed no claim is worth a word. */
static int
judge(const struct jwt *t, const struct verdict *v)
{
	int ret;

	if (verdict_form(t, v) || verdict_signature(t, v))
		return -1;
	ret = verdict_role(t, v);
	ret |= verdict_dates(t, v);
	ret |= verdict_demo(t, v);
	return ret;
}

static void
print_answer(
	const struct jwt *t, bool trusted, const struct verdict *v, bool json)
{
	struct verdict_key key = {.form = "unknown"};
	struct buf out = {0};

	if (json) {
		if (trusted) {
			key.form = t->jws.alg == JWS_ES256 ? "ES256" : "HS256";
			key.claims = t;
		}
		verdict_json(&out, &key, 1, v->d);
	} else if (!diags_errors(v->d)) {
		buf_adds(&out, "valid: ");
		verdict_describe(&out, t, v->now);
		buf_addc(&out, '\n');
	}
	fwrite(out.s ? out.s : "", 1, out.n, stdout);
	buf_free(&out);
}

static void
verify(const struct verify_options *o, const struct jwks *keys,
	const struct text *text, struct diags *d)
{
	struct verdict v = {.keys = keys,
		.role = o->role,
		.now = keysource_now(o->now),
		.leeway = o->leeway,
		.min_valid = o->min_valid,
		.expiry = LEVEL_ERROR,
		.known = LEVEL_WARNING,
		.text = text,
		.at = NOWHERE,
		.d = d};
	struct jwt t;
	bool trusted;

	jwt_parse(&t, text->s, text->n);
	judge(&t, &v);
	trusted = jwt_signer(&t, keys) && !jwt_problem(&t);
	diags_sort(d);
	print_answer(&t, trusted, &v, o->json);
	if (!o->json)
		report_text(stdout, d, LEVEL_NOTE,
			report_use_color(COLOR_AUTO, stdout));
	jwt_free(&t);
}

static const char *
conflict(const struct verify_options *o)
{
	bool from_stdin = !o->token.env &&
			  (!o->token.file || strcmp(o->token.file, "-") == 0);

	if (o->key.secret_stdin && from_stdin)
		return "standard input cannot hold the token and the secret: "
		       "use --token-env or --token-file";
	return NULL;
}

static int
run(const struct command *self, int argc, char **argv)
{
	struct verify_options o = {.now = -1};
	struct jwks keys = {0};
	struct diags d = {0};
	struct text text = {0};
	int status;

	if (opt_parse(self, argc, argv, &o, &status) < 0)
		return status;
	if (conflict(&o))
		return opt_usage(self, "%s", conflict(&o));
	if (keysource_read(self, &o.key, &keys, &d, &status) ||
		tokensource_read(self, &o.token, &text, &d, &status)) {
		report_text(stderr, &d, LEVEL_NOTE,
			report_use_color(COLOR_AUTO, stderr));
	} else {
		verify(&o, &keys, &text, &d);
		status = diags_status(&d, false);
	}
	diags_free(&d);
	text_free(&text);
	text_free(&o.key.text);
	jwks_free(&keys);
	return status;
}

const struct command cmd_token_verify = {
	.name = "token verify",
	.operands = "",
	.summary = "check a token: signature first, then its claims",
	.about = "Checks the token on standard input: its form, its signature "
		 "with JWT_SECRET (or\nwhat the flags name), and only then "
		 "its role and dates. One line for each thing\nthat is wrong. "
		 "The algorithm is the key's, never the token's choice.",
	.examples =
		"Examples:\n"
		"  printf %s \"$ANON_KEY\" | kongrender token verify --role "
		"anon\n"
		"  kongrender token verify --token-env ANON_KEY --min-valid "
		"30d\n"
		"  kongrender token verify --key jwks.json --json <token\n\n"
		"Exit status: 0 valid (warnings included), 1 not, 2 usage or a "
		"file cannot be\nread.",
	.flags = flags,
	.nflags = countof(flags),
	.run = run,
};
