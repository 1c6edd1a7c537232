#include "cli/cmd.h"
#include "cli/keyflags.h"
#include "cli/output.h"
#include "cli/streams.h"

#include "report/report.h"
#include "report/input.h"
#include "token/apikey.h"
#include "token/date.h"
#include "token/verdict.h"

#include <string.h>

/* A date that was not given: dates are from 1970 on. */
#define NOT_GIVEN (-1)

struct mint_options {
	struct keyflags key;
	const char *role, *iss, *ref, *claims;
	int64_t expiry, exp, iat, now;
	struct output messages;
};

#define OPTION(member) offsetof(struct mint_options, member)

static const struct flag mint_flags[] = {
	{"role", 0, FLAG_STRING, OPTION(role), "ROLE", NULL, NULL,
		"the role: anon, service_role, or any other name"},
	EXPIRY_FLAG(OPTION(expiry)),
	{"exp", 0, FLAG_DATE, OPTION(exp), "DATE", NULL, NULL,
		"when the token expires, instead of --expiry"},
	ISS_FLAG(OPTION(iss)),
	{"ref", 0, FLAG_STRING, OPTION(ref), "TEXT", NULL, NULL,
		"the project reference: the claims are then\n"
		"iss, ref, role, iat, exp"},
	{"claims", 0, FLAG_STRING, OPTION(claims), "FILE", NULL, NULL,
		"read claims from a JSON object in FILE, - for\n"
		"standard input; their order is kept, and missing\n"
		"role, iss, iat and exp are added at the end"},
	{"iat", 0, FLAG_DATE, OPTION(iat), "DATE", NULL, NULL,
		"when the token is issued (default: now)"},
	NOW_FLAG(OPTION(now)),
	KEY_FLAGS(struct mint_options, key),
	OUTPUT_FLAGS(struct mint_options, messages),
};

/* Says on standard error until when the token is valid. */
static void
say_expiry(int64_t exp, int64_t now)
{
	struct buf line = {0};

	buf_adds(&line, "expires ");
	date_add(&line, exp);
	if (exp > now) {
		buf_adds(&line, ", ");
		date_add_distance(&line, exp - now);
	} else {
		buf_adds(&line, ": already expired");
	}
	fprintf(stderr, "kongrender token mint: %s\n", line.s);
	buf_free(&line);
}

static int
sign(const struct buf *payload, const struct jwks *keys, bool ec,
	struct buf *token, struct diags *d)
{
	const struct jwk *key = jwks_signer(keys, ec ? JWK_EC : JWK_OCT);
	struct random random = {0};
	int ret;

	if (!key)
		return diag_add(d, RULE_KEY_MISMATCH, NULL, NOWHERE,
			"the key has no private part (d): it can verify, not "
			"sign");
	if (ec && random_open(&random))
		return diag_add(d, RULE_IO, NULL, NOWHERE,
			"cannot get random bytes from the system");
	ret = jws_sign(token, payload->s, payload->n, key, &random);
	random_close(&random);
	if (ret)
		return diag_add(d, RULE_IO, NULL, NOWHERE,
			"cannot get random bytes from the system");
	if (token->n > JWS_MAX)
		return diag_add(d, RULE_TOO_LARGE, NULL, NOWHERE,
			"the token has %zu characters, which exceeds the limit "
			"of %d",
			token->n, JWS_MAX);
	return 0;
}

/* Claims of --claims and --iat that token verify does not take yet. */
static void
warn_of_dates(const struct buf *token, int64_t now, struct diags *d)
{
	struct diags found = {0};
	struct verdict v = {.now = now, .at = NOWHERE, .d = &found};
	struct jwt t;
	size_t i;

	jwt_parse(&t, token->s, token->n);
	t.exp.set = false;
	verdict_dates(&t, &v);
	for (i = 0; i < found.n; i++)
		diag_add_level(d, LEVEL_WARNING, found.v[i].rule, NULL, NOWHERE,
			"%s", found.v[i].message);
	diags_free(&found);
	jwt_free(&t);
}

static int
mint(const struct mint_options *o, const struct jwks *keys,
	const struct text *file, struct diags *d)
{
	struct jwt_claims claims = {.role = o->role,
		.iss = o->iss,
		.ref = o->ref,
		.iat = {o->iat != NOT_GIVEN, o->iat},
		.exp = {o->exp != NOT_GIVEN, o->exp},
		.now = keyflags_now(o->now),
		.expiry =
			o->expiry == NOT_GIVEN ? JWT_DEFAULT_EXPIRY : o->expiry,
		.text = o->claims ? file->s : NULL,
		.ntext = file->n};
	struct buf payload = {0}, token = {0};
	const char *why;
	int64_t exp;
	int ret;

	if (jwt_write_claims(&payload, &claims, &exp, &why))
		ret = diag_add(d, RULE_KEY_CLAIM, o->claims ? file : NULL,
			NOWHERE, "%s", why);
	else
		ret = sign(&payload, keys, o->key.key_file, &token, d);
	if (!ret) {
		warn_of_dates(&token, claims.now, d);
		if (!o->messages.quiet)
			say_expiry(exp, claims.now);
		printf("%s\n", token.s);
	}
	buf_free(&payload);
	buf_free(&token);
	return ret;
}

static const char *
mint_conflict(const struct mint_options *o)
{
	if (!o->role && !o->claims)
		return "missing --role: pass anon, service_role or another "
		       "name";
	if (o->exp != NOT_GIVEN && o->expiry != NOT_GIVEN)
		return "--expiry and --exp cannot be used together";
	if (streams_is_stdin(o->claims) && o->key.secret_stdin)
		return "standard input cannot be both the claims and the "
		       "secret";
	if (streams_stdin_readers(o->claims, &o->key.sources.env_files) > 1)
		return "only one of --claims and --env-file can read standard "
		       "input";
	return NULL;
}

static int
run_mint(const struct command *self, int argc, char **argv)
{
	struct mint_options o = {.expiry = NOT_GIVEN,
		.exp = NOT_GIVEN,
		.iat = NOT_GIVEN,
		.now = NOT_GIVEN};
	struct text file = {.s = ""};
	struct jwks keys = {0};
	struct diags d = {0};
	int status;

	if (opt_parse(self, argc, argv, &o, &status) < 0)
		goto out;
	if (mint_conflict(&o)) {
		status = opt_usage(self, "%s", mint_conflict(&o));
		goto out;
	}
	if (keyflags_read(self, &o.key, false, &keys, &d, &status) == 0) {
		if (!o.claims || input_read(&file, o.claims,
					 strcmp(o.claims, "-") == 0 ? "claims"
								    : o.claims,
					 JWS_MAX, &d) == 0)
			mint(&o, &keys, &file, &d);
		status = diags_status(&d, false);
	}
	output_report(&o.messages, stderr, &d);
out:
	diags_free(&d);
	text_free(&file);
	keyflags_close(&o.key);
	jwks_free(&keys);
	return status;
}

const struct command cmd_token_mint = {
	.name = "token mint",
	.operands = "",
	.summary = "sign a new API key (JWT)",
	.about = "Signs a JWT for a role: with HS256 and JWT_SECRET (its "
		 "bytes, not decoded) from\nthe same sources as render, or "
		 "with ES256 and --key. Prints the token to\nstandard output "
		 "and its expiry date to standard error. No flag takes a "
		 "secret as\nits value: other users can read command lines.",
	.examples = "Examples:\n"
		    "  kongrender token mint --role anon\n"
		    "  kongrender token mint --role service_role --expiry 1y "
		    "--secret-file jwt.secret\n"
		    "  kubectl get secret supabase-secrets -o "
		    "jsonpath='{.data.JWT_SECRET}' |\n"
		    "    base64 -d | kongrender token mint --role anon "
		    "--secret-stdin\n\n"
		    "Exit status: 0 success, 1 invalid claims or key, 2 usage "
		    "or I/O error.",
	.flags = mint_flags,
	.nflags = countof(mint_flags),
	.instead = "pass a secret in a file, a variable or on standard input",
	.run = run_mint,
};

struct inspect_options {
	struct tokenflags token;
	int64_t now;
	int format;
	struct output messages;
};

static const struct flag inspect_flags[] = {
	TOKEN_FLAGS(struct inspect_options, token),
	NOW_FLAG(offsetof(struct inspect_options, now)),
	ANSWER_FORMAT_FLAG(offsetof(struct inspect_options, format)),
	OUTPUT_FLAGS(struct inspect_options, messages),
};

static void
print_date(const char *name, const struct jwt_date *date, int64_t now)
{
	struct buf line = {0};
	int64_t left;

	if (!date->set)
		return;
	date_add(&line, date->t);
	if (!__builtin_sub_overflow(date->t, now, &left) && left > -DATE_LAST &&
		left < DATE_LAST) {
		buf_adds(&line, ", ");
		date_add_distance(&line, left);
	}
	printf("%-8s%s\n", name, line.s);
	buf_free(&line);
}

/* What others wrote, on one line of its own. */
static void
print_foreign(const char *name, const struct buf *text)
{
	struct buf line = {0};

	report_escape(&line, text->s ? text->s : "", text->n);
	printf("%-8s%s\n", name, line.s ? line.s : "");
	buf_free(&line);
}

static void
print_opaque(const struct text *text, enum apikey_kind kind)
{
	static const char *const kinds[] = {
		[APIKEY_PUBLISHABLE] = "a publishable key (consumer anon)",
		[APIKEY_SECRET] = "a secret key (consumer service_role)",
		[APIKEY_UNKNOWN] = "unknown kind",
	};

	printf("An opaque key: %s, %zu characters, checksum %s.\n"
	       "It has no claims.\n",
		kinds[kind], text->n,
		apikey_valid(text->s, text->n) ? "right" : "wrong");
}

static void
print_claims(const struct jwt *t, int64_t now)
{
	puts("UNVERIFIED: the signature was not checked (use kongrender token "
	     "verify)");
	print_foreign("header", &t->jws.header);
	print_foreign("claims", &t->jws.payload);
	print_date("iat", &t->iat, now);
	print_date("nbf", &t->nbf, now);
	print_date("exp", &t->exp, now);
}

static void
print_json(const struct jwt *t, enum apikey_kind kind, const struct diags *d)
{
	static const char *const forms[] = {
		[APIKEY_PUBLISHABLE] = "publishable",
		[APIKEY_SECRET] = "secret",
		[APIKEY_UNKNOWN] = "unknown",
	};
	struct verdict_key key = {.form = "unknown"};

	if (kind != APIKEY_NONE)
		key.form = forms[kind];
	else if (t->jws.alg == JWS_ES256)
		key.form = "ES256";
	else if (t->jws.alg == JWS_HS256)
		key.form = "HS256";
	if (t->jws.header.n && t->jws.payload.n)
		key.unverified = t;
	output_json(&key, 1, d);
}

static void
inspect(const struct inspect_options *o, const struct text *text,
	struct diags *d)
{
	enum apikey_kind kind = apikey_kind(text->s, text->n);
	struct verdict v = {.text = text,
		.at = NOWHERE,
		.d = d,
		.now = keyflags_now(o->now)};
	bool is_text = o->format == ANSWER_TEXT;
	struct jwt t = {0};

	if (kind != APIKEY_NONE) {
		if (!apikey_valid(text->s, text->n))
			diag_add(d, RULE_KEY_CHECKSUM, text, NOWHERE,
				"not a key generated by Supabase: invalid form "
				"or checksum");
		if (is_text)
			print_opaque(text, kind);
	} else {
		jwt_parse(&t, text->s, text->n);
		if (is_text && t.jws.header.n && t.jws.payload.n)
			print_claims(&t, v.now);
		verdict_form(&t, &v);
	}
	if (!is_text)
		print_json(&t, kind, d);
	jwt_free(&t);
}

static int
run_inspect(const struct command *self, int argc, char **argv)
{
	struct inspect_options o = {.now = NOT_GIVEN};
	struct diags d = {0};
	struct text text;
	int status;

	if (opt_parse(self, argc, argv, &o, &status) < 0)
		return status;
	if (tokenflags_read(self, &o.token, &text, &d, &status) == 0) {
		inspect(&o, &text, &d);
		status = diags_status(&d, false);
		/* they are in the answer */
		if (o.format == ANSWER_JSON)
			goto out;
	}
	fflush(stdout);
	output_report(&o.messages, stderr, &d);
out:
	diags_free(&d);
	text_free(&text);
	return status;
}

const struct command cmd_token_inspect = {
	.name = "token inspect",
	.operands = "",
	.summary = "show a token's header and claims, unverified",
	.about = "Shows the header, claims and dates of the token on standard "
		 "input. Nothing is\nverified: anyone can write anything into "
		 "a token.",
	.examples = "Examples:\n"
		    "  kongrender token inspect --token-env ANON_KEY\n"
		    "  kongrender token inspect <anon.key\n\n"
		    "Exit status: 0 success, 1 not a valid token, 2 usage or "
		    "I/O error.",
	.flags = inspect_flags,
	.nflags = countof(inspect_flags),
	.instead = "pass the token on standard input or with --token-file",
	.run = run_inspect,
};
