#include "common/mail/date.h"

#include "common/base/names.h"
#include "common/mail/grammar.h"
#include <stdio.h>
#include <time.h>

static const char *const day_words[] = { "Sun", "Mon", "Tue", "Wed", "Thu",
	"Fri", "Sat" };

static const struct name months[] = {
	{ "Jan", 1 },
	{ "Feb", 2 },
	{ "Mar", 3 },
	{ "Apr", 4 },
	{ "May", 5 },
	{ "Jun", 6 },
	{ "Jul", 7 },
	{ "Aug", 8 },
	{ "Sep", 9 },
	{ "Oct", 10 },
	{ "Nov", 11 },
	{ "Dec", 12 },
	{ NULL, 0 },
};

/* RFC 5322 4.3, in minutes; any other name is worth "-0000". */
static const struct name zones[] = {
	{ "EST", -5 * 60 },
	{ "EDT", -4 * 60 },
	{ "CST", -6 * 60 },
	{ "CDT", -5 * 60 },
	{ "MST", -7 * 60 },
	{ "MDT", -6 * 60 },
	{ "PST", -8 * 60 },
	{ "PDT", -7 * 60 },
	{ NULL, 0 },
};

static int number(struct scan *s, size_t least, size_t most, const char *what)
{
	struct bytes b = scan_while(s, is_digit);
	uint64_t n = 0;

	if (b.len < least || b.len > most || !bytes_number(b, 9999, &n))
		scan_expected(s, what);
	scan_cfws(s);
	return (int)n;
}

static struct bytes word(struct scan *s)
{
	struct bytes b = scan_while(s, is_alpha);

	scan_cfws(s);
	return b;
}

/* [ day-name "," ], the comma as optional as in the wild */
static void day_of_week(struct scan *s)
{
	word(s);
	scan_take(s, ',');
	scan_cfws(s);
}

static int month(struct scan *s)
{
	scan_take(s, '-');
	struct bytes b = word(s);
	int n = name_code(months, bytes_first(b, 3));

	if (n == 0)
		scan_expected(s, "a month");
	scan_take(s, '-');
	return n;
}

/* Two digits are 1950 to 2049, three count from 1900 (RFC 5322 4.3). */
static int year(struct scan *s)
{
	const char *start = s->at;
	size_t digits = scan_while(s, is_digit).len;

	s->at = start;
	int n = number(s, 2, 4, "a year");
	if (digits == 2)
		return n + (n < 50 ? 2000 : 1900);
	return digits == 3 ? n + 1900 : n;
}

static int second(struct scan *s)
{
	if (!scan_take(s, ':'))
		return 0;
	scan_cfws(s);
	int n = number(s, 1, 2, "seconds");
	if (scan_take(s, '.')) /* no standard, but seen */
		scan_while(s, is_digit);
	scan_cfws(s);
	return n;
}

/* Minutes east of Greenwich. */
static int zone(struct scan *s)
{
	bool west = scan_take(s, '-');

	if (!west && !scan_take(s, '+')) {
		struct bytes name = word(s);
		if (name.len == 0)
			scan_expected(s, "a time zone");
		return name_code(zones, name);
	}
	int n = number(s, 4, 4, "a time zone of four digits");
	if (n % 100 > 59)
		scan_expected(s, "a time zone of four digits");
	return (west ? -1 : 1) * (n / 100 * 60 + n % 100);
}

/* A zone may carry a date out of the years 1 to 9999. */
static bool is_writable(int64_t time)
{
	int64_t first = 0;
	int64_t last = 0;

	time_of_date(1, 1, 1, 0, 0, 0, &first);
	time_of_date(9999, 12, 31, 23, 59, 59, &last);
	return time >= first && time <= last;
}

int64_t date_read(struct bytes text)
{
	struct scan s = scan_of(text);
	int64_t time = TIME_UNKNOWN;

	scan_cfws(&s);
	day_of_week(&s);
	int d = number(&s, 1, 2, "a day");
	int m = month(&s);
	scan_cfws(&s);
	int y = year(&s);
	int hour = number(&s, 1, 2, "an hour");
	scan_char(&s, ':', "':' after the hour");
	scan_cfws(&s);
	int minute = number(&s, 2, 2, "minutes");
	int sec = second(&s);
	int east = zone(&s);
	scan_cfws(&s);
	if (s.mistake != NULL ||
	    !time_of_date(y, m, d, hour, minute, sec, &time))
		return TIME_UNKNOWN;
	time -= (int64_t)east * 60 * 1000;
	return is_writable(time) ? time : TIME_UNKNOWN;
}

char *date_write(int64_t time, char text[DATE_TEXT_SIZE])
{
	int64_t ms = time % 1000 < 0 ? time % 1000 + 1000 : time % 1000;
	time_t seconds = (time_t)((time - ms) / 1000);
	struct tm t = { 0 };

	gmtime_r(&seconds, &t);
	/* No strftime: its names follow the locale. */
	snprintf(text, DATE_TEXT_SIZE, "%s, %d %s %04d %02d:%02d:%02d +0000",
	    day_words[t.tm_wday], t.tm_mday, name_word(months, t.tm_mon + 1),
	    (t.tm_year + 1900) % 10000, t.tm_hour, t.tm_min, t.tm_sec);
	return text;
}
