#include "kong/pem.h"
#include "kong/walk.h"

#include <string.h>

/* Whether a field is there with something that is not null. */
static bool
has(const struct walk *w, const struct record *r, size_t i)
{
	uint32_t node = r->value[i];

	return node && (walk_is_any(w, node) || !lyaml_is_null(w->doc, node));
}

/* The scalar of a field, if its content is known and a string; or NULL. */
static const struct node *
string_of(const struct walk *w, const struct record *r, const char *name)
{
	uint32_t node = r->value[record_field(r->e, name)];

	if (!node || w->doc->node[node].kind != NODE_SCALAR ||
		walk_is_unknown(w, node) ||
		lyaml_type(w->doc, node) != TYPE_STRING)
		return NULL;
	return &w->doc->node[node];
}

static bool
begins(const struct node *node, const char *prefix)
{
	size_t n = strlen(prefix);

	return node->n >= n && memcmp(node->value, prefix, n) == 0;
}

static int
check_key_of_jwt(struct walk *w, const struct record *r, bool elliptic)
{
	size_t field = record_field(r->e, "rsa_public_key");
	const struct node *key = string_of(w, r, "rsa_public_key");
	uint32_t place =
		key ? r->value[field]
		    : walk_place(w, r, record_field(r->e, "algorithm"));
	const char *wrong = key ? "rsa_public_key is no key" : NULL;

	if (!has(w, r, field))
		wrong = "this algorithm needs an rsa_public_key";
	/* of another type, or unknown: nothing more to say */
	if (!wrong || (key && pem_is_key(key->value, key->n,
				      w->config->version == KONG_3)))
		return 0;
	if (elliptic)
		return walk_warn(w, RULE_PUBLIC_KEY, place,
			"%s: Kong starts, and no token ever verifies; write "
			"the public key in PEM as a | block",
			wrong);
	return walk_report(w, RULE_PUBLIC_KEY, place,
		"%s, Kong will not start: write the public key (not a "
		"certificate) in PEM as a | block",
		wrong);
}

/* kong/plugins/jwt/daos.lua; a null algorithm passes for one that matches */
static int
check_jwt(struct walk *w, const struct record *r)
{
	size_t i = record_field(r->e, "algorithm");
	const struct node *algorithm = string_of(w, r, "algorithm");
	const char *const *p = r->e->fields[i].words[w->config->version];

	if (!r->value[i])
		return 0;
	if (!has(w, r, i))
		return check_key_of_jwt(w, r, false);
	if (!algorithm)
		return 0;
	while (*p && !scan_is(w->doc, r->value[i], *p))
		p++;
	if (!*p || begins(algorithm, "HS"))
		return 0;
	return check_key_of_jwt(w, r, begins(algorithm, "ES"));
}

static bool
is_sha1(const struct node *node)
{
	size_t i;

	for (i = 0; i < node->n; i++)
		if (!memchr("0123456789abcdef", node->value[i], 16))
			return false;
	return node->n == 40;
}

static int
check_basicauth(struct walk *w, const struct record *r)
{
	const struct node *username = string_of(w, r, "username");
	const struct node *password = string_of(w, r, "password");

	if (username && memchr(username->value, ':', username->n))
		walk_report(w, RULE_USERNAME_COLON,
			r->value[record_field(r->e, "username")],
			"username holds a colon, where HTTP's basic "
			"authentication begins the password: it can never log "
			"in; choose another");
	if (w->as_is && password && !is_sha1(password))
		walk_report(w, RULE_TRANSFORM_FALSE,
			r->value[record_field(r->e, "password")],
			"with _transform: false Kong takes this password for "
			"its own hash, so that nobody can log in: remove "
			"_transform: false");
	return 0;
}

/* All in one finding: they have one place to print. */
static int
check_required(struct walk *w, const struct record *r, bool nested)
{
	const struct kong_field *f = r->e->fields;
	const char *advice = NULL;
	struct buf names = {0};
	size_t i, n = 0;

	for (i = 0; i < r->e->nfields; i++) {
		bool owner = f[i].type == KONG_CONSUMER && !nested;

		if (r->value[i] || !(owner || f[i].flags & KONG_REQUIRED))
			continue;
		buf_addf(&names, "%s%s", n++ ? " and " : "", f[i].name);
		if (owner)
			advice = ": name the consumer, or move this into its "
				 "entry";
	}
	if (n == 0)
		return 0;
	if (r->e->id == KONG_FILE)
		advice = ": write _format_version: \"2.1\"";
	if (!advice)
		advice = n > 1 ? " without them" : " without it";
	walk_report(w,
		r->e->id == KONG_FILE ? RULE_FORMAT_VERSION
				      : RULE_MISSING_FIELD,
		r->at, "%s %s missing, Kong will not start%s", names.s,
		n > 1 ? "are" : "is", advice);
	buf_free(&names);
	return -1;
}

int
field_check_together(struct walk *w, const struct record *r, bool nested)
{
	int ret = check_required(w, r, nested);

	if (r->e->id == KONG_CONSUMERS &&
		!has(w, r, record_field(r->e, "username")) &&
		!has(w, r, record_field(r->e, "custom_id")))
		ret |= walk_report(w, RULE_MISSING_FIELD, r->at,
			"this consumer has neither username nor custom_id, "
			"Kong will not start: give it a username");
	if (r->e->id == KONG_JWT)
		ret |= check_jwt(w, r);
	if (r->e->id == KONG_BASICAUTH)
		ret |= check_basicauth(w, r);
	return ret;
}
