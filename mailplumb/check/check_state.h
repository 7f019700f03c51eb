/*
 * check_state - what `check --async` knows from one run to the next
 *
 * A message is one test message, from the intent to send it until it is told
 * and nothing more is to be expected of it.  Its status only ever goes on:
 *
 *	intended	its token is here; it may have been sent since
 *	accepted	the submission server took it
 *	uncertain	the server may have taken it, and did not say
 *	judged		its fate is known; it counts; no report was written yet
 *	told		a report was written
 *
 * Order makes it survive its end at any point: `intended` is on disk before
 * the message is handed to a server, `judged` before its report is written,
 * `told` after that.  So a message is never sent twice, and counts once: with
 * the change to `judged`, whoever sees it first.  Its report is written at
 * least once; twice only if the run that wrote it ended before it could note
 * that.
 *
 * The text is JSON of schema mailplumb.state/1 (docs/report.md).  Everything
 * lives in the arena.
 */
#ifndef MAILPLUMB_CHECK_CHECK_STATE_H
#define MAILPLUMB_CHECK_CHECK_STATE_H

#include "common/base/arena.h"
#include "common/base/clock.h"
#include "common/base/crypto.h"
#include "common/base/fault.h"
#include "common/base/text.h"
#include "inspect/model/origin.h"

#define STATE_MOST	    ((size_t)256 * 1024 * 1024) /* octets of the text */
#define STATE_MESSAGES_MOST 10000
#define STATE_OCTETS_MOST   ((size_t)256 * 1024) /* of a message that is kept */

#define MESSAGE_STATUSES(X)       \
	X(INTENDED, "intended")   \
	X(ACCEPTED, "accepted")   \
	X(UNCERTAIN, "uncertain") \
	X(JUDGED, "judged")       \
	X(TOLD, "told")

#define MESSAGE_FATES(X)                 \
	X(OPEN, "open") /* not judged */ \
	X(FOUND, "found")                \
	X(LOST, "lost")                  \
	X(BOUNCED, "bounced")            \
	X(REFUSED, "refused")            \
	X(UNKNOWN, "unknown") /* perhaps never sent, and not found */

enum message_status {
#define X(id, word) MESSAGE_##id,
	MESSAGE_STATUSES(X)
#undef X
};

enum message_fate {
#define X(id, word) FATE_##id,
	MESSAGE_FATES(X)
#undef X
	    FATES
};

/* A label and a value, or a value alone. */
struct state_line {
	struct bytes label, value;
	struct state_line *next;
};

/* Absent, TIME_UNKNOWN and 0: not known. */
struct state_message {
	enum message_status status;
	enum message_fate fate;
	char token[TOKEN_SIZE + 1];
	struct bytes check, sender, mailbox; /* names in the configuration */
	struct bytes marks; /* of the mailbox: it is not before them ... */
	int64_t marked;	    /* ... which the run of this number noted */
	int64_t queued, accepted;
	int64_t expires; /* not found then: it is given up */
	bool remove;	 /* from the mailbox: it is found, or when it is */
	bool given_up;	 /* it was told as lost or unknown before */

	/* As it was sent, and what the server said. */
	struct bytes message_id, sent, reply, ses_message_id;
	int64_t code, attempts;

	/* FATE_FOUND */
	struct bytes folder, category, labels;
	struct bytes octets; /* absent: too many to be kept */
	int64_t placement, uid;
	int64_t found; /* when it was there */
	int64_t dns;   /* the number of the answers it was judged by; 0: none */
	/* any fate: when it was judged */
	int64_t judged;
	/* any other: a finding with its evidence, or without an id a fault */
	struct bytes finding, text, fix;
	int64_t kind; /* enum fault_kind */
	struct state_line *commands, *evidence;

	struct state_message *next;
};

/* What became of the messages of one sender and mailbox of a check. */
struct state_counts {
	struct bytes check, sender, mailbox;
	int64_t of[FATES]; /* FATE_OPEN: of those that were intended, all */
	int64_t late;	   /* came after they were given up */
	struct state_counts *next;
};

/* The answers of the DNS of one run, as --dns-record writes them. */
struct state_dns {
	int64_t number;
	struct bytes record;
	struct state_dns *next;
};

struct state {
	struct arena *arena;
	int64_t runs;			/* so far */
	struct state_message *messages; /* in the order they were intended */
	struct state_counts *counts;
	struct state_dns *dns;
};

struct state state_new(struct arena *arena);

/* FAULT_INPUT says what is wrong, without the name of the file. */
bool state_read(struct state *state, struct arena *arena, struct bytes text,
    struct fault *fault);
/* `text` is full when it is too long. */
void state_write(const struct state *state, struct text *text);

/* The last one in the list. */
struct state_message *state_add(
    struct state *state, const struct state_message *message);
void state_remove(struct state *state, const struct state_message *message);
size_t state_size(const struct state *state);

/* Those of its line; made when there are none. */
struct state_counts *state_counts_of(
    struct state *state, const struct state_message *message);

/* Give it its fate, and count that; of one that was given up before, that it
 * came late.  `now` is when. */
void state_judge(struct state *state, struct state_message *message,
    enum message_fate fate, int64_t now);

/*
 * A clock that went backwards must not keep a message open for years: nothing
 * expires later than `most` ms from now.
 */
void state_message_clamp(
    struct state_message *message, int64_t now, int64_t most);

const struct state_dns *state_dns_of(const struct state *state, int64_t number);
/* A number that no answers have. */
int64_t state_dns_next(const struct state *state);
/* Replaces those of this number. */
void state_dns_put(struct state *state, int64_t number, struct bytes record);

bool message_is_of(
    const struct state_message *message, const struct probe *names);
bool message_is_open(const struct state_message *message); /* not judged */
/* It may come though it was told as lost: for a day. */
bool message_may_come(const struct state_message *message, int64_t now);
/* It was told, and is still to be deleted from the mailbox. */
bool message_may_go(const struct state_message *message, int64_t now);
/* How many of this sender and mailbox are not judged. */
size_t state_open(const struct state *state, const struct probe *names);
/* Forget messages of which nothing more is to be expected, but for the last
 * one told of each sender and mailbox; and answers nobody was judged by. */
void state_sweep(struct state *state, int64_t now);

const char *message_status_word(enum message_status status);
const char *message_fate_word(enum message_fate fate);

#endif
