#include "cli/keyflags.h"

#include "base/bytes.h"
#include "report/input.h"

#include "token/verdict.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

static int
usage(const struct command *c, int *status, const char *message)
{
	*status = opt_usage(c, "%s", message);
	return -1;
}

static int
read_key_file(struct keyflags *s, struct jwks *keys, struct diags *d)
{
	struct text *t = &s->text;
	const char *why;

	if (input_read(t, s->key_file, s->key_file, JWK_MAX_FILE, d))
		return -1;
	if (jwks_parse(keys, t->s, t->n, &why) == 0)
		return 0;
	return diag_add(d, RULE_KEY_MISMATCH, NULL, NOWHERE,
		"%s contains no usable key: %s", s->key_file, why);
}

/* The secret where a flag says that it is. Returns its name for messages. */
static int
read_flag(struct keyflags *s, const char **name, struct diags *d)
{
	struct text *t = &s->text;
	const char *path = s->secret_stdin ? "-" : s->secret_file;

	*name = s->secret_stdin ? "the secret on standard input"
				: s->secret_file;
	if (path) {
		if (input_read(t, path, *name, JWK_MAX_FILE, d))
			return -1;
		if (s->secret_stdin && t->n && t->s[t->n - 1] == '\n')
			t->n--;
		return 0;
	}
	*name = s->secret_env;
	t->s = getenv(s->secret_env);
	t->n = t->s ? strlen(t->s) : 0;
	/* what names no variable may be the secret itself */
	if (!t->s)
		*name = "the variable named by --secret-env";
	return 0;
}

/* The EC keys of JWT_JWKS in the sources, or of JWT_KEYS. */
static int
read_set(struct keyflags *s, struct jwks *keys, struct diags *d)
{
	const struct var *set = valueflags_get(&s->sources, "JWT_JWKS", d);
	const char *why;

	if (!set->n)
		set = valueflags_get(&s->sources, "JWT_KEYS", d);
	if (!set->n)
		return 0;
	if (jwks_parse(keys, set->value, set->n, &why))
		return diag_add(d, RULE_KEY_MISMATCH, NULL, NOWHERE,
			"%s contains no usable key: %s", set->name, why);
	jwks_keep_ec(keys, 0);
	return 0;
}

static int
read_sources(struct keyflags *s, bool verify, struct jwks *keys,
	const char **name, struct diags *d)
{
	size_t errors = diags_errors(d);
	const struct var *secret;

	*name = "JWT_SECRET";
	if (valueflags_open(&s->sources, d))
		return -1;
	secret = valueflags_get(&s->sources, *name, d);
	s->text.s = secret->source == VAR_UNSET ? NULL : secret->value;
	s->text.n = secret->n;
	if (verify && read_set(s, keys, d))
		return -1;
	return diags_errors(d) > errors ? -1 : 0;
}

static int
read_secret(struct keyflags *s, bool verify, struct jwks *keys, struct diags *d)
{
	struct text *t = &s->text;
	bool is_flag = s->secret_stdin || s->secret_file || s->secret_env;
	const char *name;

	if (is_flag ? read_flag(s, &name, d)
		    : read_sources(s, verify, keys, &name, d))
		return -1;
	if (!t->n && keys->n)
		return 0;
	if (!t->n)
		return diag_add(d, RULE_UNSET_VARIABLE, NULL, NOWHERE,
			"no secret found: %s %s; pass -e FILE or -s DIR, or "
			"use --secret-env, --secret-file or --secret-stdin",
			name, t->s ? "is empty" : "is not set");
	verdict_secret(name, t->s, t->n, d);
	jwks_add_secret(keys, t->s, t->n);
	return 0;
}

int
keyflags_read(const struct command *c, struct keyflags *s, bool verify,
	struct jwks *keys, struct diags *d, int *status)
{
	int ret;

	*status = STATUS_USAGE;
	if (!!s->secret_env + !!s->secret_file + s->secret_stdin +
			!!s->key_file >
		1)
		return usage(c, status,
			"only one of --secret-env, --secret-file, "
			"--secret-stdin and --key can be used");
	if (valueflags_check(c, &s->sources))
		return -1;
	ret = s->key_file ? read_key_file(s, keys, d)
			  : read_secret(s, verify, keys, d);
	*status = diags_status(d, false);
	return ret;
}

void
keyflags_close(struct keyflags *s)
{
	text_free(&s->text);
	valueflags_close(&s->sources);
}

int
tokenflags_read(const struct command *c, const struct tokenflags *s,
	struct text *t, struct diags *d, int *status)
{
	*t = (struct text){.s = ""};
	if (s->env && s->file)
		return usage(c, status,
			"--token-env and --token-file cannot be used together");
	if (s->env) {
		t->path = s->env;
		t->s = getenv(s->env);
		if (!t->s) {
			*t = (struct text){.s = ""};
			/* it may be the token itself */
			*status =
				opt_usage(c, "--token-env: variable not found "
					     "in the environment (expected its "
					     "name, not its value)");
			return -1;
		}
		t->n = strlen(t->s);
		return 0;
	}
	if (input_read(t, s->file ? s->file : "-", s->file ? s->file : "token",
		    JWK_MAX_FILE, d)) {
		*status = diags_status(d, false);
		return -1;
	}
	t->n = bytes_chomp(t->s, t->n);
	return 0;
}

int64_t
keyflags_now(int64_t now)
{
	return now == -1 ? (int64_t)time(NULL) : now;
}
