#include "kong/supabase.h"

#include "token/jwt.h"

#include <stdlib.h>
#include <string.h>

/* A previous key, the one that took its place, and the token it stands for. */
struct previous {
	const char *name, *current;
};

static const struct previous previous[] = {
	{"SUPABASE_ANON_KEY_PREVIOUS", "SUPABASE_ANON_KEY"},
	{"SUPABASE_SERVICE_KEY_PREVIOUS", "SUPABASE_SERVICE_KEY"},
	{"SUPABASE_PUBLISHABLE_KEY_PREVIOUS", "SUPABASE_PUBLISHABLE_KEY"},
	{"SUPABASE_SECRET_KEY_PREVIOUS", "SUPABASE_SECRET_KEY"},
};

#define NPREVIOUS countof(previous)

static const char *const derived[] = {"LUA_AUTH_EXPR", "LUA_RT_WS_EXPR",
	"LUA_FUNCTIONS_EXPR", "WELL_KNOWN_OAUTH_PATH"};

enum { AUTH, RT_WS, FUNCTIONS, OAUTH_PATH, NDERIVED };

/* An opaque key, and the token that it is to become behind the gateway. */
struct pair {
	const char *key, *token;
};

enum opaque { UNKNOWN, NONE, CONFIGURED };

struct supabase {
	struct vars *vars;
	int64_t now;
	/* what supabase_lookup() found, once asked */
	bool judged[NPREVIOUS], made[NDERIVED];
	struct buf previous[NPREVIOUS], derived[NDERIVED];
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

static const struct var *
look(struct supabase *s, const char *name, struct diags *d)
{
	return vars_lookup(s->vars, name, strlen(name), d);
}

/* Returns why a previous key is not needed, or NULL. */
static const char *
why_dropped(
	const struct supabase *s, const struct var *old, const struct var *now)
{
	const char *why = NULL;
	struct jwt t;

	if (old->n == now->n && memcmp(old->value, now->value, old->n) == 0)
		return "is the current key";
	if (jwt_parse(&t, old->value, old->n) == 0 && t.exp.set &&
		t.exp.t <= s->now)
		why = "is expired";
	jwt_free(&t);
	return why;
}

static const struct buf *
judge_previous(struct supabase *s, size_t i, struct diags *d)
{
	const struct var *old, *now;
	const char *why;

	if (s->judged[i])
		return &s->previous[i];
	s->judged[i] = true;
	old = look(s, previous[i].name, d);
	if (!old->n)
		return &s->previous[i];
	now = look(s, previous[i].current, d);
	why = why_dropped(s, old, now);
	if (why)
		diag_add(d, RULE_PREVIOUS_KEY, NULL, NOWHERE, "%s %s: left out",
			previous[i].name, why);
	else
		buf_add(&s->previous[i], old->value, old->n);
	return &s->previous[i];
}

/* Whether a key can stand between Lua's quotes and mean itself. */
static bool
is_safe(const char *s, size_t n)
{
	size_t i;

	for (i = 0; i < n; i++)
		if (!((s[i] >= 'A' && s[i] <= 'Z') ||
			    (s[i] >= 'a' && s[i] <= 'z') ||
			    (s[i] >= '0' && s[i] <= '9') || s[i] == '.' ||
			    s[i] == '_' || s[i] == '-'))
			return false;
	return true;
}

static int
refuse_unsafe(const char *name, const char *s, size_t n, struct diags *d)
{
	if (is_safe(s, n))
		return 0;
	return diag_add(d, RULE_DERIVED_VALUE, NULL, NOWHERE,
		"%s holds %s: it cannot stand in the Lua expressions that are "
		"made from it; only A-Z a-z 0-9 . _ - can",
		name,
		supabase_blanks(s, n) ? "white space (echo without -n adds a "
					"newline)"
				      : "a character that no key has");
}

/* The four that the translation of opaque keys needs. */
static const char *const needed[] = {"SUPABASE_SECRET_KEY",
	"SUPABASE_PUBLISHABLE_KEY", "SERVICE_ROLE_KEY_ASYMMETRIC",
	"ANON_KEY_ASYMMETRIC"};

#define NNEEDED countof(needed)

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
			buf_addf(&message, "%s%s", between, needed[i]);
			between = " and ";
		}
		if (!pass && !message.n)
			buf_adds(&message,
				old->n ? previous[2].name : previous[3].name);
	}
	ret = diag_add(d, RULE_DERIVED_VALUE, NULL, NOWHERE,
		"%s: opaque keys need all four, and their tokens would be "
		"empty",
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

/* Finds out, once, which opaque keys become which tokens. */
static void
find_pairs(struct supabase *s, struct diags *d)
{
	const struct buf *publishable, *secret;
	const struct var *v[NNEEDED];
	size_t i, set = 0;
	int bad = 0;

	if (s->opaque != UNKNOWN)
		return;
	s->opaque = NONE;
	for (i = 0; i < NNEEDED; i++) {
		v[i] = look(s, needed[i], d);
		set += v[i]->n != 0;
		bad |= refuse_unsafe(needed[i], v[i]->value, v[i]->n, d);
	}
	publishable = judge_previous(s, 2, d);
	secret = judge_previous(s, 3, d);
	if (publishable->n)
		bad |= refuse_unsafe(
			previous[2].name, publishable->s, publishable->n, d);
	if (secret->n)
		bad |= refuse_unsafe(previous[3].name, secret->s, secret->n, d);
	if (set < NNEEDED && (set || publishable->n || secret->n))
		bad |= refuse_partial(v, publishable, d);
	if (bad || set < NNEEDED)
		return;
	s->opaque = CONFIGURED;
	add_pair(s, v[0]->value, v[2]->value);
	add_pair(s, secret->n ? secret->s : "", v[2]->value);
	add_pair(s, v[1]->value, v[3]->value);
	add_pair(s, publishable->n ? publishable->s : "", v[3]->value);
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

/* Returns what follows http:// or https:// in an issuer's URL, or NULL. */
static const char *
issuer_host(const char *s)
{
	if (strncmp(s, "http://", 7) == 0)
		return s + 7;
	return strncmp(s, "https://", 8) == 0 ? s + 8 : NULL;
}

/* Returns what is wrong with an issuer's URL, or NULL. */
static const char *
issuer_problem(const char *host)
{
	if (!host)
		return "does not begin with http:// or https://";
	if (!*host || *host == '/')
		return "names no host";
	if (host[strspn(host,
		    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
		    "0123456789-._~%/:@[]")])
		return "has a query, a fragment, or a character that no path "
		       "of a route has";
	return NULL;
}

/* RFC 8414 section 3.1: the well-known part goes before the issuer's path. */
static void
make_oauth_path(struct supabase *s, struct buf *out, struct diags *d)
{
	const struct var *issuer = look(s, "JWT_ISSUER", d);
	const char *host = issuer_host(issuer->value), *problem;
	size_t n;

	problem = issuer->n ? issuer_problem(host) : NULL;
	if (problem) {
		diag_add(d, RULE_DERIVED_VALUE, NULL, NOWHERE,
			"WELL_KNOWN_OAUTH_PATH is made from JWT_ISSUER, which "
			"%s",
			problem);
		return;
	}
	buf_adds(out, "/.well-known/oauth-authorization-server");
	if (!issuer->n)
		return;
	host += strcspn(host, "/");
	n = strlen(host);
	while (n && host[n - 1] == '/')
		n--;
	buf_add(out, host, n);
}

static void
make_derived(struct supabase *s, size_t i, struct diags *d)
{
	struct buf *out = &s->derived[i];

	if (i == OAUTH_PATH) {
		make_oauth_path(s, out, d);
		return;
	}
	find_pairs(s, d);
	if (i == AUTH)
		make_auth(s, out);
	else if (i == RT_WS)
		make_rt_ws(s, out);
	else
		make_functions(s, out);
}

static const struct buf *
derive(struct supabase *s, size_t i, struct diags *d)
{
	if (!s->made[i]) {
		s->made[i] = true;
		make_derived(s, i, d);
	}
	return &s->derived[i];
}

static bool
is_named(const char *name, size_t n, const char *wanted)
{
	return strlen(wanted) == n && memcmp(name, wanted, n) == 0;
}

static size_t
find_previous(const char *name, size_t n)
{
	size_t i;

	for (i = 0; i < NPREVIOUS; i++)
		if (is_named(name, n, previous[i].name))
			break;
	return i;
}

static size_t
find_derived(const char *name, size_t n)
{
	size_t i;

	for (i = 0; i < NDERIVED; i++)
		if (is_named(name, n, derived[i]))
			break;
	return i;
}

enum expand_answer
supabase_lookup(struct supabase *s, const char *name, size_t n,
	const char **value, size_t *nvalue, struct diags *d)
{
	const struct var *var = vars_lookup(s->vars, name, n, d);
	size_t old = find_previous(name, n), made = find_derived(name, n);
	bool set = var->source != VAR_UNSET || var->failed;
	const struct buf *found = NULL;

	if (set && old < NPREVIOUS)
		found = judge_previous(s, old, d);
	else if (!set && made < NDERIVED)
		found = derive(s, made, d);
	*value = found ? (found->s ? found->s : "") : var->value;
	*nvalue = found ? found->n : var->n;
	if (set || found)
		return EXPAND_SET;
	return old < NPREVIOUS ? EXPAND_OPTIONAL : EXPAND_UNSET;
}

const char *
supabase_origin(const struct supabase *s, const char *name)
{
	static const char *const inputs[] = {"JWT_SECRET", "JWT_ISSUER",
		"ANON_KEY_ASYMMETRIC", "SERVICE_ROLE_KEY_ASYMMETRIC"};
	size_t i = find_derived(name, strlen(name));

	if (i < NDERIVED && s->made[i])
		return "derived";
	if (find_previous(name, strlen(name)) < NPREVIOUS)
		return NULL;
	for (i = 0; i < countof(inputs); i++)
		if (strcmp(name, inputs[i]) == 0)
			return NULL;
	return "not set";
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

	for (i = 0; i < NPREVIOUS; i++) {
		var = look(s, previous[i].name, d);
		if (var->n && var->n == n && memcmp(var->value, value, n) == 0)
			return true;
	}
	return false;
}

void
supabase_free(struct supabase *s)
{
	size_t i;

	if (!s)
		return;
	for (i = 0; i < NPREVIOUS; i++)
		buf_free(&s->previous[i]);
	for (i = 0; i < NDERIVED; i++)
		buf_free(&s->derived[i]);
	free(s);
}
