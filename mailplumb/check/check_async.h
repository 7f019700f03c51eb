/*
 * check_async - `check --async`: send now, judge what earlier runs sent
 *
 * A run takes the state (check_state.h), sends, looks for everything that is
 * on its way, and tells what was judged and never told.  The message it has
 * just sent is looked for some seconds; what is not found by then is left to
 * a later run.
 *
 * What is told, for each sender and mailbox of a check: every message judged
 * since the last run, else what is wrong with the mailbox now, else the last
 * result once more if it is not too old, else that there is none
 * (locate-pending).
 *
 *	async_open()	lock and read the state
 *	async_plan()	what earlier runs left joins the probes of this one
 *	check_run()	calls the functions of "the run" below
 *	async_tell()	the reports
 *	async_end()	after they are written: they have been told
 */
#ifndef MAILPLUMB_CHECK_CHECK_ASYNC_H
#define MAILPLUMB_CHECK_CHECK_ASYNC_H

#include "mailplumb/check/check_report.h"
#include "mailplumb/check/check_run.h"
#include "mailplumb/check/check_state_file.h"

#define ASYNC_TIMEOUT 20000 /* ms for a run, if --timeout does not say */
#define ASYNC_OPEN_MOST                                    \
	100 /* messages of one sender and mailbox on their \
	       way; more are not sent */

struct async_run {
	struct arena *arena;
	struct state_file file;
	struct state state;
	bool changed; /* since it was written */
	int64_t dns;  /* the number of this run's answers; 0: none yet */
	const struct resolver *resolver; /* that records; NULL: --no-dns */
	struct probe_run *replayed;	 /* for their reports */
	size_t lines; /* of the run's probes, those that this run may send */
};

/* What the command line says. */
struct async_options {
	bool wanted;
	const char *state; /* NULL: as the settings, else memory_place() say */
	int64_t run_for;   /* ms */
	int64_t look;	   /* ms; TIME_UNKNOWN: LOOK_FOR */
};

/* Another run is waited for, half of our time.  Faults as in
 * check_state_file.h. */
bool async_open(struct async_run *async, struct check_run *run,
    const struct async_options *options, const struct settings *settings,
    struct fault *fault);
void async_close(struct async_run *async);

/* How many probes async_plan() may add. */
size_t async_probes(const struct async_run *async);
/* The run has a probe for each sender and mailbox.  Those whose time has not
 * come (`every`), or of which too many are on their way, are over; messages of
 * earlier runs are added, and what is no longer in the settings is told on
 * stderr and forgotten. */
void async_plan(struct async_run *async, struct check_run *run,
    const struct settings *settings, const struct common_options *options);

/* The probe of the run that sends such messages; NULL: none. */
struct probe_run *async_line_of(const struct async_run *async,
    const struct check_run *run, const struct state_message *message);

/* ---- the run ------------------------------------------------------------- */

/* It was composed, and is sent when async_save() has returned true. */
void async_intend(struct async_run *async, struct probe_run *probe);
/* The server took it, or may have. */
void async_sent(struct async_run *async, struct probe_run *probe);
/* It is judged, unless it is only to be deleted. */
void async_found(struct async_run *async, struct probe_run *probe,
    const struct mailbox_event *event);
/* The probe is decided otherwise. */
void async_judged(
    struct async_run *async, struct probe_run *probe, enum message_fate fate);
/* It is not there; it is judged if its time is over. */
void async_looked(struct async_run *async, struct probe_run *probe);
void async_removed(struct async_run *async, struct probe_run *probe);
/* Write the state if it has changed.  True: it is on disk. */
bool async_save(struct async_run *async, struct fault *fault);

/* ---- the end: check_tell.c ------------------------------------------------
 */

bool async_tell(struct async_run *async, struct check_run *run,
    struct check_report *report, struct fault *fault);
bool async_end(
    struct async_run *async, const struct check_run *run, struct fault *fault);

#endif
