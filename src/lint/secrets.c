#include "lint/secrets.h"

#include "base/bytes.h"

#include <string.h>

#define SECRET_PREFIX "sb_secret_"

/* The least that is taken for a key, not for somebody writing about one. */
#define MIN_OPAQUE 20
#define MIN_SIGNATURE 16

static size_t
skip_word(const char *s, size_t n, size_t at)
{
	return at + bytes_span(s + at, n - at, LETTERS DIGITS "_-");
}

/* The end of the JWT that begins the word at s[at], or 0. */
static size_t
jwt_end(const char *s, size_t n, size_t at)
{
	size_t payload, signature, end;

	if (!bytes_begin(s + at, n - at, "eyJ"))
		return 0;
	payload = skip_word(s, n, at);
	if (payload == n || s[payload] != '.')
		return 0;
	signature = skip_word(s, n, payload + 1);
	if (signature == payload + 1 || signature == n || s[signature] != '.')
		return 0;
	end = skip_word(s, n, signature + 1);
	return end - signature > MIN_SIGNATURE ? end : 0;
}

static size_t
opaque_end(const char *s, size_t n, size_t at)
{
	size_t prefix = strlen(SECRET_PREFIX), end;

	if (!bytes_begin(s + at, n - at, SECRET_PREFIX))
		return 0;
	end = skip_word(s, n, at);
	return end - at >= prefix + MIN_OPAQUE ? end : 0;
}

/* <YOUR_ANON_KEY_HERE>, but not a regular expression's (?<NAME>...). */
static size_t
bracket_end(const char *s, size_t n, size_t at)
{
	size_t end = at + 1;
	bool underscore = false;

	if (s[at] != '<' || (at > 0 && (s[at - 1] == '?' || s[at - 1] == 'P')))
		return 0;
	for (; end < n && s[end] != '>'; end++) {
		underscore |= s[end] == '_';
		if (!bytes_one_of(s[end], UPPER DIGITS "_-"))
			return 0;
	}
	return end < n && underscore ? end + 1 : 0;
}

enum part { IN_COMMENT, IN_SCALAR, IN_FIELD };

/*
 * Returns where byte at lies: in a credential's secret field, in any other
 * scalar, or outside of all, which is a comment. *i is the node from which to
 * look on; places come in order.
 */
static enum part
find_part(const struct doc *doc, const struct schema_field *const *field,
	size_t at, uint32_t *i)
{
	while (*i + 1 < doc->n && doc->node[*i + 1].at <= at)
		++*i;
	if (*i == 0 || doc->node[*i].kind != NODE_SCALAR ||
		at >= doc->node[*i].end)
		return IN_COMMENT;
	return field[*i] && field[*i]->flags & SCHEMA_SECRET ? IN_FIELD
							     : IN_SCALAR;
}

static int
report_placeholder(
	const struct text *t, size_t at, enum part part, struct diags *d)
{
	if (part == IN_COMMENT)
		return diag_add_level(d, LEVEL_NOTE, RULE_PLACEHOLDER, t, at,
			"a placeholder in a comment, which Kong does not read");
	return diag_add(d, RULE_PLACEHOLDER, t, at,
		"a placeholder: Kong would use it as the value; write a "
		"reference such as ${NAME}");
}

int
secrets_check(const struct doc *doc, const struct schema_field *const *field,
	struct diags *d)
{
	const struct text *t = doc->text;
	size_t at, end, next;
	uint32_t i = 0;
	enum part part;
	bool bracket;
	int ret = 0;

	for (at = 0; at < t->n; at = next) {
		bracket = t->s[at] == '<';
		end = bracket ? bracket_end(t->s, t->n, at)
			      : jwt_end(t->s, t->n, at);
		if (!end && !bracket)
			end = opaque_end(t->s, t->n, at);
		next = end ? end : skip_word(t->s, t->n, at);
		next += next == at;
		part = end ? find_part(doc, field, at, &i) : IN_FIELD;
		if (part == IN_FIELD)
			continue;
		if (bracket)
			ret |= report_placeholder(t, at, part, d);
		else
			ret |= diag_add(d, RULE_HARDCODED_SECRET, t, at,
				"hard-coded secret (%s): put it in the Secret "
				"and write a reference such as ${NAME}",
				t->s[at] == 'e' ? "a JWT" : "a secret key");
	}
	return ret;
}
