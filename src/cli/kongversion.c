#include "cli/kongversion.h"

#include "base/bytes.h"

#include <string.h>

#define MAX_NUMBERS 4 /* Kong Enterprise: 3.4.3.12 */
#define MAX_DIGITS 4

/*
 * Reads the numbers of a version into v. Returns how many there are, or 0 if
 * word is not a version.
 */
static size_t
read_numbers(const char *word, int v[MAX_NUMBERS])
{
	size_t n = 0, digits, i;

	for (;;) {
		digits = strspn(word, DIGITS);
		if (digits == 0 || digits > MAX_DIGITS || n == MAX_NUMBERS ||
			(digits > 1 && *word == '0'))
			return 0;
		v[n] = 0;
		for (i = 0; i < digits; i++)
			v[n] = v[n] * 10 + (word[i] - '0');
		n++;
		word += digits;
		if (*word != '.')
			break;
		word++;
	}
	if (*word == '-')
		return word[1] && !word[1 + strspn(word + 1,
						    LETTERS DIGITS "._-")]
			       ? n
			       : 0;
	return *word ? 0 : n;
}

bool
kongversion_parse(const char *word, int *to, struct buf *note)
{
	int v[MAX_NUMBERS];
	size_t n = read_numbers(word, v);

	if (n > 1 && v[0] == 2 && v[1] == 8) {
		*to = KONGVERSION_28;
		return true;
	}
	if (n == 0 || v[0] != 3)
		return false;
	*to = n == MAX_NUMBERS || (n > 1 && v[1] > 9) ? KONGVERSION_ENTERPRISE
						      : KONGVERSION_3;
	if (n > 1 && v[1] != 9)
		buf_addf(note, "Kong 3.%d is checked as Kong 3.9%s", v[1],
			*to == KONGVERSION_ENTERPRISE ? ", Enterprise edition"
						      : "");
	return true;
}

struct kong_config
kongversion_config(int version, int edition, int flavor, const char *plugins)
{
	return (struct kong_config){
		.version = version == KONGVERSION_28 ? KONG_28 : KONG_3,
		.enterprise = edition || version == KONGVERSION_ENTERPRISE,
		.flavor = (enum kong_flavor)flavor,
		.plugins = plugins};
}
