/*
 * whose - what a message's own header says: is it ours, may it tell what
 * became of ours
 *
 * A header is the fields of the message itself, so that what it quotes or
 * carries never counts.  It may be of a message or of some of its fields, as
 * servers give them; it ends at the first empty line.
 */
#ifndef INSPECT_FETCH_WHOSE_H
#define INSPECT_FETCH_WHOSE_H

#include "common/base/bytes.h"

#define WHOSE_TOKEN_FIELD "X-MAILPLUMB-TOKEN"

/* All that is looked at: what servers are asked for, as a list and in words.
 * The fields behind the first are those of common/mail/notice.h. */
#define WHOSE_FIELDS                                   \
	WHOSE_TOKEN_FIELD " CONTENT-TYPE RETURN-PATH " \
			  "X-FAILED-RECIPIENTS"
#define WHOSE_FIELD_COUNT 4
extern const char *const whose_fields[WHOSE_FIELD_COUNT];

/* One of its token fields has this token, in any case of letters. */
bool header_has_token(struct bytes header, struct bytes token);
/* A delivery report or a complaint, of whatever message, or what may be one:
 * common/mail/notice.h. */
bool header_tells_report(struct bytes header);

#endif
