/*
 * dns_row - what stands at one name for one type, nothing followed
 *
 * Sources, the cache, records and reports all speak of rows; an answer is a
 * row of type CNAME for each alias and the row where the chain ends.
 */
#ifndef COMMON_DNS_DNS_ROW_H
#define COMMON_DNS_DNS_ROW_H

#include "common/dns/dns.h"

struct dns_row {
	enum dns_type type; /* CNAME where another was asked for: an alias */
	enum dns_status status;
	uint32_t ttl;
	const struct dns_record *records;
	size_t record_count;
	struct bytes server; /* absent: a file */
	const char *detail;
};

#endif
