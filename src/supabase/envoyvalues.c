#include "supabase/envoyvalues.h"

#include "supabase/derived.h"

#include <string.h>

/* Returns the variable of that name, in the words of either gateway. */
static enum supabase_id
find(const char *name, size_t n)
{
	enum supabase_id id = supabase_find(name, n);
	size_t i;

	for (i = 0; id == SUPABASE_COUNT && i < SUPABASE_COUNT; i++)
		if (supabase_variables[i].other &&
			strlen(supabase_variables[i].other) == n &&
			memcmp(supabase_variables[i].other, name, n) == 0)
			id = (enum supabase_id)i;
	return id;
}

static bool
is_key(enum supabase_id id)
{
	return supabase_variables[id].role != ROLE_NOBODY;
}

/* What belongs together, and may be left away together. */
static bool
is_opaque(enum supabase_id id)
{
	return is_key(id) && supabase_variables[id].form != FORM_JWT;
}

static int
check_key(enum supabase_id id, const char *s, size_t n, struct diags *d)
{
	const char *name = supabase_secret_name(id);
	size_t i;

	for (i = 0; i < n; i++)
		if (!((s[i] >= 'A' && s[i] <= 'Z') ||
			    (s[i] >= 'a' && s[i] <= 'z') ||
			    (s[i] >= '0' && s[i] <= '9') || s[i] == '.' ||
			    s[i] == '_' || s[i] == '-'))
			break;
	if (i < n && supabase_blanks(s, n))
		return diag_add(d, RULE_KEY_WHITESPACE, NULL, NOWHERE,
			"%s begins or ends with white space (echo without -n "
			"adds a newline): no client can send it",
			name);
	if (i < n)
		return diag_add(d, RULE_BAD_VALUE, NULL, NOWHERE,
			"%s contains a character that no key has; only A-Z a-z "
			"0-9 . _ - are allowed",
			name);
	if (!n && supabase_variables[id].form == FORM_JWT &&
		!(supabase_variables[id].flags & VARIABLE_PREVIOUS))
		return diag_add(d, RULE_EMPTY_CREDENTIAL, NULL, NOWHERE,
			"%s is empty: no request with this key would get in",
			name);
	return 0;
}

static int
check_derived(enum supabase_id id, const char *s, size_t n, struct diags *d)
{
	const char *problem = NULL;

	if (id == ID_WELL_KNOWN_OAUTH_PATH)
		problem = derived_envoy_path_problem(s, n);
	else if (id == ID_DASHBOARD_BASIC_AUTH)
		problem = derived_users_problem(s, n);
	return !problem
		       ? 0
		       : diag_add(d, RULE_DERIVED_VALUE, NULL, NOWHERE, "%s %s",
				 supabase_variables[id].name, problem);
}

static enum expand_answer
judge(struct envoyvalues *e, enum supabase_id id, enum expand_answer answer,
	const char *s, size_t n, struct diags *d)
{
	if (answer == EXPAND_UNSET && is_opaque(id))
		answer = EXPAND_OPTIONAL;
	if (answer == EXPAND_SET && (is_key(id) ? check_key(id, s, n, d)
						: check_derived(id, s, n, d)))
		return EXPAND_FAILED;
	if (is_opaque(id) && supabase_check_opaque(e->s, d))
		return EXPAND_FAILED;
	return answer;
}

enum expand_answer
envoyvalues_lookup(struct envoyvalues *e, const char *name, size_t n,
	const char **value, size_t *nvalue, struct diags *d)
{
	enum supabase_id id = find(name, n);
	enum expand_answer answer;

	if (id == SUPABASE_COUNT)
		return supabase_lookup(e->s, name, n, value, nvalue, d);
	name = supabase_variables[id].name;
	answer = supabase_lookup(e->s, name, strlen(name), value, nvalue, d);
	if (!e->answer[id])
		e->answer[id] =
			(uint8_t)(1 + judge(e, id, answer, *value, *nvalue, d));
	return (enum expand_answer)(e->answer[id] - 1);
}
