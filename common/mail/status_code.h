/*
 * status_code - enhanced status codes (RFC 3463) and where servers write them
 *
 * What they mean is in refusal_code.h.
 */
#ifndef COMMON_MAIL_STATUS_CODE_H
#define COMMON_MAIL_STATUS_CODE_H

#include "common/base/bytes.h"

/* "5.1.1" at the start of the text, which a comment may follow; absent when
 * there is no code of RFC 3463 2. */
struct bytes status_code_read(struct bytes text);

/* The first codes of a server in words of anybody: "host mx said: 550-5.1.1
 * no", "#5.1.1", "Remote host said: 550 no".  Absent where there are none. */
struct reply_code {
	struct bytes reply;  /* "550": RFC 5321 4.2, of class 4 or 5 */
	struct bytes status; /* "5.1.1", right behind it, or alone */
	size_t at;	     /* where the first of them begins; the end */
};
struct reply_code reply_code_find(struct bytes text);

#endif
