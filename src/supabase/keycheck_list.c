#include "supabase/keycheck.h"

#include "token/apikey.h"

static const char *
form_of(const struct keycheck_key *key)
{
	switch (apikey_kind(key->var->value, key->var->n)) {
	case APIKEY_PUBLISHABLE:
		return "publishable";
	case APIKEY_SECRET:
		return "secret";
	case APIKEY_UNKNOWN:
		return "opaque";
	case APIKEY_NONE:
		break;
	}
	if (!key->is_jwt)
		return "text";
	return key->jwt.jws.alg == JWS_ES256 ? "ES256" : "HS256";
}

static void
add_source(struct buf *out, const struct var *var)
{
	if (var->source == VAR_ENVIRONMENT)
		buf_adds(out, "environment ");
	buf_adds(out, var->origin);
}

static void
list_one(struct buf *out, const struct var *var, const char *what)
{
	struct buf source = {0};

	add_source(&source, var);
	buf_addf(out, "%-33s  %-28s  %s\n", var->name, source.s, what);
	buf_free(&source);
}

void
keycheck_list(const struct keycheck *c, struct buf *out)
{
	struct buf what = {0};
	size_t i;

	if (c->secret->n) {
		buf_addf(&what, "%zu byte%s", c->secret->n,
			c->secret->n == 1 ? "" : "s");
		list_one(out, c->secret, what.s);
	}
	for (i = 0; i < 2; i++)
		if (c->set[i]->n)
			list_one(out, c->set[i], "key set");
	for (i = 0; i < SUPABASE_COUNT; i++) {
		const struct keycheck_key *key = &c->key[i];

		if (!keycheck_has(i) || !key->var->n)
			continue;
		buf_cut(&what, 0);
		if (key->signer)
			verdict_describe(&what, &key->jwt, c->now);
		else
			buf_addf(&what, "%s%s", form_of(key),
				key->is_jwt ? ", not verified" : "");
		list_one(out, key->var, what.s);
	}
	buf_free(&what);
}

/* key: NULL for what signs. */
static struct verdict_key
row_of(const struct var *var, const struct keycheck_key *key, const char *form,
	struct buf *source)
{
	add_source(source, var);
	return (struct verdict_key){.name = var->name,
		.source = source->s,
		.form = form,
		.claims = key && key->signer ? &key->jwt : NULL};
}

size_t
keycheck_rows(const struct keycheck *c, struct verdict_key rows[KEYCHECK_ROWS],
	struct buf sources[KEYCHECK_ROWS])
{
	size_t i, n = 0;

	if (c->secret->n) {
		rows[n] = row_of(c->secret, NULL, "secret text", &sources[n]);
		n++;
	}
	for (i = 0; i < countof(c->set); i++) {
		if (!c->set[i]->n)
			continue;
		rows[n] = row_of(c->set[i], NULL, "key set", &sources[n]);
		n++;
	}
	for (i = 0; i < SUPABASE_COUNT; i++) {
		const struct keycheck_key *key = &c->key[i];

		if (!keycheck_has(i) || !key->var->n)
			continue;
		rows[n] = row_of(key->var, key, form_of(key), &sources[n]);
		n++;
	}
	return n;
}
