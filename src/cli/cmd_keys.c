#include "cli/cmd.h"

#include "base/bytes.h"
#include "cli/keyflags.h"
#include "cli/output.h"
#include "cli/streams.h"
#include "cli/valueflags.h"

#include "token/date.h"
#include "supabase/keyset.h"
#include "token/verdict.h"

#include <string.h>

enum { FORMAT_ENV, FORMAT_JSON, FORMAT_SECRET, FORMAT_PATCH };

struct options {
	struct valueflags sources;
	struct opt_list only;
	const char *name, *namespace, *iss, *ref;
	int64_t expiry, now;
	int format;
	struct output messages;
};

#define OPTION(member) offsetof(struct options, member)

static const struct flag flags[] = {
	{"only", 0, FLAG_LIST, OPTION(only), "NAME,...", NULL, NULL,
		"generate only these; takes the names of the\n"
		"template or of the Secret (default: all)"},
	{"format", 'f', FLAG_CHOICE, OPTION(format), "FORMAT", NULL,
		"env|json|secret|patch",
		"env: a .env file; json: an object; secret: a\n"
		"Secret manifest; patch: a merge patch for\n"
		"kubectl patch secret (default: env)"},
	{"name", 0, FLAG_STRING, OPTION(name), "NAME", NULL, NULL,
		"the Secret's name in the manifest\n"
		"(default: supabase-secrets)"},
	{"namespace", 0, FLAG_STRING, OPTION(namespace), "NAME", NULL, NULL,
		"the Secret's namespace in the manifest"},
	VALUE_FLAGS(struct options, sources),
	EXPIRY_FLAG(OPTION(expiry)),
	ISS_FLAG(OPTION(iss)),
	{"ref", 0, FLAG_STRING, OPTION(ref), "TEXT", NULL, NULL,
		"the project reference in the tokens"},
	NOW_FLAG(OPTION(now)),
	OUTPUT_FLAGS(struct options, messages),
};

static void
name_all(struct buf *names)
{
	enum supabase_id id;

	for (id = 0; id < SUPABASE_COUNT; id++)
		if (supabase_variables[id].flags & VARIABLE_MADE)
			buf_addf(names, "%s%s", names->n ? ", " : "",
				supabase_secret_name(id));
}

/* Sets want from --only. Returns 0, or the status of a usage error. */
static int
read_only(const struct command *c, const struct opt_list *only,
	bool want[SUPABASE_COUNT])
{
	struct buf names = {0};
	enum supabase_id id;
	size_t i;

	for (id = 0; id < SUPABASE_COUNT; id++)
		want[id] = only->n == 0 &&
			   supabase_variables[id].flags & VARIABLE_MADE;
	for (i = 0; i < only->n; i++) {
		id = supabase_find_any(only->v[i], strlen(only->v[i]));
		if (id == SUPABASE_COUNT ||
			!(supabase_variables[id].flags & VARIABLE_MADE))
			break;
		want[id] = true;
	}
	if (i == only->n)
		return 0;
	name_all(&names);
	opt_usage(
		c, "--only: unknown variable %s; use %s", only->v[i], names.s);
	buf_free(&names);
	return STATUS_USAGE;
}

/*
 * What to sign with: the sources' unless a new one was asked for by name. What
 * comes from a source is not printed again.
 */
static int
find_signers(struct options *o, struct keyset_wanted *w, struct jwks *keys,
	struct diags *d)
{
	const struct var *secret = valueflags_get(&o->sources, "JWT_SECRET", d);
	const struct var *set = valueflags_get(&o->sources, "JWT_KEYS", d);
	bool named = o->only.n > 0;
	const char *why;

	if (secret->n && !(named && w->want[ID_JWT_SECRET])) {
		w->secret = secret->value;
		w->nsecret = secret->n;
		w->want[ID_JWT_SECRET] = false;
		verdict_secret("JWT_SECRET", secret->value, secret->n, d);
	}
	if (set->n && !(named && w->want[ID_JWT_KEYS])) {
		if (jwks_parse(keys, set->value, set->n, &why))
			return diag_add(d, RULE_KEY_MISMATCH, NULL, NOWHERE,
				"JWT_KEYS contains no usable key: %s", why);
		w->ec = jwks_signer(keys, JWK_EC);
	}
	return 0;
}

static void
print_set(const struct keyset *k, const struct options *o)
{
	struct buf out = {0};

	if (o->format == FORMAT_ENV)
		keyset_write_env(&out, k);
	else if (o->format == FORMAT_JSON)
		keyset_write_json(&out, k);
	else if (o->format == FORMAT_SECRET)
		keyset_write_secret(&out, k, o->name, o->namespace);
	else
		keyset_write_patch(&out, k);
	fwrite(out.s ? out.s : "", 1, out.n, stdout);
	buf_free(&out);
}

static void
say_made(const struct options *o, const struct keyset_wanted *w)
{
	const bool *want = w->want;
	struct buf line = {0};

	buf_adds(&line, "kongrender keys generate:");
	if (w->secret &&
		(want[ID_SUPABASE_ANON_KEY] || want[ID_SUPABASE_SERVICE_KEY]))
		buf_adds(&line, " signed with the existing JWT_SECRET;");
	else if (want[ID_JWT_SECRET])
		buf_adds(&line, " new JWT_SECRET: every session and key signed "
				"with the old one becomes invalid;");
	if (w->ec)
		buf_adds(&line, " tokens signed with the existing JWT_KEYS;");
	if (want[ID_SUPABASE_ANON_KEY] || want[ID_SUPABASE_SERVICE_KEY] ||
		want[ID_ANON_KEY_ASYMMETRIC] ||
		want[ID_SERVICE_ROLE_KEY_ASYMMETRIC]) {
		buf_adds(&line, " valid until ");
		date_add(&line, w->now + w->expiry);
	} else {
		buf_adds(&line, " done");
	}
	if (o->format == FORMAT_SECRET || o->format == FORMAT_PATCH)
		buf_adds(&line, "; pipe this into kubectl");
	fprintf(stderr, "%s\n", line.s);
	buf_free(&line);
}

static void
generate(struct options *o, struct keyset_wanted *w, struct diags *d)
{
	struct random random = {0};
	struct keyset k = {0};
	struct jwks keys = {0};
	const char *why;

	if (valueflags_open(&o->sources, d) || find_signers(o, w, &keys, d) ||
		diags_errors(d))
		goto out;
	if (random_open(&random)) {
		diag_add(d, RULE_IO, NULL, NOWHERE,
			"cannot get random bytes from the system");
		goto out;
	}
	if (keyset_make(&k, w, &random, &why)) {
		diag_add(d, RULE_KEY_MISMATCH, NULL, NOWHERE, "%s", why);
		goto out;
	}
	if (!o->messages.quiet)
		say_made(o, w);
	print_set(&k, o);
out:
	random_close(&random);
	keyset_free(&k);
	jwks_free(&keys);
}

/* A DNS subdomain, RFC 1123: what the API server takes as a Secret's name. */
static bool
is_name(const char *s)
{
	size_t n = strlen(s);

	return n > 0 && n <= 253 && strspn(s, LOWER DIGITS "-.") == n &&
	       !strchr("-.", s[0]) && !strchr("-.", s[n - 1]);
}

static int
run(const struct command *self, int argc, char **argv)
{
	struct options o = {.name = "supabase-secrets",
		.expiry = JWT_DEFAULT_EXPIRY,
		.now = -1};
	struct keyset_wanted w = {0};
	struct diags d = {0};
	int status;

	if (opt_parse(self, argc, argv, &o, &status) < 0)
		goto out;
	status = read_only(self, &o.only, w.want);
	if (!status && streams_stdin_readers(NULL, &o.sources.env_files) > 1)
		status = opt_usage(
			self, "only one --env-file can read standard input");
	if (!status)
		status = valueflags_check(self, &o.sources);
	if (!status && !is_name(o.name))
		status = opt_usage(
			self, "--name: %s is not a valid Secret name", o.name);
	if (!status && o.namespace && !is_name(o.namespace))
		status = opt_usage(self,
			"--namespace: %s is not a valid namespace",
			o.namespace);
	if (!status && (o.expiry <= 0 || o.expiry > DATE_LAST / 2))
		status = opt_usage(
			self, "--expiry: expected a time from 1s to 4000y");
	if (status)
		goto out;
	w.now = keyflags_now(o.now);
	w.expiry = o.expiry;
	w.iss = o.iss;
	w.ref = o.ref;
	generate(&o, &w, &d);
	status = diags_status(&d, false);
	diags_sort(&d);
	output_report(&o.messages, stderr, &d);
out:
	valueflags_close(&o.sources);
	opt_list_free(&o.only);
	diags_free(&d);
	return status;
}

const struct command cmd_keys_generate = {
	.name = "keys generate",
	.operands = "",
	.summary = "generate the keys of a Supabase install, or some of them",
	.about = "Generates JWT_SECRET, ANON_KEY, SERVICE_ROLE_KEY, "
		 "SUPABASE_PUBLISHABLE_KEY,\nSUPABASE_SECRET_KEY, "
		 "ANON_KEY_ASYMMETRIC, SERVICE_ROLE_KEY_ASYMMETRIC, "
		 "JWT_KEYS\nand JWT_JWKS, and prints them to standard output. "
		 "If JWT_SECRET or JWT_KEYS is\nset, it signs the new keys and "
		 "is not printed; name it in --only to generate a\nnew one. "
		 "Values come from the first of these that has them: "
		 "--secrets-dir, the\nenvironment, the file named by "
		 "NAME_FILE, --env-file.",
	.examples = "Examples:\n"
		    "  (umask 077; kongrender keys generate >.env.keys)\n"
		    "  kongrender keys generate --format secret | kubectl "
		    "create -f -\n"
		    "  kongrender keys generate -s /secrets -f patch \\\n"
		    "    --only ANON_KEY,SERVICE_ROLE_KEY |\n"
		    "    kubectl patch secret supabase-secrets --type merge "
		    "--patch-file /dev/stdin\n\n"
		    "Exit status: 0 success, 1 invalid value of a variable, 2 "
		    "usage or I/O error.",
	.flags = flags,
	.nflags = countof(flags),
	.run = run,
};
