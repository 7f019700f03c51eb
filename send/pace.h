/*
 * pace - when the next message may go, and how long to wait after a refusal
 *
 * Times are milliseconds of one clock, which the caller looks at.
 */
#ifndef SEND_PACE_H
#define SEND_PACE_H

#include <stdint.h>

struct pace {
	double interval; /* ms between messages; 0: no limit */
	double next;	 /* when the next may start */
};

struct pace pace_new(double rate); /* messages a second; 0: no limit */
int64_t pace_wait(const struct pace *pace, int64_t now); /* 0: may start */
void pace_started(struct pace *pace, int64_t now);
/* The server wants less: nothing starts before `until`. */
void pace_hold(struct pace *pace, int64_t until);

/* After the nth refusal (1, 2 ...): 1, 2, 4 ... seconds, at most 60. */
int64_t pace_pause(unsigned refusals);

#endif
