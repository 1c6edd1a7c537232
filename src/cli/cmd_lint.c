#include "cli/cmd.h"
#include "cli/findings.h"
#include "cli/kongversion.h"
#include "cli/seed.h"
#include "envoy/envoyfile.h"
#include "kong/functions.h"
#include "kong/notkong.h"
#include "lint/envoytemplate.h"
#include "lint/folder.h"
#include "lint/manifest.h"
#include "lint/template.h"
#include "lint/ignore.h"
#include "kong/jsonfile.h"
#include "kong/check.h"
#include "report/input.h"
#include "report/rulepage.h"
#include "template/render.h"

#include <assert.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

enum { KIND_AUTO, KIND_KONG, KIND_ENVOY, KIND_YAML };

struct options {
	const char *stdin_filename, *explain, *plugins;
	struct opt_list ignore;
	int format, kind, kong_version, kong_edition, router_flavor;
	struct output messages;
	size_t max_size;
	bool rendered, list_rules;
};

#define AT(member) offsetof(struct options, member)

static const struct flag flags[] = {
	{"rendered", 'r', FLAG_BOOL, AT(rendered), NULL, NULL, NULL,
		"treat the files as rendered: a reference left in\n"
		"a credential is an error\n"
		"(default: treat them as templates)"},
	{"kind", 'k', FLAG_CHOICE, AT(kind), "KIND", "KONGRENDER_KIND",
		"auto|kong|envoy|yaml",
		"kong, envoy, yaml (any YAML: check references and\n"
		"hard-coded secrets only), or auto: detect\n"
		"(default: auto)"},
	{"format", 'f', FLAG_CHOICE, AT(format), "FORMAT", NULL,
		"full|concise|json|sarif|github",
		"full: each finding with its line, secrets masked;\n"
		"concise: one line per finding; json; sarif\n"
		"(2.1.0); github: annotations, then the text\n"
		"(default: full on a terminal, else concise)"},
	KONG_VERSION_FLAG(AT(kong_version)),
	KONG_EDITION_FLAG(AT(kong_edition)),
	ROUTER_FLAVOR_FLAG(AT(router_flavor)),
	PLUGINS_FLAG(AT(plugins)),
	IGNORE_FLAG(AT(ignore)),
	OUTPUT_FLAGS(struct options, messages),
	STRICT_FLAG(AT(messages.strict)),
	{"stdin-filename", 0, FLAG_STRING, AT(stdin_filename), "NAME", NULL,
		NULL,
		"report standard input under this name\n"
		"(default: stdin)"},
	MAX_SIZE_FLAG(AT(max_size)),
	{"list-rules", 0, FLAG_BOOL, AT(list_rules), NULL, NULL, NULL,
		"list all rules: id, level, summary"},
	{"explain", 0, FLAG_STRING, AT(explain), "ID", NULL, NULL,
		"explain a rule: what is wrong, why, what to do"},
};

/* A file's text stays until its diagnostics are printed. */
struct input {
	struct text text;
	struct embedded *embedded;
	bool is_found; /* in a folder, not named by itself */
};

struct run {
	const struct options *o;
	struct kong_config kong;
	struct ignore ignore;
	struct diags d;
	struct input **input;
	size_t ninput, cap;
	struct folder folder; /* all files of all folders */
	size_t nlinted; /* files, also of manifests */
	bool is_found; /* the present file was found in a folder */
};

/* A file of no known kind: with --strict, an error for one that is named. */
static void
say_neither(struct run *r, const struct doc *doc)
{
	static const char neither[] =
		"neither a Kong file (with _format_version) nor an Envoy "
		"configuration (with resources or static_resources)";

	if (r->o->kind != KIND_AUTO ||
		(r->o->messages.strict && !r->is_found)) {
		diag_add(&r->d, RULE_FILE_KIND, doc->text, NOWHERE, "%s",
			neither);
		return;
	}
	r->nlinted--;
	if (!r->is_found)
		diag_add(&r->d, RULE_NOTHING_TO_LINT, doc->text, NOWHERE,
			"nothing to lint: %s", neither);
}

/*
 * Returns which kind doc is, or KIND_AUTO and says why. One in a manifest, or
 * that is not a mapping, is Kong's unless it is Envoy's.
 */
static int
find_kind(struct run *r, const struct doc *doc, bool embedded)
{
	bool envoy = envoyfile_is(doc),
	     kong = !envoy && notkong_may_be_kong(doc);
	int is = envoy ? KIND_ENVOY : KIND_KONG;
	bool known = kong || envoy || embedded || doc->n < 3 ||
		     doc->node[2].kind != NODE_MAPPING;

	if (r->o->kind == KIND_YAML)
		return KIND_YAML;
	/* compose has services, too */
	if (!envoy && notkong_check_doc(doc, &r->d))
		return KIND_AUTO;
	if (r->o->kind == KIND_AUTO	  ? known
		: r->o->kind == KIND_KONG ? !envoy
					  : envoy)
		return is;
	if (!kong && !envoy)
		say_neither(r, doc);
	else
		diag_add(&r->d, RULE_FILE_KIND, doc->text, NOWHERE,
			envoy ? "this is an Envoy configuration, not a Kong "
				"file: pass --kind envoy"
			      : "this is a Kong file, not an Envoy "
				"configuration: pass --kind kong");
	return KIND_AUTO;
}

static int
lint_kong(struct run *r, struct doc *doc)
{
	struct kong k;
	int ret;

	kong_open(&k, doc, &r->kong, &r->d);
	ret = kong_check(&k);
	if (!r->o->rendered)
		ret |= functions_check(&k);
	ret |= template_check(&k);
	kong_close(&k);
	return ret;
}

/* No gateway's rules: references and secrets alone. */
static int
lint_any(struct run *r, struct doc *doc)
{
	const struct kong k = {.doc = doc, .config = &r->kong, .d = &r->d};

	return template_check(&k);
}

static void
lint_doc(struct run *r, struct doc *doc, bool embedded)
{
	size_t from = r->d.n, errors = diags_errors(&r->d);
	bool rendered = r->o->rendered;
	int kind = find_kind(r, doc, embedded);
	int ret = diags_errors(&r->d) > errors ? -1 : 0;

	if (kind && !rendered)
		ret = render_find(doc, &r->d);
	if (kind == KIND_ENVOY)
		ret |= envoytemplate_check(doc, !rendered, &r->d);
	else if (kind == KIND_KONG)
		ret |= lint_kong(r, doc);
	else if (kind == KIND_YAML)
		ret |= lint_any(r, doc);
	/* an error and -1 are one; --ignore and comments come after */
	assert((ret != 0) == (diags_errors(&r->d) > errors));
	ignore_apply(&r->ignore, doc, from, &r->d);
}

/* A file inside a manifest is no manifest again. */
static void
lint_embedded(struct run *r, const struct embedded *e)
{
	struct doc doc;

	for (; e; e = e->next) {
		r->nlinted++;
		r->kong.is_json = e->text.is_json;
		if (scan_yaml(&doc, &e->text, &r->d) == 0)
			lint_doc(r, &doc, true);
		else if (e->is_folded)
			diag_add(&r->d, RULE_YAML_SYNTAX, &e->text, 0,
				"> joins the lines of this file: write | "
				"instead");
		scan_free(&doc);
	}
}

static void
lint_manifest(struct run *r, struct input *in, const struct doc *doc)
{
	in->embedded = manifest_find(doc);
	lint_embedded(r, in->embedded);
	if (!in->embedded && !in->is_found)
		diag_add(&r->d, RULE_NOTHING_TO_LINT, &in->text, NOWHERE,
			"nothing to lint: a Kubernetes manifest without a file "
			"for Kong in its data, as text below `kong.yml: |`");
}

static void
lint_text(struct run *r, struct input *in)
{
	const char *path = in->text.path;
	struct doc doc;
	int ret;

	in->text.is_json = jsonfile_is_name(path, strlen(path));
	ret = scan_yaml(&doc, &in->text, &r->d);
	if (ret == 0 && manifest_is(&doc)) {
		lint_manifest(r, in, &doc);
	} else {
		r->nlinted++;
		r->kong.is_json = in->text.is_json;
		if (ret == 0)
			lint_doc(r, &doc, false);
	}
	scan_free(&doc);
}

static struct input *
add_input(struct run *r)
{
	r->input = xgrow(r->input, &r->cap, r->ninput + 1, sizeof(*r->input));
	return r->input[r->ninput++] = xcalloc(1, sizeof(**r->input));
}

static void
lint_file(struct run *r, const char *path, const char *name, bool is_found)
{
	struct input *in = add_input(r);

	r->is_found = in->is_found = is_found;
	if (input_read_from(&in->text, path, name, r->o->max_size,
		    "check the path, from the current folder", &r->d) == 0 &&
		(!is_found || folder_is_known(&in->text)))
		lint_text(r, in);
}

static void
lint_folder(struct run *r, const char *path)
{
	struct input *in = add_input(r);
	size_t i, before = r->nlinted, from = r->folder.n;

	in->text = (struct text){.path = path, .s = ""};
	if (folder_find(&r->folder, path, &in->text, &r->d))
		return;
	for (i = from; i < r->folder.n; i++)
		lint_file(r, r->folder.v[i], r->folder.v[i], true);
	if (r->nlinted == before)
		diag_add(&r->d, RULE_NOTHING_TO_LINT, &in->text, NOWHERE,
			"nothing to lint: no file for Kong or Envoy below this "
			"folder (*.yml, *.yaml, *.json, *.tmpl or *.tpl with "
			"_format_version or type.googleapis.com/envoy)");
}

static void
lint_path(struct run *r, const char *path)
{
	struct stat st;

	if (strcmp(path, "-") == 0)
		lint_file(r, path, r->o->stdin_filename, false);
	else if (stat(path, &st) == 0 && S_ISDIR(st.st_mode))
		lint_folder(r, path);
	else
		lint_file(r, path, path, false);
}

static int
lint_files(struct run *r, int n, char **paths)
{
	const struct options *o = r->o;
	int i, status;
	size_t in;

	r->ignore.run = o->rendered ? IN_RENDERED : IN_TEMPLATE;
	r->kong = kongversion_config(
		o->kong_version, o->kong_edition, o->router_flavor, o->plugins);
	r->kong.is_template = !o->rendered;
	for (i = 0; i < n; i++)
		lint_path(r, paths[i]);
	if (!r->nlinted && !diags_errors(&r->d))
		diag_add_level(&r->d, LEVEL_ERROR, RULE_NOTHING_TO_LINT, NULL,
			NOWHERE, "no file was linted");
	diags_sort(&r->d);
	findings_print(&r->d, &o->messages, o->format, o->rendered);
	status = output_status(&o->messages, &r->d);
	diags_free(&r->d);
	for (in = 0; in < r->ninput; in++) {
		manifest_free(r->input[in]->embedded);
		text_free(&r->input[in]->text);
		free(r->input[in]);
	}
	folder_free(&r->folder);
	free(r->input);
	return status;
}

static int
explain(const struct command *self, const char *id)
{
	enum rule_id rule = rule_find(id, strlen(id));
	struct buf why = {0};
	int status = STATUS_OK;

	if (rule < RULE_COUNT) {
		rulepage_print(stdout, rule);
	} else {
		rulepage_unknown(&why, id, strlen(id));
		status = opt_usage(self, "--explain: %s", why.s);
	}
	buf_free(&why);
	return status;
}

/* Does what the flags ask for with the n files at paths. */
static int
do_run(const struct command *self, struct run *r, int n, char **paths)
{
	const struct options *o = r->o;
	struct buf why = {0};
	int status;

	if (o->list_rules) {
		rulepage_list(stdout);
		return STATUS_OK;
	}
	if (o->explain)
		return explain(self, o->explain);
	if (n == 0)
		return opt_usage(self, "missing FILE: name files or folders, "
				       "or - for standard input");
	if (o->max_size > SCAN_MAX_SIZE)
		return opt_usage(self, "--max-size exceeds the limit of 1G");
	if (ignore_list(&r->ignore, o->ignore.v, o->ignore.n, &why))
		status = opt_usage(self, "--ignore: %s", why.s);
	else
		status = lint_files(r, n, paths);
	buf_free(&why);
	return status;
}

static int
lint(const struct command *self, int argc, char **argv)
{
	struct options o = {.stdin_filename = "stdin",
		.max_size = SCAN_DEFAULT_SIZE,
		.format = FINDINGS_DEFAULT};
	struct run r = {.o = &o, .d.seed = seed_of_process()};
	int status, at = opt_parse(self, argc, argv, &o, &status);

	if (at >= 0)
		status = do_run(self, &r, argc - at, argv + at);
	opt_list_free(&o.ignore);
	return status;
}

const struct command cmd_lint = {
	.name = "lint",
	.operands = "[FILE|DIR...]",
	.summary = "check templates or rendered files",
	.about =
		"Checks Kong declarative files, Supabase's Envoy files, and "
		"Kubernetes manifests\nthat contain one (in a ConfigMap's data "
		"or a Secret's stringData). Reports what\nthe gateway would "
		"refuse, what it would accept and then fail on, and what "
		"would\nlet a stranger in. No values are needed: a reference "
		"such as ${NAME} counts as a\nstring of unknown content or, if "
		"it is a whole value without quotes, as a value\nof any type. "
		"FILE - is standard input.\nIn a DIR and its subfolders, lint "
		"checks the "
		"files *.yml, *.yaml, *.json, *.tmpl\nand *.tpl that contain "
		"_format_version or type.googleapis.com/envoy. It "
		"skips\nhidden files and symbolic links.\n\n"
		"A comment ignores rules on its line or, alone on a line, on "
		"the next line:\n"
		"  # kongrender ignore=ID[,ID] -- reason",
	.examples = "Examples:\n"
		    "  kongrender lint kong.yml.tmpl deploy/*.yaml\n"
		    "  kongrender lint --rendered --kong-version 2.8 kong.yml\n"
		    "  kubectl get configmap kong-config -o yaml | kongrender "
		    "lint -\n"
		    "  kongrender lint --explain hardcoded-secret\n\n"
		    "Exit status: 0 no errors (warnings and notes are not "
		    "errors), 1 errors, 2 usage\nor I/O error (the other files "
		    "are checked all the same).",
	.flags = flags,
	.nflags = countof(flags),
	.max_operands = SIZE_MAX,
	.run = lint,
};
