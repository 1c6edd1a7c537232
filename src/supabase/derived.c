#include "supabase/derived.h"

#include "base/bytes.h"
#include "base/table.h"
#include "token/base64url.h"
#include "token/crypto.h"

#include <assert.h>
#include <string.h>

static bool
has_control(const char *s, size_t n)
{
	size_t i;

	for (i = 0; i < n; i++)
		if ((unsigned char)s[i] < 0x20 || s[i] == 0x7f)
			return true;
	return false;
}

const char *
derived_user_problem(const char *s, size_t n)
{
	if (!n)
		return "is empty";
	if (*s == '#')
		return "begins with #: Envoy would skip it as a comment, so "
		       "that nobody could log in";
	if (memchr(s, ':', n))
		return "contains a colon, which ends the user name";
	if (has_control(s, n))
		return "contains a line break or another control character";
	return NULL;
}

const char *
derived_password_problem(const char *s, size_t n)
{
	(void)s;
	return n ? NULL : "is empty: anyone could log in";
}

void
derived_basic_auth(struct buf *out, const char *user, size_t nuser,
	const char *password, size_t npassword)
{
	unsigned char hash[SHA1_BYTES];

	assert(!derived_user_problem(user, nuser));
	assert(!derived_password_problem(password, npassword));
	crypto_sha1(password, npassword, hash);
	buf_add(out, user, nuser);
	buf_adds(out, ":{SHA}");
	base64_encode(out, hash, sizeof(hash));
	wipe(hash, sizeof(hash));
}

/* SHA-1, in base64, of no bytes, and of the password of Supabase's examples. */
#define HASH_OF_NOTHING "2jmj7l5rSw0yVb/vlWAYkK/YBwk="
#define HASH_OF_EXAMPLE "hSQ8MW3G2Q5zGHrLotUauibHY74="

static const char *
user_line_problem(struct table *users, const char *line, size_t n)
{
	const char *colon = memchr(line, ':', n);
	size_t nhash;

	if (!colon)
		return "has a line without a colon";
	nhash = n - (size_t)(colon + 1 - line);
	if (colon == line || !nhash)
		return "has an empty user or hash";
	if (table_put(users, line, (size_t)(colon - line), 0) != TABLE_NONE)
		return "has a duplicate user";
	if (!bytes_begin(colon + 1, nhash, "{SHA}"))
		return "has an unsupported hash: expected {SHA}";
	if (nhash != 5 + 28)
		return "has a {SHA} hash of the wrong length";
	return memcmp(colon + 6, HASH_OF_NOTHING, 28) == 0
		       ? "has the hash of an empty password: anyone could log "
			 "in"
		       : NULL;
}

const char *
derived_users_problem(const char *s, size_t n)
{
	const char *line, *end, *problem = NULL;
	struct table users = {0};
	bool found = false;
	size_t length;

	for (line = s; !problem && line < s + n; line = end + 1) {
		end = memchr(line, '\n', (size_t)(s + n - line));
		if (!end)
			end = s + n;
		length = (size_t)(end - line);
		if (length == 0 || *line == '#')
			continue;
		found = true;
		problem = user_line_problem(&users, line, length);
	}
	table_free(&users);
	return problem || found ? problem : "has no user: nobody could log in";
}

bool
derived_users_public(const char *s, size_t n)
{
	return n && memmem(s, n, ":{SHA}" HASH_OF_EXAMPLE, 6 + 28);
}

/* What may be in a host or a path. */
#define PLAIN LETTERS DIGITS "-._~/:@[]"

/* Returns the length of http:// or https:// at the front of a URL, or 0. */
static size_t
scheme_length(const char *s, size_t n)
{
	return bytes_begin(s, n, "http://")    ? 7
	       : bytes_begin(s, n, "https://") ? 8
					       : 0;
}

const char *
derived_issuer_problem(const char *issuer, size_t n)
{
	size_t host = scheme_length(issuer, n);

	if (!n)
		return NULL;
	if (!host)
		return "does not begin with http:// or https://";
	if (host == n || issuer[host] == '/')
		return "has no host";
	if (!bytes_all(issuer + host, n - host, PLAIN))
		return "has a query, a fragment, a % or another character "
		       "that gateways refuse in the path of a route";
	return NULL;
}

void
derived_oauth_path(struct buf *out, const char *issuer, size_t n)
{
	const char *path;

	assert(!derived_issuer_problem(issuer, n));
	buf_adds(out, DERIVED_OAUTH_BASE);
	if (!n)
		return;
	path = issuer + scheme_length(issuer, n);
	n -= (size_t)(path - issuer);
	issuer = path;
	path = memchr(issuer, '/', n);
	if (!path)
		return;
	n -= (size_t)(path - issuer);
	while (n && path[n - 1] == '/')
		n--;
	buf_add(out, path, n);
}

/* Whether a segment of the path is . or .. */
static bool
has_dots(const char *s, size_t n)
{
	size_t at, end;

	for (at = 0; at < n; at = end + 1) {
		for (end = at; end < n && s[end] != '/';)
			end++;
		if ((end - at == 1 && s[at] == '.') ||
			(end - at == 2 && s[at] == '.' && s[at + 1] == '.'))
			return true;
	}
	return false;
}

const char *
derived_envoy_path_problem(const char *s, size_t n)
{
	static const char base[] = DERIVED_OAUTH_BASE;
	size_t i, nbase = sizeof(base) - 1;

	if (!n)
		return "is empty: its route would match every path";
	if (n < nbase || memcmp(s, base, nbase) != 0 ||
		(n > nbase && s[nbase] != '/'))
		return "does not begin with " DERIVED_OAUTH_BASE;
	if (memchr(s, '%', n))
		return "contains a %, which begins a variable in Envoy's "
		       "header values";
	if (!bytes_all(s, n, PLAIN))
		return "contains a character that is invalid in a route's path";
	for (i = 1; i < n; i++)
		if (s[i] == '/' && s[i - 1] == '/')
			return "contains two slashes in a row, which Envoy "
			       "merges: no request would match";
	if (has_dots(s, n))
		return "contains a segment . or .., which Envoy resolves: no "
		       "request would match";
	return NULL;
}
