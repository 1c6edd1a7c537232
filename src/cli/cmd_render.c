#include "base/outfile.h"
#include "cli/cmd.h"
#include "lint/ignore.h"
#include "kong/jsonfile.h"
#include "kong/kong.h"
#include "report/report.h"
#include "supabase/filekeys.h"
#include "template/render.h"
#include "vars/vars.h"

#include <assert.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum { KIND_KONG, KIND_YAML };

struct options {
	const char *template, *output, *secrets_dir, *termination_log;
	const char *plugins;
	struct opt_list env_files, only, keep, optional, ignore;
	int kind, color, kong_version, kong_edition, router_flavor;
	unsigned mode;
	size_t max_size;
	bool dry_run, strict, quiet;
};

#define AT(member) offsetof(struct options, member)

static const struct flag flags[] = {
	{"template", 't', FLAG_STRING, AT(template), "FILE",
		"KONGRENDER_TEMPLATE", NULL,
		"the template; - is standard input\n"
		"(default: /kong-template/kong.yml)"},
	{"output", 'o', FLAG_STRING, AT(output), "FILE", "KONGRENDER_OUTPUT",
		NULL,
		"the file to replace; - is standard output\n"
		"(default: /kong-config/kong.yml)"},
	{"kind", 'k', FLAG_CHOICE, AT(kind), "KIND", "KONGRENDER_KIND",
		"kong|yaml",
		"kong: a Kong declarative file, and validate it;\n"
		"yaml: any YAML (default: kong)"},
	{"secrets-dir", 's', FLAG_STRING, AT(secrets_dir), "DIR",
		"KONGRENDER_SECRETS_DIR", NULL,
		"a mounted Secret: the file NAME is the value,\n"
		"byte by byte"},
	{"env-file", 'e', FLAG_FILES, AT(env_files), "FILE",
		"KONGRENDER_ENV_FILE", NULL,
		"a .env file; may repeat, a later one wins"},
	{"only", 0, FLAG_LIST, AT(only), "NAME,...", "KONGRENDER_ONLY", NULL,
		"substitute these, leave all other references"},
	{"keep", 0, FLAG_LIST, AT(keep), "NAME,...", "KONGRENDER_KEEP", NULL,
		"leave references to these as they are"},
	{"optional", 0, FLAG_LIST, AT(optional), "NAME,...",
		"KONGRENDER_OPTIONAL", NULL,
		"these are empty when they are not set"},
	{"mode", 'm', FLAG_MODE, AT(mode), "MODE", "KONGRENDER_MODE", NULL,
		"permissions of the output, whatever the umask\n"
		"(default: 0644, because Kong is another user)"},
	{"dry-run", 'n', FLAG_BOOL, AT(dry_run), NULL, "KONGRENDER_DRY_RUN",
		NULL, "do all but write"},
	{"strict", 0, FLAG_BOOL, AT(strict), NULL, "KONGRENDER_STRICT", NULL,
		"warnings fail too: status 1, nothing written"},
	{"ignore", 0, FLAG_LIST, AT(ignore), "ID,...", "KONGRENDER_IGNORE",
		NULL,
		"do not report these rules\n"
		"(kongrender lint --list-rules)"},
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
	{"termination-log", 0, FLAG_STRING, AT(termination_log), "PATH|none",
		"KONGRENDER_TERMINATION_LOG", NULL,
		"write errors there too, if it exists, for\n"
		"kubectl describe (default: /dev/termination-log)"},
	{"max-size", 0, FLAG_SIZE, AT(max_size), "BYTES", "KONGRENDER_MAX_SIZE",
		NULL, "refuse a larger template (default: 16M)"},
	{"color", 0, FLAG_CHOICE, AT(color), "WHEN", "KONGRENDER_COLOR",
		"auto|always|never",
		"colour messages: auto, always, never\n"
		"(default: auto, on a terminal)"},
	{"quiet", 'q', FLAG_BOOL, AT(quiet), NULL, "KONGRENDER_QUIET", NULL,
		"say nothing on success"},
};

/* Everything of one run, so that it is freed in one place. */
struct run {
	const struct options *o;
	struct diags d;
	struct text text, output;
	struct doc doc;
	struct vars_config sources;
	struct vars *vars;
	struct supabase *supabase; /* with --kind kong */
	struct render *render;
	struct ignore ignore;
	struct buf out;
	enum outfile_result result;
};

static bool
is_listed(const struct opt_list *l, const char *name, size_t n)
{
	size_t i;

	for (i = 0; i < l->n; i++)
		if (strlen(l->v[i]) == n && memcmp(l->v[i], name, n) == 0)
			return true;
	return false;
}

static enum expand_answer
find_value(struct run *r, const char *name, size_t n, const char **value,
	size_t *nvalue)
{
	const struct var *var;

	if (r->supabase)
		return supabase_lookup(
			r->supabase, name, n, value, nvalue, &r->d);
	var = vars_lookup(r->vars, name, n, &r->d);
	*value = var->value;
	*nvalue = var->n;
	if (var->failed)
		return EXPAND_FAILED;
	return var->source != VAR_UNSET ? EXPAND_SET : EXPAND_UNSET;
}

static enum expand_answer
lookup(void *ctx, const char *name, size_t n, const char **value,
	size_t *nvalue)
{
	struct run *r = ctx;
	enum expand_answer answer;

	if (is_listed(&r->o->keep, name, n) ||
		(r->o->only.n && !is_listed(&r->o->only, name, n)))
		return EXPAND_KEEP;
	answer = find_value(r, name, n, value, nvalue);
	return answer == EXPAND_UNSET && is_listed(&r->o->optional, name, n)
		       ? EXPAND_OPTIONAL
		       : answer;
}

static const char *
alias_of(void *ctx, const char *name, size_t n)
{
	const struct vars_config *sources = &((struct run *)ctx)->sources;
	const struct var_alias *a = sources->aliases;
	size_t i;

	for (i = 0; i < sources->naliases; i++)
		if (strlen(a[i].name) == n && memcmp(a[i].name, name, n) == 0)
			return a[i].alias;
	return NULL;
}

static int
open_sources(struct run *r)
{
	const struct options *o = r->o;
	r->sources = (struct vars_config){.secrets_dir = o->secrets_dir,
		.environment = environ,
		.env_files = o->env_files.v,
		.nenv_files = o->env_files.n};
	if (o->kind == KIND_KONG) {
		r->sources.aliases = supabase_aliases;
		r->sources.naliases = SUPABASE_COUNT;
	}
	r->vars = vars_open(&r->sources, &r->d);
	if (r->vars && o->kind == KIND_KONG)
		r->supabase = supabase_new(r->vars, (int64_t)time(NULL));
	return r->vars ? 0 : -1;
}

/*
 * What the checks find is in r->d, where --ignore may take it out again: what
 * is left decides whether the output is written.
 */
static void
check_kong(struct run *r, struct kong *k)
{
	const char *output = r->o->output;
	size_t errors = diags_errors(&r->d);
	int ret = kong_check_lost(k);

	if (jsonfile_is_name(output, strlen(output)))
		ret |= jsonfile_check_output(
			&r->text, r->out.s, r->out.n, &r->d);
	ret |= kong_check(k);
	if (k->file)
		ret |= filekeys_check(r->supabase, k);
	assert((ret != 0) == (diags_errors(&r->d) > errors));
}

/* Fills r->out with what Kong is to read. */
static int
write_kong(struct run *r)
{
	const struct kong_config config = {
		.version = r->o->kong_version ? KONG_28 : KONG_3,
		.enterprise = r->o->kong_edition,
		.flavor = (enum kong_flavor)r->o->router_flavor,
		.plugins = r->o->plugins};
	struct kong k;
	int ret;

	if (!render_is_expanded(r->render))
		return -1;
	kong_open(&k, &r->doc, &config, &r->d);
	ret = kong_types(&k, &r->doc);
	if (ret == 0)
		ret = render_write(r->render, &r->out);
	if (ret == 0)
		check_kong(r, &k);
	kong_close(&k);
	return ret;
}

/* Fills r->out. Returns -1 if there is nothing to write. */
static int
make_output(struct run *r)
{
	bool is_kong = r->o->kind == KIND_KONG;
	const struct render_config config = {
		is_kong ? RESOLVE_LYAML : RESOLVE_ANY, r, lookup, alias_of};
	const char *template = r->o->template;
	const char *name = strcmp(template, "-") == 0 ? "stdin" : template;

	/* the sources' problems and the template's in one run */
	int sources = open_sources(r), ret;

	if (text_read(&r->text, template, name, r->o->max_size, &r->d) ||
		scan_yaml(&r->doc, &r->text, &r->d) || sources)
		return -1;
	r->render = render_expand(&r->doc, &config, &r->d);
	ret = is_kong ? write_kong(r) : render_write(r->render, &r->out);
	ignore_apply(&r->ignore, &r->doc, 0, &r->d);
	return ret;
}

static void
write_output(struct run *r)
{
	const struct options *o = r->o;
	struct buf why = {0};
	bool renamed = false;

	if (strcmp(o->output, "-") == 0) {
		if (!o->dry_run)
			fwrite(r->out.s, 1, r->out.n, stdout);
		return;
	}
	r->output.path = o->output;
	if (outfile_replace(o->output, r->out.s, r->out.n, o->mode, o->dry_run,
		    &r->result, &renamed, &why))
		diag_add(&r->d, RULE_IO, &r->output, NOWHERE, "%s", why.s);
	buf_free(&why);
}

static void
add_origin(struct buf *line, const struct var *var, const char *unset)
{
	switch (var->source) {
	case VAR_UNSET:
		buf_adds(line, unset);
		break;
	case VAR_ENVIRONMENT:
		buf_adds(line, "environment");
		if (strcmp(var->origin, var->name) != 0)
			buf_addf(line, " %s", var->origin);
		break;
	default:
		buf_adds(line, var->origin);
	}
}

/* One line: what happened to the output, and each variable with its source. */
static void
say_success(const struct run *r)
{
	const struct options *o = r->o;
	const char *between = ":", *unset;
	const struct var *var;
	struct buf line = {0};
	size_t i;

	buf_addf(&line, "kongrender: %s %s (%zu bytes)",
		strcmp(o->output, "-") == 0 ? "standard output" : o->output,
		o->dry_run		       ? "would be fine"
		: r->result == OUTFILE_WRITTEN ? "written"
					       : "unchanged",
		r->out.n);
	for (i = 0; (var = vars_asked(r->vars, i)); i++) {
		unset = r->supabase ? supabase_origin(r->supabase, var->name)
				    : "not set";
		if (var->source == VAR_UNSET && !unset)
			continue;
		buf_addf(&line, "%s %s (", between, var->name);
		add_origin(&line, var, unset);
		buf_addc(&line, ')');
		between = ",";
	}
	fprintf(stderr, "%s\n", line.s);
	buf_free(&line);
}

static int
run_render(struct run *r)
{
	const struct options *o = r->o;
	int status;

	if (make_output(r) == 0 && diags_status(&r->d, o->strict) == STATUS_OK)
		write_output(r);
	status = diags_status(&r->d, o->strict);
	diags_sort(&r->d);
	report_text(stderr, &r->d, LEVEL_NOTE,
		report_use_color((enum report_color)o->color, stderr));
	if (strcmp(o->termination_log, "none") != 0)
		report_termination(o->termination_log, &r->d);
	if (status == STATUS_OK && !o->quiet)
		say_success(r);
	return status;
}

static int
render(const struct command *self, int argc, char **argv)
{
	struct options o = {.template = "/kong-template/kong.yml",
		.output = "/kong-config/kong.yml",
		.termination_log = "/dev/termination-log",
		.mode = 0644,
		.max_size = SCAN_DEFAULT_SIZE};
	struct run r = {.o = &o, .ignore = {.run = IN_RENDER}};
	struct buf why = {0};
	int status = STATUS_OK;

	if (opt_parse(self, argc, argv, &o, &status) < 0)
		goto out;
	if (o.max_size > SCAN_MAX_SIZE)
		status = opt_usage(self, "--max-size: 1G at most");
	else if (ignore_list(&r.ignore, o.ignore.v, o.ignore.n, &why))
		status = opt_usage(self, "--ignore: %s", why.s);
	if (status)
		goto out;
	status = run_render(&r);
out:
	buf_free(&why);
	buf_free(&r.out);
	render_free(r.render);
	scan_free(&r.doc);
	text_free(&r.text);
	supabase_free(r.supabase);
	vars_free(r.vars);
	diags_free(&r.d);
	opt_list_free(&o.env_files);
	opt_list_free(&o.only);
	opt_list_free(&o.keep);
	opt_list_free(&o.optional);
	opt_list_free(&o.ignore);
	return status;
}

const struct command cmd_render = {
	.name = "render",
	.operands = "",
	.summary = "fill a template, prove it, replace the output (the pod's "
		   "job)",
	.about =
		"Reads a template, puts in the values of $NAME and ${NAME}, "
		"validates what Kong\nwill read, and replaces the output file: "
		"whole, or not at all. Without flags it\ndoes the init "
		"container's job.\n\n"
		"A reference counts in scalars only (values and keys), never "
		"in comments:\n"
		"  $NAME  ${NAME}      the value; not set: an error\n"
		"  ${NAME:-default}    the default if NAME is unset or empty; "
		"${NAME-default}\n"
		"                      only if it is unset (:= and = do the "
		"same)\n"
		"  ${NAME:?message}    an error with this message if unset or "
		"empty\n"
		"  ${NAME:+other}      other if NAME is set and not empty, "
		"else "
		"nothing\n"
		"Any other $ stays as it is. A value never changes the "
		"structure of the file.\n\n"
		"Values come from, the first that has NAME: --secrets-dir, the "
		"environment,\nthe file that NAME_FILE in the environment "
		"names, --env-file. ANON_KEY and\nSERVICE_ROLE_KEY also serve "
		"SUPABASE_ANON_KEY and SUPABASE_SERVICE_KEY.",
	.examples =
		"Examples:\n"
		"  kongrender render\n"
		"  kongrender render -t kong.yml -o - -e .env.local\n"
		"  kongrender render -k yaml -t envoy.yml -o /tmp/envoy.yml\n\n"
		"Exit status: 0 fine (warnings included), 1 the content of an "
		"input is wrong,\n2 usage, or a file cannot be read or "
		"written. On 1 and 2 the old output stays.",
	.flags = flags,
	.nflags = countof(flags),
	.run = render,
};
