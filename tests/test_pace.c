/* When messages may start, on a clock of our own. */
#include "tests/test.h"

#include "send/pace.h"

static void test_rates(void)
{
	static const struct {
		const char *shows;
		double rate;
		int64_t waits[4]; /* before each message, all asked at once */
	} rows[] = {
		{ "no limit", 0, { 0, 0, 0, 0 } },
		{ "one a second", 1, { 0, 990, 1990, 2990 } },
		{ "SES's 14 a second", 14, { 0, 62, 133, 205 } },
		{ "faster than the clock counts", 4000, { 0, 0, 0, 0 } },
		{ "one in two seconds", 0.5, { 0, 1990, 3990, 5990 } },
	};

	for (size_t i = 0; i < ROWS(rows); i++) {
		struct pace pace = pace_new(rows[i].rate);
		int64_t now = 1000000;
		test_row(rows[i].shows);
		for (size_t m = 0; m < 4; m++) {
			int64_t wait = pace_wait(&pace, now);
			check_number(
			    "wait", now - 1000000 + wait, rows[i].waits[m]);
			now += wait;
			pace_started(&pace, now);
		}
	}
}

static void test_long_run(void)
{
	struct pace pace = pace_new(14);
	int64_t now = 0;

	test_row("a minute at 14 a second");
	for (int m = 0; m < 14 * 60; m++) {
		now += pace_wait(&pace, now);
		pace_started(&pace, now);
	}
	check_true("takes a minute", now >= 59900 && now <= 60000);
	test_row("idle time is not saved up");
	now += 3600000;
	pace_started(&pace, now);
	check_true("the second waits", pace_wait(&pace, now) > 60);
}

static void test_pauses(void)
{
	static const int64_t pauses[] = { 1000, 2000, 4000, 8000, 16000, 32000,
		60000, 60000 };
	struct pace pace = pace_new(0);

	for (unsigned i = 0; i < ROWS(pauses); i++) {
		test_row("growing pauses");
		check_number("pause", pace_pause(i + 1), pauses[i]);
	}
	test_row("nothing starts while the server wants less");
	pace_hold(&pace, 5000);
	check_number("wait", pace_wait(&pace, 2000), 3000);
	pace_hold(&pace, 4000);
	check_number(
	    "an earlier end changes nothing", pace_wait(&pace, 2000), 3000);
	check_number("afterwards", pace_wait(&pace, 5000), 0);
}

int main(void)
{
	test_rates();
	test_long_run();
	test_pauses();
	return test_end("test_pace");
}
