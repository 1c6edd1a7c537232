#include "base/outfile.h"
#include "cli/cmd.h"
#include "cli/seed.h"
#include "cli/daemon.h"
#include "cli/kongversion.h"
#include "cli/output.h"
#include "cli/valueflags.h"
#include "cli/streams.h"
#include "cli/renderenvoy.h"
#include "cli/renderkong.h"
#include "cli/values.h"
#include "cli/watch.h"
#include "lint/ignore.h"
#include "kong/jsonfile.h"
#include "report/report.h"
#include "report/input.h"
#include "template/quickscan.h"
#include "template/render.h"

#include <errno.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

enum { KIND_KONG, KIND_YAML, KIND_ENVOY };

struct options {
	const char *template, *output, *secrets_dir, *termination_log;
	const char *plugins;
	struct opt_list env_files, only, keep, optional, ignore, unset;
	struct opt_list secret_keys;
	int kind, kong_version, kong_edition, router_flavor;
	struct output messages;
	unsigned mode;
	size_t max_size;
	int64_t interval;
	bool dry_run, watch;
};

#define AT(member) offsetof(struct options, member)

static const struct flag flags[] = {
	{"template", 't', FLAG_STRING, AT(template), "FILE",
		"KONGRENDER_TEMPLATE", NULL,
		"read the template from FILE, - for standard\n"
		"input (default: /kong-template/kong.yml)"},
	{"output", 'o', FLAG_STRING, AT(output), "FILE", "KONGRENDER_OUTPUT",
		NULL,
		"replace FILE, - for standard output\n"
		"(default: /kong-config/kong.yml)"},
	{"kind", 'k', FLAG_CHOICE, AT(kind), "KIND", "KONGRENDER_KIND",
		"kong|yaml|envoy",
		"what it is; kong or envoy: a file of Kong or of\n"
		"Supabase's Envoy, which is checked; yaml: any YAML\n"
		"(default: kong)"},
	SECRETS_DIR_FLAG(AT(secrets_dir)),
	SECRET_KEY_MAP_FLAG(AT(secret_keys)),
	ENV_FILE_FLAG(AT(env_files)),
	{"only", 0, FLAG_LIST, AT(only), "NAME,...", "KONGRENDER_ONLY", NULL,
		"substitute only these variables"},
	{"keep", 0, FLAG_LIST, AT(keep), "NAME,...", "KONGRENDER_KEEP", NULL,
		"leave references to these variables as they are"},
	{"optional", 0, FLAG_LIST, AT(optional), "NAME,...",
		"KONGRENDER_OPTIONAL", NULL,
		"treat these variables as empty if unset"},
	{"mode", 'm', FLAG_MODE, AT(mode), "MODE", "KONGRENDER_MODE", NULL,
		"set the output's permissions, ignoring the umask;\n"
		"Kong runs as another user (default: 0644)"},
	{"dry-run", 'n', FLAG_BOOL, AT(dry_run), NULL, "KONGRENDER_DRY_RUN",
		NULL, "do everything except write"},
	STRICT_FLAG(AT(messages.strict)),
	IGNORE_FLAG(AT(ignore)),
	KONG_VERSION_FLAG(AT(kong_version)),
	KONG_EDITION_FLAG(AT(kong_edition)),
	ROUTER_FLAVOR_FLAG(AT(router_flavor)),
	PLUGINS_FLAG(AT(plugins)),
	{"termination-log", 0, FLAG_STRING, AT(termination_log), "PATH|none",
		"KONGRENDER_TERMINATION_LOG", NULL,
		"also write errors to PATH if it exists, for\n"
		"kubectl describe\n"
		"(default: /dev/termination-log)"},
	MAX_SIZE_FLAG(AT(max_size)),
	{"unset", 0, FLAG_LIST, AT(unset), "NAME,...", "KONGRENDER_UNSET", NULL,
		"do not pass these variables on to COMMAND"},
	{"watch", 'w', FLAG_BOOL, AT(watch), NULL, "KONGRENDER_WATCH", NULL,
		"keep running and render again whenever an input\n"
		"changes; if that fails, keep the old output. For\n"
		"Envoy, which reloads its file; Kong reads its\n"
		"file only when it starts"},
	{"interval", 0, FLAG_TIME, AT(interval), "TIME", "KONGRENDER_INTERVAL",
		NULL,
		"with --watch: how often to check for changes\n"
		"(default: 5s)"},
	OUTPUT_FLAGS(struct options, messages),
};

/* Everything of one run, so that it is freed in one place. */
struct run {
	const struct options *o;
	char **command; /* to become after it, or NULL */
	struct diags d;
	struct text text, output;
	struct doc doc;
	struct keymap secret_keys;
	struct values_config sources;
	struct values values;
	struct render *render;
	struct ignore ignore;
	struct buf out;
	enum outfile_result result;
	bool only_gateway; /* all errors are about services, routes, ... */
	bool again; /* the output was right already, and it was said so */
};

static void
free_rendered(struct run *r)
{
	buf_free(&r->out);
	render_free(r->render);
	r->render = NULL;
	scan_free(&r->doc);
}

static int
write_kind(struct run *r)
{
	const struct options *o = r->o;
	const struct kong_config config = kongversion_config(
		o->kong_version, o->kong_edition, o->router_flavor, o->plugins);

	switch (o->kind) {
	case KIND_KONG:
		return renderkong_write(&r->doc, r->render, r->values.supabase,
			&config, &r->out, &r->only_gateway, &r->d);
	case KIND_ENVOY:
		return renderenvoy_write(
			&r->doc, r->render, &r->values.envoy, &r->out, &r->d);
	default:
		return render_write(r->render, &r->out);
	}
}

/* Fills r->out from r->doc. Returns -1 if nothing is to be written. */
static int
render_doc(struct run *r)
{
	int kind = r->o->kind, ret;
	const struct render_config config = {
		kind == KIND_KONG ? RESOLVE_LYAML : RESOLVE_ANY, &r->values,
		values_lookup, values_hint};

	if ((kind != KIND_YAML &&
		    renderenvoy_kind(&r->doc, kind == KIND_ENVOY, &r->d)) ||
		(kind == KIND_KONG &&
			renderkong_kind(&r->doc, &r->ignore, &r->d)))
		return -1;
	if (kind != KIND_KONG && r->doc.n <= 1)
		diag_add(&r->d, RULE_EMPTY_TEMPLATE, &r->text, NOWHERE,
			"the template is empty, so the output is empty too: "
			"did the command that writes the template fail?");
	r->render = render_expand(&r->doc, &config, &r->d);
	ret = write_kind(r);
	ignore_apply(&r->ignore, &r->doc, 0, &r->d);
	return ret;
}

/*
 * Most templates are read without libyaml, and their output by libyaml alone.
 * If that does not prove what was read, libyaml reads the template too.
 */
static int
render_text(struct run *r, bool sources)
{
	size_t n = r->d.n;
	int ret;

	if (sources && !quickscan_yaml(&r->doc, &r->text, r->d.seed)) {
		ret = render_doc(r);
		if (!r->doc.refuted)
			return ret;
		diags_cut(&r->d, n, &r->text);
		free_rendered(r);
	}
	if (scan_yaml(&r->doc, &r->text, &r->d) || !sources)
		return -1;
	return render_doc(r);
}

/* Fills r->out. Returns -1 if there is nothing to write. */
static int
make_output(struct run *r)
{
	const char *template = r->o->template;
	const char *name = strcmp(template, "-") == 0 ? "stdin" : template;

	/* the sources' problems and the template's in one run */
	int sources = values_open(
		&r->values, &r->sources, (int64_t)time(NULL), &r->d);

	if (input_read_from(&r->text, template, name, r->o->max_size,
		    "mount the ConfigMap there, or pass --template FILE",
		    &r->d))
		return -1;
	r->text.is_json = r->o->kind == KIND_KONG &&
			  jsonfile_is_name(r->o->output, strlen(r->o->output));
	return render_text(r, !sources);
}

static int
check_inputs(struct run *r)
{
	const struct options *o = r->o;
	const char *path = o->template;
	const struct var *var;
	size_t i;
	int ret = streams_check(path, "the template", &r->output, &r->d);

	for (i = 0; !ret && i < o->env_files.n; i++) {
		path = o->env_files.v[i];
		ret = streams_check(path, path, &r->output, &r->d);
	}
	for (i = 0; !ret && (var = vars_asked(r->values.vars, i)); i++)
		if (var->source == VAR_SECRETS_DIR ||
			var->source == VAR_ENV_NAMED_FILE)
			ret = streams_check(
				var->origin, var->origin, &r->output, &r->d);
	return ret;
}

static void
write_output(struct run *r)
{
	const struct options *o = r->o;
	struct buf why = {0};
	bool renamed = false;

	if (strcmp(o->output, "-") == 0) {
		if (streams_write(r->out.s, r->out.n, o->dry_run))
			diag_add(&r->d, RULE_IO, NULL, NOWHERE,
				"cannot write to standard output: %s",
				strerror(errno));
		return;
	}
	if (outfile_replace(o->output, r->out.s, r->out.n, o->mode, o->dry_run,
		    &r->result, &renamed, &why))
		diag_add(&r->d, RULE_IO, &r->output, NOWHERE, "%s", why.s);
	buf_free(&why);
}

/* One line: what happened to the output, and each variable with its source. */
static void
say_success(const struct run *r)
{
	const struct options *o = r->o;
	const char *output;
	struct buf line = {0};

	buf_adds(&line, "kongrender: ");
	output = strcmp(o->output, "-") ? o->output : "standard output";
	report_escape(&line, output, strlen(output));
	buf_addf(&line, " %s (%zu byte%s)",
		o->dry_run		       ? "would be written"
		: r->result == OUTFILE_WRITTEN ? "written"
					       : "unchanged",
		r->out.n, r->out.n == 1 ? "" : "s");
	values_origins(&r->values, &line);
	fprintf(stderr, "%s\n", line.s);
	buf_free(&line);
}

/* How to let the pod start although Kong may refuse a service or plugin. */
static void
say_how_to_ignore(const struct run *r)
{
	bool named[RULE_COUNT] = {false};
	struct buf line = {0};
	size_t i;

	for (i = 0; i < r->d.n; i++) {
		if (r->d.v[i].level != LEVEL_ERROR || named[r->d.v[i].rule])
			continue;
		named[r->d.v[i].rule] = true;
		buf_addf(&line, "%s%s", line.n ? "," : "",
			rules[r->d.v[i].rule].id);
	}
	fprintf(stderr,
		"kongrender: nothing written; to write the file anyway, set "
		"KONGRENDER_IGNORE=%s\n",
		line.s);
	buf_free(&line);
}

static int
run_render(struct run *r)
{
	const struct options *o = r->o;
	int status;

	r->output.path = strcmp(o->output, "-") ? o->output : "standard output";
	if (daemon_find(r->command, &r->d) == 0 && make_output(r) == 0 &&
		output_status(&o->messages, &r->d) == STATUS_OK &&
		!check_inputs(r))
		write_output(r);
	status = output_status(&o->messages, &r->d);
	if (r->again && !status && r->result == OUTFILE_UNCHANGED)
		return status;
	diags_sort(&r->d);
	/* first: standard error may be a pipe that nobody reads */
	if (r->d.n > 0 &&
		streams_may_log(o->termination_log, o->template, o->output))
		report_termination(o->termination_log, &r->d);
	output_report(&o->messages, stderr, &r->d);
	if (status == STATUS_OK && !o->messages.quiet)
		say_success(r);
	if (status == STATUS_WRONG && r->only_gateway &&
		diags_errors(&r->d) > 0)
		say_how_to_ignore(r);
	return status;
}

static void
close_run(struct run *r)
{
	free_rendered(r);
	text_free(&r->text);
	values_free(&r->values);
	diags_free(&r->d);
}

/* What a child of --watch does. */
static int
render_again(void *ctx, bool good)
{
	struct run *r = ctx;
	int status;

	r->again = good;
	status = run_render(r);
	close_run(r);
	return status;
}

static int
render(const struct command *self, int argc, char **argv)
{
	struct options o = {.template = "/kong-template/kong.yml",
		.output = "/kong-config/kong.yml",
		.termination_log = "/dev/termination-log",
		.mode = 0644,
		.max_size = SCAN_DEFAULT_SIZE,
		.interval = 5};
	struct run r = {.o = &o,
		.d.seed = seed_of_process(),
		.ignore = {.run = IN_RENDER}};
	struct buf why = {0};
	struct watch w;
	bool become = false;
	int status = STATUS_OK;

	r.command = daemon_command(&argc, argv);
	if (opt_parse(self, argc, argv, &o, &status) < 0)
		goto out;
	if (o.max_size > SCAN_MAX_SIZE)
		status = opt_usage(self, "--max-size exceeds the limit of 1G");
	else if (streams_stdin_readers(o.template, &o.env_files) > 1)
		status = opt_usage(self, "only one of --template and "
					 "--env-file can read standard input");
	else if (ignore_list(&r.ignore, o.ignore.v, o.ignore.n, &why))
		status = opt_usage(self, "--ignore: %s", why.s);
	else if (o.watch && (o.dry_run || r.command))
		status = opt_usage(self, "--watch cannot be used with %s",
			o.dry_run ? "--dry-run" : "-- COMMAND");
	else
		status = daemon_check(self, r.command, o.output, &o.unset);
	if (!status)
		status = valueflags_map_keys(
			self, o.secrets_dir, &o.secret_keys, &r.secret_keys);
	if (status)
		goto out;
	r.sources = (struct values_config){o.secrets_dir, &r.secret_keys,
		&o.env_files, &o.only, &o.keep, &o.optional,
		o.kind != KIND_YAML, o.kind == KIND_ENVOY};
	w = (struct watch){o.template, o.output, o.secrets_dir, o.env_files.v,
		o.env_files.n, o.interval};
	status = o.watch ? watch_run(&w, render_again, &r) : run_render(&r);
	become = r.command && !o.dry_run && status == STATUS_OK;
out:
	buf_free(&why);
	close_run(&r);
	keymap_free(&r.secret_keys);
	opt_list_free(&o.env_files);
	opt_list_free(&o.secret_keys);
	opt_list_free(&o.only);
	opt_list_free(&o.keep);
	opt_list_free(&o.optional);
	opt_list_free(&o.ignore);
	if (become)
		status = daemon_become(r.command, &o.unset);
	opt_list_free(&o.unset);
	return status;
}

const struct command cmd_render = {
	.name = "render",
	.operands = "[-- COMMAND [ARG...]]",
	.summary =
		"render a template, verify the result, replace the output file",
	.about =
		"Reads a template, replaces $NAME and ${NAME} with their "
		"values, checks the\nresult as Kong will read it, and replaces "
		"the output file: entirely or not at\nall. Without flags it "
		"does the job of the init container.\n\n"
		"References are replaced in scalars (values and keys), never "
		"in comments:\n"
		"  $NAME  ${NAME}      the value; an error if NAME is unset\n"
		"  ${NAME:-default}    the default if NAME is unset or empty; "
		"${NAME-default}\n"
		"                      only if it is unset (:= and = do the "
		"same)\n"
		"  ${NAME:?message}    an error with this message if NAME is "
		"unset or empty\n"
		"  ${NAME:+other}      other if NAME is set and not empty, "
		"else nothing\n"
		"Any other $ stays as it is. A value never changes the "
		"structure of the file.\n\n"
		"With -- COMMAND, kongrender starts COMMAND in its place after "
		"a successful\nrender: the gateway, where there is no init "
		"container. After an error it does\nnot start COMMAND.\n\n"
		"Values come from the first of these that has NAME: "
		"--secrets-dir, the\nenvironment, the file named by NAME_FILE "
		"in the environment, --env-file.\nANON_KEY and "
		"SERVICE_ROLE_KEY also set SUPABASE_ANON_KEY "
		"and\nSUPABASE_SERVICE_KEY.",
	.examples =
		"Examples:\n"
		"  kongrender render\n"
		"  kongrender render -t kong.yml -o - -e .env.local\n"
		"  kongrender render -k yaml -t envoy.yml -o /tmp/envoy.yml\n"
		"  kongrender render --unset JWT_SECRET -- /entrypoint.sh kong "
		"docker-start\n\n"
		"Exit status: 0 success (with or without warnings), 1 invalid "
		"input, 2 usage or\nI/O error. On 1 and 2 the output file is "
		"not changed.",
	.flags = flags,
	.nflags = countof(flags),
	.instead = "use --template FILE and --output FILE, or -- before "
		   "the COMMAND to start",
	.run = render,
};
