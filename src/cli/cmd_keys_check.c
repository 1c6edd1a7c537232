#include "cli/cmd.h"
#include "cli/keyflags.h"
#include "cli/output.h"
#include "cli/seed.h"
#include "cli/valueflags.h"
#include "cli/streams.h"

#include "report/input.h"
#include "supabase/keycheck.h"
#include "token/apikey.h"
#include "kong/check.h"
#include "kong/jsonfile.h"
#include "envoy/envoyfile.h"
#include "lint/ignore.h"

#include <stdlib.h>
#include <string.h>

enum { KIND_AUTO, KIND_KONG, KIND_ENVOY, KIND_YAML };

struct options {
	struct valueflags sources;
	const char *rendered;
	struct opt_list ignored;
	int64_t min_valid, now;
	int kind, format;
	struct output messages;
	bool key_stdin;
};

#define OPTION(member) offsetof(struct options, member)

static const struct flag flags[] = {
	VALUE_FLAGS(struct options, sources),
	{"kind", 'k', FLAG_CHOICE, OPTION(kind), "KIND", "KONGRENDER_KIND",
		"auto|kong|envoy|yaml",
		"what FILE is: kong, envoy, or auto (or yaml):\n"
		"detect (default: auto)"},
	{"key-stdin", 0, FLAG_BOOL, OPTION(key_stdin), NULL, NULL, NULL,
		"explain the key on standard input: which variable\n"
		"and role it belongs to, or what is wrong with it"},
	MIN_VALID_FLAG(OPTION(min_valid)),
	ANSWER_FORMAT_FLAG(OPTION(format)),
	IGNORE_FLAG(OPTION(ignored)),
	STRICT_FLAG(OPTION(messages.strict)),
	OUTPUT_FLAGS(struct options, messages),
	NOW_FLAG(OPTION(now)),
};

/* Everything of one run. */
struct run {
	const struct options *o;
	struct diags d;
	struct ignore ignore;
	bool wrong; /* whatever is ignored */
	bool is_envoy;
	struct text file, key;
	struct doc doc;
	struct kong_config config;
	struct kong kong; /* of the rendered file, if there is one */
	struct allowlist allowlist; /* what it lets in */
	struct keycheck check;
	struct buf facts;
};

static void
print_json(const struct run *r)
{
	struct verdict_key rows[KEYCHECK_ROWS];
	struct buf sources[KEYCHECK_ROWS] = {{0}};
	size_t i, n = keycheck_rows(&r->check, rows, sources);

	output_json(rows, n, &r->d);
	for (i = 0; i < n; i++)
		buf_free(&sources[i]);
}

static void
print_answer(struct run *r)
{
	const struct options *o = r->o;
	bool quiet = o->messages.quiet;

	if (o->format == ANSWER_JSON) {
		print_json(r);
		return;
	}
	if (!o->key_stdin && !quiet)
		keycheck_list(&r->check, &r->facts);
	fwrite(r->facts.s ? r->facts.s : "", 1, r->facts.n, stdout);
	output_report(&o->messages, stdout, &r->d);
	if (!r->wrong && !o->key_stdin && !quiet)
		puts(o->rendered ? "The keys match each other and the file."
				 : "The keys match each other.");
}

/* What is wrong with the file is not asked here, only what it holds. */
static int
read_rendered(struct run *r, const char *path)
{
	const char *name = strcmp(path, "-") == 0 ? "stdin" : path;

	if (input_read(&r->file, path, name, SCAN_DEFAULT_SIZE, &r->d))
		return -1;
	r->file.is_json = jsonfile_is_name(path, strlen(path));
	if (scan_yaml(&r->doc, &r->file, &r->d))
		return -1;
	r->is_envoy |= r->o->kind != KIND_KONG && envoyfile_is(&r->doc);
	if (r->is_envoy) {
		allowlist_envoy(&r->allowlist, &r->doc);
		if (r->allowlist.has_lua || r->allowlist.has_rbac)
			return 0;
		return diag_add(&r->d, RULE_KEY_NOT_IN_FILE, &r->file, NOWHERE,
			"no Lua filter and no rbac policy to look for keys in: "
			"pass the LDS file");
	}
	kong_open(&r->kong, &r->doc, &r->config, &r->d);
	if (r->kong.e.n && kong_load(&r->kong))
		return -1;
	allowlist_kong(&r->allowlist, &r->kong);
	return 0;
}

static int
read_inputs(struct run *r)
{
	const char *path = r->o->rendered;

	if (path && read_rendered(r, path))
		return -1;
	if (!r->o->key_stdin)
		return 0;
	if (input_read(&r->key, "-", "key", VARS_MAX_VALUE, &r->d))
		return -1;
	if (r->key.n && r->key.s[r->key.n - 1] == '\n')
		r->key.n--;
	return 0;
}

static int
open_sources(struct run *r, struct valueflags *s)
{
	s->is_envoy = r->is_envoy;
	return valueflags_open(s, &r->d);
}

/* Without a rendered file to look into, what cannot be told is an error. */
static void
check(struct run *r)
{
	if (r->o->key_stdin) {
		keycheck_explain(&r->check,
			r->o->rendered ? &r->allowlist : NULL, &r->key,
			&r->facts);
		return;
	}
	keycheck_set(&r->check, r->o->rendered ? LEVEL_WARNING : LEVEL_ERROR);
	if (r->o->rendered)
		keycheck_file(&r->check, &r->allowlist);
}

static int
run_check(const struct command *self, struct options *o)
{
	struct run r = {.o = o,
		.is_envoy = o->kind == KIND_ENVOY,
		.ignore = {.run = IN_CHECK},
		.d.seed = seed_of_process()};
	struct buf why = {0};
	int status;

	if (ignore_list(&r.ignore, o->ignored.v, o->ignored.n, &why)) {
		status = opt_usage(self, "--ignore: %s", why.s);
		buf_free(&why);
		return status;
	}
	/* each gateway's own names come first, so the file is read first */
	if (read_inputs(&r) == 0 && open_sources(&r, &o->sources) == 0) {
		keycheck_open(&r.check, o->sources.vars, keyflags_now(o->now),
			o->min_valid, &r.d);
		check(&r);
		r.wrong = output_status(&o->messages, &r.d) != STATUS_OK;
		ignore_apply(&r.ignore, NULL, 0, &r.d);
		diags_sort(&r.d);
		print_answer(&r);
	} else {
		output_report(&o->messages, stderr, &r.d);
	}
	status = output_status(&o->messages, &r.d);
	keycheck_free(&r.check);
	buf_free(&r.facts);
	allowlist_free(&r.allowlist);
	if (r.kong.config)
		kong_close(&r.kong);
	diags_free(&r.d);
	scan_free(&r.doc);
	text_free(&r.file);
	text_free(&r.key);
	return status;
}

/* It would be repeated as the name of a file that is not there. */
static bool
is_key(const char *operand)
{
	return apikey_kind(operand, strlen(operand)) != APIKEY_NONE ||
	       strncmp(operand, "eyJ", 3) == 0;
}

static int
run(const struct command *self, int argc, char **argv)
{
	struct options o = {.now = -1};
	int status, at = opt_parse(self, argc, argv, &o, &status);

	if (at >= 0) {
		o.rendered = at < argc ? argv[at] : NULL;
		if (o.rendered && is_key(o.rendered))
			status = opt_usage(self,
				"expected a FILE, found a key: pass the "
				"key on standard input with --key-stdin");
		else if (o.key_stdin && o.rendered &&
			 strcmp(o.rendered, "-") == 0)
			status = opt_usage(self, "standard input cannot be "
						 "both the key and FILE");
		else if (streams_stdin_readers(
				 o.rendered, &o.sources.env_files) +
				 o.key_stdin >
			 1)
			status = opt_usage(self,
				"only one of --env-file, FILE and "
				"--key-stdin can read standard input");
		else
			status = valueflags_check(self, &o.sources);
		if (!status)
			status = run_check(self, &o);
	}
	valueflags_close(&o.sources);
	opt_list_free(&o.ignored);
	return status;
}

const struct command cmd_keys_check = {
	.name = "keys check",
	.operands = "[FILE]",
	.summary = "check keys, also against Kong's file; start here on a 401",
	.about = "Takes the keys from the same sources as render and checks "
		 "them against each\nother: every key is signed with "
		 "JWT_SECRET (or JWT_KEYS), no roles are swapped,\nno key is "
		 "expired, publicly known or has white space around it, and "
		 "opaque keys\nhave a valid checksum. With FILE, also compares "
		 "them with the file that Kong or\nEnvoy runs with, and "
		 "explains why a key is not in it. FILE - is standard input.",
	.examples = "Examples:\n"
		    "  kongrender keys check --env-file .env --min-valid 30d\n"
		    "  kubectl exec deploy/kong -- cat "
		    "/usr/local/kong/declarative/kong.yml |\n"
		    "    kongrender keys check --secrets-dir /secrets -\n"
		    "  printf %s \"$KEY\" | kongrender keys check -e .env "
		    "--key-stdin\n\n"
		    "Exit status: 0 no errors (with or without warnings), 1 "
		    "errors, 2 usage or I/O\nerror.",
	.flags = flags,
	.nflags = countof(flags),
	.max_operands = 1,
	.instead = "pass keys with --env-file, --secrets-dir or --key-stdin",
	.run = run,
};
