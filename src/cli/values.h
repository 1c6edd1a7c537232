/* The values of one render: what each reference of a template becomes. */
#ifndef CLI_VALUES_H
#define CLI_VALUES_H

#include "base/table.h"
#include "cli/opt.h"
#include "supabase/envoyvalues.h"

struct values_config {
	const char *secrets_dir;
	const struct keymap *secret_keys; /* of secrets_dir */
	const struct opt_list *env_files;
	/* names of variables, the Secret's names too */
	const struct opt_list *only, *keep, *optional;
	bool is_supabase; /* with the names and derived values of an install */
	bool is_envoy; /* and what Envoy wants of them */
};

/* All-zero is empty. */
struct values {
	const struct values_config *config;
	struct diags *d;
	struct vars_config sources;
	struct vars *vars;
	struct supabase *supabase; /* or NULL */
	struct envoyvalues envoy;
	struct table only, keep, optional; /* the names in config's lists */
	struct table used; /* names that the sources were asked for */
};

/*
 * Opens the sources; config and d must outlive v. now is in seconds since
 * 1970. Returns 0, or -1 with a diagnostic. Caller frees with values_free() in
 * either case.
 */
int values_open(struct values *v, const struct values_config *config,
	int64_t now, struct diags *d);

/* Wipes and empties v. May be repeated. */
void values_free(struct values *v);

/* An expand_lookup, for a struct values. */
enum expand_answer values_lookup(void *v, const char *name, size_t n,
	const char **value, size_t *nvalue);

/*
 * Appends what else is known of a variable that is not set: ", nor is X",
 * " (did you mean Y?)". Returns whether Y is named like a secret. For a struct
 * values.
 */
bool values_hint(void *v, const char *name, size_t n, struct buf *out);

/*
 * Appends each variable that the output uses, with its source, and then those
 * that were only used to check or to derive others: ": A (dir/A), B (not set);
 * only to check or derive: C (environment)".
 */
void values_origins(const struct values *v, struct buf *line);

#endif
