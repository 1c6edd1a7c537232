#include "supabase/variables.h"

#include "base/bytes.h"

#include <assert.h>
#include <string.h>

enum {
	MADE = VARIABLE_MADE,
	IN_TEMPLATE = VARIABLE_IN_TEMPLATE,
	PREVIOUS = VARIABLE_PREVIOUS,
	DERIVED = VARIABLE_DERIVED,
	INPUT = VARIABLE_INPUT,
};

const struct supabase_variable supabase_variables[SUPABASE_COUNT] = {
#define VARIABLE(name, other, role, form, flags)                               \
	{#name, other, ROLE_##role, FORM_##form, flags},
#include "supabase/variables.def"
#undef VARIABLE
};

const struct var_alias supabase_aliases[SUPABASE_COUNT] = {
#define VARIABLE(name, other, role, form, flags) {#name, other},
#include "supabase/variables.def"
#undef VARIABLE
};

const char *const supabase_names[SUPABASE_COUNT] = {
#define VARIABLE(name, other, role, form, flags)                               \
	(flags) & IN_TEMPLATE ? #name : NULL,
#include "supabase/variables.def"
#undef VARIABLE
};

const char *const supabase_others[SUPABASE_COUNT] = {
#define VARIABLE(name, other, role, form, flags) other,
#include "supabase/variables.def"
#undef VARIABLE
};

enum supabase_id
supabase_find(const char *name, size_t n)
{
	size_t i;

	for (i = 0; i < SUPABASE_COUNT; i++)
		if (bytes_are(name, n, supabase_variables[i].name))
			break;
	return (enum supabase_id)i;
}

enum supabase_id
supabase_find_any(const char *name, size_t n)
{
	enum supabase_id id = supabase_find(name, n);
	size_t i;

	for (i = 0; id == SUPABASE_COUNT && i < SUPABASE_COUNT; i++)
		if (supabase_others[i] &&
			bytes_are(name, n, supabase_others[i]))
			id = (enum supabase_id)i;
	return id;
}

bool
supabase_is_key(const char *name, size_t n)
{
	enum supabase_id id = supabase_find_any(name, n);

	return id != SUPABASE_COUNT &&
	       supabase_variables[id].role != ROLE_NOBODY;
}

const struct var *
supabase_var(struct vars *vars, enum supabase_id id, struct diags *d)
{
	const char *name = supabase_variables[id].name;

	return vars_lookup(vars, name, strlen(name), d);
}

const char *
supabase_secret_name(enum supabase_id id)
{
	const struct supabase_variable *v = &supabase_variables[id];

	return v->other ? v->other : v->name;
}

enum supabase_id
supabase_current(enum supabase_id previous)
{
	static const char suffix[] = "_PREVIOUS";
	const char *name = supabase_variables[previous].name;

	assert(supabase_variables[previous].flags & PREVIOUS);
	return supabase_find(name, strlen(name) - (sizeof(suffix) - 1));
}

const char *
supabase_role_name(enum supabase_role role)
{
	return role == ROLE_ANON      ? "anon"
	       : role == ROLE_SERVICE ? "service_role"
				      : NULL;
}

enum supabase_role
supabase_role_of(const char *name)
{
	return strcmp(name, "anon") == 0	   ? ROLE_ANON
	       : strcmp(name, "service_role") == 0 ? ROLE_SERVICE
						   : ROLE_NOBODY;
}

bool
supabase_is_credential(enum supabase_id id)
{
	return supabase_variables[id].role != ROLE_NOBODY &&
	       supabase_variables[id].form != FORM_ASYMMETRIC;
}
