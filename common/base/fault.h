/*
 * fault - why an operation could not be done
 *
 * A fault is about us and our surroundings: a file is missing, a server does
 * not answer, a setting makes no sense.  What a message or a domain got wrong
 * is never a fault; it is a verdict (inspect/model/model.h).
 *
 * Functions that can fail return bool, true when done, and take a fault last:
 *
 *	if (!settings_load(&settings, path, fault))
 *		return false;
 *
 * It is filled once, where it happens; on the way up only context is put
 * before it; only the command prints it.
 */
#ifndef COMMON_BASE_FAULT_H
#define COMMON_BASE_FAULT_H

#include <stdbool.h>

/* The kind decides the exit status (mailplumb(1)). */
enum fault_kind {
	FAULT_NONE,
	FAULT_USAGE,	 /* 2: the command line or a setting is wrong */
	FAULT_INPUT,	 /* 3: a file or message cannot be read */
	FAULT_UNDECIDED, /* 4: no witness could decide */
	FAULT_SEND,	 /* 5: the message could not be sent */
	FAULT_LOCATE,	 /* 6: not found by the deadline, or bounced */
	FAULT_MAILBOX,	 /* 7: the mailbox could not be read */
	FAULT_OURS,	 /* 70: an error of this program or its machine */
};

struct fault {
	enum fault_kind kind;
	char text[1024]; /* one line, safe for any terminal, never a secret */
};

/*
 * Record and return false, so that callers write `return fault_set(...)`.
 * Control characters become '?'; a text too long ends in "...".
 */
bool fault_set(struct fault *fault, enum fault_kind kind, const char *format,
    ...) __attribute__((format(printf, 3, 4)));

/* The same with ": " and strerror(errno) behind the text. */
bool fault_errno(struct fault *fault, enum fault_kind kind, const char *format,
    ...) __attribute__((format(printf, 3, 4)));

/* Put "context: " before the text; returns false. */
bool fault_at(struct fault *fault, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

int fault_exit_status(enum fault_kind kind);

/* "mailplumb: TEXT" on stderr. */
void fault_print(const struct fault *fault);

#endif
