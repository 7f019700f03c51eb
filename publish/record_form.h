/*
 * record_form - names and data as master files write them (RFC 1035 5.1)
 *
 * Octets that are no printable ASCII become \DDD; Route 53 has the digits
 * octal, master files decimal.  Names end in a dot.  Nothing that is written
 * here can end a line, a string or a comment.
 */
#ifndef PUBLISH_RECORD_FORM_H
#define PUBLISH_RECORD_FORM_H

#include "common/base/text.h"
#include "common/dns/dns.h"

enum radix { RADIX_DECIMAL, RADIX_OCTAL }; /* of \DDD */

/* A name as dns.h has it: "example.com" becomes "example.com."; the root is
 * empty there. */
void name_form(struct text *out, struct bytes name, enum radix radix);

/* What stands between the quotation marks. */
void string_form(struct text *out, struct bytes octets, enum radix radix);

/* The data: "\"v=spf1 -all\"", "10 mx.example.com.". */
void record_form(struct text *out, enum dns_type type,
    const struct dns_record *record, enum radix radix);

#endif
