#include "token/date.h"

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
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

void
date_add_distance(struct buf *out, int64_t seconds)
{
	if (seconds > 0)
		buf_adds(out, "in ");
	date_add_span(out, seconds > 0 ? seconds : -seconds);
	if (seconds <= 0)
		buf_adds(out, " ago");
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

/* Reads n digits at *s into *to and passes over them. */
static bool
take_digits(const char **s, int n, int *to)
{
	for (*to = 0; n > 0; n--, (*s)++) {
		if (**s < '0' || **s > '9')
			return false;
		*to = *to * 10 + (**s - '0');
	}
	return true;
}

/* Reads n digits after one other character. */
static bool
take_part(const char **s, char before, int n, int *to)
{
	return *(*s)++ == before && take_digits(s, n, to);
}

/* Reads Z or +02:00 at *s: seconds east of UTC. */
static bool
take_offset(const char **s, int64_t *east)
{
	char sign = *(*s)++;
	int hours, minutes;

	*east = 0;
	if (sign == 'Z' || sign == 'z')
		return true;
	if ((sign != '+' && sign != '-') || !take_digits(s, 2, &hours) ||
		!take_part(s, ':', 2, &minutes) || hours > 23 || minutes > 59)
		return false;
	*east = (int64_t)(sign == '-' ? -60 : 60) * (hours * 60 + minutes);
	return true;
}

/* Reads 12:00:00.5Z at s, up to its end, into tm and *east. */
static bool
read_clock(const char *s, struct tm *tm, int64_t *east)
{
	size_t fraction;

	if (!take_digits(&s, 2, &tm->tm_hour) ||
		!take_part(&s, ':', 2, &tm->tm_min) ||
		!take_part(&s, ':', 2, &tm->tm_sec))
		return false;
	if (*s == '.') {
		fraction = strspn(s + 1, "0123456789");
		if (!fraction)
			return false;
		s += 1 + fraction;
	}
	/* 60: a leap second */
	return take_offset(&s, east) && !*s && tm->tm_hour < 24 &&
	       tm->tm_min < 60 && tm->tm_sec <= 60;
}

static bool
read_calendar(const char *s, int64_t *t)
{
	struct tm tm = {0}, day;
	int64_t east = 0, seconds;

	if (!take_digits(&s, 4, &tm.tm_year) ||
		!take_part(&s, '-', 2, &tm.tm_mon) ||
		!take_part(&s, '-', 2, &tm.tm_mday))
		return false;
	tm.tm_year -= 1900;
	tm.tm_mon--;
	/* timegm() carries what no month has into the next one */
	day = tm;
	if (timegm(&day) < 0 || day.tm_mday != tm.tm_mday ||
		day.tm_mon != tm.tm_mon)
		return false;
	if (*s && (!strchr("Tt ", *s) || !read_clock(s + 1, &tm, &east)))
		return false;
	seconds = (int64_t)timegm(&tm) - east;
	if (seconds < 0)
		return false;
	*t = seconds;
	return true;
}

bool
date_parse(const char *word, int64_t *t)
{
	size_t digits = strspn(word, "0123456789");
	long long seconds;

	if (!digits || word[digits])
		return read_calendar(word, t);
	errno = 0;
	seconds = strtoll(word, NULL, 10);
	if (errno)
		return false;
	*t = seconds;
	return true;
}
