/*
 * dns_report - rows as reports and records show them
 *
 *	{name, type, status, ttl, data, server}, and detail where there is one
 *
 * Names and data are octets: each is the character of that number, U+0000 to
 * U+00FF.  A TXT record of one string is that string, of several a list.
 */
#ifndef COMMON_DNS_DNS_REPORT_H
#define COMMON_DNS_DNS_REPORT_H

#include "common/base/json.h"
#include "common/dns/dns_row.h"
#include "common/net/domain.h"

struct json *dns_name_json(struct bytes name);
/* The list of their data. */
struct json *dns_records_json(
    enum dns_type type, const struct dns_record *records);

struct json *dns_row_json(
    struct bytes name, enum dns_type type, const struct dns_row *row);

/* Its aliases, each a row of type CNAME, and the row where they end. */
void dns_answer_json(struct json *array, const struct dns_answer *answer);

#endif
