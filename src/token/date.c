#include "token/date.h"

#include <inttypes.h>
#include <time.h>

#define FIRST INT64_C(-62167219200) /* 0000-01-01T00:00:00Z */

static const struct {
	int64_t seconds;
	const char *name;
} units[] = {
	{365 * DATE_DAY, "year"},
	{DATE_DAY, "day"},
	{3600, "hour"},
	{60, "minute"},
	{1, "second"},
};

void
date_add(struct buf *out, int64_t t)
{
	time_t clock = (time_t)t;
	struct tm tm;

	if (t < FIRST || t > DATE_LAST || !gmtime_r(&clock, &tm)) {
		buf_addf(out, "%" PRId64 " seconds after 1970", t);
		return;
	}
	buf_addf(out, "%04d-%02d-%02dT%02d:%02d:%02dZ", tm.tm_year + 1900,
		tm.tm_mon + 1, tm.tm_mday, tm.tm_hour, tm.tm_min, tm.tm_sec);
}

void
date_add_span(struct buf *out, int64_t seconds)
{
	size_t i, said = 0;
	int64_t count;

	for (i = 0; i < countof(units) && said < 2; i++) {
		count = seconds / units[i].seconds;
		seconds %= units[i].seconds;
		/* the second unit is the one right below the first */
		if (!count && said)
			break;
		if (!count && i + 1 < countof(units))
			continue;
		buf_addf(out, "%s%" PRId64 " %s%s", said ? " " : "", count,
			units[i].name, count == 1 ? "" : "s");
		said++;
	}
}

bool
date_parse_duration(const char *word, int64_t *seconds)
{
	static const struct {
		char letter;
		int64_t seconds;
	} letters[] = {{'s', 1}, {'m', 60}, {'h', 3600}, {'d', DATE_DAY},
		{'w', 7 * DATE_DAY}, {'y', 365 * DATE_DAY}};
	int64_t n = 0;
	const char *s;
	size_t i;

	for (s = word; *s >= '0' && *s <= '9'; s++)
		if (__builtin_mul_overflow(n, 10, &n) ||
			__builtin_add_overflow(n, *s - '0', &n))
			return false;
	if (s == word || !*s || s[1])
		return false;
	for (i = 0; i < countof(letters); i++)
		if (letters[i].letter == *s)
			return !__builtin_mul_overflow(
				n, letters[i].seconds, seconds);
	return false;
}
