#include "cli/cmd.h"
#include "cli/seed.h"
#include "lint/folder.h"
#include "lint/manifest.h"
#include "lint/template.h"
#include "lint/ignore.h"
#include "kong/jsonfile.h"
#include "kong/check.h"
#include "report/format.h"
#include "report/input.h"
#include "report/pages.h"
#include "template/render.h"

#include <assert.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

struct options {
	const char *stdin_filename, *explain, *plugins;
	struct opt_list ignore;
	int format, color, kong_version, kong_edition, router_flavor;
	size_t max_size;
	bool rendered, quiet, strict, list_rules;
};

#define AT(member) offsetof(struct options, member)

static const struct flag flags[] = {
	{"rendered", 'r', FLAG_BOOL, AT(rendered), NULL, NULL, NULL,
		"the files are as Kong will read them: a reference\n"
		"that is left in a credential is an error\n"
		"(default: they are templates)"},
	{"format", 'f', FLAG_CHOICE, AT(format), "FORMAT", NULL,
		"text|json|sarif|github",
		"text, json, sarif (2.1.0) or github, which is\n"
		"annotations and then the text (default: text)"},
	{"kong-version", 0, FLAG_CHOICE, AT(kong_version), "VERSION",
		"KONGRENDER_KONG_VERSION", "3|2.8",
		"judge as this Kong does: 3 or 2.8 (default: 3)"},
	{"kong-edition", 0, FLAG_CHOICE, AT(kong_edition), "EDITION",
		"KONGRENDER_KONG_EDITION", "community|enterprise",
		"enterprise: unknown lists are only warnings\n"
		"(default: community)"},
	{"router-flavor", 0, FLAG_CHOICE, AT(router_flavor), "FLAVOR",
		"KONG_ROUTER_FLAVOR",
		"unknown|traditional|traditional_compatible|expressions",
		"the router_flavor of Kong, as in KONG_ROUTER_FLAVOR:\n"
		"traditional, traditional_compatible, expressions\n"
		"(default: unknown)"},
	{"plugins", 0, FLAG_STRING, AT(plugins), "LIST", "KONG_PLUGINS", NULL,
		"the plugins that Kong loads (default: bundled)"},
	{"ignore", 0, FLAG_LIST, AT(ignore), "ID,...", NULL, NULL,
		"do not report these rules"},
	{"quiet", 'q', FLAG_BOOL, AT(quiet), NULL, NULL, NULL,
		"report errors only"},
	{"strict", 0, FLAG_BOOL, AT(strict), NULL, NULL, NULL,
		"warnings make the exit status 1 too"},
	{"stdin-filename", 0, FLAG_STRING, AT(stdin_filename), "NAME", NULL,
		NULL, "what to call standard input (default: stdin)"},
	{"color", 0, FLAG_CHOICE, AT(color), "WHEN", "KONGRENDER_COLOR",
		"auto|always|never",
		"colour the text: auto, always, never\n"
		"(default: auto, on a terminal)"},
	{"max-size", 0, FLAG_SIZE, AT(max_size), "BYTES", "KONGRENDER_MAX_SIZE",
		NULL, "refuse a larger file (default: 16M)"},
	{"list-rules", 0, FLAG_BOOL, AT(list_rules), NULL, NULL, NULL,
		"print every rule: its id, level, summary"},
	{"explain", 0, FLAG_STRING, AT(explain), "ID", NULL, NULL,
		"print a rule's page: what, why, what to do"},
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
};

static void
lint_doc(struct run *r, struct doc *doc)
{
	size_t from = r->d.n, errors = diags_errors(&r->d);
	struct kong k;
	int ret = r->o->rendered ? 0 : render_find(doc, &r->d);

	kong_open(&k, doc, &r->kong, &r->d);
	ret |= kong_check(&k);
	ret |= template_check(&k);
	/* an error and -1 are one; --ignore and comments come after */
	assert((ret != 0) == (diags_errors(&r->d) > errors));
	kong_close(&k);
	ignore_apply(&r->ignore, doc, from, &r->d);
}

static void
lint_json(struct run *r, struct doc *doc, bool is_json)
{
	r->kong.is_json = is_json;
	lint_doc(r, doc);
}

/* A file inside a manifest is no manifest again. */
static void
lint_embedded(struct run *r, const struct embedded *e)
{
	struct doc doc;

	for (; e; e = e->next) {
		r->nlinted++;
		if (scan_yaml(&doc, &e->text, &r->d) == 0)
			lint_json(r, &doc, e->is_json);
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
			"a Kubernetes manifest without a file for Kong: "
			"nothing to lint");
}

static void
lint_text(struct run *r, struct input *in)
{
	const char *path = in->text.path;
	struct doc doc;
	int ret = scan_yaml(&doc, &in->text, &r->d);

	if (ret == 0 && manifest_is(&doc)) {
		lint_manifest(r, in, &doc);
	} else {
		r->nlinted++;
		if (ret == 0)
			lint_json(
				r, &doc, jsonfile_is_name(path, strlen(path)));
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

	in->is_found = is_found;
	if (input_read(&in->text, path, name, r->o->max_size, &r->d) == 0 &&
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
			"no file for Kong below this folder: nothing to lint "
			"(*.yml, *.yaml, *.json, *.tmpl and *.tpl that say "
			"_format_version)");
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

static void
print(const struct run *r)
{
	const struct options *o = r->o;
	enum level min = o->quiet ? LEVEL_ERROR : LEVEL_NOTE;

	switch ((enum report_format)o->format) {
	case REPORT_TEXT:
		report_text(stdout, &r->d, min,
			report_use_color((enum report_color)o->color, stdout));
		break;
	case REPORT_JSON:
		report_json(stdout, &r->d, min);
		break;
	case REPORT_SARIF:
		report_sarif(stdout, &r->d, min);
		break;
	case REPORT_GITHUB:
		report_github(stdout, &r->d, min);
		break;
	}
}

static int
lint_files(struct run *r, int n, char **paths)
{
	const struct options *o = r->o;
	int i, status;
	size_t in;

	r->ignore.run = o->rendered ? IN_RENDERED : IN_TEMPLATE;
	r->kong = (struct kong_config){
		.version = o->kong_version ? KONG_28 : KONG_3,
		.enterprise = o->kong_edition,
		.flavor = (enum kong_flavor)o->router_flavor,
		.plugins = o->plugins,
		.is_template = !o->rendered};
	for (i = 0; i < n; i++)
		lint_path(r, paths[i]);
	if (!r->nlinted && !diags_errors(&r->d))
		diag_add_level(&r->d, LEVEL_ERROR, RULE_NOTHING_TO_LINT, NULL,
			NOWHERE, "nothing was linted at all");
	diags_sort(&r->d);
	print(r);
	status = diags_status(&r->d, o->strict);
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
		page_print(stdout, rule);
	} else {
		page_unknown(&why, id, strlen(id));
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
		page_list(stdout);
		return STATUS_OK;
	}
	if (o->explain)
		return explain(self, o->explain);
	if (n == 0)
		return opt_usage(self, "which file? - is standard input");
	if (o->max_size > SCAN_MAX_SIZE)
		return opt_usage(self, "--max-size: 1G at most");
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
	struct options o = {
		.stdin_filename = "stdin", .max_size = SCAN_DEFAULT_SIZE};
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
	.summary = "say what is wrong with templates, or with rendered files",
	.about = "Reads Kong declarative files, and Kubernetes manifests that "
		 "hold some (in a\nConfigMap's data or a Secret's stringData), "
		 "and prints what Kong would refuse,\nwhat it would accept and "
		 "then break on, and what would let a stranger in. Needs\nno "
		 "values: a reference such as ${NAME} counts as a string of "
		 "unknown content,\nalone in a plain field as a value of any "
		 "type. FILE - is standard input. Below a DIR the "
		 "files *.yml, *.yaml, *.json,\n*.tmpl and *.tpl are linted "
		 "that "
		 "hold _format_version; hidden ones and links are\nnot.\n\n"
		 "A comment silences rules on its line, or alone on a line, on "
		 "the next:\n"
		 "  # kongrender ignore=ID[,ID] -- reason",
	.examples =
		"Examples:\n"
		"  kongrender lint kong.yml.tmpl deploy/*.yaml\n"
		"  kongrender lint --rendered --kong-version 2.8 kong.yml\n"
		"  kubectl get configmap kong-config -o yaml | kongrender lint "
		"-\n"
		"  kongrender lint --explain written-secret\n\n"
		"Exit status: 0 clean, or warnings and notes only; 1 errors; 2 "
		"usage, or a file\ncannot be read (what is wrong with the "
		"others is printed all the same).",
	.flags = flags,
	.nflags = countof(flags),
	.max_operands = SIZE_MAX,
	.run = lint,
};
