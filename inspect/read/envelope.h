/*
 * envelope - facts of the SMTP session, each with where it comes from
 *
 * Client IP, HELO and MAIL FROM as the user said, else as the border hop
 * says, else a trusted claim, else the Return-Path that the receiver wrote
 * (RFC 5321 4.4), else X-SES-Outgoing.  Also the message's own mark and what
 * Amazon SES left in it.
 */
#ifndef INSPECT_READ_ENVELOPE_H
#define INSPECT_READ_ENVELOPE_H

#include "inspect/model/model.h"

void envelope_read(struct envelope *envelope, struct arena *arena,
    const struct message *message, const struct hop *border,
    const struct claim_field *claims, const struct premises *premises);

#endif
