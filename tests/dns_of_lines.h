/*
 * dns_of_lines - the DNS of a test, as the lines a test row can hold
 *
 *	example.com TXT v=spf1 a -all
 *	example.com MX 10 mx.example.com
 *	broken.example SERVFAIL
 *
 * A line is a name, a type and the data, or a name and a status word of
 * dns_status_word() for every type.  The resolver answers from it alone.
 */
#ifndef TESTS_DNS_OF_LINES_H
#define TESTS_DNS_OF_LINES_H

#include "common/net/dns_set.h"
#include "common/net/resolver.h"
#include <assert.h>
#include <stdlib.h>

static inline void dns_of_line(
    struct dns_set *set, struct bytes name, enum dns_type type, struct bytes b)
{
	struct dns_record record = { .data = b };
	struct fault fault = { 0 };
	struct bytes number;

	if (type == DNS_TXT || type == DNS_SPF) {
		record.strings = &b;
		record.string_count = 1;
	} else if (type == DNS_MX) {
		bytes_cut(b, ' ', &number, &record.data);
		record.preference = (uint16_t)strtoul(number.ptr, NULL, 10);
	} else if (type == DNS_A || type == DNS_AAAA) {
		bool read = ip_read(b, &record.ip);
		assert(read);
		(void)read;
	}
	dns_set_add(set, name, type, 300, &record, &fault);
}

static inline struct resolver *dns_of_lines(const char *text)
{
	struct dns_set *set = dns_set_open();
	struct bytes rest = bytes_of(text), line, name, word, data;
	enum dns_status status;
	enum dns_type type;

	while (bytes_line(&rest, &line)) {
		bytes_cut(line, ' ', &name, &word);
		bytes_cut(word, ' ', &word, &data);
		if (dns_status_read(word, &status))
			dns_set_status(
			    set, name, (enum dns_type)0, status, 300);
		else if (dns_type_read(word, &type))
			dns_of_line(set, name, type, data);
		else
			assert(line.len == 0);
	}
	return resolver_of_set(set);
}

#endif
