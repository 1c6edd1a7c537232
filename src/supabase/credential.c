#include "supabase/credential.h"

#include "base/bytes.h"
#include "kong/values.h"
#include "token/apikey.h"
#include "token/base64url.h"
#include "token/jwt.h"
#include "vars/placeholder.h"

#include <string.h>
#include <strings.h>

/* Part of a value: [at, end). */
struct span {
	const char *at, *end;
};

static size_t
length(struct span v)
{
	return (size_t)(v.end - v.at);
}

static struct span
trim(struct span v)
{
	size_t n = bytes_trim(&v.at, length(v));

	v.end = v.at + n;
	return v;
}

static bool
is_quoted(struct span v)
{
	return length(v) >= 2 && *v.at == v.end[-1] && strchr("'\"`", *v.at);
}

static struct span
unquote(struct span v)
{
	v = trim(v);
	if (is_quoted(v)) {
		v.at++;
		v.end--;
	}
	return trim(v);
}

/*
 * A name, of a member, or words: NAME, env.KEY, env:KEY, env['KEY'], cat
 * /run/secrets/KEY.
 */
static bool
is_dotted(struct span v)
{
	const char *c;

	v = trim(v);
	for (c = v.at; c < v.end; c++)
		if (!bytes_is_name(*c) && !strchr(".-['\"]:/ ", *c))
			return false;
	return v.at < v.end && bytes_begins_name(*v.at);
}

static bool
is_name(struct span v)
{
	return v.at < v.end && bytes_begins_name(*v.at) &&
	       bytes_all(v.at, length(v), LETTERS DIGITS "_");
}

/*
 * Finds the first open in v, and what is up to the next close. Returns whether
 * there is one.
 */
static bool
find_pair(
	struct span v, const char *open, const char *close, struct span *inside)
{
	const char *at = memmem(v.at, length(v), open, strlen(open)), *end;

	if (!at)
		return false;
	at += strlen(open);
	end = memmem(at, (size_t)(v.end - at), close, strlen(close));
	*inside = (struct span){at, end};
	return end != NULL;
}

/* ${ X }, $(X), %X%, {{ X }}, ${{ X }}: other tools would have replaced it. */
static bool
is_foreign_reference(struct span v)
{
	struct span inside;

	if (find_pair(v, "{{", "}}", &inside) && length(trim(inside)))
		return true;
	if (find_pair(v, "${", "}", &inside) && is_dotted(inside))
		return true;
	if (find_pair(v, "$(", ")", &inside) && is_dotted(inside))
		return true;
	return length(v) > 2 && *v.at == '%' && v.end[-1] == '%' &&
	       is_name((struct span){v.at + 1, v.end - 1});
}

/* What languages print where there is no value. */
static bool
is_nothing(struct span v)
{
	static const char *const words[] = {"null", "nil", "none", "undefined",
		"nan", "true", "false", "[object object]", "(null)", "<nil>",
		"<no value>"};
	size_t i;

	for (i = 0; i < countof(words); i++)
		if (strlen(words[i]) == length(v) &&
			strncasecmp(words[i], v.at, length(v)) == 0)
			return true;
	return false;
}

static bool
is_text(struct span v, const char *s, size_t n)
{
	return s && n == length(v) && memcmp(v.at, s, n) == 0;
}

enum supabase_role
credential_role_of(const char *name, size_t n)
{
	bool public = bytes_contain(name, n, "ANON") ||
		      bytes_contain(name, n, "PUBLISHABLE"),
	     server = bytes_contain(name, n, "SERVICE") ||
		      bytes_contain(name, n, "SECRET_KEY");

	if (public == server)
		return ROLE_NOBODY;
	return public ? ROLE_ANON : ROLE_SERVICE;
}

const char *
credential_public(const char *s, size_t n, const char *name, size_t nname)
{
	struct span v = unquote((struct span){s, s + n});

	if (v.at == v.end || value_is_vault(v.at, length(v)))
		return NULL;
	if (apikey_valid(v.at, length(v)))
		return NULL;
	if (value_leftover(v.at, length(v)) == LEFTOVER_CERTAIN ||
		is_foreign_reference(v))
		return "an unrendered reference";
	if (is_nothing(v))
		return "a word such as null";
	if (is_text(v, name, nname))
		return "the name of its variable";
	if (supabase_find_any(v.at, length(v)) != SUPABASE_COUNT)
		return "the name of a variable";
	return placeholder_is(v.at, length(v)) ? "a placeholder" : NULL;
}

/* Whether s has the claims of a JWT; *is_whole: and a signature's length. */
static bool
has_claims(const char *s, size_t n, bool *is_whole)
{
	struct jwt t;
	bool ok = jwt_parse(&t, s, n) == 0;

	*is_whole = ok && t.jws.problem != JWS_NOT_BASE64URL &&
		    t.jws.problem != JWS_SIGNATURE_LENGTH;
	jwt_free(&t);
	return ok;
}

static bool
is_jwt(const char *s, size_t n)
{
	bool is_whole;

	return has_claims(s, n, &is_whole) && is_whole;
}

bool
credential_is_key(const char *s, size_t n)
{
	return n >= CREDENTIAL_SHORT &&
	       (apikey_kind(s, n) != APIKEY_NONE || is_jwt(s, n));
}

static bool
is_key(struct span v)
{
	return credential_is_key(v.at, length(v));
}

/* Whether v is a key that has lost some of its first letters. */
static bool
lost_letters(struct span v)
{
	static const char *const starts[] = {
		"eyJ", "sb_secret_", "sb_publishable_"};
	struct buf whole = {0};
	size_t i, n;
	bool found = false;

	for (i = 0; i < countof(starts); i++)
		for (n = 1; n <= 3 && !found; n++) {
			buf_cut(&whole, 0);
			buf_add(&whole, starts[i], n);
			buf_add(&whole, v.at, length(v));
			found = i == 0 ? is_jwt(whole.s, whole.n)
				       : apikey_valid(whole.s, whole.n);
		}
	buf_free(&whole);
	return found;
}

static bool
is_base64_of_key(struct span v)
{
	struct buf text = {0}, bytes = {0};
	bool ok;

	while (v.end > v.at && v.end[-1] == '=')
		v.end--;
	/* base64 without -w0 breaks lines */
	for (; v.at < v.end; v.at++)
		if (!bytes_one_of(*v.at, WHITE))
			buf_addc(&text, *v.at == '+'   ? '-'
					: *v.at == '/' ? '_'
						       : *v.at);
	ok = text.n && base64url_decode(&bytes, text.s, text.n) == 0 &&
	     is_key(trim((struct span){bytes.s, bytes.s + bytes.n}));
	buf_free(&text);
	buf_free(&bytes);
	return ok;
}

static bool
is_percent_encoded_key(struct span v)
{
	struct buf bytes = {0};
	bool found = false;
	const char *c;

	for (c = v.at; c < v.end; c++) {
		if (*c == '%' && v.end - c > 2 && hex_digit(c[1]) >= 0 &&
			hex_digit(c[2]) >= 0) {
			buf_addc(&bytes,
				(char)(hex_digit(c[1]) * 16 + hex_digit(c[2])));
			found = true;
			c += 2;
		} else {
			buf_addc(&bytes, *c);
		}
	}
	found = found &&
		is_key(trim((struct span){bytes.s, bytes.s + bytes.n}));
	buf_free(&bytes);
	return found;
}

/* Whether v is a key but for the white space inside of it. */
static bool
is_broken_key(struct span v)
{
	struct buf joined = {0};
	const char *c;
	bool found;

	for (c = v.at; c < v.end; c++)
		if (!bytes_one_of(*c, WHITE))
			buf_addc(&joined, *c);
	found = joined.n < length(v) && joined.n &&
		credential_is_key(joined.s, joined.n);
	buf_free(&joined);
	return found;
}

/*
 * Whether a whole key is among other characters: after its name, in brackets,
 * before a semicolon.
 */
static bool
has_key(struct span v)
{
	struct span word;

	for (word.at = v.at; word.at < v.end; word.at = word.end + 1) {
		word.end = word.at;
		while (word.end < v.end && apikey_is_plain(word.end, 1))
			word.end++;
		if (length(word) < length(v) &&
			(is_jwt(word.at, length(word)) ||
				apikey_valid(word.at, length(word))))
			return true;
	}
	return false;
}

/* eyJ, and not three parts of base64url: the header is there at least. */
static const char *
cut_problem(struct span v)
{
	size_t dots = 0;
	const char *c;
	bool is_whole;

	if (length(v) < 3 || memcmp(v.at, "eyJ", 3) != 0)
		return NULL;
	for (c = v.at; c < v.end; c++)
		dots += *c == '.';
	if (has_claims(v.at, length(v), &is_whole))
		return "looks like a JWT whose signature lost or gained "
		       "characters: copy it again";
	return dots < 2 ? "is a truncated JWT: it has fewer than three parts"
			: "begins like a JWT but is not one: characters were "
			  "lost or added when it was copied";
}

static const char *
looks(struct span v)
{
	static const char bearer[] = "bearer ";
	size_t n = sizeof(bearer) - 1;

	if (is_quoted(v) && is_key(unquote(v)))
		return "is a key in quotes, which are part of the value: "
		       "remove them";
	if (length(v) > n && strncasecmp(v.at, bearer, n) == 0)
		return "begins with Bearer, which belongs in the header only: "
		       "remove it";
	if (is_broken_key(v))
		return "is a key with white space inside, perhaps a line "
		       "break: write it on one line";
	if (is_percent_encoded_key(v))
		return "is a percent-encoded key: decode it";
	if (lost_letters(v))
		return "is a key without its first letters";
	if (is_base64_of_key(v))
		return "is a base64-encoded key: decode it (a Secret's data is "
		       "encoded, its stringData is not)";
	if (has_key(v))
		return "has other characters before or after the key: remove "
		       "them";
	return cut_problem(v);
}

/* The variable without a key whose value v is, or NULL. */
static const char *
variable_of(struct span v, struct vars *vars, struct diags *d)
{
	const struct var *var;
	size_t i;

	for (i = 0; i < SUPABASE_COUNT; i++) {
		if (supabase_variables[i].role != ROLE_NOBODY ||
			supabase_variables[i].flags & VARIABLE_DERIVED)
			continue;
		var = supabase_var(vars, i, d);
		if (var->n && is_text(v, var->value, var->n))
			return var->name;
	}
	return NULL;
}

void
credential_add_looks(struct buf *out, const char *s, size_t n,
	struct vars *vars, struct diags *d)
{
	struct span v = trim((struct span){s, s + n});
	const char *what = looks(v);
	const char *name = what || !vars ? NULL : variable_of(v, vars, d);

	if (name)
		buf_addf(out, "is the value of %s: use the key instead", name);
	else if (what)
		buf_adds(out, what);
	else if (value_leftover(v.at, length(v)) != LEFTOVER_NONE)
		buf_adds(out, "contains what looks like a reference");
	else if (length(v) < CREDENTIAL_SHORT)
		buf_addf(out, "has fewer than %d characters", CREDENTIAL_SHORT);
}
