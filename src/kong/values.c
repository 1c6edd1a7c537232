#include "kong/values.h"

#include "base/bytes.h"
#include "kong/hosts.h"
#include "template/expand.h"

#include <string.h>

bool
value_is_uuid(const char *s, size_t n)
{
	size_t i;

	if (n != 36)
		return false;
	for (i = 0; i < n; i++)
		if (i == 8 || i == 13 || i == 18 || i == 23
				? s[i] != '-'
				: !bytes_one_of(s[i], HEX))
			return false;
	return true;
}

const char *
value_tag_problem(const char *s, size_t n, bool is_3)
{
	size_t i;

	for (i = 0; i < n; i++) {
		if (s[i] == ',' || s[i] == '/')
			return "must not contain a comma or slash";
		if ((unsigned char)s[i] < ' ' || s[i] == 0x7f)
			return "must not contain a control character";
		if (s[i] == ' ' && !is_3)
			return "must not contain a space in Kong 2.8";
	}
	return NULL;
}

const char *
value_uri_problem(const char *s, size_t n)
{
	struct url u;

	url_split(s, n, &u);
	if (!u.scheme.n)
		return "needs a scheme such as https:";
	if (!u.host.n)
		return "needs a host";
	return memchr(s, '#', n) ? "must not have a fragment (#...)" : NULL;
}

bool
value_is_vault(const char *s, size_t n)
{
	return n > 10 && memcmp(s, "{vault://", 9) == 0 && s[n - 1] == '}';
}

/*
 * Whether $NAME is meant as a reference: in capitals, and the whole string, or
 * a word of three letters or more among plain ones. Anything else may be part
 * of a password.
 */
static bool
is_meant(const char *s, size_t n, const struct ref *r)
{
	size_t i;

	for (i = r->name; i < r->name_end; i++)
		if (s[i] >= 'a' && s[i] <= 'z')
			return false;
	if (r->end - r->at == n)
		return true;
	return r->name_end - r->name >= 3 &&
	       (r->at == 0 || !bytes_span(s + r->at - 1, 1, LETTERS DIGITS)) &&
	       bytes_span(s, n, LETTERS DIGITS "_$-./:{} ") == n;
}

enum value_leftover
value_leftover(const char *s, size_t n)
{
	enum value_leftover found = LEFTOVER_NONE;
	enum ref_status status;
	size_t from = 0;
	struct ref r;

	while ((status = ref_next(s, n, from, &r)) != REF_NONE) {
		from = status == REF_UNTERMINATED || status == REF_TOO_DEEP
			       ? r.at + 1
			       : r.end;
		if (status != REF_FOUND)
			continue;
		if (s[r.at + 1] == '{' || is_meant(s, n, &r))
			return LEFTOVER_CERTAIN;
		found = LEFTOVER_MAYBE;
	}
	return found;
}
