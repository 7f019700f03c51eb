/*
 * report_dns - what is published for a sender, and what it comes to
 *
 * Of an inspection that published_check() filled: the records that are wanted,
 * one by one, the DMARC record tag by tag, what nobody told and what would
 * have to be told, then the findings as in any report.
 */
#ifndef INSPECT_REPORT_REPORT_DNS_H
#define INSPECT_REPORT_REPORT_DNS_H

#include "inspect/model/record_check.h"
#include "inspect/report/page.h"
#include "inspect/report/report.h"

/* A line of verdict; with `quiet` nothing else. */
void report_dns_text(
    const struct inspection *in, struct report_style style, struct text *out);

/* What the line says behind the domain. */
void report_dns_why(const struct inspection *in, struct text *line);

/* The line of verdict and the findings alone. */
void report_dns_brief(
    const struct inspection *in, struct report_style style, struct text *out);

/* "mailplumb.dns-report/1" (docs/report.md).  The caller frees it. */
struct json *report_dns_json(const struct inspection *in);

enum tone record_state_tone(enum record_state state);

/* A fact that nobody told, and what it keeps from being looked at. */
struct unknown_fact {
	const char *word; /* "tokens"; NULL ends the list */
	const char *title;
	const char *text; /* what would have to be told */
	bool (*is)(const struct inspection *in);
};

extern const struct unknown_fact unknown_facts[];

#endif
