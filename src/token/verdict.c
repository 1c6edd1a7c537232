#include "token/verdict.h"

#include "report/format.h"
#include "token/date.h"
#include "token/strictjson.h"

#include <stdlib.h>
#include <string.h>

static int
say(const struct verdict *v, enum level level, enum rule_id rule,
	struct buf *message)
{
	int ret = diag_add_level(
		v->d, level, rule, v->text, v->at, "%s", message->s);

	buf_free(message);
	return ret;
}

int
verdict_form(const struct jwt *t, const struct verdict *v)
{
	const char *problem = jwt_problem(t);

	if (!problem)
		return 0;
	return diag_add(v->d, RULE_TOKEN_MALFORMED, v->text, v->at,
		"invalid token: %s", problem);
}

static const struct jwk *
find_kind(const struct jwks *keys, enum jwk_kind kind)
{
	size_t i;

	for (i = 0; i < keys->n; i++)
		if (keys->v[i].kind == kind)
			return &keys->v[i];
	return NULL;
}

static int
explain_signature(const struct jwt *t, const struct verdict *v)
{
	bool mac = t->jws.alg == JWS_HS256;
	const struct jwk *key = find_kind(v->keys, mac ? JWK_OCT : JWK_EC);
	const char *hint = NULL;

	if (!key)
		return diag_add(v->d, RULE_KEY_SIGNATURE, v->text, v->at,
			"cannot verify the token: it is signed with %s and no "
			"%s is set",
			mac ? "HS256" : "ES256",
			mac ? "secret" : "EC P-256 key");
	if (mac)
		hint = jwt_hint(t, key->secret.s, key->secret.n);
	return diag_add(v->d, RULE_KEY_SIGNATURE, v->text, v->at,
		"invalid signature: the token was signed with another %s: %s",
		mac ? "secret" : "key",
		hint ? hint
		     : "sign it again with this one, or set the one that "
		       "signed it");
}

int
verdict_signature(const struct jwt *t, const struct verdict *v)
{
	const struct jwk *key = v->signer ? v->signer : jwt_signer(t, v->keys);

	if (!key)
		return explain_signature(t, v);
	if (key->kind == JWK_OCT &&
		jwt_secret_is_public(key->secret.s, key->secret.n))
		return diag_add_level(v->d, v->known,
			RULE_PUBLICLY_KNOWN_SECRET, v->text, v->at,
			"the token is signed with the publicly known secret of "
			"Supabase's examples: anyone can sign a token for any "
			"role");
	return 0;
}

int
verdict_role(const struct jwt *t, const struct verdict *v)
{
	struct buf message = {0};

	if (!v->role || (t->role && strcmp(t->role, v->role) == 0))
		return 0;
	if (!t->role) {
		buf_addf(&message, "the token has no role, expected %s",
			v->role);
	} else {
		buf_adds(&message, "the token's role is ");
		report_escape(&message, t->role, strlen(t->role));
		buf_addf(&message, ", expected %s", v->role);
	}
	return say(v, LEVEL_ERROR, RULE_KEY_ROLE, &message);
}

/*
 * Returns a - b without overflow: at either end of time that is enough. Never
 * INT64_MIN, so that what is returned can be negated.
 */
static int64_t
minus(int64_t a, int64_t b)
{
	int64_t result;

	if (__builtin_sub_overflow(a, b, &result))
		return a < b ? -INT64_MAX : INT64_MAX;
	return result == INT64_MIN ? -INT64_MAX : result;
}

int
verdict_expiry(const struct jwt *t, const struct verdict *v)
{
	/* with a leeway a token may be valid though none of it is left */
	int64_t left = minus(t->exp.t, v->now);
	struct buf message = {0};

	if (!t->exp.set)
		return 0;
	if (minus(left, -v->leeway) > 0 &&
		(v->min_valid == 0 || left >= v->min_valid))
		return 0;
	buf_adds(&message,
		left > 0 ? "the token expires on " : "the token expired on ");
	date_add(&message, t->exp.t);
	buf_adds(&message, ", ");
	date_add_distance(&message, left);
	if (left <= 0 && v->expired)
		buf_addf(&message, ": %s", v->expired);
	return say(v, v->expiry, RULE_KEY_EXPIRY, &message);
}

int
verdict_install(const struct jwt *t, const struct verdict *v, bool is_old)
{
	int ret = 0;

	if (v->keys->n && !is_old && t->jws.alg == JWS_HS256)
		ret = verdict_form(t, v) ? -1 : verdict_signature(t, v);
	return ret | verdict_expiry(t, v);
}

int
verdict_opaque(enum apikey_kind kind, bool is_server, const char *what,
	const struct verdict *v)
{
	if (kind == (is_server ? APIKEY_SECRET : APIKEY_PUBLISHABLE))
		return 0;
	return diag_add(v->d, RULE_KEY_ROLE, v->text, v->at,
		"%s does not begin with %s%s", what,
		is_server ? "sb_secret_" : "sb_publishable_",
		kind == APIKEY_UNKNOWN ? ""
				       : ": the keys of anon and service_role "
					 "are swapped");
}

int
verdict_dates(const struct jwt *t, const struct verdict *v)
{
	struct buf message = {0};
	int ret = verdict_expiry(t, v);

	if (t->nbf.set && minus(t->nbf.t, v->now) > v->leeway) {
		buf_adds(&message, "the token is not valid before ");
		date_add(&message, t->nbf.t);
		ret |= say(v, LEVEL_ERROR, RULE_KEY_CLAIM, &message);
	}
	if (t->iat.set && minus(t->iat.t, v->now) > v->leeway) {
		buf_adds(&message, "the token's iat is in the future: ");
		date_add(&message, t->iat.t);
		ret |= say(v, LEVEL_ERROR, RULE_KEY_CLAIM, &message);
	}
	return ret;
}

int
verdict_demo(const struct jwt *t, const struct verdict *v)
{
	if (!t->iss || strcmp(t->iss, "supabase-demo") != 0)
		return 0;
	return diag_add_level(v->d, v->known, RULE_PUBLICLY_KNOWN_SECRET,
		v->text, v->at,
		"the token is a publicly known demo key of Supabase's examples "
		"(iss supabase-demo)");
}

void
verdict_secret(const char *name, const char *s, size_t n, struct diags *d)
{
	if (jwt_secret_is_public(s, n))
		diag_add(d, RULE_PUBLICLY_KNOWN_SECRET, NULL, NOWHERE,
			"%s is the publicly known secret of Supabase's "
			"examples: anyone can sign keys with it",
			name);
	else if (n < JWT_SHORT_SECRET)
		diag_add(d, RULE_WEAK_SECRET, NULL, NOWHERE,
			"%s has %zu byte%s; HS256 needs at least %d, and "
			"PostgREST does not start with fewer",
			name, n, n == 1 ? "" : "s", JWT_SHORT_SECRET);
	if (n && strchr(" \t\r\n", s[n - 1]))
		diag_add(d, RULE_WEAK_SECRET, NULL, NOWHERE,
			"%s ends with white space, which counts as part of the "
			"secret (echo without -n adds a newline)",
			name);
}

static const char *
alg_name(enum jws_alg alg)
{
	switch (alg) {
	case JWS_HS256:
		return "HS256";
	case JWS_ES256:
		return "ES256";
	case JWS_NONE:
		return "alg none";
	default:
		return "unknown alg";
	}
}

static void
add_claim(struct buf *out, const char *name, const char *value)
{
	if (!value)
		return;
	buf_addf(out, ", %s ", name);
	report_escape(out, value, strlen(value));
}

void
verdict_describe(struct buf *out, const struct jwt *t, int64_t now)
{
	int64_t left = minus(t->exp.t, now);

	buf_adds(out, alg_name(t->jws.alg));
	add_claim(out, "role", t->role);
	add_claim(out, "iss", t->iss);
	add_claim(out, "ref", t->ref);
	if (!t->exp.set) {
		buf_adds(out, ", never expires");
		return;
	}
	buf_adds(out, left > 0 ? ", expires " : ", expired ");
	date_add(out, t->exp.t);
	buf_adds(out, " (");
	date_add_distance(out, left);
	buf_addc(out, ')');
}

static void
set_text(json_t *object, const char *name, const char *value)
{
	if (value)
		json_object_set_new(object, name, report_json_string(value));
}

static void
set_date(json_t *object, const char *name, const struct jwt_date *date)
{
	if (date->set)
		json_object_set_new(object, name, json_integer(date->t));
}

/* What others wrote, if it is JSON. */
static void
set_json(json_t *object, const char *name, const struct buf *text)
{
	json_t *value = json_loadb(text->s, text->n, 0, NULL);

	if (value)
		json_object_set_new(object, name, value);
}

static json_t *
build_key(const struct verdict_key *key)
{
	const struct jwt *t = key->claims;
	struct buf date = {0};
	json_t *object = json_object();

	set_text(object, "name", key->name);
	set_text(object, "source", key->source);
	set_text(object, "form", key->form);
	if (key->unverified) {
		json_object_set_new(object, "verified", json_false());
		set_json(object, "header", &key->unverified->jws.header);
		set_json(object, "claims", &key->unverified->jws.payload);
	}
	if (!t)
		return object;
	set_text(object, "role", t->role);
	set_text(object, "iss", t->iss);
	set_text(object, "ref", t->ref);
	set_date(object, "iat", &t->iat);
	set_date(object, "exp", &t->exp);
	if (t->exp.set) {
		date_add(&date, t->exp.t);
		set_text(object, "expires", date.s);
		buf_free(&date);
	}
	return object;
}

static json_t *
build_finding(const struct diag *diag)
{
	json_t *object = json_object();

	set_text(object, "level", report_level(diag->level));
	set_text(object, "rule", rules[diag->rule].id);
	if (diag->text)
		set_text(object, "about", diag->text->path);
	set_text(object, "message", diag->message);
	return object;
}

void
verdict_json(struct buf *out, const struct verdict_key *keys, size_t n,
	const struct diags *d)
{
	json_t *root, *list, *findings;
	size_t i;

	strictjson_use_memory();
	root = json_object();
	list = json_array();
	findings = json_array();
	for (i = 0; i < n; i++)
		json_array_append_new(list, build_key(&keys[i]));
	for (i = 0; i < d->n; i++)
		json_array_append_new(findings, build_finding(&d->v[i]));
	json_object_set_new(root, "version", json_integer(1));
	json_object_set_new(root, "ok", json_boolean(diags_errors(d) == 0));
	json_object_set_new(root, "keys", list);
	json_object_set_new(root, "findings", findings);
	strictjson_write_pretty(out, root);
	json_decref(root);
}
