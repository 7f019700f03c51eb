/*
 * dns - questions to the DNS and what was answered
 *
 * A question always has an answer; failure is a status, never an error path.
 * Who evaluates DKIM, SPF or DMARC cannot tell where answers come from:
 * common/dns/resolver.h decides that, once for a run.
 *
 *	struct dns *dns = dns_open(resolver);	... one per worker
 *	dns_begin(dns);				... for each message
 *	dns_want(dns, DNS_TXT, name);		... as early as it is known
 *	answer = dns_ask(dns, DNS_TXT, name);
 *
 * CNAMEs are followed and kept.  Within one message a question is put once
 * and has one answer.  Answers stay until the next dns_begin().
 *
 * Sources: RFC 1034, 1035, 2308 (negative answers), 4592 (wildcards),
 * 6891 (EDNS), 8020 (NXDOMAIN means nothing below).
 */
#ifndef COMMON_DNS_DNS_H
#define COMMON_DNS_DNS_H

#include "common/net/ip.h"

#define DNS_TYPES(X)         \
	X(A, 1, "A")         \
	X(NS, 2, "NS")       \
	X(CNAME, 5, "CNAME") \
	X(SOA, 6, "SOA")     \
	X(PTR, 12, "PTR")    \
	X(MX, 15, "MX")      \
	X(TXT, 16, "TXT")    \
	X(AAAA, 28, "AAAA")  \
	X(SPF, 99, "SPF")

enum dns_type { /* by their numbers on the wire */
#define X(id, number, word) DNS_##id = number,
	DNS_TYPES(X)
#undef X
};

#define DNS_STATUSES(X)         \
	X(FOUND, "found")       \
	X(NO_DATA, "no-data")   \
	X(NO_NAME, "no-name")   \
	X(SERVFAIL, "servfail") \
	X(REFUSED, "refused")   \
	X(TIMEOUT, "timeout")   \
	X(MALFORMED, "malformed")

enum dns_status {
#define X(id, word) DNS_##id,
	DNS_STATUSES(X)
#undef X
};

struct dns_record {
	struct bytes data; /* TXT, SPF: the strings joined; A, AAAA: as
			      ip_write(); NS, CNAME, PTR, MX: the name, lower
			      case, without final dot; SOA: its seven items */
	const struct bytes *strings; /* TXT, SPF: one by one */
	size_t string_count;
	uint16_t preference; /* MX */
	struct ip ip;	     /* A, AAAA */
	const struct dns_record *next;
};

struct dns_alias { /* a CNAME that was followed */
	struct bytes name, target;
	uint32_t ttl;
	struct bytes server; /* as of an answer */
	const struct dns_alias *next;
};

struct dns_answer {
	struct bytes name; /* as asked: lower case, no final dot */
	enum dns_type type;
	enum dns_status status;
	uint32_t ttl;	    /* seconds; of a negative answer by RFC 2308 5 */
	struct bytes owner; /* `name`, or the target of the last alias */
	const struct dns_alias *aliases; /* in order; NULL: none */
	const struct dns_record *records;
	size_t record_count;
	struct bytes server; /* who answered, ADDR#PORT; absent: a file */
	const char *detail;  /* NULL, or more than the status says */
};

struct resolver;
struct dns;

struct dns *dns_open(struct resolver *resolver);
void dns_close(struct dns *dns); /* NULL is fine */

/* The next message: its questions are counted and listed from here. */
void dns_begin(struct dns *dns);

/* `name` in any case, with or without final dot.  Never NULL.  Beyond
 * LIMIT_DNS_QUESTIONS, and for what is no domain name, the status is
 * DNS_SERVFAIL and DNS_NO_NAME with a detail, and nobody is asked. */
const struct dns_answer *dns_ask(
    struct dns *dns, enum dns_type type, struct bytes name);

/* This will probably be asked: put it on its way and go on. */
void dns_want(struct dns *dns, enum dns_type type, struct bytes name);

/* What was asked of this message, in order of dns_ask(). */
size_t dns_asked(const struct dns *dns);
const struct dns_answer *dns_answer_at(const struct dns *dns, size_t index);

/* The status tells nothing about the domain: it may be otherwise later. */
bool dns_failed(const struct dns_answer *answer);

const char *dns_type_word(enum dns_type type);
bool dns_type_read(struct bytes word, enum dns_type *type); /* any case */
const char *dns_status_word(enum dns_status status);
bool dns_status_read(struct bytes word, enum dns_status *status);

#endif
