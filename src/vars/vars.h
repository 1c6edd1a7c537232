/*
 * Where values come from. First hit wins: the secrets folder, the
 * environment, NAME_FILE in the environment, the env files.
 *
 * Within each source first the exact name, then its alias. Every value is
 * valid UTF-8 without NUL, or an error. Values are kept until vars_free(),
 * which wipes them.
 */
#ifndef VARS_VARS_H
#define VARS_VARS_H

#include "report/diag.h"
#include "vars/keymap.h"

#define VARS_MAX_VALUE 0x100000 /* bytes, as a whole Secret: 1 MiB */

enum var_source {
	VAR_UNSET,
	VAR_SECRETS_DIR, /* origin: the file's path */
	VAR_ENVIRONMENT, /* origin: the variable's name (perhaps the alias) */
	VAR_ENV_NAMED_FILE, /* NAME_FILE (not empty); origin: the file's path */
	VAR_ENV_FILE, /* origin: the env file's path */
};

struct var {
	const char *name; /* as asked for, NUL-terminated */
	const char *value; /* n bytes and a NUL; "" when unset */
	size_t n;
	enum var_source source;
	const char *origin;
	bool failed; /* an error was reported; treat as set and empty */
};

/* name is served by alias too: SUPABASE_ANON_KEY by ANON_KEY. */
struct var_alias {
	const char *name, *alias;
};

struct vars_config {
	const char *secrets_dir; /* or NULL */
	const struct keymap *secret_keys; /* of secrets_dir, or NULL */
	char *const *environment; /* NAME=value, NULL-terminated */
	const char *const *env_files; /* a later one overrides an earlier */
	size_t nenv_files;
	const struct var_alias *aliases;
	size_t naliases;
	bool alias_first; /* of a source that has both, the alias counts */
};

struct vars;

/*
 * Opens the sources; reads the env files. config and all it points to must
 * outlive the result. Returns NULL with a diagnostic in d on an env file that
 * cannot be read or does not parse, or a secrets folder that is not a folder. d
 * keeps the text of the env files and must outlive the result. Caller frees
 * with vars_free().
 */
struct vars *vars_open(const struct vars_config *config, struct diags *d);

/*
 * Returns the variable of that name (n bytes at name), looked up once and
 * then remembered; v owns it. Its source is VAR_UNSET when no source has it.
 * A value that is not UTF-8, holds a NUL, is larger than VARS_MAX_VALUE or
 * whose file cannot be read adds a diagnostic to d, once, and sets failed.
 */
const struct var *vars_lookup(
	struct vars *v, const char *name, size_t n, struct diags *d);

/* Returns the other name of the variable of n bytes at name, or NULL. */
const char *vars_alias(
	const struct vars_config *config, const char *name, size_t n);

/* Returns the i-th variable asked for so far, in order, or NULL. */
const struct var *vars_asked(const struct vars *v, size_t i);

/*
 * Returns the name that a source has and that is nearest to the n bytes at
 * name, or NULL; of a few names that are asked for, and not of more. v owns it.
 */
const char *vars_near(struct vars *v, const char *name, size_t n);

/* Wipes and frees v. v may be NULL. */
void vars_free(struct vars *v);

#endif
