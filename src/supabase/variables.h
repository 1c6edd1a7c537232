/* What kongrender knows of the variables of a Supabase install: one table. */
#ifndef SUPABASE_VARIABLES_H
#define SUPABASE_VARIABLES_H

#include "vars/vars.h"

enum supabase_role {
	ROLE_NOBODY,
	ROLE_ANON, /* public: every browser has it */
	ROLE_SERVICE, /* for servers only */
};

enum supabase_form {
	FORM_PLAIN, /* no key */
	FORM_SECRET, /* text that signs */
	FORM_JWT, /* HS256 */
	FORM_OPAQUE, /* sb_... */
	FORM_ASYMMETRIC, /* a JWT, ES256, that replaces an opaque key */
	FORM_SIGNING_KEYS, /* JSON, private keys too */
	FORM_VERIFYING_KEYS, /* a JWK set */
};

enum supabase_flag {
	VARIABLE_MADE = 1, /* keys generate makes it */
	VARIABLE_IN_TEMPLATE = 2, /* templates refer to it */
	VARIABLE_PREVIOUS = 4, /* a key of before a rotation; optional */
	VARIABLE_DERIVED = 8, /* can be made from others */
	VARIABLE_INPUT = 16, /* others are made or checked with it */
};

enum supabase_id {
#define VARIABLE(name, other, role, form, flags) ID_##name,
#include "supabase/variables.def"
#undef VARIABLE
	SUPABASE_COUNT,
};

struct supabase_variable {
	const char *name, *other;
	uint8_t role, form, flags;
};

/* By enum supabase_id; what keys generate makes comes first. */
extern const struct supabase_variable supabase_variables[SUPABASE_COUNT];

/* The same names for vars_open() and, NULL if in no template, for nearest(). */
extern const struct var_alias supabase_aliases[SUPABASE_COUNT];
extern const char *const supabase_names[SUPABASE_COUNT];
extern const char *const supabase_others[SUPABASE_COUNT]; /* Envoy's */

/* Returns the variable that is called that in templates, or SUPABASE_COUNT. */
enum supabase_id supabase_find(const char *name, size_t n);

/* Returns the same for a name that templates, .env or the Secret have. */
enum supabase_id supabase_find_any(const char *name, size_t n);

/* Does vars_lookup() for it. */
const struct var *supabase_var(
	struct vars *vars, enum supabase_id id, struct diags *d);

/* Returns the name that the Secret and .env have for it. */
const char *supabase_secret_name(enum supabase_id id);

/* Returns the key that took the place of a previous one. */
enum supabase_id supabase_current(enum supabase_id previous);

/* Returns "anon", "service_role" or, for nobody, NULL. */
const char *supabase_role_name(enum supabase_role role);

/* Returns the role of that name; others are nobody's. */
enum supabase_role supabase_role_of(const char *name);

/* Returns whether a variable of either name holds a key. */
bool supabase_is_key(const char *name, size_t n);

/* Returns whether the variable holds a key that clients send. */
bool supabase_is_credential(enum supabase_id id);

#endif
