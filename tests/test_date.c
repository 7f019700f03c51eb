/* common/mail/date: RFC 5322 3.3 and 4.3 */
#include "tests/test.h"

#include "common/mail/date.h"

static const struct {
	const char *shows, *in, *out; /* NULL: not a date */
} rows[] = {
	{ "all parts", "Fri, 20 Nov 2026 10:00:00 +0000",
	    "2026-11-20T10:00:00.000Z" },
	{ "no day of the week", "20 Nov 2026 10:00:00 +0000",
	    "2026-11-20T10:00:00.000Z" },
	{ "no comma", "Fri 20 Nov 2026 10:00:00 +0000",
	    "2026-11-20T10:00:00.000Z" },
	{ "no seconds", "Fri, 20 Nov 2026 10:00 +0000",
	    "2026-11-20T10:00:00.000Z" },
	{ "one digit for the day", "Fri, 6 Nov 2026 10:00:00 +0000",
	    "2026-11-06T10:00:00.000Z" },
	{ "one digit for the hour", "Fri, 6 Nov 2026 1:02:03 +0000",
	    "2026-11-06T01:02:03.000Z" },
	{ "two blanks", "Fri,  6 Nov 2026  10:00:00  +0000",
	    "2026-11-06T10:00:00.000Z" },
	{ "east", "Fri, 20 Nov 2026 10:00:00 +0530",
	    "2026-11-20T04:30:00.000Z" },
	{ "west", "Fri, 20 Nov 2026 22:00:00 -0800",
	    "2026-11-21T06:00:00.000Z" },
	{ "a comment behind", "Fri, 20 Nov 2026 10:00:00 -0800 (PST)",
	    "2026-11-20T18:00:00.000Z" },
	{ "comments and folding anywhere",
	    " (a) Fri (b) ,\r\n 20 (c) Nov (d) 2026 (e) 10 : 00 : (f) 01 +0000",
	    "2026-11-20T10:00:01.000Z" },
	{ "UT", "20 Nov 2026 10:00:00 UT", "2026-11-20T10:00:00.000Z" },
	{ "GMT", "20 Nov 2026 10:00:00 GMT", "2026-11-20T10:00:00.000Z" },
	{ "EST", "20 Nov 2026 10:00:00 EST", "2026-11-20T15:00:00.000Z" },
	{ "PDT", "20 Nov 2026 10:00:00 pdt", "2026-11-20T17:00:00.000Z" },
	{ "a letter is -0000", "20 Nov 2026 10:00:00 A",
	    "2026-11-20T10:00:00.000Z" },
	{ "another name is -0000", "20 Nov 2026 10:00:00 CEST",
	    "2026-11-20T10:00:00.000Z" },
	{ "two-digit year", "20 Nov 26 10:00:00 +0000",
	    "2026-11-20T10:00:00.000Z" },
	{ "two-digit year before 2000", "20 Nov 97 10:00:00 +0000",
	    "1997-11-20T10:00:00.000Z" },
	{ "three-digit year", "20 Nov 126 10:00:00 +0000",
	    "2026-11-20T10:00:00.000Z" },
	{ "hyphens", "20-Nov-2026 10:00:00 +0000", "2026-11-20T10:00:00.000Z" },
	{ "long month", "20 November 2026 10:00:00 +0000",
	    "2026-11-20T10:00:00.000Z" },
	{ "a fraction", "20 Nov 2026 10:00:00.1234567 +0000",
	    "2026-11-20T10:00:00.000Z" },
	{ "leap second", "31 Dec 2016 23:59:60 +0000",
	    "2017-01-01T00:00:00.000Z" },
	{ "leap day", "29 Feb 2024 00:00:00 +0000",
	    "2024-02-29T00:00:00.000Z" },
	{ "no leap day", "29 Feb 2026 00:00:00 +0000", NULL },
	{ "no such hour", "20 Nov 2026 24:00:00 +0000", NULL },
	{ "no such minute", "20 Nov 2026 10:60:00 +0000", NULL },
	{ "no such zone", "20 Nov 2026 10:00:00 +0060", NULL },
	{ "no zone", "20 Nov 2026 10:00:00", NULL },
	{ "no month", "20 2026 10:00:00 +0000", NULL },
	{ "no such month", "20 Foo 2026 10:00:00 +0000", NULL },
	{ "a year too long", "20 Nov 20261 10:00:00 +0000", NULL },
	{ "no end of a comment", "20 Nov 2026 10:00:00 +0000 (x", NULL },
	{ "before the year 1", "1 Jan 0001 00:00:00 +2359", NULL },
	{ "after the year 9999", "31 Dec 9999 23:59:59 -0001", NULL },
	{ "text", "yesterday", NULL },
	{ "empty", "", NULL },
};

static const struct {
	const char *time, *out;
} written[] = {
	{ "2026-11-20T10:00:00.999Z", "Fri, 20 Nov 2026 10:00:00 +0000" },
	{ "1969-12-31T23:59:59.500Z", "Wed, 31 Dec 1969 23:59:59 +0000" },
	{ "2024-02-29T01:02:03Z", "Thu, 29 Feb 2024 01:02:03 +0000" },
};

int main(void)
{
	char text[TIME_TEXT_SIZE];
	char date[DATE_TEXT_SIZE];

	for (size_t i = 0; i < ROWS(rows); i++) {
		test_row(rows[i].shows);
		int64_t time = date_read(bytes_of(rows[i].in));
		check_true("unknown when it is no date",
		    (time == TIME_UNKNOWN) == (rows[i].out == NULL));
		if (rows[i].out != NULL && time != TIME_UNKNOWN)
			check_text("time", time_write(time, text), rows[i].out);
	}
	for (size_t i = 0; i < ROWS(written); i++) {
		int64_t time = 0;
		test_row(written[i].out);
		check_true(
		    "a time", time_read(bytes_of(written[i].time), &time));
		check_text("date", date_write(time, date), written[i].out);
	}
	return test_end("test_date");
}
