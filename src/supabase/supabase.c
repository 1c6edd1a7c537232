#include "supabase/supabase.h"

#include "base/bytes.h"
#include "supabase/derived.h"
#include "token/apikey.h"
#include "token/jwt.h"

#include <stdlib.h>
#include <string.h>

/* An opaque key, and the token that the gateway replaces it with. */
struct pair {
	const char *key, *token;
};

enum opaque { UNKNOWN, NONE, CONFIGURED, BAD };

struct supabase {
	struct vars *vars;
	int64_t now;
	/* previous keys and derived values, once asked for */
	struct {
		bool made, failed;
		struct buf value;
	} v[SUPABASE_COUNT];
	enum opaque opaque;
	struct pair pair[4]; /* secret ones before publishable ones */
	size_t npair;
};

struct supabase *
supabase_new(struct vars *vars, int64_t now)
{
	struct supabase *s = xcalloc(1, sizeof(*s));

	s->vars = vars;
	s->now = now;
	return s;
}

const char *
supabase_why_over(const struct var *old, const struct var *now, int64_t t)
{
	const char *why = NULL;
	struct jwt token;

	if (bytes_same(old->value, old->n, now->value, now->n))
		return "is the current key";
	if (jwt_parse(&token, old->value, old->n) == 0 && token.exp.set &&
		token.exp.t <= t)
		why = "has expired";
	jwt_free(&token);
	return why;
}

static const struct buf *
judge_previous(struct supabase *s, enum supabase_id id, struct diags *d)
{
	const char *why;
	const struct var *old, *now;

	if (s->v[id].made)
		return &s->v[id].value;
	s->v[id].made = true;
	old = supabase_var(s->vars, id, d);
	if (!old->n)
		return &s->v[id].value;
	now = supabase_var(s->vars, supabase_current(id), d);
	why = supabase_why_over(old, now, s->now);
	if (why)
		diag_add(d, RULE_STALE_PREVIOUS_KEY, NULL, NOWHERE,
			"%s %s: left out", old->name, why);
	else
		buf_add(&s->v[id].value, old->value, old->n);
	return &s->v[id].value;
}

static int
refuse_unsafe(const char *name, const char *s, size_t n, struct diags *d)
{
	if (apikey_is_plain(s, n))
		return 0;
	return diag_add(d, RULE_DERIVED_VALUE, NULL, NOWHERE,
		"%s contains %s, which would break the Lua expressions derived "
		"from it; a key consists of A-Z a-z 0-9 . _ -",
		name,
		supabase_blanks(s, n) ? "white space (echo without -n adds a "
					"newline)"
				      : "an invalid character");
}

/* The four that the translation of opaque keys needs. */
static const enum supabase_id needed[] = {ID_SUPABASE_SECRET_KEY,
	ID_SUPABASE_PUBLISHABLE_KEY, ID_SERVICE_ROLE_KEY_ASYMMETRIC,
	ID_ANON_KEY_ASYMMETRIC};

#define NNEEDED countof(needed)

#define PUBLISHABLE_OLD ID_SUPABASE_PUBLISHABLE_KEY_PREVIOUS
#define SECRET_OLD ID_SUPABASE_SECRET_KEY_PREVIOUS

static const char *
name_of(enum supabase_id id)
{
	return supabase_variables[id].name;
}

static int
refuse_partial(const struct var *const v[NNEEDED], const struct buf *old,
	struct diags *d)
{
	struct buf message = {0};
	const char *between;
	size_t i, pass;
	int ret;

	for (pass = 0; pass < 2; pass++) {
		between = pass ? " without " : "";
		for (i = 0; i < NNEEDED; i++) {
			if (!v[i]->n != !!pass)
				continue;
			buf_addf(&message, "%s%s", between, name_of(needed[i]));
			between = " and ";
		}
		if (!pass && !message.n)
			buf_adds(&message,
				name_of(old->n ? PUBLISHABLE_OLD : SECRET_OLD));
	}
	ret = diag_add(d, RULE_DERIVED_VALUE, NULL, NOWHERE,
		"%s: opaque keys need all four variables, or their tokens "
		"would be empty",
		message.s);
	buf_free(&message);
	return ret;
}

static void
add_pair(struct supabase *s, const char *key, const char *token)
{
	if (*key)
		s->pair[s->npair++] = (struct pair){key, token};
}

/*
 * Finds out, once, which opaque keys become which tokens. Returns -1 if they
 * cannot.
 */
static int
find_pairs(struct supabase *s, struct diags *d)
{
	const struct buf *publishable, *secret;
	const struct var *v[NNEEDED];
	size_t i, set = 0;
	int bad = 0;

	if (s->opaque != UNKNOWN)
		return s->opaque == BAD ? -1 : 0;
	s->opaque = NONE;
	for (i = 0; i < NNEEDED; i++) {
		v[i] = supabase_var(s->vars, needed[i], d);
		set += v[i]->n != 0;
		bad |= v[i]->failed ? -1
				    : refuse_unsafe(v[i]->name, v[i]->value,
					      v[i]->n, d);
	}
	publishable = judge_previous(s, PUBLISHABLE_OLD, d);
	secret = judge_previous(s, SECRET_OLD, d);
	if (publishable->n)
		bad |= refuse_unsafe(name_of(PUBLISHABLE_OLD), publishable->s,
			publishable->n, d);
	if (secret->n)
		bad |= refuse_unsafe(
			name_of(SECRET_OLD), secret->s, secret->n, d);
	if (set < NNEEDED && (set || publishable->n || secret->n))
		bad |= refuse_partial(v, publishable, d);
	if (bad)
		s->opaque = BAD;
	if (bad || set < NNEEDED)
		return bad;
	s->opaque = CONFIGURED;
	add_pair(s, v[0]->value, v[2]->value);
	add_pair(s, secret->n ? secret->s : "", v[2]->value);
	add_pair(s, v[1]->value, v[3]->value);
	add_pair(s, publishable->n ? publishable->s : "", v[3]->value);
	return 0;
}

/*
 * The expressions. Kong's request-transformer evaluates $(...) in a sandbox
 * without functions. A header sent twice is a table, a query parameter without
 * "=" is true: what has no .sub is no text, and is not passed on.
 */
static void
add_clauses(const struct supabase *s, const char *subject, const char *begins,
	const char *result, struct buf *out)
{
	size_t i;

	for (i = 0; i < s->npair; i++)
		buf_addf(out, "(%s == '%s%s' and '%s%s') or ", subject, begins,
			s->pair[i].key, result, s->pair[i].token);
}

static void
make_auth(const struct supabase *s, struct buf *out)
{
	buf_adds(out,
		"$(((headers.authorization or '').sub and "
		"(headers.authorization or ''):sub(1, 10) ~= 'Bearer sb_' and "
		"headers.authorization) or ");
	add_clauses(s, "headers.apikey", "", "Bearer ", out);
	buf_adds(
		out, "((headers.apikey or '').sub and headers.apikey) or nil)");
}

static void
make_rt_ws(const struct supabase *s, struct buf *out)
{
	buf_adds(out, "$(");
	add_clauses(s, "query_params.apikey", "", "", out);
	buf_adds(out,
		"(query_params.apikey ~= true and (query_params.apikey or "
		"'').sub and query_params.apikey) or nil)");
}

static void
make_functions(const struct supabase *s, struct buf *out)
{
	buf_adds(out, "$(");
	add_clauses(s, "headers.apikey", "", "", out);
	add_clauses(s, "headers.authorization", "Bearer ", "", out);
	buf_adds(out, "nil)");
}

static int
make_oauth_path(struct supabase *s, struct buf *out, struct diags *d)
{
	const struct var *issuer = supabase_var(s->vars, ID_JWT_ISSUER, d);
	const char *problem = derived_issuer_problem(issuer->value, issuer->n);

	if (issuer->failed)
		return -1;
	if (problem)
		return diag_add(d, RULE_DERIVED_VALUE, NULL, NOWHERE,
			"cannot derive WELL_KNOWN_OAUTH_PATH: JWT_ISSUER %s",
			problem);
	derived_oauth_path(out, issuer->value, issuer->n);
	return 0;
}

static int
refuse_login(const struct var *var, const char *problem, struct diags *d)
{
	return diag_add(d, RULE_DERIVED_VALUE, NULL, NOWHERE,
		"cannot derive DASHBOARD_BASIC_AUTH: %s %s", var->name,
		var->source == VAR_UNSET ? "is not set" : problem);
}

static int
make_basic_auth(struct supabase *s, struct buf *out, struct diags *d)
{
	const struct var *user =
		supabase_var(s->vars, ID_DASHBOARD_USERNAME, d);
	const struct var *password =
		supabase_var(s->vars, ID_DASHBOARD_PASSWORD, d);
	const char *why_user = derived_user_problem(user->value, user->n);
	const char *why_password =
		derived_password_problem(password->value, password->n);
	int ret = user->failed || password->failed ? -1 : 0;

	if (!ret && why_user)
		ret = refuse_login(user, why_user, d);
	if (!password->failed && why_password)
		ret = refuse_login(password, why_password, d);
	if (ret)
		return ret;
	derived_basic_auth(
		out, user->value, user->n, password->value, password->n);
	return 0;
}

static int
make_derived(struct supabase *s, enum supabase_id id, struct diags *d)
{
	struct buf *out = &s->v[id].value;

	if (id == ID_DASHBOARD_BASIC_AUTH)
		return make_basic_auth(s, out, d);
	if (id == ID_WELL_KNOWN_OAUTH_PATH)
		return make_oauth_path(s, out, d);
	if (find_pairs(s, d))
		return -1;
	if (id == ID_LUA_AUTH_EXPR)
		make_auth(s, out);
	else if (id == ID_LUA_RT_WS_EXPR)
		make_rt_ws(s, out);
	else
		make_functions(s, out);
	return 0;
}

static enum expand_answer
derive(struct supabase *s, enum supabase_id id, struct diags *d)
{
	if (!s->v[id].made) {
		s->v[id].made = true;
		s->v[id].failed = make_derived(s, id, d) != 0;
	}
	return s->v[id].failed ? EXPAND_FAILED : EXPAND_SET;
}

int
supabase_check_opaque(struct supabase *s, struct diags *d)
{
	return find_pairs(s, d);
}

enum expand_answer
supabase_lookup(struct supabase *s, const char *name, size_t n,
	const char **value, size_t *nvalue, struct diags *d)
{
	const struct var *var = vars_lookup(s->vars, name, n, d);
	enum supabase_id id = supabase_find(name, n);
	unsigned flags = id < SUPABASE_COUNT ? supabase_variables[id].flags : 0;
	enum expand_answer answer = EXPAND_SET;
	const struct buf *found = NULL;

	*value = "";
	*nvalue = 0;
	if (var->failed)
		return EXPAND_FAILED;
	if (var->source == VAR_UNSET) {
		if (flags & VARIABLE_PREVIOUS)
			return EXPAND_OPTIONAL;
		if (!(flags & VARIABLE_DERIVED))
			return EXPAND_UNSET;
		answer = derive(s, id, d);
		found = &s->v[id].value;
	} else if (flags & VARIABLE_PREVIOUS) {
		found = judge_previous(s, id, d);
	}
	*value = found ? (found->s ? found->s : "") : var->value;
	*nvalue = found ? found->n : var->n;
	return answer;
}

const char *
supabase_origin(const struct supabase *s, const char *name)
{
	enum supabase_id id = supabase_find(name, strlen(name));

	if (id == SUPABASE_COUNT)
		return "not set";
	if (supabase_variables[id].flags & VARIABLE_DERIVED && s->v[id].made)
		return "derived";
	return supabase_variables[id].flags &
			       (VARIABLE_PREVIOUS | VARIABLE_INPUT)
		       ? NULL
		       : "not set";
}

struct vars *
supabase_vars(const struct supabase *s)
{
	return s->vars;
}

int64_t
supabase_now(const struct supabase *s)
{
	return s->now;
}

bool
supabase_is_previous(
	struct supabase *s, const char *value, size_t n, struct diags *d)
{
	const struct var *var;
	size_t i;

	for (i = 0; i < SUPABASE_COUNT; i++) {
		if (!(supabase_variables[i].flags & VARIABLE_PREVIOUS))
			continue;
		var = supabase_var(s->vars, i, d);
		if (n && bytes_same(var->value, var->n, value, n))
			return true;
	}
	return false;
}

int
supabase_add_secret(struct vars *vars, struct jwks *keys, struct diags *d)
{
	const struct var *secret = supabase_var(vars, ID_JWT_SECRET, d);

	if (secret->n)
		jwks_add_secret(keys, secret->value, secret->n);
	return secret->failed ? -1 : 0;
}

size_t
supabase_blanks(const char *s, size_t n)
{
	return n - bytes_trim(&s, n);
}

void
supabase_free(struct supabase *s)
{
	size_t i;

	if (!s)
		return;
	for (i = 0; i < SUPABASE_COUNT; i++)
		buf_free(&s->v[i].value);
	free(s);
}
