/*
 * line_ends - CR and LF that do not stand together (RFC 5321 2.3.8)
 *
 * Every message is looked at as a whole, so what is asked first is cheap: an
 * octet is LF exactly where the one before it is CR.
 */
#ifndef COMMON_MAIL_LINE_ENDS_H
#define COMMON_MAIL_LINE_ENDS_H

#include "common/base/bytes.h"

struct line_ends {
	size_t pairs;		 /* CRLF */
	size_t lf, cr;		 /* that stand alone */
	size_t lf_line, cr_line; /* where the first of each is, from 1 */
};

/* Every line end is CRLF, and there is no other CR or LF. */
bool line_ends_are_pairs(struct bytes text);
/* Every line end is LF, and there is no CR: so files are kept. */
bool line_ends_are_local(struct bytes text);
struct line_ends line_ends_count(struct bytes text);

#endif
