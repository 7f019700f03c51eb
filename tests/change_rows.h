/* change_rows - changes as the tables of a test write them */
#ifndef TESTS_CHANGE_ROWS_H
#define TESTS_CHANGE_ROWS_H

#include "tests/test.h"

#include "publish/change.h"

static struct arena *arena;

/* Records of a row: "|" parts them, "10 host" is an MX; NULL: none. */
static inline const struct dns_record *records_of(
    enum dns_type type, const char *text)
{
	struct bytes rest = bytes_of(text), part;
	const struct dns_record *first = NULL;
	struct dns_record *last = NULL, *record;

	while (bytes_present(rest)) {
		bytes_cut(rest, '|', &part, &rest);
		if (type == DNS_MX) {
			struct bytes preference, host;
			uint64_t number = 0;
			bytes_cut(part, ' ', &preference, &host);
			bytes_number(preference, UINT16_MAX, &number);
			record = record_mx(arena, (uint16_t)number, host);
		} else {
			record = type == DNS_TXT ? record_text(arena, part)
						 : record_host(arena, part);
		}
		if (last == NULL)
			first = record;
		else
			last->next = record;
		last = record;
	}
	return first;
}

static inline struct change *change_of(const char *name, enum dns_type type,
    const char *records, const char *replaces)
{
	struct change *change = arena_new(arena, struct change);

	*change = (struct change){
		.action = records != NULL ? CHANGE_UPSERT : CHANGE_DELETE,
		.name = bytes_of(name),
		.type = type,
		.ttl = 300,
		.records =
		    records_of(type, records != NULL ? records : replaces),
		.replaces = records_of(type, replaces),
	};
	return change;
}

#endif
