/*
 * spf_case - an SPF check of a test: of me@example.com from 192.0.2.1, HELO
 * mail.example.org, unless something else is given
 */
#ifndef TESTS_SPF_CASE_H
#define TESTS_SPF_CASE_H

#include "inspect/verify/spf.h"
#include "tests/dns_of_lines.h"

static struct resolver *case_resolver;
static struct dns *case_dns;
static struct arena *case_arena;
static struct spf_verdict verdict;

static inline void spf_case_end(void)
{
	dns_close(case_dns);
	resolver_close(case_resolver);
	arena_close(case_arena);
	case_dns = NULL;
	case_resolver = NULL;
	case_arena = NULL;
}

/* The resolver is taken over.  The number of questions that were asked. */
static inline size_t spf_case_of(struct resolver *resolver, const char *ip,
    const char *mail_from, const char *helo)
{
	struct spf_query query = {
		.mail_from =
		    bytes_of(mail_from != NULL ? mail_from : "me@example.com"),
		.helo = bytes_of(helo != NULL ? helo : "mail.example.org"),
		.now = 1795169100000,
	};

	spf_case_end();
	case_arena = arena_open();
	case_resolver = resolver;
	case_dns = dns_open(resolver);
	ip_read(bytes_of(ip != NULL ? ip : "192.0.2.1"), &query.client);
	spf_want(case_dns, &query);
	spf_check(&verdict, case_arena, case_dns, &query);
	return dns_asked(case_dns);
}

static inline size_t spf_case(
    const char *dns, const char *ip, const char *mail_from, const char *helo)
{
	return spf_case_of(dns_of_lines(dns), ip, mail_from, helo);
}

#endif
