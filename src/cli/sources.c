#include "cli/sources.h"

#include "supabase/variables.h"

#include <string.h>
#include <unistd.h>

int
sources_open(struct sources *s, struct diags *d)
{
	s->config = (struct vars_config){.secrets_dir = s->secrets_dir,
		.environment = environ,
		.env_files = s->env_files.v,
		.nenv_files = s->env_files.n,
		.aliases = supabase_aliases,
		.naliases = SUPABASE_COUNT};
	s->vars = vars_open(&s->config, d);
	return s->vars ? 0 : -1;
}

const struct var *
sources_get(struct sources *s, const char *name, struct diags *d)
{
	return vars_lookup(s->vars, name, strlen(name), d);
}

void
sources_close(struct sources *s)
{
	vars_free(s->vars);
	s->vars = NULL;
	opt_list_free(&s->env_files);
}
