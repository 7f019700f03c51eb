/*
 * change - a change of what a zone publishes, as data
 *
 * Every fix, and every record that `mailplumb records` names, is a list of
 * these.  One change is about all records of a name and type, as Route 53 and
 * RFC 2181 5 see them: an upsert says which records stand there afterwards,
 * those that stay included, so that a TXT of somebody else is never lost.
 *
 * Everything lives in the arena of the maker.
 */
#ifndef PUBLISH_CHANGE_H
#define PUBLISH_CHANGE_H

#include "common/base/arena.h"
#include "common/dns/dns.h"

#define CHANGE_TTL 3600 /* seconds, where nothing stood before */

enum change_action {
	CHANGE_UPSERT, /* these records, and no others, stand there */
	CHANGE_DELETE, /* nothing of this type stands there */
};

struct change {
	enum change_action action;
	struct bytes name; /* lower case, no final dot */
	enum dns_type type;
	uint32_t ttl;
	const struct dns_record *records;  /* afterwards; of a deletion those
					      that go */
	const struct dns_record *replaces; /* what stands there now; NULL:
					      nothing, or not known */
	struct change *next;
};

/* "upsert", "delete". */
const char *change_action_word(enum change_action action);

/* A record of its data; of TXT the text, split into strings of 255 octets. */
struct dns_record *record_text(struct arena *arena, struct bytes text);
struct dns_record *record_host(struct arena *arena, struct bytes host);
struct dns_record *record_mx(
    struct arena *arena, uint16_t preference, struct bytes host);

/* `list` has a record of these data; how TXT is cut into strings is no
 * matter. */
bool record_listed(
    const struct dns_record *list, const struct dns_record *record);

/* A copy that stays as it is, but for a string that no server can send. */
struct dns_record *record_kept(
    struct arena *arena, const struct dns_record *record);

/* The records of `list` but `without` (compared by address), with `with` in
 * its place, or at the end when `without` is NULL; `with` may be NULL. */
const struct dns_record *records_but(struct arena *arena,
    const struct dns_record *list, const struct dns_record *without,
    struct dns_record *with);

/* A change of `name`, with the records that `now` (may be NULL) told of as
 * `replaces`, and its TTL: as a file has it, or rounded up where a server told
 * it, since a resolver counts down. */
struct change *change_to(struct arena *arena, struct bytes name,
    enum dns_type type, const struct dns_record *records,
    const struct dns_answer *now);
/* Take away all that `now` told of; NULL when that is nothing. */
struct change *change_away(struct arena *arena, const struct dns_answer *now);

#endif
