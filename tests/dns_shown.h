/*
 * dns_shown - an answer as one line, for the tables of tests
 *
 *	60 192.0.2.1, 192.0.2.2
 *	60 [v=spf1 ][-all]		TXT: its strings
 *	5 10 mx.example.com		MX
 *	no-data, no-name ...		and what the set does not know: unknown
 *	a.example.com> 60 192.0.2.1	behind a CNAME
 */
#ifndef TESTS_DNS_SHOWN_H
#define TESTS_DNS_SHOWN_H

#include "common/base/text.h"
#include "common/dns/dns_set.h"

static inline void show_record(
    struct text *out, enum dns_type type, const struct dns_record *record)
{
	if (type == DNS_MX)
		text_printf(out, "%u ", record->preference);
	if (type != DNS_TXT && type != DNS_SPF)
		text_add(out, record->data);
	else
		for (size_t i = 0; i < record->string_count; i++)
			text_printf(out, "[%.*s]", FMT(record->strings[i]));
}

static inline struct bytes dns_shown(const struct dns_set *set,
    struct arena *arena, enum dns_type type, const char *name)
{
	struct dns_answer answer = { 0 };
	struct text out = text_new((size_t)256 * 1024);
	bool known = dns_set_answer(set, arena, type, bytes_of(name), &answer);

	for (const struct dns_alias *a = answer.aliases; a; a = a->next)
		text_printf(&out, "%.*s> ", FMT(a->target));
	if (!known)
		text_add(&out, BYTES("unknown"));
	else if (answer.status != DNS_FOUND)
		text_add(&out, bytes_of(dns_status_word(answer.status)));
	else
		text_printf(&out, "%u ", (unsigned)answer.ttl);
	for (const struct dns_record *r = answer.records; r; r = r->next) {
		show_record(&out, type, r);
		text_add(&out, r->next != NULL ? BYTES(", ") : BYTES(""));
	}
	struct bytes shown = arena_copy(arena, text_bytes(&out));
	text_free(&out);
	return shown;
}

#endif
