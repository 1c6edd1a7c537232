#include "suite.h"

#include "token/date.h"

#include <string.h>

START_TEST(a_date_is_a_day_or_an_instant_or_seconds)
{
	static const struct {
		const char *word;
		int64_t t;
	} cases[] = {{"0", 0}, {"1700000000", 1700000000},
		{"253402300800", 253402300800}, {"1970-01-01", 0},
		{"2030-01-01", 1893456000}, {"2024-02-29", 1709164800},
		{"2030-01-01T00:00:00Z", 1893456000},
		{"2030-01-01t01:02:03z", 1893459723},
		{"2030-01-01 01:02:03Z", 1893459723},
		{"2030-01-01T00:00:00.999Z", 1893456000},
		{"2030-01-01T02:00:00+02:00", 1893456000},
		{"2029-12-31T18:30:00-05:30", 1893456000},
		{"2016-12-31T23:59:60Z", 1483228800},
		{"9999-12-31T23:59:59Z", DATE_LAST}};
	struct buf written = {0};
	size_t i;
	int64_t t;

	for (i = 0; i < countof(cases); i++) {
		t = -1;
		ck_assert_msg(
			date_parse(cases[i].word, &t), "%s", cases[i].word);
		ck_assert_msg(t == cases[i].t, "%s", cases[i].word);
		if (t > DATE_LAST)
			continue;
		/* what we print of it, we read again */
		date_add(&written, t);
		ck_assert(date_parse(written.s, &t));
		ck_assert(t == cases[i].t);
		buf_free(&written);
	}
}
END_TEST

START_TEST(what_no_calendar_has_is_refused)
{
	static const char *const bad[] = {"", "-1", "+1", " 1", "1 ", "1.5",
		"99999999999999999999", "tomorrow", "2030-", "2030-01",
		"2030-1-1", "30-01-01", "2030/01/01", "2030-00-01",
		"2030-13-01", "2030-01-00", "2030-01-32", "2030-02-29",
		"1969-12-31", "2030-01-01T", "2030-01-01T00:00",
		"2030-01-01T00:00:00", "2030-01-01T24:00:00Z",
		"2030-01-01T00:60:00Z", "2030-01-01T00:00:61Z",
		"2030-01-01T00:00:00.Z", "2030-01-01T00:00:00Zx",
		"2030-01-01T00:00:00+2", "2030-01-01T00:00:00+0200",
		"2030-01-01T00:00:00+24:00", "2030-01-01T00:00:00+02:60",
		"1970-01-01T00:00:00+02:00", "2030-01-01x", "2030-01-01Z"};
	size_t i;
	int64_t t = -7;

	/* "2030" is a number of seconds, and one that nobody means */
	ck_assert(date_parse("2030", &t));
	ck_assert_int_eq((int)t, 2030);
	for (i = 0; i < countof(bad); i++) {
		t = -7;
		ck_assert_msg(!date_parse(bad[i], &t), "%s", bad[i]);
		ck_assert_int_eq((int)t, -7);
	}
}
END_TEST

SUITE("date", a_date_is_a_day_or_an_instant_or_seconds,
	what_no_calendar_has_is_refused)
