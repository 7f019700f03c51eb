/*
 * submit - hand messages to an SMTP server and learn what became of them
 *
 * One message is accepted, refused or unknown: when the connection is lost
 * between the final dot and the reply, the message may have been sent, and it
 * is never sent again.  Temporary refusals are tried again with growing
 * pauses until the deadline.
 *
 * Rules obeyed: STARTTLS and AUTH before anything is sent (see server.h);
 * addresses have no CR, LF, NUL, blank or angle bracket; messages end every
 * line in CRLF, bare CR and LF are refused; what the server says before TLS
 * is believed in nothing; proxies of the environment are ignored.
 */
#ifndef SEND_SUBMIT_H
#define SEND_SUBMIT_H

#include "common/base/clock.h"
#include "send/replies.h"
#include "send/server.h"

#define RECIPIENTS_MOST	 50 /* SES takes no more in one message */
#define CONNECTIONS_MOST 100

struct submission {
	struct bytes from;	/* envelope; empty is the null sender */
	const struct bytes *to; /* envelope recipients */
	size_t to_count;
	struct bytes raw; /* the message, CRLF; no dot-stuffing */
	bool smtputf8;	  /* an address in it is not ASCII (RFC 6531) */
};

struct submit_outcome {
	bool accepted;
	bool may_have_been_sent; /* no reply came after the final dot */
	int code;		 /* of the deciding reply; 0: none came */
	struct bytes reply;	 /* word for word, its lines separated by LF */
	struct bytes ses_message_id;	 /* absent: not in the reply */
	const struct reply_row *meaning; /* never NULL */
	unsigned attempts;
	int64_t queued;	   /* when it was first tried */
	int64_t finished;  /* when the reply came, or hope ended */
	const char *phase; /* "MAIL FROM": where it ended */
};

/* One line of the dialogue, without line end, secrets already blanked. */
enum wire { WIRE_SENT, WIRE_RECEIVED, WIRE_NOTE };
struct submit_options {
	int64_t timeout;      /* ms for one message, all attempts together */
	unsigned connections; /* at most; 1 to CONNECTIONS_MOST */
	double rate;	      /* messages a second at most; 0: no limit */
	void (*transcript)(void *context, enum wire wire, struct bytes line);
	void *context; /* of transcript */
};

/*
 * Load what sending needs; FAULT_OURS when it is not there.  The functions
 * below do it themselves, but who submits from several threads calls this
 * before they start.
 */
bool submit_ready(struct fault *fault);

/*
 * True: accepted.  Else the fault is FAULT_SEND (refused, unreachable ...),
 * FAULT_USAGE (addresses, settings) or FAULT_OURS (no libcurl); `outcome` is
 * filled in all cases, its views lie in the arena.
 */
bool submit_one(struct arena *arena, const struct server *server,
    const struct submission *submission, const struct submit_options *options,
    struct submit_outcome *outcome, struct fault *fault);

/*
 * Many messages over few connections, each used again and again.  At most
 * `connections` messages exist at a time, each in a slot (0, 1 ...); what
 * `next` gives must stay until `done` was called for that slot.
 */
struct submit_queue {
	void *context;
	/* False: there are no more. */
	bool (*next)(
	    void *context, unsigned slot, struct submission *submission);
	/* Views in `outcome` and `fault` (its kind FAULT_NONE when accepted)
	 * last until the return.  False: start no more. */
	bool (*done)(void *context, unsigned slot,
	    const struct submission *submission,
	    const struct submit_outcome *outcome, const struct fault *fault);
};

/* False only when nothing could be begun (FAULT_USAGE, FAULT_OURS); what
 * became of each message is told to `done`. */
bool submit_many(const struct server *server,
    const struct submit_options *options, const struct submit_queue *queue,
    struct fault *fault);

#endif
