/*
 * check_probe - one test message of `check`: from composing it to its report
 *
 * A probe is one sender and one mailbox of one check.  What becomes of it is
 * an inspection, also when there is no message to inspect.
 */
#ifndef MAILPLUMB_CHECK_CHECK_PROBE_H
#define MAILPLUMB_CHECK_CHECK_PROBE_H

#include "inspect/model/transit.h"
#include "mailplumb/check/check_records.h"
#include "mailplumb/dns/ses_asking.h"
#include "mailplumb/options/common_options.h"
#include "mailplumb/send/sending.h"
#include "mailplumb/settings/settings.h"

/* A sender of the run, with its secrets. */
struct sender_run {
	const struct sender_settings *settings;
	struct server server;
	int64_t next; /* not to send sooner, by clock_running() */
	struct sender_records records;
	struct ses_asking asking; /* SES itself, meanwhile */
};

/* The lines of a dialogue: printed, kept for a bundle, or both. */
struct dialogue {
	struct bytes name;
	bool printed, kept;
	struct text text;
};

enum watch_state { WATCH_CLOSED, WATCH_OPENING, WATCH_READY, WATCH_OVER };

/* A mailbox of the run; several probes may wait for their message in it. */
struct watch_run {
	const struct mailbox_settings *settings;
	struct mailbox_access access;
	struct dialogue dialogue;
	enum watch_state state;
	struct mailbox_watch *watch; /* NULL unless OPENING or READY */
	struct bytes junk;	     /* the folder's name; absent: none */
	struct bytes further;	     /* names of others that are looked in */
	struct bytes marks;	     /* --async: to look from; absent: READY */
	int64_t marked;		     /* ... by the run of this number */
	struct bytes new_marks;	     /* as READY told them */
	bool tried;		     /* to open it */
	size_t recalled;	     /* --async: messages of earlier runs */
	size_t found;		     /* --async: since all was looked at */
	struct fault fault;	     /* why it was lost last, or is over */
	struct mailbox_refusal refusal; /* when it is over */
	size_t probes;			/* that are not over */
	char nobody[TOKEN_SIZE + 1];	/* a token that no message has; empty
					   while there are probes */
	int64_t patience;		/* of the most patient of them, ms */
};

enum probe_state {
	PROBE_WAITING,	/* for its mailbox, and its turn to send */
	PROBE_COMPOSED, /* about to be sent */
	PROBE_SENDING,	/* in its thread */
	PROBE_RECALLED, /* sent by an earlier run: for its mailbox */
	PROBE_LOOKING,	/* accepted, not found */
	PROBE_FOUND,	/* and inspected; it is to be deleted */
	PROBE_DELETING, /* ... which is under way */
	PROBE_OVER,
};

/* What `check --async` says of a report. */
struct probe_told {
	bool is;	/* else it is not for --async */
	bool again;	/* told before, and none was judged since */
	bool given_up;	/* told as lost before */
	int64_t judged; /* when */
	size_t open;	/* messages of this sender and mailbox on their way */
};

struct state_message;

struct probe_run {
	enum probe_state state;
	bool decided;	  /* `in` is complete, or `fault` is all there is */
	int64_t deadline; /* of the state, by clock_running() */
	const struct check_settings *check;
	struct sender_run *sender;
	struct watch_run *watch;
	int64_t patience; /* ms */
	char token[TOKEN_SIZE + 1];
	struct arena *arena; /* the sending's while PROBE_SENDING */
	struct sending sending;
	struct dialogue dialogue; /* the sending's while PROBE_SENDING */
	struct bytes message_id;  /* as composed */
	struct sent sent;	  /* what `in` is compared with */
	struct bounce news;	  /* what others told of it meanwhile */
	struct probe probe;
	struct premises premises;
	struct resolver *resolver; /* the run's; NULL: --no-dns */
	struct inspection in;
	struct fault fault; /* FAULT_NONE: `in` tells */

	/* --async */
	struct state_message *message; /* what is kept of it; NULL: nothing */
	bool recalled;		       /* it was sent by an earlier run */
	struct resolver *replay;       /* of answers that were kept; or NULL */
	struct probe_told told;
	struct probe_run *next; /* of those made anew for a report */
};

/* The parts of `probe` that do not change in the run are filled. */
void probe_open(struct probe_run *probe, const struct check_settings *check,
    struct sender_run *sender, struct watch_run *watch,
    const struct common_options *options);
void probe_close(struct probe_run *probe);

/* Make the message and all of `sending` but its transcript. */
bool probe_compose(struct probe_run *probe, struct fault *fault);

/* What became of it; each decides. */
void probe_found(struct probe_run *probe, const struct mailbox_event *event);
void probe_refused(struct probe_run *probe); /* by the submission server */
/* It may have been sent, and did not come. */
void probe_unanswered(struct probe_run *probe);
/* The run that sent it ended before it knew whether it did. */
void probe_uncertain(struct probe_run *probe);
/* Nothing can be said yet; `why` is a sentence. */
void probe_pending(struct probe_run *probe, struct bytes why);
void probe_no_mailbox(struct probe_run *probe);
void probe_fault(struct probe_run *probe, const struct fault *fault);

/* There is no message, as judge_missing() has it; and what the submission
 * server said, as evidence. */
void probe_missing(struct probe_run *probe, const char *id,
    enum fault_kind kind, struct bytes what);
void probe_show_reply(struct probe_run *probe);

/* "prod -> gmail", for people. */
struct bytes probe_name(const struct probe_run *probe);

#endif
