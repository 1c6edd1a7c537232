#include "vars/vars.h"
#include "report/input.h"
#include "report/nearest.h"

#include "base/bytes.h"
#include "base/infile.h"
#include "base/table.h"
#include "base/utf8.h"
#include "vars/dotenv.h"
#include "vars/secretsdir.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define NEAR_MAX 16 /* names for which a near one is looked for */

/* A variable and what it owns. */
struct slot {
	struct var var;
	struct buf name, path, content;
};

/* An assignment, known by its name in struct vars.assigned. */
struct assigned {
	const struct dotenv_entry *entry;
	const struct text *text; /* its file's */
};

struct vars {
	const struct vars_config *config;
	struct secretsdir secrets;
	struct dotenv *files;
	struct assigned *assigned_v;
	size_t nassigned, cap_assigned;
	struct table assigned; /* name to index in assigned_v */
	struct slot **slots; /* in the order in which they were asked for */
	size_t n, cap;
	struct table asked; /* name to index in slots */
	/* the names that the sources have, for vars_near() */
	struct buf names; /* each with its NUL */
	const char **name;
	size_t nname, nnear;
};

/* a later assignment of a name replaces an earlier one */
static void
index_file(struct vars *v, const struct dotenv *f)
{
	const struct dotenv_entry *e;
	size_t i;

	for (i = 0; i < f->n; i++) {
		e = &f->v[i];
		v->assigned_v = xgrow(v->assigned_v, &v->cap_assigned,
			v->nassigned + 1, sizeof(*v->assigned_v));
		v->assigned_v[v->nassigned] = (struct assigned){e, f->text};
		table_put(&v->assigned, f->text->s + e->name,
			e->name_end - e->name, (uint32_t)v->nassigned++);
	}
}

static int
read_env_files(struct vars *v, struct diags *d)
{
	const struct vars_config *config = v->config;
	struct text *text;
	size_t i;
	int ret = 0;

	v->files = xcalloc(config->nenv_files, sizeof(*v->files));
	for (i = 0; i < config->nenv_files; i++) {
		text = diags_text(d);
		if (input_read_from(text, config->env_files[i],
			    config->env_files[i], VARS_MAX_VALUE,
			    "check the path of --env-file", d) ||
			dotenv_parse(&v->files[i], text, d))
			ret = -1;
		else
			index_file(v, &v->files[i]);
	}
	return ret;
}

struct vars *
vars_open(const struct vars_config *config, struct diags *d)
{
	struct vars *v = xcalloc(1, sizeof(*v));
	int ret = 0;

	v->config = config;
	v->assigned.seed = v->asked.seed = d->seed;
	if (config->secrets_dir &&
		secretsdir_open(&v->secrets, config->secrets_dir, d))
		ret = -1;
	if (read_env_files(v, d))
		ret = -1;
	if (ret) {
		vars_free(v);
		v = NULL;
	}
	return v;
}

/* where the value comes from, as a message says it */
static const char *
describe(const struct var *var)
{
	switch (var->source) {
	case VAR_ENVIRONMENT:
		return "in the environment as ";
	case VAR_ENV_FILE:
	case VAR_ENV_NAMED_FILE:
	case VAR_SECRETS_DIR:
		return "from ";
	case VAR_UNSET:
		break;
	}
	return "";
}

static void
fail(struct slot *slot)
{
	buf_free(&slot->content);
	slot->var.value = "";
	slot->var.n = 0;
	slot->var.failed = true;
}

static void
check_value(struct slot *slot, struct diags *d)
{
	const struct var *var = &slot->var;
	const char *from = describe(var), *nul;
	size_t good;

	if (var->failed)
		return;
	good = utf8_check(var->value, var->n);
	nul = memchr(var->value, '\0', good);
	if (var->n > VARS_MAX_VALUE)
		diag_add(d, RULE_TOO_LARGE, NULL, NOWHERE,
			"the value of $%s, %s%s, exceeds the limit of %d bytes",
			var->name, from, var->origin, VARS_MAX_VALUE);
	else if (nul)
		diag_add(d, RULE_INVALID_VALUE, NULL, NOWHERE,
			"the value of $%s, %s%s, contains a NUL at byte %zu",
			var->name, from, var->origin,
			(size_t)(nul - var->value) + 1);
	else if (good < var->n)
		diag_add(d, RULE_INVALID_VALUE, NULL, NOWHERE,
			"the value of $%s, %s%s, is not valid UTF-8 at byte "
			"%zu",
			var->name, from, var->origin, good + 1);
	else
		return;
	fail(slot);
}

/*
 * slot->content was read from slot->path, which set_FILE named if set is not
 * NULL; with an error, why says why not
 */
static void
take_content(struct slot *slot, enum var_source source, const char *set,
	int error, const char *why, struct diags *d)
{
	struct var *var = &slot->var;

	var->source = source;
	var->origin = slot->path.s;
	var->value = slot->content.s;
	var->n = slot->content.n;
	if (error)
		fail(slot);
	if (error == EFBIG)
		diag_add(d, RULE_TOO_LARGE, NULL, NOWHERE,
			"the value of $%s, from %s, exceeds the limit of %d "
			"bytes",
			var->name, var->origin, VARS_MAX_VALUE);
	else if (error && set)
		diag_add(d, RULE_IO, NULL, NOWHERE,
			"cannot read the value of $%s from %s, named by "
			"%s_FILE: %s%s",
			var->name, var->origin, set, why,
			error == ENOENT
				? ": mount the file, or correct the path"
				: input_advice(error));
	else if (error)
		diag_add(d, RULE_IO, NULL, NOWHERE,
			"cannot read the value of $%s from %s: %s%s", var->name,
			var->origin, why, input_advice(error));
}

static bool
from_secrets_dir(
	struct vars *v, struct slot *slot, const char *name, struct diags *d)
{
	const struct keymap *keys = v->config->secret_keys;
	const char *key = keys ? keymap_get(keys, name) : NULL, *why = NULL;
	enum secretsdir_answer answer;
	int error;

	if (key)
		name = key;
	answer = secretsdir_read(
		&v->secrets, name, VARS_MAX_VALUE, &slot->content, &why);
	error = answer == SECRETSDIR_FAILED ? errno : 0;
	if (answer == SECRETSDIR_NONE)
		return false;
	buf_cut(&slot->path, 0);
	buf_addf(&slot->path, "%s/%s", v->config->secrets_dir, name);
	take_content(slot, VAR_SECRETS_DIR, NULL, error, why, d);
	return true;
}

/*
 * The value in the environment of name and suffix, or NULL. Each name is asked
 * for once: a table would cost more than it saves.
 */
static const char *
environment_get(const struct vars *v, const char *name, const char *suffix)
{
	char *const *e = v->config->environment;
	size_t n = strlen(name), nsuffix = strlen(suffix);

	for (; e && *e; e++)
		if (**e == *name && strncmp(*e, name, n) == 0 &&
			strncmp(*e + n, suffix, nsuffix) == 0 &&
			(*e)[n + nsuffix] == '=')
			return *e + n + nsuffix + 1;
	return NULL;
}

static bool
from_environment(
	struct vars *v, struct slot *slot, const char *name, struct diags *d)
{
	const char *value = environment_get(v, name, "");

	(void)d;
	if (!value)
		return false;
	slot->var.source = VAR_ENVIRONMENT;
	slot->var.origin = name;
	slot->var.value = value;
	slot->var.n = strlen(value);
	return true;
}

static void
drop_newline(struct slot *slot)
{
	struct buf *content = &slot->content;
	size_t n = bytes_chomp(content->s, content->n);

	buf_cut(content, n);
	slot->var.n = n;
}

static bool
from_named_file(
	struct vars *v, struct slot *slot, const char *name, struct diags *d)
{
	const char *path = environment_get(v, name, "_FILE");
	int fd, error = 0;

	if (!path || !*path)
		return false;
	buf_cut(&slot->path, 0);
	buf_adds(&slot->path, path);
	/* not infile_read(): here "-" is a file's name */
	fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
	if (fd < 0 || infile_read_fd(&slot->content, fd, VARS_MAX_VALUE))
		error = errno;
	if (fd >= 0)
		close(fd);
	take_content(slot, VAR_ENV_NAMED_FILE, name, error, strerror(error), d);
	if (!slot->var.failed)
		drop_newline(slot);
	return true;
}

/* The containers get their .env from docker compose, and not from here. */
static void
check_compose(const struct assigned *a, const char *name, struct diags *d)
{
	const struct dotenv_entry *e = a->entry;
	enum dotenv_compose what;
	size_t n;

	what = dotenv_compose(a->text, e, &n);
	if (what == COMPOSE_REFUSES)
		diag_add_level(d, LEVEL_WARNING, RULE_ENV_FILE, a->text, e->raw,
			"docker compose may refuse this file: a $ in %s begins "
			"no reference; put the value in single quotes",
			name);
	else if (what == COMPOSE_EXPANDS)
		diag_add_level(d, LEVEL_WARNING, RULE_ENV_FILE, a->text, e->raw,
			"docker compose reads %s as %zu byte%s, not %zu: it "
			"expands $ followed by a name as a variable (empty if "
			"unset); put the value in single quotes",
			name, n, n == 1 ? "" : "s", e->n);
}

static bool
from_env_file(
	struct vars *v, struct slot *slot, const char *name, struct diags *d)
{
	uint32_t i = table_get(&v->assigned, name, strlen(name));

	if (i == TABLE_NONE)
		return false;
	slot->var.source = VAR_ENV_FILE;
	slot->var.origin = v->assigned_v[i].text->path;
	slot->var.value = v->assigned_v[i].entry->value;
	slot->var.n = v->assigned_v[i].entry->n;
	check_compose(&v->assigned_v[i], name, d);
	return true;
}

const char *
vars_alias(const struct vars_config *config, const char *name, size_t n)
{
	size_t i;

	for (i = 0; i < config->naliases; i++)
		if (bytes_are(name, n, config->aliases[i].name))
			return config->aliases[i].alias;
	return NULL;
}

static void
find_value(struct vars *v, struct slot *slot, struct diags *d)
{
	static bool (*const sources[])(struct vars *, struct slot *,
		const char *, struct diags *) = {from_secrets_dir,
		from_environment, from_named_file, from_env_file};
	const char *name = slot->name.s;
	const char *alias = vars_alias(v->config, name, slot->name.n);
	const char *first = name;
	size_t i;

	if (alias && v->config->alias_first) {
		first = alias;
		alias = name;
	}
	for (i = 0; i < countof(sources); i++)
		if (sources[i](v, slot, first, d) ||
			(alias && sources[i](v, slot, alias, d)))
			break;
}

const struct var *
vars_lookup(struct vars *v, const char *name, size_t n, struct diags *d)
{
	uint32_t i = table_get(&v->asked, name, n);
	struct slot *slot;

	if (i != TABLE_NONE)
		return &v->slots[i]->var;
	slot = xcalloc(1, sizeof(*slot));
	buf_add(&slot->name, name, n);
	slot->var.name = slot->name.s;
	slot->var.value = slot->var.origin = "";
	v->slots = xgrow(v->slots, &v->cap, v->n + 1, sizeof(struct slot *));
	v->slots[v->n] = slot;
	table_put(&v->asked, slot->name.s, n, (uint32_t)v->n++);
	find_value(v, slot, d);
	check_value(slot, d);
	return &slot->var;
}

const struct var *
vars_asked(const struct vars *v, size_t i)
{
	return i < v->n ? &v->slots[i]->var : NULL;
}

static void
add_name(void *ctx, const char *name, size_t n)
{
	struct vars *v = ctx;

	buf_add(&v->names, name, n);
	buf_addc(&v->names, '\0');
	v->nname++;
}

static void
collect_names(struct vars *v)
{
	char *const *e;
	const char *name;
	size_t i;

	for (e = v->config->environment; e && *e; e++)
		add_name(v, *e, strcspn(*e, "="));
	for (i = 0; i < v->nassigned; i++)
		add_name(v,
			v->assigned_v[i].text->s + v->assigned_v[i].entry->name,
			v->assigned_v[i].entry->name_end -
				v->assigned_v[i].entry->name);
	secretsdir_each(&v->secrets, add_name, v);
	v->name = xcalloc(v->nname, sizeof(*v->name));
	for (i = 0, name = v->names.s; i < v->nname; i++) {
		v->name[i] = name;
		name += strlen(name) + 1;
	}
}

const char *
vars_near(struct vars *v, const char *name, size_t n)
{
	/* each costs a look at every name, and nobody reads more of them */
	if (v->nnear == NEAR_MAX)
		return NULL;
	if (v->nnear++ == 0)
		collect_names(v);
	return nearest(name, n, v->name, v->nname);
}

void
vars_free(struct vars *v)
{
	size_t i;

	if (!v)
		return;
	for (i = 0; i < v->n; i++) {
		buf_free(&v->slots[i]->name);
		buf_free(&v->slots[i]->path);
		buf_free(&v->slots[i]->content);
		free(v->slots[i]);
	}
	secretsdir_close(&v->secrets);
	for (i = 0; i < v->config->nenv_files; i++)
		dotenv_free(&v->files[i]);
	buf_free(&v->names);
	free(v->name);
	free(v->slots);
	free(v->files);
	free(v->assigned_v);
	table_free(&v->assigned);
	table_free(&v->asked);
	free(v);
}
