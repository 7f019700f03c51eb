/*
 * status_code - what enhanced status codes mean, and what helps
 *
 * RFC 3463 gives the codes, RFC 7372 those of authentication; the rows are
 * about mail that came back, seen from its sender.
 */
#ifndef COMMON_MAIL_STATUS_CODE_H
#define COMMON_MAIL_STATUS_CODE_H

#include "common/base/bytes.h"

struct status_row {
	const char *code;    /* "1.1": subject and detail; "1.": any detail */
	const char *meaning; /* after "because " */
	const char *fix;
};

/* "5.1.1" at the start of the text, which a comment may follow; absent when
 * there is no code of RFC 3463 2. */
struct bytes status_code_read(struct bytes text);

/* The same in a server's reply, "550-5.1.1 no": RFC 2034 4. */
struct bytes status_code_in_reply(struct bytes reply);

/* The row of such a code; the last row for what no other is about. */
const struct status_row *status_code_row(struct bytes code);

/* All rows; the last has no code. */
const struct status_row *status_code_rows(void);

#endif
