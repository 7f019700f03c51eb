/*
 * clock - times and durations, and how they are written
 *
 * A time is milliseconds since 1970-01-01T00:00:00Z, a duration is
 * milliseconds.  Nothing below a command asks the system for the time of a
 * verdict: it is given (`--now`).
 */
#ifndef COMMON_BASE_CLOCK_H
#define COMMON_BASE_CLOCK_H

#include "common/base/bytes.h"

#define TIME_UNKNOWN INT64_MIN

int64_t clock_now(void);     /* the time of day */
int64_t clock_running(void); /* monotonic, for deadlines and durations */
void clock_sleep(int64_t ms);

/* Days, hours ... to a time; the date must exist (1 January 0 to 9999). */
bool time_of_date(int year, int month, int day, int hour, int minute,
    int second, int64_t *time);

/* "2026-11-20T10:00:00.123Z" and a NUL. */
#define TIME_TEXT_SIZE 32
char *time_write(int64_t time, char text[TIME_TEXT_SIZE]);

/* RFC 3339 (any offset, any fraction) or Unix seconds. */
bool time_read(struct bytes text, int64_t *time);

/* "90s", "5m", "2h", "1d", "250ms": a whole number and its unit. */
bool duration_read(struct bytes text, int64_t *ms);

#endif
