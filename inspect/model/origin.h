/* origin - where a message lay, and how it came there; a part of model.h */
#ifndef INSPECT_MODEL_ORIGIN_H
#define INSPECT_MODEL_ORIGIN_H

#include "common/base/clock.h"
#include "inspect/model/words.h"

struct origin {
	enum source_kind kind;
	struct bytes name;   /* file name, or mailbox */
	struct bytes folder; /* of a mailbox; absent: none, or the inbox */
	uint32_t uid;	     /* 0 outside IMAP */
	size_t number;	     /* in an mbox, from 1; else 0 */
	enum placement placement;
	/* At Gmail; absent: none, or not known. */
	struct bytes category; /* the tab of the inbox: "promotions" */
	struct bytes labels;   /* UTF-8, a line each */
};

struct timing {		   /* times of the day; TIME_UNKNOWN where not known */
	int64_t queued;	   /* the message was composed */
	int64_t accepted;  /* the submission server's final 250 */
	int64_t delivered; /* the receiver's topmost Received */
	int64_t found;	   /* its octets were here */
};

enum bounce_kind {
	BOUNCE_NONE,	  /* the mail tells nothing of a message of ours */
	BOUNCE_PASSED,	  /* delivered, relayed or expanded, as far as known */
	BOUNCE_DELAYED,	  /* not yet delivered; somebody still tries */
	BOUNCE_FAILED,	  /* given up: it came back */
	BOUNCE_COMPLAINT, /* delivered, and somebody calls it spam: RFC 5965 */
};

/* What a server, or its user, made of a message: a delivery status
 * notification, or a complaint.  What it does not tell is absent. */
struct bounce {
	enum bounce_kind kind;
	struct bytes token;	 /* of the message it returns */
	struct bytes action;	 /* "failed", or the kind of a complaint */
	struct bytes status;	 /* "5.1.1", RFC 3463 */
	struct bytes diagnostic; /* the words of the server that refused */
	struct bytes remote_mta; /* ... and its name */
	struct bytes recipient;
	struct bytes original;	    /* the recipient as the sender wrote it */
	struct bytes reporting_mta; /* who tells all this */
	struct bytes retry_until;   /* of a delay: as written */
	size_t recipients, failed;  /* how many it is about, and came back */
};

/* A message that `check` sent, as the report shows it. */
struct probe {
	struct bytes check, sender, mailbox; /* names in the configuration */
	int64_t warn_after;		     /* ms; 0: never */
	int64_t deadline; /* ms to be found by; 0: not known */
	bool given_up;	  /* found after it was told as lost (--async) */
	struct timing timing;
};

#endif
