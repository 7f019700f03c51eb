/*
 * bundle - everything that a report rests on, in one file (docs/report.md)
 *
 * A tar archive with the message, the answers of the DNS, the premises, what
 * is known of the message as it was sent, transcripts, the report, and a
 * manifest with the digest of each.  A bundle is foreign input: names that are
 * not known are stepped over, none is ever a path, and a file that is not what
 * the manifest says is refused.
 */
#ifndef INSPECT_BUNDLE_BUNDLE_H
#define INSPECT_BUNDLE_BUNDLE_H

#include "common/base/arena.h"
#include "common/base/fault.h"
#include "common/base/text.h"

/*	id, name, needed, what */
#define BUNDLE_FILES(X)                                                      \
	X(MESSAGE, "message.eml", true, "the message as it was received")    \
	X(PREMISES, "premises.json", true, "options, and where it lay")      \
	X(DNS, "dns.json", false, "the answers of the DNS")                  \
	X(FACTS, "facts.json", false, "what was computed before redaction")  \
	X(SENT, "sent.eml", false, "the message as it was sent")             \
	X(RECEIPT, "receipt.json", false, "the receipt of sending it")       \
	X(TRANSCRIPT, "transcript.txt", false, "the dialogues with servers") \
	X(REPORT, "report.json", true, "the report")                         \
	X(TEXT, "report.txt", true, "the report for people, with its details")

enum bundle_file {
#define X(id, name, needed, what) BUNDLE_##id,
	BUNDLE_FILES(X)
#undef X
	    BUNDLE_COUNT
};

struct bundle {
	struct bytes files[BUNDLE_COUNT]; /* absent: not in it */
	bool redacted;
	bool stored; /* the report cannot be computed from the rest: it rests
			on what no bundle holds */
};

#define BUNDLE_MOST ((size_t)256 * 1024 * 1024) /* octets */

/* `time` is that of all files.  FAULT_OURS. */
bool bundle_write(const struct bundle *bundle, int64_t time, struct text *out,
    struct fault *fault);

/* FAULT_INPUT says what is wrong, without the name of the bundle. */
bool bundle_read(struct arena *arena, struct bytes tar, struct bundle *bundle,
    struct fault *fault);

#endif
