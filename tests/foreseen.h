/*
 * foreseen - what is known of a sender and published, foreseen, for the tables
 * of tests
 */
#ifndef TESTS_FORESEEN_H
#define TESTS_FORESEEN_H

#include "tests/test.h"

#include "common/base/text.h"
#include "common/net/suffix.h"
#include "inspect/run/foresight.h"
#include "inspect/run/inspection.h"
#include "inspect/verify/dkim_key.h"
#include "mailplumb/options/common_options.h"
#include "tests/dns_of_lines.h"

#define LIST_MOST 4

#define KEY                                                                    \
	"v=DKIM1; k=rsa; p=MIGfMA0GCSqGSIb3DQEBAQUAA4GNADCBiQKBgQC0QtDV1yYaGP" \
	"FdDDXDRcOY6ZhGzc/1Cd4NLmensoptFYFboD8U1mHhgS7vVh+q9z/mqbwz7MQH8sstb5" \
	"bNr64MQ633WO1n7ngIqmBOgofS+EhY1k8D9pGA7t2iWfncycv7DkzD6jzTRSul6/75Z9" \
	"L0EHTQD9lpy6Dq/Y6dBPcHLwIDAQAB\n"
#define SES "amazonses.com TXT v=spf1 ip4:54.240.0.0/18 -all\n"
#define SELF                                          \
	"_dmarc.example.com TXT v=DMARC1; p=reject; " \
	"rua=mailto:a@example.com\n"
#define FROM "b.example.com TXT v=spf1 include:amazonses.com ~all\n"
#define MX   "b.example.com MX 10 feedback-smtp.us-east-1.amazonses.com\n"
#define T(t) t "._domainkey.example.com CNAME " t ".dkim.amazonses.com\n"
#define K(t) t ".dkim.amazonses.com TXT " KEY

static struct suffix_list *suffixes;
static struct dkim_keys *keys;
static struct arena *arena;

#define ONE   .tokens = { "t1" }
#define THREE .tokens = { "t1", "t2", "t3" }
#define AT_B  .mail_from = "b.example.com"

static inline void foreseen_open(void)
{
	struct fault fault = { 0 };

	suffixes = suffix_list_open(NULL, &fault);
	keys = dkim_keys_open();
	arena = arena_open();
}

static inline void foreseen_close(void)
{
	arena_close(arena);
	dkim_keys_close(keys);
	suffix_list_close(suffixes);
}

/* ---- what is known ---------------------------------------------------------
 */

struct known {
	const char *identity, *author, *mail_from, *region, *zone;
	const char *tokens[LIST_MOST], *selectors[LIST_MOST];
	bool elsewhere;
};

static inline size_t words(const char *const *list, const struct bytes **into)
{
	struct bytes *words = arena_new_array(arena, struct bytes, LIST_MOST);
	size_t n = 0;

	for (; n < LIST_MOST && list[n] != NULL; n++)
		words[n] = bytes_of(list[n]);
	*into = words;
	return n;
}

static inline struct expected expected_of(const struct known *known)
{
	struct expected e = {
		.identity = bytes_of(
		    known->identity != NULL ? known->identity : "example.com"),
		.author = bytes_of(known->author),
		.mail_from = bytes_of(known->mail_from),
		.region = bytes_of(known->region),
		.dkim_zone = bytes_of(known->zone),
		.elsewhere = known->elsewhere,
	};

	e.dkim_token_count = words(known->tokens, &e.dkim_tokens);
	e.dkim_selector_count = words(known->selectors, &e.dkim_selectors);
	return e;
}

static inline const char *word_or_dash(const char *word)
{
	return word != NULL ? word : "-";
}

static inline struct inspection foreseen(
    struct premises *premises, const struct known *known, struct dns *dns)
{
	struct common_options options = common_options_new();

	*premises = common_premises(&options);
	premises->suffixes = suffixes;
	premises->expected = expected_of(known);
	struct inspection in = inspection_new(arena, premises);
	in.dns = dns;
	in.keys = keys;
	dns_begin(dns);
	foresight_run(&in);
	return in;
}

#endif
