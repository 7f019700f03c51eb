#include "common/base/clock.h"

#include "common/base/scan.h"
#include <errno.h>
#include <stdio.h>
#include <time.h>

#define DAY ((int64_t)86400)

static int64_t read_clock(clockid_t id)
{
	struct timespec t;

	clock_gettime(id, &t);
	return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

int64_t clock_now(void)
{
	return read_clock(CLOCK_REALTIME);
}

int64_t clock_running(void)
{
	return read_clock(CLOCK_MONOTONIC);
}

void clock_sleep(int64_t ms)
{
	struct timespec left = { (time_t)(ms / 1000),
		(long)(ms % 1000) * 1000000 };

	if (ms > 0)
		while (nanosleep(&left, &left) != 0 && errno == EINTR)
			continue;
}

static bool is_leap(int year)
{
	return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
}

static int days_in(int year, int month)
{
	static const int days[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30,
		31 };
	return days[month - 1] + (month == 2 && is_leap(year));
}

/* Days from 1970-01-01; the year is counted from March. */
static int64_t days_from_epoch(int year, int month, int day)
{
	int64_t y = month <= 2 ? year - 1 : year;
	int64_t from_march = (month + 9) % 12;
	int64_t of_year = (153 * from_march + 2) / 5 + day - 1;
	int64_t leap = (y >= 0 ? y / 4 : (y - 3) / 4) - y / 100 + y / 400;

	return y * 365 + leap + of_year - 719468;
}

bool time_of_date(int year, int month, int day, int hour, int minute,
    int second, int64_t *time)
{
	if (year < 1 || year > 9999 || month < 1 || month > 12 || day < 1 ||
	    day > days_in(year, month))
		return false;
	if (hour < 0 || hour > 23 || minute < 0 || minute > 59 || second < 0 ||
	    second > 60)
		return false;
	*time = (days_from_epoch(year, month, day) * DAY + hour * 3600 +
		    minute * 60 + second) *
		1000;
	return true;
}

char *time_write(int64_t time, char text[TIME_TEXT_SIZE])
{
	int64_t ms = time % 1000 < 0 ? time % 1000 + 1000 : time % 1000;
	time_t seconds = (time_t)((time - ms) / 1000);
	struct tm t = { 0 };

	gmtime_r(&seconds, &t);
	size_t len = strftime(text, TIME_TEXT_SIZE, "%Y-%m-%dT%H:%M:%S", &t);
	snprintf(text + len, TIME_TEXT_SIZE - len, ".%03dZ", (int)ms);
	return text;
}

static int digits(struct scan *s, size_t n)
{
	uint64_t number = 0;
	struct bytes b = bytes_first(bytes_between(s->at, s->end), n);

	if (b.len < n || !bytes_number(b, 99999, &number))
		scan_expected(s, "digits");
	else
		s->at += n;
	return (int)number;
}

static int64_t fraction(struct scan *s)
{
	if (!scan_take(s, '.'))
		return 0;
	struct bytes b = scan_while(s, is_digit);
	uint64_t ms = 0;

	for (size_t i = 0; i < 3; i++)
		ms = ms * 10 + (i < b.len ? (uint64_t)(b.ptr[i] - '0') : 0);
	if (b.len == 0)
		scan_expected(s, "digits after the point");
	return (int64_t)ms;
}

static int64_t offset(struct scan *s)
{
	if (scan_take(s, 'Z') || scan_take(s, 'z'))
		return 0;
	int sign = scan_take(s, '-') ? -1 : 1;
	if (sign > 0)
		scan_char(s, '+', "Z or an offset");
	int hour = digits(s, 2);
	scan_char(s, ':', "':' in the offset");
	int minute = digits(s, 2);
	return (int64_t)sign * (hour * 60 + minute) * 60000;
}

static bool rfc3339_read(struct bytes text, int64_t *time)
{
	struct scan s = scan_of(text);
	int year = digits(&s, 4);
	scan_char(&s, '-', "'-' after the year");
	int month = digits(&s, 2);
	scan_char(&s, '-', "'-' after the month");
	int day = digits(&s, 2);
	if (!scan_take(&s, 'T') && !scan_take(&s, 't') && !scan_take(&s, ' '))
		scan_expected(&s, "T");
	int hour = digits(&s, 2);
	scan_char(&s, ':', "':' after the hour");
	int minute = digits(&s, 2);
	scan_char(&s, ':', "':' after the minute");
	int second = digits(&s, 2);
	int64_t ms = fraction(&s);
	int64_t east = offset(&s);

	if (!scan_done(&s) ||
	    !time_of_date(year, month, day, hour, minute, second, time))
		return false;
	*time += ms - east;
	return true;
}

bool time_read(struct bytes text, int64_t *time)
{
	uint64_t seconds;

	if (bytes_number(text, 253402300799, &seconds)) {
		*time = (int64_t)seconds * 1000;
		return true;
	}
	return rfc3339_read(text, time);
}

bool duration_read(struct bytes text, int64_t *ms)
{
	static const struct {
		struct bytes unit;
		uint64_t ms;
	} units[] = {
		{ { "ms", 2 }, 1 },
		{ { "s", 1 }, 1000 },
		{ { "m", 1 }, 60000 },
		{ { "h", 1 }, 3600000 },
		{ { "d", 1 }, 86400000 },
	};
	struct scan s = scan_of(text);
	struct bytes number = scan_while(&s, is_digit);
	struct bytes unit = bytes_between(s.at, s.end);
	uint64_t n;

	if (!bytes_number(number, 1000000, &n))
		return false;
	for (size_t i = 0; i < sizeof(units) / sizeof(units[0]); i++) {
		if (!bytes_eq(unit, units[i].unit))
			continue;
		*ms = (int64_t)(n * units[i].ms);
		return true;
	}
	return false;
}
