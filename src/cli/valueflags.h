/* The sources of a key set: the same as render's, by the same names. */
#ifndef CLI_VALUEFLAGS_H
#define CLI_VALUEFLAGS_H

#include "cli/sharedflags.h"
#include "vars/vars.h"

struct valueflags {
	const char *secrets_dir;
	struct opt_list env_files, secret_keys;
	bool is_envoy; /* ANON_KEY comes before SUPABASE_ANON_KEY */
	struct keymap keys;
	struct vars_config config;
	struct vars *vars;
};

#define VALUE_FLAGS(type, at)                                                  \
	SECRETS_DIR_FLAG(offsetof(type, at.secrets_dir)),                      \
		SECRET_KEY_MAP_FLAG(offsetof(type, at.secret_keys)),           \
		ENV_FILE_FLAG(offsetof(type, at.env_files))

/*
 * Reads the words of --secret-key-map, which belongs to secrets_dir (may be
 * NULL), into keys. Returns 0, or 2 after a usage error was printed. Caller
 * frees keys with keymap_free() in either case, and before the words.
 */
int valueflags_map_keys(const struct command *c, const char *secrets_dir,
	const struct opt_list *words, struct keymap *keys);

/* The same for the flags in s; valueflags_close() frees. */
int valueflags_check(const struct command *c, struct valueflags *s);

/*
 * Opens the sources into s->vars. Returns 0, or -1 with a diagnostic in d.
 * Caller frees with valueflags_close() in either case.
 */
int valueflags_open(struct valueflags *s, struct diags *d);

/* Returns the variable of that name, as vars_lookup() does. */
const struct var *valueflags_get(
	struct valueflags *s, const char *name, struct diags *d);

/* Wipes and frees what s holds. May be repeated. */
void valueflags_close(struct valueflags *s);

#endif
