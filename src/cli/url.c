#include "cli/url.h"

#include "base/bytes.h"

#include <arpa/inet.h>
#include <string.h>
#include <strings.h>

#define MAX_HOST 253 /* RFC 1123 section 2.1, as DNS has it */

/* Returns the length of http:// or https:// at the front, or 0. */
static size_t
scheme_length(const char *s)
{
	if (strncasecmp(s, "http://", 7) == 0)
		return 7;
	return strncasecmp(s, "https://", 8) == 0 ? 8 : 0;
}

/* Returns the length of a host, with its brackets, or 0. */
static size_t
host_length(const char *s)
{
	size_t n;

	if (*s == '[') {
		n = strspn(s + 1, HEX ":.") + 1;
		return s[n] == ']' && n > 2 ? n + 1 : 0;
	}
	return strspn(s, LETTERS DIGITS "-._");
}

const char *
url_problem(const char *s)
{
	static const char path[] = LETTERS DIGITS "-._~%/:@!$&()*+,;=";
	size_t n = scheme_length(s);

	if (!n)
		return "does not begin with http:// or https://";
	s += n;
	if (s[strcspn(s, "@/?#")] == '@')
		return "contains a user name";
	n = host_length(s);
	if (!n || n > MAX_HOST)
		return "has no valid host";
	s += n;
	if (*s == ':') {
		n = strspn(s + 1, DIGITS);
		if (n == 0 || n > 5)
			return "has no valid port";
		s += n + 1;
	}
	if (*s && *s != '/')
		return *s == '?' || *s == '#' ? "has a query or a fragment"
					      : "has no valid host";
	s += strspn(s, path);
	if (*s == '?' || *s == '#')
		return "has a query or a fragment";
	return *s ? "contains an invalid character" : NULL;
}

static bool
is_private4(const unsigned char a[4])
{
	return a[0] == 127 || a[0] == 10 || (a[0] == 192 && a[1] == 168) ||
	       (a[0] == 172 && (a[1] & 0xf0) == 16) ||
	       (a[0] == 169 && a[1] == 254);
}

static bool
is_private6(const unsigned char a[16])
{
	static const unsigned char loopback[16] = {[15] = 1};
	static const unsigned char mapped[12] = {[10] = 0xff, [11] = 0xff};

	if (memcmp(a, mapped, sizeof(mapped)) == 0)
		return is_private4(a + 12);
	return memcmp(a, loopback, sizeof(loopback)) == 0 ||
	       (a[0] & 0xfe) == 0xfc || (a[0] == 0xfe && (a[1] & 0xc0) == 0x80);
}

bool
url_is_exposed(const char *s)
{
	size_t scheme = scheme_length(s), n = host_length(s + scheme);
	unsigned char address[16];
	char host[MAX_HOST + 1];

	if (scheme == 8)
		return false;
	s += scheme;
	if (*s == '[') {
		s++;
		n -= 2;
	}
	memcpy(host, s, n);
	host[n] = '\0';
	if (strcasecmp(host, "localhost") == 0)
		return false;
	if (inet_pton(AF_INET, host, address) == 1)
		return !is_private4(address);
	return inet_pton(AF_INET6, host, address) != 1 || !is_private6(address);
}
