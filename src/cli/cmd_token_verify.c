#include "cli/cmd.h"
#include "cli/keyflags.h"
#include "cli/output.h"
#include "cli/streams.h"

#include "token/verdict.h"

#include <string.h>

struct verify_options {
	struct keyflags key;
	struct tokenflags token;
	const char *role;
	int64_t min_valid, leeway, now;
	int format;
	struct output messages;
};

#define OPTION(member) offsetof(struct verify_options, member)

static const struct flag flags[] = {
	{"role", 0, FLAG_STRING, OPTION(role), "ROLE", NULL, NULL,
		"the role that the token must have (default: any)"},
	MIN_VALID_FLAG(OPTION(min_valid)),
	{"leeway", 0, FLAG_TIME, OPTION(leeway), "TIME", NULL, NULL,
		"allowed clock difference (default: 0s)"},
	ANSWER_FORMAT_FLAG(OPTION(format)),
	STRICT_FLAG(OPTION(messages.strict)),
	OUTPUT_FLAGS(struct verify_options, messages),
	TOKEN_FLAGS(struct verify_options, token),
	KEY_FLAGS(struct verify_options, key),
	NOW_FLAG(OPTION(now)),
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
print_answer(const struct verify_options *o, const struct jwt *t, bool trusted,
	const struct verdict *v)
{
	struct verdict_key key = {.form = "unknown"};
	struct buf line = {0};

	if (o->format == ANSWER_JSON) {
		if (trusted) {
			key.form = t->jws.alg == JWS_ES256 ? "ES256" : "HS256";
			key.claims = t;
		}
		output_json(&key, 1, v->d);
	} else if (output_status(&o->messages, v->d) == STATUS_OK &&
		   !o->messages.quiet) {
		verdict_describe(&line, t, v->now);
		printf("valid: %s\n", line.s);
	}
	buf_free(&line);
}

static void
verify(const struct verify_options *o, const struct jwks *keys,
	const struct text *text, struct diags *d)
{
	struct verdict v = {.keys = keys,
		.role = o->role,
		.now = keyflags_now(o->now),
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
	print_answer(o, &t, trusted, &v);
	if (o->format == ANSWER_TEXT)
		output_report(&o->messages, stdout, d);
	jwt_free(&t);
}

static const char *
conflict(const struct verify_options *o)
{
	bool from_stdin = !o->token.env &&
			  (!o->token.file || strcmp(o->token.file, "-") == 0);

	if (o->key.secret_stdin && from_stdin)
		return "standard input cannot be both the token and the "
		       "secret: use --token-env or --token-file";
	if (streams_stdin_readers(
		    from_stdin ? "-" : NULL, &o->key.sources.env_files) > 1)
		return "only one of the token and --env-file can read standard "
		       "input";
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
		goto out;
	if (conflict(&o)) {
		status = opt_usage(self, "%s", conflict(&o));
		goto out;
	}
	if (keyflags_read(self, &o.key, true, &keys, &d, &status) ||
		tokenflags_read(self, &o.token, &text, &d, &status)) {
		output_report(&o.messages, stderr, &d);
	} else {
		verify(&o, &keys, &text, &d);
		status = output_status(&o.messages, &d);
	}
out:
	diags_free(&d);
	text_free(&text);
	keyflags_close(&o.key);
	jwks_free(&keys);
	return status;
}

const struct command cmd_token_verify = {
	.name = "token verify",
	.operands = "",
	.summary = "verify a token: its signature, then its claims",
	.about = "Verifies the token on standard input: its form, its "
		 "signature with JWT_SECRET\nand JWT_JWKS from the same "
		 "sources as render (or with the key that a flag\nnames), then "
		 "its role and dates. Prints one line for each problem. The "
		 "key\ndecides which algorithm is used, never the token.",
	.examples =
		"Examples:\n"
		"  printf %s \"$ANON_KEY\" | kongrender token verify --role "
		"anon\n"
		"  kongrender token verify --token-env ANON_KEY --min-valid "
		"30d\n"
		"  kongrender token verify --key jwks.json -f json <token\n\n"
		"Exit status: 0 valid (with or without warnings), 1 invalid, 2 "
		"usage or I/O\nerror.",
	.flags = flags,
	.nflags = countof(flags),
	.instead = "pass the token on standard input or with --token-file",
	.run = run,
};
