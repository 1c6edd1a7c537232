/* Dates and spans of time for a person, in UTC. */
#ifndef TOKEN_DATE_H
#define TOKEN_DATE_H

#include "base/buf.h"

#define DATE_DAY INT64_C(86400) /* seconds */
#define DATE_LAST INT64_C(253402300799) /* 9999-12-31T23:59:59Z */

/*
 * Appends t, in seconds since 1970, as 2027-01-09T23:00:00Z; outside the
 * years 0 to 9999, which RFC 3339 cannot write, as a plain number.
 */
void date_add(struct buf *out, int64_t t);

/*
 * Appends a span of seconds (not negative) in its two largest units: "9 years
 * 364 days", "12 hours", "1 minute 40 seconds". A year has 365 days.
 */
void date_add_span(struct buf *out, int64_t seconds);

/* Appends how far off it is: "in 12 hours", "12 hours ago". */
void date_add_distance(struct buf *out, int64_t seconds);

/*
 * Reads a duration: a whole number and one of s m h d w y (a year has 365
 * days). Returns whether word is one that fits into *seconds; zero is.
 */
bool date_parse_duration(const char *word, int64_t *seconds);

/*
 * Reads a date from 1970 on into *t, seconds since 1970: digits alone are those
 * seconds; 2030-01-31 is its first second in UTC; or RFC 3339, section 5.6:
 * 2030-01-31T12:00:00Z, with an offset like +02:00 instead of Z, a fraction,
 * which is dropped, and a space or a lower case letter for T. Returns false,
 * with *t as it was, for anything else, and for days and times that no
 * calendar has.
 */
bool date_parse(const char *word, int64_t *t);

#endif
