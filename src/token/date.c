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
