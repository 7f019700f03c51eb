/*
 * filter - what of a server's octets the protocol library gets to see
 *
 * libetpan's parser can be crashed and made to eat memory, so it never reads
 * a server.  It reads what this filter writes: each response is read here by
 * a small grammar (RFC 9051 and 3501), and only what was asked for is written
 * anew, in one form.  The rest is dropped.  Responses that break the grammar,
 * or a limit, are a mistake, and then nothing passes any more.
 *
 * Texts of the server never pass; the last one is kept in `said`, what it asks
 * to go on with in `challenge`.
 */
#ifndef INSPECT_FETCH_IMAP_FILTER_H
#define INSPECT_FETCH_IMAP_FILTER_H

#include "common/base/text.h"
#include "inspect/fetch/whose.h"

#define FILTER_LINE	 ((size_t)16 * 1024) /* up to a line end */
#define FILTER_RESPONSE	 ((size_t)64 * 1024) /* all lines, literals not */
#define FILTER_DEPTH	 8		     /* of parentheses */
#define FILTER_NAME	 ((size_t)1000)	     /* of a folder, as literal */
#define FILTER_SAID	 400		     /* octets kept of a text */
#define FILTER_LABELS	 ((size_t)2000)	     /* of one message, all */
#define FILTER_CHALLENGE 2000		     /* ... and of what is behind "+" */
/* What of a message's header is asked for. */
#define FILTER_SECTION "HEADER.FIELDS (" WHOSE_FIELDS ")"

/* What may come before the tagged response. */
enum asked {
	ASKED_CAPABILITY = 1 << 0,
	ASKED_LIST = 1 << 1,
	ASKED_STATUS = 1 << 2,	/* UIDNEXT, UIDVALIDITY */
	ASKED_NUMBERS = 1 << 3, /* the same of SELECT and EXAMINE */
	ASKED_NEWS = 1 << 4,	/* EXISTS */
	ASKED_TOKEN = 1 << 5,	/* UID, BODY[HEADER.FIELDS (...)] */
	ASKED_MESSAGE = 1 << 6, /* UID, INTERNALDATE, BODY[] */
	ASKED_UID = 1 << 7,	/* UID alone */
	ASKED_GO_ON = 1 << 8,	/* "+" */
	ASKED_GREETING = 1 << 9,
	ASKED_REPORT = 1 << 10, /* UID, BODY[]<0>: passed on as BODY[] */
	/* Of Gmail; these are for `gmail` below and not passed on. */
	ASKED_LABELS = 1 << 12, /* UID, X-GM-LABELS */
	ASKED_SEARCH = 1 << 13, /* UIDs of SEARCH */
};

struct filter_limits {
	unsigned asked; /* enum asked */
	size_t literal; /* octets of one */
	unsigned literals;
	unsigned lines;
};

enum filter_state {
	FILTER_START,	   /* of a response */
	FILTER_AFTER_BODY, /* in a FETCH */
	FILTER_AFTER_NAME, /* in a STATUS */
	FILTER_AT_END,	   /* nothing of use follows */
	FILTER_IN_LABELS,  /* of a FETCH, behind one of them */
};

struct dialogue;

/* What Gmail says of one message. */
struct filter_gmail {
	uint32_t uid; /* the message that is asked for */
	bool hit;     /* SEARCH has it */
	bool labelled;
	char labels[FILTER_LABELS]; /* as the server writes them, a line each */
	size_t labels_len;

	/* the FETCH that is being read */
	unsigned number;
	uint32_t its_uid;
	bool its_labelled;
	char its_labels[FILTER_LABELS];
	size_t its_len;
};

struct filter {
	struct dialogue *dialogue; /* NULL, or who hears all lines */
	struct filter_limits limits;
	const char *mistake; /* NULL, or what the server did */
	bool bye, preauth;   /* it said so */
	bool answered;	     /* the tagged response was read */
	bool more;	     /* ... and then more came */
	char said[FILTER_SAID + 1];
	struct filter_gmail gmail;
	char challenge[FILTER_CHALLENGE + 1];

	/* the response that is being read */
	enum filter_state state;
	char line[FILTER_LINE];
	size_t line_len, response_len;
	bool begun;	/* something of it was passed on */
	size_t items;	/* ... of a FETCH */
	size_t literal; /* octets of it still to come */
	bool literal_passes;
	struct text out; /* ready for the library */
	size_t out_at;
};

void filter_open(struct filter *filter);
void filter_close(struct filter *filter);

/* A command is about to be sent. */
void filter_expect(struct filter *filter, const struct filter_limits *limits);

/*
 * Move octets: some of `in` are taken (`taken`), some are written to `out`
 * (the result, at most `size`).  Ends when neither can be done.
 */
size_t filter_move(struct filter *filter, struct bytes in, size_t *taken,
    char *out, size_t size);
/* The same answer goes on: as much again may come. */
void filter_renew(struct filter *filter, const struct filter_limits *limits);
/* Nothing came since the tagged response, nothing is held back. */
bool filter_idle(const struct filter *filter);

#endif
