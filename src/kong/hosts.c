#include "kong/hosts.h"

#include "base/bytes.h"
#include <arpa/inet.h>
#include <stdlib.h>
#include <string.h>

#define MAX_PORT 65535

/* A port above any that exists represents all that are too large. */
static long
number(const char *s, size_t n)
{
	long v = 0;
	size_t i;

	for (i = 0; i < n && v <= MAX_PORT; i++)
		v = v * 10 + (s[i] - '0');
	return v;
}

/* Cuts ":DIGITS" off the end of the n bytes at s. Returns the port, or -1. */
static long
cut_port(const char *s, size_t *n)
{
	size_t i = *n;
	long port;

	while (i && strchr(DIGITS, s[i - 1]) && s[i - 1])
		i--;
	if (i == *n || !i || s[i - 1] != ':')
		return -1;
	port = number(s + i, *n - i);
	*n = i - 1;
	return port;
}

static bool
is_ipv4(const char *s, size_t n)
{
	size_t at = 0, digits;
	int part;

	for (part = 0; part < 4; part++) {
		digits = bytes_span(s + at, n - at, DIGITS);
		if (!digits || digits > 3 || number(s + at, digits) > 255)
			return false;
		at += digits;
		if (part < 3 && (at == n || s[at++] != '.'))
			return false;
	}
	return at == n;
}

/*
 * Kong takes neither an IPv4 tail nor a zone. It completes a colon at either
 * end with a 0 and puts as many zeros for the first :: as make eight groups,
 * none if there are eight already.
 */
static bool
is_ipv6(const char *s, size_t n)
{
	size_t at = 0, digits, groups = 0;
	bool filled = false;

	for (;; at++) {
		digits = bytes_span(s + at, n - at, HEX);
		if (digits > 4)
			return false;
		if (digits || at == 0 || at == n) {
			groups++;
		} else {
			/* the second colon of :: */
			if (filled)
				return false;
			filled = true;
		}
		at += digits;
		if (at >= n)
			break;
		if (s[at] != ':')
			return false;
	}
	return filled ? groups <= 8 : groups == 8;
}

/* Labels of letters, digits, - and _; none ends in -, the last may be "". */
static bool
is_name(const char *s, size_t n)
{
	size_t at, len;

	if (!n || bytes_span(s, n, LETTERS DIGITS "-._") != n)
		return false;
	for (at = 0; at < n; at += len + 1) {
		len = bytes_span(s + at, n - at, LETTERS DIGITS "-_");
		if (!len || s[at + len - 1] == '-')
			return false;
	}
	return true;
}

static enum host_kind
read_ipv6(const char *s, size_t n, long *port)
{
	const char *end = s[0] == '[' ? memchr(s, ']', n) : NULL;
	size_t after, digits;

	if (!end)
		return is_ipv6(s, n) ? HOST_IPV6 : HOST_NONE;
	after = n - (size_t)(end + 1 - s);
	if (!is_ipv6(s + 1, (size_t)(end - s) - 1))
		return HOST_NONE;
	if (!after)
		return HOST_IPV6;
	digits = after - 1;
	if (end[1] != ':' || bytes_span(end + 2, digits, DIGITS) != digits)
		return HOST_NONE;
	/* Kong crashes on a colon that nothing follows */
	if (!digits)
		return HOST_NONE;
	*port = number(end + 2, digits);
	return HOST_IPV6;
}

static size_t
count(const char *s, size_t n, char c)
{
	size_t i, found = 0;

	for (i = 0; i < n; i++)
		found += s[i] == c;
	return found;
}

enum host_kind
host_read(const char *s, size_t n, long *port)
{
	enum host_kind kind;

	*port = -1;
	if (count(s, n, ':') > 1) {
		kind = read_ipv6(s, n, port);
	} else if (bytes_span(s, n, DIGITS ".:") == n) {
		*port = cut_port(s, &n);
		kind = is_ipv4(s, n) ? HOST_IPV4 : HOST_NONE;
	} else {
		*port = cut_port(s, &n);
		kind = is_name(s, n) ? HOST_NAME : HOST_NONE;
	}
	if (kind == HOST_NONE) {
		*port = -1;
	} else if (*port > MAX_PORT) {
		*port = 0;
		kind = HOST_NONE;
	}
	return kind;
}

/* What inet_pton takes; an IPv6 address may be in brackets. */
static bool
is_address(const char *s, size_t n, bool is_6)
{
	char text[INET6_ADDRSTRLEN];
	unsigned char address[16];

	if (is_6 && n > 2 && s[0] == '[' && s[n - 1] == ']') {
		s++;
		n -= 2;
	}
	if (n >= sizeof(text) || memchr(s, '\0', n))
		return false;
	memcpy(text, s, n);
	text[n] = '\0';
	return inet_pton(is_6 ? AF_INET6 : AF_INET, text, address) == 1;
}

/* The prefix is one of a list of Kong's: no 08. */
bool
host_is_ip_or_cidr(const char *s, size_t n)
{
	const char *slash = memchr(s, '/', n);
	const char *prefix = slash ? slash + 1 : s;
	size_t ip = slash ? (size_t)(slash - s) : n;
	size_t digits = slash ? n - ip - 1 : 0;
	bool is_6 = memchr(s, ':', ip) != NULL;

	if (!is_address(s, ip, is_6))
		return false;
	return !slash ||
	       (digits && bytes_span(prefix, digits, DIGITS) == digits &&
		       !(digits > 1 && *prefix == '0') &&
		       number(prefix, digits) <= (is_6 ? 128 : 32));
}

bool
host_is_odd_block(const char *s, size_t n)
{
	const char *slash = memchr(s, '/', n);
	char text[INET6_ADDRSTRLEN];
	unsigned char address[16] = {0};
	long prefix, bit;
	bool is_6;

	if (!slash || (size_t)(slash - s) >= sizeof(text))
		return false;
	memcpy(text, s, (size_t)(slash - s));
	text[slash - s] = '\0';
	is_6 = strchr(text, ':') != NULL;
	prefix = number(slash + 1, n - (size_t)(slash + 1 - s));
	/* of IPv4 Kong clears these bits, but not with a prefix of 0 */
	if (inet_pton(is_6 ? AF_INET6 : AF_INET, text, address) != 1 ||
		(!is_6 && prefix > 0))
		return false;
	for (bit = prefix; bit < 128; bit++)
		if (address[bit / 8] & (0x80 >> (bit % 8)))
			return true;
	return false;
}

static struct url_part
part(const char *s, const char *end)
{
	struct url_part p = {s, (size_t)(end - s)};

	return p;
}

/* [user@]host[:port], of which only the host may be in brackets. */
static void
split_authority(const char *s, const char *end, struct url *url)
{
	const char *at = memchr(s, '@', (size_t)(end - s)), *p;

	url->has_user = at != NULL;
	if (at)
		s = at + 1;
	for (p = end; p > s && p[-1] != ':' && p[-1] != ']'; p--)
		;
	if (p > s && p[-1] == ':') {
		url->port = part(p, end);
		end = p - 1;
	}
	if (end > s)
		url->host = part(s, end);
	if (url->host.n > 2 && s[0] == '[' && end[-1] == ']')
		url->host = part(s + 1, end - 1);
}

static const char *
find_any(const char *s, const char *end, const char *set)
{
	const char *p;

	for (; *set; set++) {
		p = memchr(s, *set, (size_t)(end - s));
		end = p ? p : end;
	}
	return end;
}

void
url_split(const char *s, size_t n, struct url *url)
{
	const char *end = find_any(s, s + n, "#"), *p;
	size_t scheme = bytes_span(s, (size_t)(end - s), LETTERS DIGITS);

	memset(url, 0, sizeof(*url));
	if (scheme)
		scheme += bytes_span(s + scheme, (size_t)(end - s) - scheme,
			LETTERS DIGITS "+-.");
	if (scheme && s + scheme < end && s[scheme] == ':') {
		url->scheme = part(s, s + scheme);
		s += scheme + 1;
	}
	if (end - s >= 2 && s[0] == '/' && s[1] == '/') {
		p = find_any(s + 2, end, "/");
		split_authority(s + 2, p, url);
		s = p;
	}
	p = find_any(s, end, "?");
	p = find_any(s, p, ";");
	if (p > s)
		url->path = part(s, p);
}
