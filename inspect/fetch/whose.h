/*
 * whose - what a message's own header says: is it ours, is it a delivery
 * report
 *
 * A header is the fields of the message itself, so that what it quotes or
 * carries never counts.  It may be of a message or of some of its fields, as
 * servers give them; it ends at the first empty line.
 */
#ifndef INSPECT_FETCH_WHOSE_H
#define INSPECT_FETCH_WHOSE_H

#include "common/base/bytes.h"

#define WHOSE_TOKEN_FIELD "X-MAILPLUMB-TOKEN"
#define WHOSE_TYPE_FIELD  "CONTENT-TYPE"

/* One of its token fields has this token, in any case of letters. */
bool header_has_token(struct bytes header, struct bytes token);
/* A delivery report, of whatever message: RFC 3464. */
bool header_tells_report(struct bytes header);

#endif
