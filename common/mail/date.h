/*
 * date - dates of mail headers (RFC 5322 3.3, and the obsolete forms of 4.3)
 */
#ifndef COMMON_MAIL_DATE_H
#define COMMON_MAIL_DATE_H

#include "common/base/bytes.h"
#include "common/base/clock.h"

/* TIME_UNKNOWN when it is not a date.  Comments and names of zones are read. */
int64_t date_read(struct bytes text);

/* "Fri, 20 Nov 2026 10:00:00 +0000" and a NUL. */
#define DATE_TEXT_SIZE 40
char *date_write(int64_t time, char text[DATE_TEXT_SIZE]);

#endif
