#include "kong/credentials.h"

#include "base/bytes.h"
#include "kong/pem.h"
#include "kong/values.h"

#include <math.h>
#include <string.h>

/* Of a key-auth credential: the one field that is a key and a secret. */
static void
check_white(struct judge *j, const struct schema_field *f, uint32_t i)
{
	const struct node *node = entries_node(j->e, i);
	bool begins = bytes_one_of(node->value[0], WHITE);

	if (f->name != N_key || !(f->flags & SCHEMA_SECRET) ||
		(!begins && !bytes_one_of(node->value[node->n - 1], WHITE)))
		return;
	judge_report(j, RULE_KEY_WHITESPACE, i,
		"%s %s white space, so that no header can ever match it; "
		"remove it (%s)",
		schema_name(f), begins ? "begins with" : "ends with",
		node->style == STYLE_LITERAL || node->style == STYLE_FOLDED
			? "a block scalar keeps its line break without |- or >-"
			: "probably echo without -n before base64");
}

void
credentials_check_string(
	struct judge *j, const struct schema_field *f, uint32_t i)
{
	const struct node *node = entries_node(j->e, i);

	if (value_is_vault(node->value, node->n))
		judge_report(j, RULE_VAULT_REFERENCE, i,
			"Kong does not resolve a vault reference in %s: its "
			"text would be the credential; let kongrender insert "
			"the value with ${NAME}",
			schema_name(f));
	check_white(j, f, i);
}

void
credentials_check_absent(
	struct judge *j, const struct schema_field *f, uint32_t place)
{
	if (f->flags & SCHEMA_USELESS_NULL)
		judge_note(j, LEVEL_WARNING, RULE_NULL_CREDENTIAL, place,
			"%s is missing: Kong makes a new random one at every "
			"start; set a value or remove the entry",
			schema_name(f));
}

void
credentials_check_null(
	struct judge *j, const struct schema_field *f, uint32_t i)
{
	if (f->flags & SCHEMA_USELESS_NULL)
		judge_report(j, RULE_NULL_CREDENTIAL, i,
			"%s is null: Kong accepts this credential, but no "
			"request can ever match it; set a value or remove the "
			"entry",
			schema_name(f));
	else if (f->flags & SCHEMA_SENT)
		judge_note(j, LEVEL_WARNING, RULE_NULL_CREDENTIAL, i,
			"%s is null: Kong accepts this credential, but no "
			"request can ever match it; set a value, or remove the "
			"field so that Kong generates one",
			schema_name(f));
}

/* A public key is needed, and must be one if its content is known. */
static void
check_key_of_jwt(struct judge *j, uint32_t i, bool elliptic)
{
	uint32_t key = judge_get(j, i, N_rsa_public_key);
	const struct node *node = entries_node(j->e, key);
	const char *wrong = NULL;

	if (judge_value(j, key) <= VALUE_NULL)
		wrong = "missing rsa_public_key, which this algorithm needs";
	else if (judge_value(j, key) == VALUE_STRING &&
		 !pem_is_key(node->value, node->n, j->context.is_3))
		wrong = "invalid rsa_public_key";
	if (!wrong)
		return;
	if (judge_value(j, key) != VALUE_STRING)
		key = judge_get(j, i, N_algorithm);
	if (elliptic)
		judge_note(j, LEVEL_WARNING, RULE_PUBLIC_KEY, key,
			"%s: Kong starts, but no token ever verifies; write "
			"the public key in PEM as a | block",
			wrong);
	else
		judge_report(j, RULE_PUBLIC_KEY, key,
			"%s: Kong will not start; write the public key (not a "
			"certificate) in PEM as a | block",
			wrong);
}

/* kong/plugins/jwt/daos.lua; a null algorithm passes for one that matches */
static void
across_jwt(struct judge *j, uint32_t i)
{
	uint32_t algorithm = judge_get(j, i, N_algorithm);
	const struct node *node = entries_node(j->e, algorithm);
	const char *word = NULL;

	if (judge_value(j, algorithm) == VALUE_NULL)
		check_key_of_jwt(j, i, false);
	if (judge_value(j, algorithm) != VALUE_STRING ||
		bytes_begin(node->value, node->n, "HS"))
		return;
	do
		word = schema_word(WORDS_jwt_algorithm, word, j->context.is_3);
	while (word && !judge_is(j, algorithm, word));
	if (word)
		check_key_of_jwt(j, i, bytes_begin(node->value, node->n, "ES"));
}

static void
across_basicauth(struct judge *j, uint32_t i)
{
	uint32_t username = judge_get(j, i, N_username),
		 password = judge_get(j, i, N_password);
	const struct node *node = entries_node(j->e, username),
			  *hash = entries_node(j->e, password);

	if (judge_value(j, username) == VALUE_STRING &&
		memchr(node->value, ':', node->n))
		judge_report(j, RULE_USERNAME_COLON, username,
			"username contains a colon, where HTTP basic "
			"authentication begins the password: this user can "
			"never log in; choose another name");
	if (judge_is_boolean(j, judge_get(j, 1, N__transform), false) &&
		judge_value(j, password) == VALUE_STRING &&
		!(hash->n == 40 && bytes_all(hash->value, 40, DIGITS "abcdef")))
		judge_report(j, RULE_TRANSFORM_FALSE, password,
			"password is not a hash, but _transform: false makes "
			"Kong read it as one: nobody can log in; remove "
			"_transform: false");
}

/* Kong never looks at it before a request comes with the key. */
static void
across_keyauth(struct judge *j, uint32_t i)
{
	uint32_t ttl = judge_get(j, i, N_ttl);
	enum value value = judge_value(j, ttl);
	double v = 1;

	if (value <= VALUE_NULL)
		return;
	if (!j->context.is_3) {
		judge_report(j, RULE_TTL_IS_ABSOLUTE, ttl,
			"Kong 2.8 ignores a ttl in a declarative file: the key "
			"never expires; remove it");
		return;
	}
	if (value != VALUE_ANY)
		v = value == VALUE_NUMBER ? judge_number(j, ttl) : NAN;
	if (!isfinite(v) || v != floor(v) || v <= 0)
		judge_report(j, RULE_INVALID_TTL, ttl,
			"invalid ttl, expected a whole number above 0: Kong "
			"starts, but answers every request with this key with "
			"status 500; remove it");
	else
		judge_report(j, RULE_TTL_IS_ABSOLUTE, ttl,
			"Kong reads a ttl in a declarative file as seconds "
			"since 1970, not from now: 3600 expired long ago; "
			"remove it");
}

/* Kong starts, and then cannot find the consumer that it has just loaded. */
static void
across_consumer(struct judge *j, uint32_t i)
{
	uint32_t id = judge_get(j, i, N_id);

	if (judge_value(j, judge_get(j, i, N_username)) <= VALUE_NULL &&
		judge_value(j, judge_get(j, i, N_custom_id)) <= VALUE_NULL)
		judge_report(j, RULE_MISSING_FIELD, i,
			"missing username or custom_id: Kong will not start; "
			"set a username");
	if (judge_value(j, id) == VALUE_NULL)
		judge_report(j, RULE_MISSING_FIELD, id,
			"id is null: Kong answers every request with a key of "
			"this consumer with status 500; set a UUID or remove "
			"the field");
}

void
credentials_across(struct judge *j, enum schema_record record, uint32_t i)
{
	switch (record) {
	case RECORD_consumer:
		across_consumer(j, i);
		break;
	case RECORD_keyauth_credential:
		across_keyauth(j, i);
		break;
	case RECORD_basicauth_credential:
		across_basicauth(j, i);
		break;
	case RECORD_jwt_secret:
		across_jwt(j, i);
		break;
	default:
		break;
	}
}
