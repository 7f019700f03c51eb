#include "send/pace.h"

#define PAUSE_FIRST 1000 /* SES counts its sending rate by the second */
#define PAUSE_MOST  60000
#define LATENESS    10 /* ms made up for when the clock or we were late */

struct pace pace_new(double rate)
{
	return (struct pace){ .interval = rate > 0 ? 1000 / rate : 0 };
}

int64_t pace_wait(const struct pace *pace, int64_t now)
{
	double wait = pace->next - (double)now;

	if (wait <= 0)
		return 0;
	return (int64_t)wait + ((double)(int64_t)wait < wait);
}

/* Time that passed unused is not saved up, but for what the granularity of
 * the clock takes. */
void pace_started(struct pace *pace, int64_t now)
{
	if (pace->next < (double)(now - LATENESS))
		pace->next = (double)(now - LATENESS);
	pace->next += pace->interval;
}

void pace_hold(struct pace *pace, int64_t until)
{
	if (pace->next < (double)until)
		pace->next = (double)until;
}

int64_t pace_pause(unsigned refusals)
{
	int64_t pause = PAUSE_FIRST;

	while (refusals-- > 1 && pause < PAUSE_MOST)
		pause *= 2;
	return pause < PAUSE_MOST ? pause : PAUSE_MOST;
}
