#include "cli/valueflags.h"

#include "supabase/variables.h"

#include <string.h>
#include <unistd.h>

int
valueflags_map_keys(const struct command *c, const char *secrets_dir,
	const struct opt_list *words, struct keymap *keys)
{
	struct buf why = {0};
	int status = 0;

	if (words->n && !secrets_dir)
		return opt_usage(c, "--secret-key-map needs --secrets-dir");
	if (keymap_parse(keys, words->v, words->n, &why))
		status = opt_usage(c, "--secret-key-map: %s", why.s);
	buf_free(&why);
	return status;
}

int
valueflags_check(const struct command *c, struct valueflags *s)
{
	return valueflags_map_keys(
		c, s->secrets_dir, &s->secret_keys, &s->keys);
}

int
valueflags_open(struct valueflags *s, struct diags *d)
{
	s->config = (struct vars_config){.secrets_dir = s->secrets_dir,
		.secret_keys = &s->keys,
		.environment = environ,
		.env_files = s->env_files.v,
		.nenv_files = s->env_files.n,
		.aliases = supabase_aliases,
		.naliases = SUPABASE_COUNT,
		.alias_first = s->is_envoy};
	s->vars = vars_open(&s->config, d);
	return s->vars ? 0 : -1;
}

const struct var *
valueflags_get(struct valueflags *s, const char *name, struct diags *d)
{
	return vars_lookup(s->vars, name, strlen(name), d);
}

void
valueflags_close(struct valueflags *s)
{
	vars_free(s->vars);
	s->vars = NULL;
	keymap_free(&s->keys);
	opt_list_free(&s->env_files);
	opt_list_free(&s->secret_keys);
}
