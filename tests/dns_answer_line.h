/*
 * dns_answer_line - an answer of the DNS as one line
 *
 *	a.test>b.test 30 found 60 [10 mx.test] ["a string" "another"]
 *	malformed 0 (what is wrong with it)
 */
#ifndef TESTS_DNS_ANSWER_LINE_H
#define TESTS_DNS_ANSWER_LINE_H

#include "common/base/text.h"
#include "common/dns/dns.h"

static inline void quoted_shown(struct text *out, struct bytes b)
{
	text_char(out, '"');
	for (size_t i = 0; i < b.len; i++)
		if (b.ptr[i] >= ' ' && b.ptr[i] <= '~')
			text_char(out, b.ptr[i]);
		else
			text_printf(out, "\\%02x", (unsigned char)b.ptr[i]);
	text_char(out, '"');
}

static inline void record_shown(
    struct text *out, enum dns_type type, const struct dns_record *record)
{
	text_add(out, BYTES(" ["));
	for (size_t i = 0; i < record->string_count; i++) {
		if (i > 0)
			text_char(out, ' ');
		quoted_shown(out, record->strings[i]);
	}
	if (type == DNS_MX)
		text_printf(out, "%u ", record->preference);
	if (record->strings == NULL)
		text_add(out, record->data);
	text_char(out, ']');
}

static inline void aliases_shown(
    struct text *out, const struct dns_answer *answer)
{
	for (const struct dns_alias *a = answer->aliases; a; a = a->next)
		text_printf(out, "%.*s>%.*s %u ", FMT(a->name), FMT(a->target),
		    (unsigned)a->ttl);
}

static inline void answer_shown(
    struct text *out, const struct dns_answer *answer)
{
	aliases_shown(out, answer);
	text_printf(out, "%s %u", dns_status_word(answer->status),
	    (unsigned)answer->ttl);
	for (const struct dns_record *r = answer->records; r; r = r->next)
		record_shown(out, answer->type, r);
	if (answer->detail != NULL)
		text_printf(out, " (%s)", answer->detail);
}

#endif
