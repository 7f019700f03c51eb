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

#include "common/dns/dns_name.h"
#include "common/dns/dns_set.h"
#include "common/dns/resolver.h"
#include <assert.h>

/* "." is the root, as of the null MX. */
static inline bool dns_of_name(struct dns_name *name, struct bytes text)
{
	name->len = 0;
	return bytes_eq(text, BYTES(".")) || dns_name_read(name, text);
}

static inline bool dns_of_address(
    enum dns_type type, struct bytes text, struct dns_record *record)
{
	record->data = text;
	return ip_read(text, &record->ip) &&
	       (record->ip.family == 4) == (type == DNS_A);
}

static inline bool dns_of_data(struct dns_set *set, struct bytes name,
    enum dns_type type, struct bytes data)
{
	struct dns_record record = { .strings = &data };
	struct fault fault = { 0 };
	struct bytes number;
	struct dns_name host;
	uint64_t preference = 0;
	bool read = true;

	if (type == DNS_MX) {
		bytes_cut(data, ' ', &number, &data);
		read = bytes_number(number, UINT16_MAX, &preference);
		record.preference = (uint16_t)preference;
	}
	if (type == DNS_TXT || type == DNS_SPF)
		record.string_count = 1;
	else if (type == DNS_A || type == DNS_AAAA)
		read = dns_of_address(type, data, &record);
	else
		read = read && dns_of_name(&host, data);
	if (read && record.string_count == 0 && record.data.ptr == NULL)
		record.data = dns_name_bytes(&host);
	return read && dns_set_add(set, name, type, 300, &record, &fault);
}

/* False for a line that is none. */
static inline bool dns_of_line(struct dns_set *set, struct bytes line)
{
	struct bytes text, word, data;
	enum dns_status status;
	struct dns_name name;
	enum dns_type type;

	bytes_cut(line, ' ', &text, &word);
	bytes_cut(word, ' ', &word, &data);
	if (!dns_name_read(&name, text))
		return false;
	if (dns_status_read(word, &status) && status != DNS_FOUND) {
		dns_set_status(
		    set, dns_name_bytes(&name), (enum dns_type)0, status, 300);
		return true;
	}
	return bytes_present(data) && dns_type_read(word, &type) &&
	       dns_of_data(set, dns_name_bytes(&name), type, data);
}

/* What is no line is skipped. */
static inline struct resolver *dns_of_text(struct bytes text)
{
	struct dns_set *set = dns_set_open();
	struct bytes line;

	while (bytes_line(&text, &line))
		dns_of_line(set, line);
	return resolver_of_set(set);
}

/* All are lines. */
static inline struct resolver *dns_of_lines(const char *text)
{
	struct dns_set *set = dns_set_open();
	struct bytes rest = bytes_of(text), line;

	while (bytes_line(&rest, &line)) {
		bool read = dns_of_line(set, line);
		assert(read || line.len == 0);
		(void)read;
	}
	return resolver_of_set(set);
}

#endif
