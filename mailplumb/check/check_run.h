/*
 * check_run - all probes of a run side by side, in one poll loop
 *
 * Each mailbox is opened once.  When it is ready, the messages for it are
 * sent, each in a thread; when one is accepted it is looked for.  A mailbox
 * or sender that fails decides its own probes and stops no other.
 */
#ifndef MAILPLUMB_CHECK_CHECK_RUN_H
#define MAILPLUMB_CHECK_CHECK_RUN_H

#include "mailplumb/check/check_probe.h"

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

	/* Called for each probe, in their order, as soon as it and all before
	 * it are decided.  False and a fault end the run. */
	bool (*report)(
	    void *context, struct probe_run *probe, struct fault *fault);
	void *context;
	size_t reported;
};

/* False when the run cannot go on; what goes wrong with one probe is told by
 * its report. */
bool check_run(struct check_run *run, struct fault *fault);

#endif
