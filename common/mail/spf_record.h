/*
 * spf_record - the text of an SPF record (RFC 7208 4.5, 4.6, 5, 6, 12)
 *
 * The whole record is read before a term is tried, since a mistake anywhere
 * in it makes it invalid (4.6).
 */
#ifndef COMMON_MAIL_SPF_RECORD_H
#define COMMON_MAIL_SPF_RECORD_H

#include "common/base/arena.h"
#include "common/dns/dns.h"

enum spf_mechanism {
	SPF_ALL,
	SPF_INCLUDE,
	SPF_A,
	SPF_MX,
	SPF_PTR,
	SPF_IP4,
	SPF_IP6,
	SPF_EXISTS,
};

struct spf_term {	   /* directive = [ qualifier ] mechanism */
	struct bytes text; /* as published */
	enum spf_mechanism mechanism;
	char qualifier;	     /* '+' when it is not written, else '-' '~' '?' */
	struct bytes domain; /* domain-spec, with macros; absent: none */
	struct ip network;   /* ip4, ip6 */
	unsigned char bits_4, bits_6; /* a, mx: both; ip4, ip6: its own */
};

struct spf_modifier {
	struct bytes text;   /* as published; absent: there is none */
	struct bytes domain; /* domain-spec */
};

struct spf_record {
	struct bytes text;
	const struct spf_term *terms; /* in order */
	size_t count;
	struct spf_modifier redirect, explanation;
	bool all;	       /* so that redirect= means nothing (6.1) */
	const char *mistake;   /* NULL, or what was expected */
	struct bytes mistaken; /* the term with the mistake, as published */
};

/* It begins with the version, and so is a record (4.5). */
bool spf_record_begins(struct bytes text);

/* Why a text that seems to be meant as a record is none; NULL when it is one,
 * or is something else altogether. */
const char *spf_record_refused(struct bytes text);

/* How many records of `answer` begin with the version (4.5), and the first. */
size_t spf_record_find(const struct dns_answer *answer, struct bytes *text);

/* `text` begins with the version.  False when there is a mistake; what stood
 * before it is read. */
bool spf_record_read(
    struct spf_record *record, struct arena *arena, struct bytes text);

/* The mechanism asks the DNS, and so counts against the limit of 4.6.4. */
bool spf_mechanism_asks(enum spf_mechanism mechanism);

#endif
