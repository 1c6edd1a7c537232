/* The sources of a key set: the same as render's, by the same names. */
#ifndef CLI_SOURCES_H
#define CLI_SOURCES_H

#include "cli/opt.h"
#include "vars/vars.h"

struct sources {
	const char *secrets_dir;
	struct opt_list env_files;
	struct vars_config config;
	struct vars *vars;
};

#define SOURCES_FLAGS(type, at)                                                \
	{"secrets-dir", 's', FLAG_STRING, offsetof(type, at.secrets_dir),      \
		"DIR", "KONGRENDER_SECRETS_DIR", NULL,                         \
		"a mounted Secret: the file NAME is the value,\n"              \
		"byte by byte"},                                               \
	{                                                                      \
		"env-file", 'e', FLAG_FILES, offsetof(type, at.env_files),     \
			"FILE", "KONGRENDER_ENV_FILE", NULL,                   \
			"a .env file; may repeat, a later one wins"            \
	}

/*
 * Opens the sources into s->vars. Returns 0, or -1 with a diagnostic in d.
 * Caller frees with sources_close() in either case.
 */
int sources_open(struct sources *s, struct diags *d);

/* Returns the variable of that name, as vars_lookup() does. */
const struct var *sources_get(
	struct sources *s, const char *name, struct diags *d);

/* Wipes and frees what s holds. May be repeated. */
void sources_close(struct sources *s);

#endif
