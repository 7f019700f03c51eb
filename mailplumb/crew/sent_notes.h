/*
 * sent_notes - what is known of messages as they were sent
 *
 * From a file of receipts, as `send --json` writes them (docs/report.md,
 * mailplumb.receipt/1; one or several, one a line), and from a file with the
 * octets of one message.  A receipt belongs to the message that carries its
 * token.  The octets count only when they are what the receipt tells: a
 * receipt is foreign, and so is the file that it names.
 *
 * May be used by several threads.
 */
#ifndef MAILPLUMB_CREW_SENT_NOTES_H
#define MAILPLUMB_CREW_SENT_NOTES_H

#include "common/base/fault.h"
#include "inspect/model/transit.h"

struct sent_notes;

/* Either may be NULL; "-" is not standard input here.  FAULT_INPUT names the
 * file and, of several receipts, the line. */
struct sent_notes *sent_notes_open(
    const char *receipts, const char *sent, struct fault *fault);
void sent_notes_close(struct sent_notes *notes); /* NULL is fine */

/* What is known of the message with this token (absent: it has none); NULL:
 * nothing.  The octets come into `arena`. */
const struct sent *sent_notes_find(
    struct sent_notes *notes, struct arena *arena, struct bytes token);

/* At the end: false and a fault that says which file belonged to no message;
 * FAULT_INPUT.  NULL is fine. */
bool sent_notes_used(const struct sent_notes *notes, struct fault *fault);

/* One receipt, which is a JSON object.  False and FAULT_INPUT when it is none;
 * the octets are not read: `file` names them, `sha256` is their digest. */
bool receipt_read(struct arena *arena, struct bytes text, struct sent *sent,
    struct bytes *sha256, struct fault *fault);

#endif
