/*
 * common_options - the options that mean the same in every command
 *
 * A command's table lists the rows that mean something to it, by macro:
 *
 *	struct my_options {
 *		struct common_options common;	... must be the first member
 *		bool mine;
 *	};
 *	static const struct option_row rows[] = {
 *		{ "mine", 0, NULL, "...", store_mine },
 *		OPTION_RECEIVER, OPTIONS_REPORT, { 0 },
 *	};
 *	struct my_options options = { .common = common_options_new() };
 *	options_read(rows, NULL, &options, argc, argv, &operands, &fault);
 */
#ifndef MAILPLUMB_OPTIONS_COMMON_OPTIONS_H
#define MAILPLUMB_OPTIONS_COMMON_OPTIONS_H

#include "common/base/options.h"
#include "common/dns/resolver.h"
#include "inspect/model/model.h"
#include "inspect/report/formats/format.h"
#include "inspect/report/report.h"
#include "publish/change_write.h"

enum color_mode { COLOR_AUTO, COLOR_ALWAYS, COLOR_NEVER };

#define JOBS_MOST	  256
#define AUTHSERV_IDS_MOST 32
#define DNS_LIST_MOST	  64 /* servers, zone files, overlays */

struct common_options {
	const char *config; /* NULL: search */
	enum output_format format;
	const char *output; /* NULL: stdout */
	bool quiet;
	int verbose; /* how often -v was given */
	enum color_mode color;
	unsigned jobs;	      /* 0: not given */
	int64_t timeout;      /* ms; TIME_UNKNOWN: not given */
	int64_t now;	      /* TIME_UNKNOWN: the clock's */
	const char *receiver; /* --receiver, or NULL: receiver_choice.h */
	const char *authserv_ids[AUTHSERV_IDS_MOST + 1];
	const char *client_ip, *mail_from, *helo; /* NULL: not given */
	unsigned require;			  /* enum method_set */
	enum severity fail_on;
	bool bulk; /* the sender is a bulk sender to receivers */
	const char *resolvers[DNS_LIST_MOST + 1]; /* NULL at the end */
	const char *zones[DNS_LIST_MOST + 1];
	const char *overlays[DNS_LIST_MOST + 1];
	const char *dns_record, *dns_replay; /* NULL: not given */
	bool no_dns;
	bool record; /* keep all answers, as --dns-record does */
	bool fix;    /* instead of a report, what to publish ... */
	enum change_format fix_format; /* ... in this form: fixes.h */
};

struct common_options common_options_new(void);

/* The premises of an inspection as these options fix them; the suffix list,
 * the user's own receivers and, without --now, the time are the caller's. */
struct premises common_premises(const struct common_options *options);

/* Where the DNS answers come from, by the rows of OPTIONS_DNS.  NULL without a
 * fault: --no-dns. */
struct resolver *common_resolver(
    const struct common_options *options, struct fault *fault);
/* At the end: write --dns-record, if it was asked for.  FAULT_OURS. */
bool common_dns_record(const struct common_options *options,
    const struct resolver *resolver, struct fault *fault);

/* How a report in text is to look on the output these options name. */
struct report_style common_style(const struct common_options *options);

/* One more of a list that ends with NULL. */
bool common_list_add(
    const char **list, size_t most, const char *value, struct fault *fault);

/* The rows' functions, for the macros below. */
bool common_config(void *target, const char *value, struct fault *fault);
bool common_format(void *target, const char *value, struct fault *fault);
bool common_plain_format(void *target, const char *value, struct fault *fault);
bool common_json(void *target, const char *value, struct fault *fault);
bool common_output(void *target, const char *value, struct fault *fault);
bool common_quiet(void *target, const char *value, struct fault *fault);
bool common_verbose(void *target, const char *value, struct fault *fault);
bool common_color_mode(void *target, const char *value, struct fault *fault);
bool common_jobs(void *target, const char *value, struct fault *fault);
bool common_timeout(void *target, const char *value, struct fault *fault);
bool common_now(void *target, const char *value, struct fault *fault);
bool common_receiver(void *target, const char *value, struct fault *fault);
bool common_authserv_id(void *target, const char *value, struct fault *fault);
bool common_client_ip(void *target, const char *value, struct fault *fault);
bool common_mail_from(void *target, const char *value, struct fault *fault);
/* ... or the domain alone. */
bool common_sender(void *target, const char *value, struct fault *fault);
bool common_helo(void *target, const char *value, struct fault *fault);
bool common_require(void *target, const char *value, struct fault *fault);
bool common_fail_on(void *target, const char *value, struct fault *fault);
bool common_bulk(void *target, const char *value, struct fault *fault);
bool common_resolver_add(void *target, const char *value, struct fault *fault);
bool common_zone_add(void *target, const char *value, struct fault *fault);
bool common_overlay_add(void *target, const char *value, struct fault *fault);
bool common_dns_recording(void *target, const char *value, struct fault *fault);
bool common_dns_replay(void *target, const char *value, struct fault *fault);
bool common_no_dns(void *target, const char *value, struct fault *fault);
bool common_fix_format(void *target, const char *value, struct fault *fault);

/* clang-format off */
#define OPTION_CONFIG { "config", 'c', "FILE", \
	"the configuration (else searched for)", common_config }
#define OPTION_FORMAT { "format", 0, "FORMAT", \
	"text (default) or json", common_plain_format }
#define OPTION_RUN_FORMAT { "format", 0, "FORMAT", \
	"text (default), json, nagios, prometheus ...: see mailplumb(1)", \
	common_format }
#define OPTION_JSON { "json", 0, NULL, "same as --format json", common_json }
#define OPTION_OUTPUT { "output", 'o', "FILE", \
	"write the result there, all of it or nothing", common_output }
#define OPTION_QUIET { "quiet", 'q', NULL, \
	"no progress; only the verdict line", common_quiet }
#define OPTION_VERBOSE { "verbose", 'v', NULL, \
	"more detail; may be repeated", common_verbose }
#define OPTION_COLOR { "color", 0, "WHEN", \
	"auto (default), always or never; NO_COLOR is obeyed", \
	common_color_mode }
#define OPTION_JOBS(help) { "jobs", 'j', "N", help, common_jobs }
#define OPTION_TIMEOUT { "timeout", 0, "DURATION", \
	"give up after so long: 90s, 5m, 2h", common_timeout }
#define OPTION_NOW { "now", 0, "TIME", \
	"the clock of the verdict: RFC 3339 or Unix time", common_now }
#define OPTION_RECEIVER { "receiver", 0, "NAME", \
	"whose claims to trust: gmail, outlook ...; or auto", common_receiver }
#define OPTION_AUTHSERV_ID { "authserv-id", 0, "ID", \
	"trust this id's Authentication-Results; repeatable", \
	common_authserv_id }
#define OPTION_CLIENT_IP { "client-ip", 0, "ADDR", \
	"the sending server, whatever headers say", common_client_ip }
#define OPTION_MAIL_FROM { "mail-from", 0, "ADDR", \
	"the envelope sender, whatever headers say", common_mail_from }
#define OPTION_HELO { "helo", 0, "NAME", \
	"the name it said, whatever headers say", common_helo }
#define OPTION_REQUIRE { "require", 0, "LIST", \
	"what must pass and align (dkim,spf,dmarc)", common_require }
#define OPTION_FAIL_ON { "fail-on", 0, "SEVERITY", \
	"fail at broken (default), risk or note", common_fail_on }
#define OPTION_BULK { "bulk", 0, NULL, \
	"hold the sender to receivers' rules for bulk mail", common_bulk }
#define OPTION_RESOLVER { "resolver", 0, "ADDR[:PORT]", \
	"ask this name server; repeatable", common_resolver_add }
#define OPTION_ZONE { "zone", 0, "FILE", \
	"answer DNS from this master file alone; repeatable", common_zone_add }
#define OPTION_OVERLAY { "overlay", 0, "FILE", \
	"as if this master file or change batch were published", \
	common_overlay_add }
#define OPTION_DNS_RECORD { "dns-record", 0, "FILE", \
	"write all DNS answers there", common_dns_recording }
#define OPTION_DNS_REPLAY { "dns-replay", 0, "FILE", \
	"answer DNS from such a record alone", common_dns_replay }
#define OPTION_NO_DNS { "no-dns", 0, NULL, "ask the DNS nothing", \
	common_no_dns }

#define OPTION_FIX_FORMAT { "fix-format", 0, "FORM", \
	"what to publish alone: zone, route53, terraform, table", \
	common_fix_format }

/* What every command that is about the DNS takes ... */
#define OPTIONS_ANSWERS OPTION_RESOLVER, OPTION_ZONE, OPTION_OVERLAY, \
	OPTION_DNS_RECORD, OPTION_DNS_REPLAY
/* ... and every command that can do without. */
#define OPTIONS_DNS OPTIONS_ANSWERS, OPTION_NO_DNS
/* What every command that prints a report takes ... */
#define OPTIONS_REPORT OPTION_FORMAT, OPTIONS_PRINT
/* ... and every command whose runs monitoring and build servers read. */
#define OPTIONS_RUN_REPORT OPTION_RUN_FORMAT, OPTIONS_PRINT
#define OPTIONS_PRINT OPTION_JSON, OPTION_OUTPUT, \
	OPTION_QUIET, OPTION_VERBOSE, OPTION_COLOR
/* ... and every command that judges. */
#define OPTIONS_JUDGE OPTION_REQUIRE, OPTION_FAIL_ON, OPTION_BULK, OPTION_NOW
/* clang-format on */

#endif
