/*
 * check_run - all probes of a run side by side, in one poll loop
 *
 * Each mailbox is opened once.  When it is ready, the messages for it are
 * sent, each in a thread; when one is accepted it is looked for.  A mailbox
 * or sender that fails decides its own probes and stops no other.
 *
 * With `async` nothing is waited for beyond `deadline`: what is sent and not
 * found by then is left to a later run, and so is what becomes of it
 * (check_async.h).
 */
#ifndef MAILPLUMB_CHECK_CHECK_RUN_H
#define MAILPLUMB_CHECK_CHECK_RUN_H

#include "mailplumb/check/check_probe.h"

#define LOOK_FOR 3000 /* ms, if --look does not say */

struct check_run {
	struct arena *arena;
	struct sender_run *senders;
	struct watch_run *watches;
	struct probe_run *probes; /* in the order of their reports */
	size_t sender_count, watch_count, probe_count;
	struct sendings sendings;
	bool progress; /* told on stderr */
	int verbose;   /* from 1: the dialogues with servers */
	bool keep_dialogues;
	int64_t deadline; /* of the run, by clock_running(); INT64_MAX: none */
	int64_t look;	  /* --async: ms to look for what was just sent */
	struct async_run *async; /* NULL: all is waited for */

	/* Called for each probe, in their order, as soon as it and all before
	 * it are decided.  False and a fault end the run.  NULL: nothing is
	 * reported before the end. */
	bool (*report)(
	    void *context, struct probe_run *probe, struct fault *fault);
	void *context;
	size_t reported;
};

/* False when the run cannot go on; what goes wrong with one probe is told by
 * its report. */
bool check_run(struct check_run *run, struct fault *fault);

#endif
